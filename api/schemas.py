"""The wire between the desk and its clients (consoles, pages, integrations): REST bodies and console messages.

Every struct that crosses is defined here once. The console WebSocket (`/ws/console`) starts with `SignOn` from the
client; the desk answers with a `Snapshot`, or, when the client named a session it still has, with the deltas that it
missed. Deltas are numbered per agent without a gap; each replaces one part of the snapshot whole. Times are Unix
seconds (UTC) for display; running clocks are sent as `*_ms` elapsed at the moment of sending, which the client counts
on with its own monotonic clock, so that a wrong clock on a PC shows no wrong ring.
"""

from enum import StrEnum

import msgspec

from scripts_lib.model import Channel, Clock, Content, Nature, Weight
from telephony.events import AgentState, EndCause, Side, Verdict

# --- people and sign-in -----------------------------------------------------------------------------------------


class Role(StrEnum):
    """Who may do what. Later issues add the rule book's other roles."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    QA = "qa"
    ADMIN = "admin"


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/session."""

    login: str
    password: str


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A signed-in user's token, for `Authorization: Bearer`, valid until `expires_at`."""

    token: str
    expires_at: float
    me: "AgentView"


class AgentView(msgspec.Struct, frozen=True, kw_only=True):
    """A user of the system. `surname` fills the opening line (LINE-2)."""

    agent_id: str
    login: str
    name: str
    surname: str
    role: Role
    active: bool = True
    state: AgentState = AgentState.SIGNED_OUT
    state_ms: int = 0
    """Milliseconds in that state when this was sent."""
    pause_reason: str = ""


