"""What the log keeps of listening, beside the opening itself (`RecordingOpened` of `api.log_events`)."""

from api.facts import DeskFact


class RecordingListened(DeskFact, frozen=True, kw_only=True):
    """Somebody played a stretch of a recording, as the player on the review page told (SEC-1)."""

    recording_id: str
    call_id: str
    agent_id: str
    from_ms: int
    """Of the recording, as `to_ms`."""
    to_ms: int


class RecordingGivenOut(DeskFact, frozen=True, kw_only=True):
    """How much of an opened recording was given out in pieces, as its player asked for them; what was asked for twice
    counts once. Written when nobody asked for more (SEC-1)."""

    recording_id: str
    call_id: str
    agent_id: str
    why: str
    percent: int
    """Of the file."""
    pieces: int
