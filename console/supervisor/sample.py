"""A supervisor's desk on sample data, for pictures and tests: one board, a report, a plan. Everything invented."""

from collections.abc import Callable

from msgspec.structs import replace

from api.schemas import (
    AgentNow,
    AlarmView,
    Board,
    BoardShown,
    Bucket,
    DayPlan,
    Figures,
    LevelFormula,
    NamedFigures,
    Page,
    PlanRow,
    Ratio,
    Report,
    RingRate,
    ServiceLevel,
    StaffingRow,
    TicketsNow,
    WaitingNow,
)
from api.schemas.incidents import IncidentKind, IncidentNow, IncidentPage, IncidentView
from console.sample import SampleDesk
from console.sample_records import WALL
from console.stand_in import Changes, Reads
from console.supervisor.sample_team import SampleTeam
from scripts_lib.model import Rules
from telephony.events import AgentState

LEVEL = ServiceLevel(
    target_ms=15_000,
    in_force=LevelFormula.OFFERED,
    values={
        LevelFormula.ANSWERED: Ratio(part=80, whole=90),
        LevelFormula.GIVEN_UP_COUNTED: Ratio(part=86, whole=100),
        LevelFormula.GIVEN_UP_LEFT_OUT: Ratio(part=80, whole=94),
        LevelFormula.OFFERED: Ratio(part=80, whole=100),
    },
)
TODAY = Figures(
    calls=102,
    answered=90,
    given_up=10,
    given_up_short=6,
    waiting=2,
    rings=RingRate(met=80, missed=9, cannot_tell=1, given_up=4),
    strict=RingRate(met=71, missed=19, given_up=5),
    level=LEVEL,
    wait_ms=756_000,
    longest_wait_ms=41_000,
    handled=89,
    talk_ms=11_000_000,
    wrap_up_ms=2_000_000,
    busy_ms=13_000_000,
    ready_ms=7_000_000,
)
BOARD = Board(
    at=WALL,
    since=WALL - 32_400,
    today=TODAY,
    waiting=(
        WaitingNow(call_id="c-1", queue="投诉热线", rings=4, waited_ms=17_200, offered_to="李明"),
        WaitingNow(call_id="c-2", queue="电梯应急", rings=1, waited_ms=2_100),
        WaitingNow(call_id="c-3", queue="投诉热线", rings=0, waited_ms=600_000, callback=True),
    ),
    agents=(
        AgentNow(
            agent_id="a-1", name="李明", team="早班", state=AgentState.RESERVED, state_ms=6_000, answered=31, met=28
        ),
        AgentNow(
            agent_id="a-2",
            name="赵敏",
            team="早班",
            state=AgentState.TALKING,
            state_ms=95_000,
            call_id="c-9",
            answered=27,
        ),
        AgentNow(
            agent_id="a-3", name="王芳", team="早班", state=AgentState.READY, state_ms=40_000, answered=20, met=19
        ),
        AgentNow(
            agent_id="a-4",
            name="欧阳建国",
            team="早班",
            state=AgentState.PAUSED,
            state_ms=754_000,
            reason="phone_unreached",
            missed=3,
        ),
    ),
    duty_open=5,
    callbacks_due=1,
    tickets=TicketsNow(open=14, near=2, overdue=1),
    alarms=(
        AlarmView(
            alarm_id="long_wait::15",
            kind="long_wait",
            queue="",
            since=WALL - 2,
            value=17.2,
            limit=15,
            zh="来电已等待 17.2 秒，超过 15 秒",
            en="a caller has waited 17.2 s, over 15 s",
        ),
    ),
    line_up=True,
)


INCIDENT = IncidentView(
    incident_id="i-1",
    kind=IncidentKind.PEOPLE,
    words="3 栋 2 单元电梯困人，一位老人，已报维保",
    at=WALL - 95,
    name="赵敏",
    call_id="c-9",
    ticket_number="",
    taken_at=None,
    taker="",
    note="",
    waited_s=None,
    may_take=True,
)
PAST = replace(
    INCIDENT,
    incident_id="i-0",
    kind=IncidentKind.GRAVE,
    words="",
    at=WALL - 7200,
    name="",
    ticket_number="TS20261124-0002",
    taken_at=WALL - 7020,
    taker="孙涛",
    note="已约业主下午面谈",
    waited_s=180.0,
    may_take=False,
)
WAITING = IncidentNow(incident_id="i-1", kind="people", at=WALL - 95, name="赵敏")
"""As the board tells it; the sample's board is without it."""


class SampleFigures(SampleTeam):
    """Figures, too."""

    acknowledge = Changes(BOARD)
    incidents = Reads(IncidentPage(page=Page(total=2, limit=100, offset=0), open=1, items=(INCIDENT, PAST)))
    take_incident = Changes(replace(INCIDENT, taken_at=WALL, taker="孙涛", waited_s=95.0, may_take=False))

    async def report(self, asked: dict[str, str]) -> Report:
        """Three hours of a morning."""
        self.asked.append(("report", asked["step"]))
        hours = tuple(
            Bucket(since=WALL + 3600 * hour, until=WALL + 3600 * (hour + 1), figures=TODAY) for hour in range(-3, 0)
        )
        agent = NamedFigures(key="a-1", name="李明", figures=TODAY)
        return Report(
            since=float(asked["since"]),
            until=float(asked["until"]),
            step=asked["step"],
            total=TODAY,
            buckets=hours,
            agents=(agent,),
            duty_opened=4,
            duty_left=1,
        )

    async def plan(self, day: str) -> DayPlan:
        """One quarter-hour with calls."""
        self.asked.append(("plan", day))
        chosen = StaffingRow(agents=3, level=0.953, wait_probability=0.1, asa_s=2.9, occupancy=0.61)
        more = StaffingRow(agents=4, level=0.991, wait_probability=0.03, asa_s=0.5, occupancy=0.46)
        row = PlanRow(since=WALL + 86_400, calls=10.5, seen=(11, 40, 9, 10), agents=3, chosen=chosen, one_more=more)
        return DayPlan(day=day, weeks=4, aht_s=151, target_s=15, aim=0.95, calls=10.5, rows=(row,))


class SampleSupervisorDesk(SampleDesk):
    """The agent's sample desk, with figures."""

    def __init__(self, rules: Rules, now: Callable[[], float]) -> None:
        super().__init__(rules, now)
        self.figures = SampleFigures()

    def board_comes(self, board: Board = BOARD) -> None:
        """The desk sends the board."""
        self._tell(BoardShown(board=board))