class NewAgent(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/agents."""

    login: str
    password: str
    name: str
    surname: str
    role: Role = Role.AGENT


class AgentChange(msgspec.Struct, frozen=True, kw_only=True):
    """Body of PATCH /api/agents/{agent_id}; what is absent stays as it is."""

    active: bool | None = None
    password: str | None = None


# --- the site ---------------------------------------------------------------------------------------------------


class RingPlan(msgspec.Struct, frozen=True, kw_only=True):
    """How the country's ring is counted, in milliseconds; see `telephony.cadence`."""

    country: str
    ring_ms: int
    period_ms: int
    limit_ms: int
    """Before the fourth ring begins: the reading in force."""
    strict_ms: int
    """Before the third ring ends: shown beside it."""


class SiteView(msgspec.Struct, frozen=True, kw_only=True):
    """What every screen needs to know of the site."""

    centre_name: str
    timezone: str
    ring_plan: RingPlan
    version: str
    rules_version: str
    """Changes when the scripts or phrases do; then fetch GET /api/rules (`scripts_lib.model.Rules`) again."""


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /health."""

    status: str
    version: str
    lines: int


# --- residents --------------------------------------------------------------------------------------------------


class ResidentView(msgspec.Struct, frozen=True, kw_only=True):
    """Who lives where, with the numbers they call from (FILE-1)."""

    resident_id: str
    name: str
    building: str
    unit: str
    room: str
    phones: tuple[str, ...]
    note: str = ""


class NewResident(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/residents."""

    name: str
    building: str
    unit: str
    room: str
    phones: tuple[str, ...] = ()
    note: str = ""


class ResidentPage(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/residents."""

    page: "Page"
    items: tuple[ResidentView, ...]


# --- calls ------------------------------------------------------------------------------------------------------


class CallState(StrEnum):
    """Where a call is, as screens show it."""

    WAITING = "waiting"  # rings, offered to nobody
    OFFERED = "offered"  # rings at an agent
    TALKING = "talking"
    ENDED = "ended"


class Disposition(StrEnum):
    """What became of a call (CASE-1)."""

    EXPLAINED = "explained"  # settled by explanation, no case
    COMPLAINT = "complaint"  # a ticket was registered


class RingResult(msgspec.Struct, frozen=True, kw_only=True):
    """The three-ring verdict in both readings (LINE-1). `rings` counts the ring in which it was picked up."""

    ring_ms: float
    error_ms: float
    rings: int
    verdict: Verdict
    strict: Verdict


class CallView(msgspec.Struct, frozen=True, kw_only=True):
    """One call, live or past."""

    call_id: str
    number: str
    name: str
    called: str
    state: CallState
    arrived_at: float
    elapsed_ms: int
    """Since the INVITE, when this was sent; final at the end."""
    talk_ms: int = 0
    offered_to: str | None = None
    agent_id: str | None = None
    ring: RingResult | None = None
    ended_by: Side | None = None
    cause: EndCause | None = None
    resident: ResidentView | None = None
    disposition: Disposition | None = None
    ticket_number: str | None = None


class CallDetail(msgspec.Struct, frozen=True, kw_only=True):
    """One call with its times and its events, for GET /api/calls/{call_id}."""

    call: CallView
    times_ms: dict[str, float]
    """ringing, picked_up, ok_sent, ack, ended: milliseconds since the INVITE."""
    codec: str = ""
    lost: int = 0
    jitter_ms: float = 0.0
    notes: str = ""
    script_id: str = ""
    events: tuple["LoggedEvent", ...] = ()


class LoggedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the event log."""

    number: int
    at: float
    kind: str
    data: dict[str, object]


# --- disposition and tickets ------------------------------------------------------------------------------------


class ScriptStep(msgspec.Struct, frozen=True, kw_only=True):
    """A question shown in the call, and what became of it, at which millisecond since pick-up."""

    question_id: str
    shown_ms: int
    answer: str | None = None
    skipped: bool = False


class Explained(msgspec.Struct, frozen=True, kw_only=True, tag_field="disposition", tag="explained"):
    """The call is settled by explanation: no case is opened (CASE-1)."""

    notes: str = ""
    script_id: str = ""
    steps: tuple[ScriptStep, ...] = ()


class Complaint(msgspec.Struct, frozen=True, kw_only=True, tag_field="disposition", tag="complaint"):
    """The fields of the complaint form (CMP-6) with kind, nature, content, weight (CMP-3..5, 7)."""

    contact: str
    phone: str
    place: str
    """Building, unit, room, or where it happened."""
    happened_at: str
    """When it happened, in the caller's words."""
    target: str
    """Person or department complained of; may be empty."""
    matter: str
    demand: str
    kind: str
    nature: Nature
    content: Content
    weight: Weight
    department: str
    own_duty: bool = False
    """The centre settles it itself (SLA-8, same day); otherwise the department has three days."""
    requested_by: float | None = None
    """A time the resident asked for (SLA-4), Unix seconds."""
    notes: str = ""
    script_id: str = ""
    steps: tuple[ScriptStep, ...] = ()


Outcome = Explained | Complaint


class TicketState(StrEnum):
    """Where a ticket stands. The whole procedure comes with its own issue."""

    REGISTERED = "registered"
    CLOSED = "closed"


class TicketView(msgspec.Struct, frozen=True, kw_only=True):
    """A complaint with its number and its clocks, nearest due first."""

    number: str
    state: TicketState
    channel: Channel
    registered_at: float
    registered_by: str
    call_id: str | None
    complaint: Complaint
    clocks: tuple[Clock, ...]
    rules_version: str


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to POST /api/calls/{call_id}/disposition."""

    call: CallView
    ticket: TicketView | None = None


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Place in a list: `total` rows match, this answer starts at `offset`."""

    total: int
    limit: int
    offset: int


class CallPage(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/calls."""

    page: Page
    items: tuple[CallView, ...]


class TicketPage(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/tickets."""

    page: Page
    items: tuple[TicketView, ...]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Every error of the API (RFC 9457, application/problem+json). `code` is stable, `detail` is for people."""

    status: int
    code: str
    title: str
    detail: str
    fields: dict[str, str] = {}


# --- the console's WebSocket: from the console ------------------------------------------------------------------


class _Request(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    request_id: int
    """Chosen by the console, comes back in Done."""


class GoReady(_Request, frozen=True, kw_only=True):
    """Take calls. Also ends wrap-up."""


class GoPaused(_Request, frozen=True, kw_only=True):
    """Take no calls; the reason is one of the catalogue's."""

    reason: str


class Accept(_Request, frozen=True, kw_only=True):
    """Pick up this ringing call: the one offered, or one that rings elsewhere (LINE-4)."""

    call_id: str


class HangUpCall(_Request, frozen=True, kw_only=True):
    """End my call."""

    call_id: str


class SignOut(_Request, frozen=True, kw_only=True):
    """Leave; refused while in a call."""


class SignOn(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """First message. `session` and `have` name what the console last held, to resume after a break."""

    session: str = ""
    have: int = 0
    take_over: bool = False
    """Close another console of the same agent; without it a second sign-in is refused."""


FromConsole = SignOn | GoReady | GoPaused | Accept | HangUpCall | SignOut


# --- the console's WebSocket: to the console --------------------------------------------------------------------


class HeadsetAccess(msgspec.Struct, frozen=True, kw_only=True):
    """Where the agent's audio goes: the line's headset socket and the token for it."""

    url: str
    token: str


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


Delta = MeChanged | FloorChanged | CallChanged | PendingChanged | HeadsetChanged
ToConsole = Snapshot | MeChanged | FloorChanged | CallChanged | PendingChanged | HeadsetChanged | Done | Goodbye
