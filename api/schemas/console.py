"""The console's WebSocket, to the console: a Snapshot, then numbered deltas that each replace one part of it."""

import msgspec

from api.schemas.calls import CallView
from api.schemas.figures import Board
from api.schemas.people import AgentView
from api.schemas.site import SiteView
from api.schemas.transcripts import ListeningView, SpokenNumber, Transcript, TranscriptLine
from telephony.events import AgentState


class HeadsetAccess(msgspec.Struct, frozen=True, kw_only=True):
    """Where the agent's audio goes: the line's headset socket and the token for it."""

    url: str
    token: str


class Colleague(msgspec.Struct, frozen=True, kw_only=True):
    """Another agent who is signed in: to consult, to hand a call to, to listen to."""

    agent_id: str
    name: str
    state: AgentState
    state_ms: int
    pause_reason: str = ""
    missed: int = 0
    """Offers that rang in vain since sign-in."""
    call_id: str = ""


class Floor(msgspec.Struct, frozen=True, kw_only=True):
    """The hotline at a glance: who waits, who is ready, how today goes (LINE-1)."""

    waiting: tuple[CallView, ...] = ()
    ready: int = 0
    talking: int = 0
    paused: int = 0
    line_up: bool = False
    today_calls: int = 0
    today_answered: int = 0
    today_met: int = 0
    today_abandoned: int = 0
    parked: tuple[CallView, ...] = ()
    """Callers left to wait, oldest first, each with its clock (LINE-4)."""
    colleagues: tuple[Colleague, ...] = ()
    """Everybody who is signed in, by name."""
    duty_open: int = 0
    """Open items of the duty list that are due by the end of today."""


class Snapshot(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Everything a console shows, as of delta `number` of `session`."""

    session: str
    number: int
    me: AgentView
    site: SiteView
    floor: Floor
    call: CallView | None = None
    """The call offered to me or mine, until it is ended and has its disposition."""
    pending: tuple[CallView, ...] = ()
    """My ended calls that have no disposition yet, oldest first."""
    headset: HeadsetAccess | None = None
    transcript: Transcript | None = None
    """What was said so far in `call`."""
    listening: ListeningView | None = None


class _Delta(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    number: int


class MeChanged(_Delta, frozen=True, kw_only=True):
    """My state."""

    me: AgentView


class FloorChanged(_Delta, frozen=True, kw_only=True):
    """Who waits and who is ready."""

    floor: Floor


class CallChanged(_Delta, frozen=True, kw_only=True):
    """The call before me; None when there is none any more."""

    call: CallView | None


class PendingChanged(_Delta, frozen=True, kw_only=True):
    """My calls without a disposition."""

    pending: tuple[CallView, ...]


class HeadsetChanged(_Delta, frozen=True, kw_only=True):
    """The line came, went, or the token was renewed."""

    headset: HeadsetAccess | None


class TranscriptChanged(_Delta, frozen=True, kw_only=True):
    """Something was said in my call, or understood better: this line replaces the one of its side and segment."""

    call_id: str
    line: TranscriptLine
    numbers: tuple[SpokenNumber, ...] = ()
    required: tuple[str, ...] = ()


class ListeningShown(_Delta, frozen=True, kw_only=True):
    """Whether what is said is heard."""

    listening: ListeningView


class Told(_Delta, frozen=True, kw_only=True):
    """Something that was asked for could not be done after all, or happened without the agent: a line for people."""

    code: str
    zh: str
    en: str


class BoardShown(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """The board of this moment; not numbered, since the next one replaces it."""

    board: Board


class Done(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Answer to a request: done, or why not, in both languages."""

    request_id: int
    ok: bool
    code: str = ""
    zh: str = ""
    en: str = ""


class Goodbye(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """The desk closes this console: `code` is taken_over, already_signed_in, stopping, not_allowed or protocol."""

    code: str
    zh: str
    en: str


Delta = (
    MeChanged
    | FloorChanged
    | CallChanged
    | PendingChanged
    | HeadsetChanged
    | TranscriptChanged
    | ListeningShown
    | Told
)


ToConsole = (
    Snapshot
    | MeChanged
    | FloorChanged
    | CallChanged
    | PendingChanged
    | HeadsetChanged
    | TranscriptChanged
    | ListeningShown
    | Told
    | BoardShown
    | Done
    | Goodbye
)
