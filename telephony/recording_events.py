"""What the line tells the desk of the recording of a call: part of its journal. Times as in `telephony.events`."""

from telephony.line_event import LineEvent


class RecordingStarted(LineEvent, frozen=True, kw_only=True):
    """The call is being recorded from here; `recording_id` names the file."""

    call_id: str
    recording_id: str
    started_ms: float


class RecordingMasked(LineEvent, frozen=True, kw_only=True):
    """What is said is not recorded; silence keeps the length."""

    call_id: str
    agent_id: str
    reason: str
    masked_ms: float


class RecordingUnmasked(LineEvent, frozen=True, kw_only=True):
    """Recorded again."""

    call_id: str
    agent_id: str
    unmasked_ms: float


class RecordingFinished(LineEvent, frozen=True, kw_only=True):
    """The recording is complete on the line's disk."""

    call_id: str
    recording_id: str
    length_ms: float
    size: int
    """Bytes of the file as it is kept."""
    sha256: str
    """Of that file, in hexadecimal."""
    voicemail: bool = False


class RecordingFailed(LineEvent, frozen=True, kw_only=True):
    """The call could not be recorded (any further); the call itself went on."""

    call_id: str
    recording_id: str
    reason: str


RecordingEvent = RecordingStarted | RecordingMasked | RecordingUnmasked | RecordingFinished | RecordingFailed
