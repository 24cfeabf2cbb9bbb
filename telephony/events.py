"""What the line and the desk say to each other: events one way, commands the other.

This is the one definition of that wire. Each message is a JSON text frame on a WebSocket that the line opens to
the desk (`/link`); `type` names the struct. The line's events are numbered without a gap within a *stream* (the
line's journal on disk), are kept until the desk acknowledges them, and are sent again from the first number the
desk does not have. A line that starts anew says so in the stream itself (`LineStarted`), and whoever folds the log
closes what was still open.

Times: `at` is Unix time in seconds, UTC, for people and calendars. Differences never come from `at`: every `*_ms`
is a difference of the line's monotonic clock, in milliseconds since the call's INVITE was received.
"""

from enum import StrEnum

import msgspec

PROTOCOL = 1
"""Version of this wire. A peer that speaks another one is refused with a message that names both."""


class Side(StrEnum):
    """Who did it: the resident on the telephone, our agent, or the line itself."""

    CALLER = "caller"
    AGENT = "agent"
    LINE = "line"


class EndCause(StrEnum):
    """Why a call is over."""

    COMPLETED = "completed"  # talked, then one side hung up
    ABANDONED = "abandoned"  # the caller gave up before a person answered (CANCEL, or BYE while ringing)
    REJECTED = "rejected"  # the line said no: bad SDP, no common codec, full, shutting down
    NO_ACK = "no_ack"  # we answered, the caller never confirmed (RFC 3261 §13.3.1.4)
    MEDIA_LOST = "media_lost"  # the caller's audio stopped for longer than the limit
    SHUTDOWN = "shutdown"  # the line was stopped by its operator and said BYE
    INTERRUPTED = "interrupted"  # the line died in mid-call; set by the fold, never sent by a line
    FAILED = "failed"  # an error within the line


class AgentState(StrEnum):
    """States of an agent, as screens and the log name them (machine: `telephony.agent`)."""

    SIGNED_OUT = "signed_out"
    PAUSED = "paused"
    READY = "ready"
    RESERVED = "reserved"  # a call is being offered
    TALKING = "talking"
    WRAP_UP = "wrap_up"


class Verdict(StrEnum):
    """Was the call picked up within three rings (LINE-1)?"""

    MET = "met"
    MISSED = "missed"
    CANNOT_TELL = "cannot_tell"


class MediaQuality(msgspec.Struct, frozen=True, kw_only=True):
    """What the RTP of the caller's leg was like. Counts are packets; jitter in milliseconds (RFC 3550 §6.4.1)."""

    codec: str
    sent: int
    received: int
    lost: int
    jitter_ms: float


class _Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    at: float
    """Unix time in seconds at which the line saw it."""


class LineStarted(_Event, frozen=True, kw_only=True):
    """First event of each run of a line. Calls still open in this stream before it were interrupted."""

    line_id: str
    boot_id: str
    version: str
    connector: str
    sip_address: str
    headset_url: str
    """Where consoles connect their audio, `ws://host:port/headset`."""


class LineStopped(_Event, frozen=True, kw_only=True):
    """Last event of an orderly run."""

    boot_id: str
    reason: str


class CallArrived(_Event, frozen=True, kw_only=True):
    """An INVITE for a new call was received; zero of all its `*_ms`."""

    call_id: str
    """Ours, a UUID in text; never the SIP Call-ID, which a caller chooses."""
    sip_call_id: str
    number: str
    """The caller's number as the INVITE gave it (user part of From), empty when withheld."""
    name: str
    called: str
    """The number called: user part of the request URI."""
    source: str
    """`host:port` the INVITE came from."""


class CallRinging(_Event, frozen=True, kw_only=True):
    """180 was sent: the caller begins to hear rings."""

    call_id: str
    ringing_ms: float


class CallAnswered(_Event, frozen=True, kw_only=True):
    """A person picked up: the answer command reached the line, and 200 went out."""

    call_id: str
    agent_id: str
    picked_up_ms: float
    ok_sent_ms: float
    error_ms: float
    """Bound of the measuring error of `picked_up_ms`, at least the event loop's measured lag."""


class CallEstablished(_Event, frozen=True, kw_only=True):
    """The caller's ACK arrived."""

    call_id: str
    ack_ms: float


class HeadsetAttached(_Event, frozen=True, kw_only=True):
    """An agent's headset socket was joined to a call (again, after a break)."""

    call_id: str
    agent_id: str


class HeadsetLost(_Event, frozen=True, kw_only=True):
    """The headset socket of an agent in a call broke; the caller hears silence until it is back."""

    call_id: str
    agent_id: str


class CallEnded(_Event, frozen=True, kw_only=True):
    """The call is over. Exactly one for each CallArrived within a run of the line."""

    call_id: str
    ended_ms: float
    by: Side
    cause: EndCause
    sip_status: int = 0
    """The final status sent or received for the INVITE where it was not 200, else 0."""
    quality: MediaQuality | None = None


class CommandRefused(_Event, frozen=True, kw_only=True):
    """A command could not be carried out: no such call, already over, already answered."""

    command_id: str
    call_id: str
    reason: str


CallEvent = (
    LineStarted
    | LineStopped
    | CallArrived
    | CallRinging
    | CallAnswered
    | CallEstablished
    | HeadsetAttached
    | HeadsetLost
    | CallEnded
    | CommandRefused
)


class _Command(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    command_id: str
    """A UUID in text. A command that comes twice is carried out once."""
    call_id: str


class Answer(_Command, frozen=True, kw_only=True):
    """Pick up for this agent: send 200 and join the agent's headset."""

    agent_id: str


class HangUp(_Command, frozen=True, kw_only=True):
    """End the call for this agent: BYE, or 603 while it still rings."""

    agent_id: str


Command = Answer | HangUp


class Hello(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Line to desk, first frame on the link."""

    protocol: int
    line_id: str
    stream_id: str
    """Names the journal; a new one when the line's data folder was lost."""
    first_seq: int
    last_seq: int
    """Numbers of the first and last event the line still keeps (0, 0 when none)."""


class Welcome(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Desk to line, answer to Hello: send what follows `have_seq`."""

    have_seq: int


class Numbered(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Line to desk: one event with its number in the stream (from 1, no gaps)."""

    seq: int
    event: CallEvent


class Acknowledged(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Desk to line: every event up to `seq` is in the log on disk and may be forgotten."""

    seq: int


class LinkRefused(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Desk to line, before the desk closes: why (another protocol, line id in use)."""

    reason: str


LineToDesk = Hello | Numbered
DeskToLine = Welcome | Acknowledged | Answer | HangUp | LinkRefused
