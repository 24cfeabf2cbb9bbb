"""What the line tells the desk: the events of calls and trunks; those of recordings are in `recording_events.py`.

The line's events are numbered without a gap within a *stream* (the line's journal on disk), are kept until the desk
acknowledges them, and are sent again from the first number the desk does not have (`telephony.wire`). A line that
starts anew says so in the stream itself (`LineStarted`), and whoever folds the log closes what was still open.

Times: `at` is Unix time in seconds, UTC, for people and calendars. Differences never come from `at`: every `*_ms`
is a difference of the line's monotonic clock, in milliseconds since the call's INVITE was received (or sent).
"""

from enum import StrEnum

import msgspec

from telephony.line_event import LineEvent
from telephony.recording_events import RecordingEvent


class Side(StrEnum):
    """Who did it: the resident on the telephone, our agent, the line itself, or a third party in the call."""

    CALLER = "caller"
    AGENT = "agent"
    LINE = "line"
    PARTY = "party"


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
    TRANSFERRED = "transferred"  # handed on to an outside number, and over there
    CALLBACK = "callback"  # the caller asked the queue to be rung back, and left
    VOICEMAIL = "voicemail"  # a message was left
    NOT_REACHED = "not_reached"  # a call that we placed: busy, refused, no answer, no such number


class MonitorMode(StrEnum):
    """How a supervisor takes part in a call."""

    LISTEN = "listen"  # hears both, is heard by nobody
    WHISPER = "whisper"  # hears both, is heard by the agent only
    BARGE = "barge"  # hears and is heard by all


class PromptEnd(StrEnum):
    """Why a prompt is over."""

    FINISHED = "finished"
    STOPPED = "stopped"  # another act of the desk, or the end of the call
    DIGIT = "digit"  # the caller pressed a key
    FAILED = "failed"  # its file is missing or broken


class AudioFault(StrEnum):
    """What is wrong with the audio of a leg."""

    SILENT = "silent"  # no packet has come from that side for the limit, or ever
    DEAD = "dead"  # for so long that the call is being ended


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
    remote_lost: int = 0
    """Packets of ours that the peer reported lost (RTCP)."""
    round_trip_ms: float | None = None
    """Mean round trip by RTCP (RFC 3550 §6.4.1); None where the peer sends no reports."""
    concealed: int = 0
    """Frames that were late or lost, and filled in."""
    mos: float | None = None
    """Estimate of the listening quality by the E-model (ITU-T G.107), 1 to 4.5; None without audio."""


class LineStarted(LineEvent, frozen=True, kw_only=True):
    """First event of each run of a line. Calls still open in this stream before it were interrupted."""

    line_id: str
    boot_id: str
    version: str
    connector: str
    sip_address: str
    headset_url: str
    """Where consoles connect their audio, `ws://host:port/headset`."""


class LineStopped(LineEvent, frozen=True, kw_only=True):
    """Last event of an orderly run."""

    boot_id: str
    reason: str


class CallArrived(LineEvent, frozen=True, kw_only=True):
    """An INVITE for a new call was received; zero of all its `*_ms`."""

    call_id: str
    """Ours, a UUID in text; never the SIP Call-ID, which a caller chooses."""
    sip_call_id: str
    number: str
    """The caller's number, normalised (`telephony.numbers`); empty when withheld."""
    name: str
    called: str
    """The number called (DID): user part of the request URI, normalised."""
    source: str
    """`host:port` the INVITE came from."""
    trunk: str = ""
    """Name of the trunk that it came through; empty where none is set."""
    number_sent: str = ""
    """The number as the peer wrote it, where normalising changed it."""
    withheld: bool = False
    """The caller asked not to be shown, or the network knows no number."""


class CallRinging(LineEvent, frozen=True, kw_only=True):
    """180 was sent: the caller begins to hear rings."""

    call_id: str
    ringing_ms: float


class CallAnswered(LineEvent, frozen=True, kw_only=True):
    """A person picked up, the first in this call: `picked_up_ms` is the wait to a person, whatever answered before.

    Where the queue had answered by machine (`QueueAnswered`), `ok_sent_ms` is its 200, earlier than the pick-up.
    Later persons are `CallRetrieved` or `PartyJoined`. A diverted call tells of its person by `PartyJoined` alone.
    """

    call_id: str
    agent_id: str
    picked_up_ms: float
    ok_sent_ms: float
    error_ms: float
    """Bound of the measuring error of `picked_up_ms`, at least the event loop's measured lag."""


class CallEstablished(LineEvent, frozen=True, kw_only=True):
    """The caller's ACK arrived."""

    call_id: str
    ack_ms: float


class HeadsetAttached(LineEvent, frozen=True, kw_only=True):
    """An agent's headset socket was joined to a call (again, after a break)."""

    call_id: str
    agent_id: str


class HeadsetLost(LineEvent, frozen=True, kw_only=True):
    """The headset socket of an agent in a call broke; the caller hears silence until it is back."""

    call_id: str
    agent_id: str


