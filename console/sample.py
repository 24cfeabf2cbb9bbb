"""A sample desk: plays prepared messages instead of a network, for pictures, practice and tests.

It keeps the desk's interface (`console.desk.Desk`) and its order: the board first, then the listeners. Requests are
recorded; a test may name the error that one of them meets. Residents, numbers and times are invented.
"""

from collections.abc import Callable

from msgspec.structs import replace

from api.schemas import (
    AgentView,
    CallChanged,
    CallDetail,
    CallPage,
    CallState,
    CallView,
    Colleague,
    Complaint,
    Delta,
    Disposition,
    DutyItem,
    DutyPage,
    Floor,
    FloorChanged,
    MeChanged,
    Outcome,
    Page,
    Party,
    PendingChanged,
    Request,
    RingPlan,
    RingResult,
    Role,
    Saved,
    Session,
    SiteView,
    Snapshot,
    TicketState,
    TicketView,
    Told,
)
from console.board import Board
from console.desk import LinkLost, LinkUp, Listener, Message, SignedOff
from console.errors import ConsoleError
from console.sample_records import CLOCKS, OTHER, RESIDENT, WALL, SampleRecords
from scripts_lib.model import Channel, Rules
from telephony.events import AgentState, EndCause, Side, Verdict

SITE = SiteView(
    centre_name="和谐家园物业客服中心",
    timezone="Asia/Shanghai",
    ring_plan=RingPlan(country="CN", ring_ms=1000, period_ms=5000, limit_ms=15000, strict_ms=11000),
    version="0.1.0",
    rules_version="sample",
)
ME = AgentView(
    agent_id="a-1001",
    login="1001",
    name="李敏",
    surname="李",
    role=Role.AGENT,
    state=AgentState.READY,
    state_ms=95_000,
)
FLOOR = Floor(
    ready=3, talking=2, paused=1, line_up=True, today_calls=30, today_answered=28, today_met=27, today_abandoned=2
)
RINGING = CallView(
    call_id="c-1",
    number="13800135678",
    name="",
    called="96001",
    state=CallState.OFFERED,
    arrived_at=WALL - 7,
    elapsed_ms=6_700,
    offered_to=ME.agent_id,
    resident=RESIDENT,
)
MET = RingResult(ring_ms=7_412.0, error_ms=1.6, rings=2, verdict=Verdict.MET, strict=Verdict.MET)
SECOND = CallView(
    call_id="c-2",
    number="13900138888",
    name="",
    called="96001",
    state=CallState.WAITING,
    arrived_at=WALL - 3,
    elapsed_ms=2_300,
    resident=OTHER,
)
FORGOTTEN = CallView(
    call_id="c-0",
    number="01062220000",
    name="",
    called="96001",
    state=CallState.ENDED,
    arrived_at=WALL - 1800,
    elapsed_ms=61_000,
    talk_ms=52_000,
    agent_id=ME.agent_id,
    ring=RingResult(ring_ms=9_020.0, error_ms=1.2, rings=2, verdict=Verdict.MET, strict=Verdict.MET),
    ended_by=Side.CALLER,
    cause=EndCause.COMPLETED,
)


def _with(call: CallView, **changes: object) -> CallView:
    return replace(call, **changes)


TALKING = _with(
    RINGING,
    state=CallState.TALKING,
    elapsed_ms=52_412,
    talk_ms=45_000,
    offered_to=None,
    agent_id=ME.agent_id,
    ring=MET,
)
ENDED = _with(
    TALKING,
    state=CallState.ENDED,
    elapsed_ms=190_000,
    talk_ms=182_588,
    ended_by=Side.CALLER,
    cause=EndCause.COMPLETED,
)

PARKED = _with(
    TALKING,
    call_id="c-3",
    number="13700137000",
    resident=OTHER,
    state=CallState.PARKED,
    elapsed_ms=140_000,
    parked_ms=65_000,
    parked_by=ME.agent_id,
)
CONSULTING = _with(TALKING, held_ms=9_400, parties=(Party(party_id="p-1", number="95598", joined=True),))
BUSY_FLOOR = replace(
    FLOOR,
    waiting=(SECOND,),
    parked=(PARKED,),
    colleagues=(Colleague(agent_id="a-2", name="赵敏", state=AgentState.READY, state_ms=0),),
    duty_open=2,
)