class CallPlaced(LineEvent, frozen=True, kw_only=True):
    """An INVITE for a call of ours to the outside was sent; zero of its `*_ms`. Asked for by `Place`."""

    call_id: str
    sip_call_id: str
    agent_id: str
    number: str
    trunk: str


class RemoteRinging(LineEvent, frozen=True, kw_only=True):
    """A call that we placed rings at the far end."""

    call_id: str
    ringing_ms: float


class RemoteAnswered(LineEvent, frozen=True, kw_only=True):
    """A call that we placed was answered."""

    call_id: str
    answered_ms: float


class QueueAnswered(LineEvent, frozen=True, kw_only=True):
    """The queue answered by machine (`AnswerQueue`): 200 went out, and no person has picked up."""

    call_id: str
    ok_sent_ms: float


class PromptEnded(LineEvent, frozen=True, kw_only=True):
    """What `Play` asked for is over."""

    call_id: str
    prompt_id: str
    why: PromptEnd


class DigitPressed(LineEvent, frozen=True, kw_only=True):
    """The caller pressed a key (RFC 4733) while no person was in the call."""

    call_id: str
    digit: str


class AgentRinging(LineEvent, frozen=True, kw_only=True):
    """The agent's SIP phone rings for this call (180)."""

    call_id: str
    agent_id: str


class AgentUnreached(LineEvent, frozen=True, kw_only=True):
    """The agent's SIP phone could not be rung, or refused: busy, not registered, no answer."""

    call_id: str
    agent_id: str
    sip_status: int


class CallHeld(LineEvent, frozen=True, kw_only=True):
    """The agent put the caller on hold; the caller hears music."""

    call_id: str
    agent_id: str
    held_ms: float


class CallResumed(LineEvent, frozen=True, kw_only=True):
    """Hold is over."""

    call_id: str
    agent_id: str
    resumed_ms: float


class CallParked(LineEvent, frozen=True, kw_only=True):
    """The agent left the caller waiting (LINE-4); the caller hears music, and any agent may take the call back."""

    call_id: str
    agent_id: str
    parked_ms: float


class CallRetrieved(LineEvent, frozen=True, kw_only=True):
    """An agent talks with a caller with whom a person talked before: parked, or handed over by a colleague."""

    call_id: str
    agent_id: str
    retrieved_ms: float


class PartyJoined(LineEvent, frozen=True, kw_only=True):
    """A third party (`Consult`, `TransferTo`, `Divert`) answered, or was joined to all (`Conference`)."""

    call_id: str
    party_id: str
    number: str
    """Where it was called; empty for a colleague, who is named by `agent_id`."""
    agent_id: str = ""
    with_caller: bool = False
    """Do caller and party hear each other?"""


class PartyLeft(LineEvent, frozen=True, kw_only=True):
    """A third party is gone, or was never reached (`sip_status`)."""

    call_id: str
    party_id: str
    sip_status: int = 0


class CallTransferred(LineEvent, frozen=True, kw_only=True):
    """The agent left the call to the third party."""

    call_id: str
    agent_id: str
    party_id: str
    number: str
    transferred_ms: float


class MonitorChanged(LineEvent, frozen=True, kw_only=True):
    """A supervisor listens, whispers or barges in; `mode` None: no longer."""

    call_id: str
    agent_id: str
    mode: MonitorMode | None


class AudioLost(LineEvent, frozen=True, kw_only=True):
    """No audio comes from this side (one-way audio); found within three seconds."""

    call_id: str
    side: Side
    fault: AudioFault
    lost_ms: float


class AudioBack(LineEvent, frozen=True, kw_only=True):
    """It does again."""

    call_id: str
    side: Side
    back_ms: float


class TrunkChanged(LineEvent, frozen=True, kw_only=True):
    """A trunk's registration came or went."""

    trunk: str
    up: bool
    detail: str
    """A word for people: the registrar's status, `no reply`, `wrong password`."""


class CallEnded(LineEvent, frozen=True, kw_only=True):
    """The call is over. Exactly one for each CallArrived within a run of the line."""

    call_id: str
    ended_ms: float
    by: Side
    cause: EndCause
    sip_status: int = 0
    """The final status sent or received for the INVITE where it was not 200, else 0."""
    quality: MediaQuality | None = None


class CommandRefused(LineEvent, frozen=True, kw_only=True):
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
    | CallPlaced
    | RemoteRinging
    | RemoteAnswered
    | QueueAnswered
    | PromptEnded
    | DigitPressed
    | AgentRinging
    | AgentUnreached
    | CallHeld
    | CallResumed
    | CallParked
    | CallRetrieved
    | PartyJoined
    | PartyLeft
    | CallTransferred
    | MonitorChanged
    | RecordingEvent
    | AudioLost
    | AudioBack
    | TrunkChanged
    | HeadsetAttached
    | HeadsetLost
    | CallEnded
    | CommandRefused
)