class SampleDesk:
    """One agent's desk without a network."""

    def __init__(self, rules: Rules, now: Callable[[], float]) -> None:
        self.address = "http://127.0.0.1:7800"
        self.asked: list[tuple[str, ...]] = []
        self.disposed: list[tuple[str, Outcome]] = []
        self.errors: dict[str, ConsoleError] = {}
        self.closed = False
        self.records = SampleRecords()
        self._rules = rules
        self._now = now
        self._listeners: list[Listener] = []
        self._board: Board | None = None
        self._linked = False
        self.snapshot = Snapshot(session="s-1", number=0, me=ME, site=SITE, floor=FLOOR)

    @property
    def board(self) -> Board | None:
        """What has been played so far."""
        return self._board

    @property
    def linked(self) -> bool:
        """False between `lose` and `restore`."""
        return self._linked

    def listen(self, listener: Listener) -> None:
        """Call `listener` for each message from now on."""
        self._listeners.append(listener)

    # --- what a test or a picture plays ------------------------------------------------------------------------

    def me(self, state: AgentState, state_ms: int = 0, reason: str = "") -> None:
        """The agent is in this state."""
        assert self._board is not None
        changed = AgentView(
            agent_id=ME.agent_id,
            login=ME.login,
            name=ME.name,
            surname=ME.surname,
            role=ME.role,
            state=state,
            state_ms=state_ms,
            pause_reason=reason,
        )
        self._fold(MeChanged(number=self._board.number + 1, me=changed))

    def bring(self, call: CallView | None, state: AgentState, state_ms: int = 0) -> None:
        """The call before the agent, and the agent's state with it."""
        assert self._board is not None
        self._fold(CallChanged(number=self._board.number + 1, call=call))
        self.me(state, state_ms)

    def queue(self, *waiting: CallView, line_up: bool = True) -> None:
        """Who waits."""
        assert self._board is not None
        self._fold(FloorChanged(number=self._board.number + 1, floor=_floor(waiting, line_up)))

    def floor(self, floor: Floor) -> None:
        """The whole hotline at a glance."""
        assert self._board is not None
        self._fold(FloorChanged(number=self._board.number + 1, floor=floor))

    def told(self, zh: str, en: str) -> None:
        """A line from the desk."""
        assert self._board is not None
        self._fold(Told(number=self._board.number + 1, code="told", zh=zh, en=en))

    def tell(self, make: Callable[[int], Delta]) -> None:
        """Any part of the board, by its delta."""
        assert self._board is not None
        self._fold(make(self._board.number + 1))

    def pending(self, *calls: CallView) -> None:
        """Calls without a disposition."""
        assert self._board is not None
        self._fold(PendingChanged(number=self._board.number + 1, pending=calls))

    def lose(self, attempt: int = 1, retry_in: float = 3.0) -> None:
        """The desk goes away."""
        self._linked = False
        self._tell(LinkLost(attempt=attempt, retry_in=retry_in))

    def restore(self) -> None:
        """The desk comes back."""
        self._linked = True
        self._tell(LinkUp())

    def throw_out(self, code: str, zh: str, en: str) -> None:
        """The session is over."""
        self._linked = False
        self._tell(SignedOff(code=code, zh=zh, en=en))

    def _fold(self, delta: Delta) -> None:
        assert self._board is not None
        self._board = self._board.fold(delta, self._now())
        self._tell(delta)

    def _tell(self, message: Message) -> None:
        for listener in tuple(self._listeners):
            listener(message)

    # --- what the console asks ---------------------------------------------------------------------------------

    def _ask(self, *request: str) -> None:
        self.asked.append(request)
        if request[0] in self.errors:
            raise self.errors[request[0]]

    async def sign_in(self, login: str, password: str, code: str = "") -> Session:
        """Any password will do."""
        self._ask("sign_in", login, password, *([code] if code else []))
        return Session(token="sample", expires_at=WALL + 43200, me=ME)  # noqa: S106 - no secret

    def use_token(self, token: str) -> None:
        """Any token will do."""
        self.asked.append(("use_token", token))

    async def open(self, *, take_over: bool = False) -> Board:
        """The snapshot at once."""
        self._ask("take_over" if take_over else "open")
        self._linked = True
        self._board = Board.begin(self.snapshot, self._now())
        self._tell(self.snapshot)
        return self._board

    async def ready(self) -> None:
        """Recorded."""
        self._ask("ready")

    async def pause(self, reason: str) -> None:
        """Recorded."""
        self._ask("pause", reason)

    async def accept(self, call_id: str) -> None:
        """Recorded."""
        self._ask("accept", call_id)

    async def hang_up(self, call_id: str) -> None:
        """Recorded."""
        self._ask("hang_up", call_id)

    async def ask(self, request: type[Request], **fields: str) -> None:
        """Recorded by the request's name and its fields that say something."""
        self._ask(request.__name__, *(f"{name}={value}" for name, value in fields.items() if value))

    async def duty(self) -> DutyPage:
        """What `owed` holds."""
        self._ask("duty")
        return DutyPage(
            page=Page(total=len(self.records.owed), limit=100, offset=0), counts={}, items=self.records.owed
        )

    async def excuse(self, item_id: str, reason: str) -> DutyItem:
        """Recorded."""
        self._ask("excuse", item_id, reason)
        return self.records.settle(item_id)

    async def sign_out(self) -> None:
        """Recorded."""
        self._ask("sign_out")

    async def rules(self) -> Rules:
        """The rules it was made with."""
        return self._rules

    async def dispose(self, call_id: str, outcome: Outcome) -> Saved:
        """A ticket for a complaint, with sample clocks."""
        self._ask("dispose", call_id)
        self.disposed.append((call_id, outcome))
        if not isinstance(outcome, Complaint):
            return Saved(call=_with(ENDED, call_id=call_id, disposition=Disposition.EXPLAINED))
        number = "TS20261124-0007"
        ticket = TicketView(
            number=number,
            state=TicketState.REGISTERED,
            channel=Channel.CALL,
            registered_at=WALL,
            registered_by=ME.agent_id,
            call_id=call_id,
            complaint=outcome,
            clocks=CLOCKS,
            rules_version="sample",
            weight=outcome.weight,
            nature=outcome.nature,
            department=outcome.department,
            own_duty=outcome.own_duty,
            owner=ME.agent_id,
        )
        call = _with(ENDED, call_id=call_id, disposition=Disposition.COMPLAINT, ticket_number=number)
        return Saved(call=call, ticket=ticket)

    async def call(self, call_id: str) -> CallDetail:
        """A call with no more than its view."""
        return CallDetail(call=_with(ENDED, call_id=call_id), times_ms={})

    async def calls(self, *, limit: int = 50, offset: int = 0) -> CallPage:
        """No past calls."""
        return CallPage(page=Page(total=0, limit=limit, offset=offset), items=())

    async def close(self) -> None:
        """Nothing to close."""
        self.closed = True


def _floor(waiting: tuple[CallView, ...], line_up: bool) -> Floor:
    return replace(FLOOR, waiting=waiting, line_up=line_up)
