"""Figures of the hotline: counts, rates and times of a stretch of calls, as every screen, report and plot shows them.

Sums are whole milliseconds; a rate is sent as its two counts, so that nobody rounds before it is shown.
"""

from enum import StrEnum

import msgspec

from api.schemas.incidents import IncidentNow
from telephony.events import AgentState


class LevelFormula(StrEnum):
    """The usual formulas of the service level. "In time": within the target; "all": answered or given up."""

    ANSWERED = "answered"  # in time / answered (Asterisk's ServicelevelPerf)
    GIVEN_UP_COUNTED = "given_up_counted"  # (in time + given up in time) / all (Asterisk's ServicelevelPerf2)
    GIVEN_UP_LEFT_OUT = "given_up_left_out"  # in time / (all - given up in time)
    OFFERED = "offered"  # in time / all


class Ratio(msgspec.Struct, frozen=True, kw_only=True):
    """A rate as its two counts."""

    part: int = 0
    whole: int = 0

    @property
    def value(self) -> float | None:
        """From 0 to 1; None where nothing was counted."""
        return self.part / self.whole if self.whole else None


class ServiceLevel(msgspec.Struct, frozen=True, kw_only=True):
    """The service level under all its formulas, and which one is in force."""

    target_ms: int
    in_force: LevelFormula
    values: dict[LevelFormula, Ratio]

    @property
    def value(self) -> float | None:
        """By the formula in force."""
        return self.values[self.in_force].value


class RingRate(msgspec.Struct, frozen=True, kw_only=True):
    """Verdicts of the calls that a person picked up, in one reading of "within three rings" (LINE-1)."""

    met: int = 0
    missed: int = 0
    cannot_tell: int = 0
    """Too near to the limit for the measuring error; in neither count."""
    given_up: int = 0
    """Callers who gave up after the limit had passed: nobody's pick-up, and shown beside the rate."""

    @property
    def value(self) -> float | None:
        """Met of those that can be told."""
        judged = self.met + self.missed
        return self.met / judged if judged else None


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """One stretch of incoming calls, by the moment at which they came. Times are milliseconds."""

    calls: int = 0
    """All that came: answered, given up, gone elsewhere, still waiting."""
    answered: int = 0
    """A person of ours picked up."""
    given_up: int = 0
    """Nobody talked with the caller (abandoned), the short ones too."""
    given_up_short: int = 0
    """Of them, those within the time in which a caller has hardly waited."""
    turned_away: int = 0
    """Of them, those whom the line or the queue refused: busy, closed."""
    elsewhere: int = 0
    """Asked to be rung back, left a message, or talked with an outside number instead."""
    waiting: int = 0
    """Still waits for a person."""
    outgoing: int = 0
    """Calls that we placed; in no other figure."""
    rings: RingRate = RingRate()
    """Before the fourth ring begins: the reading in force."""
    strict: RingRate = RingRate()
    """Before the third ring ends."""
    level: ServiceLevel
    wait_ms: int = 0
    """Sum of the waits to a person; `asa_ms` is their mean."""
    longest_wait_ms: int = 0
    """Of those answered or given up."""
    handled: int = 0
    """Answered calls that are over, whose length is known."""
    talk_ms: int = 0
    held_ms: int = 0
    """Of the talk, on hold or parked."""
    wrap_up_ms: int = 0
    busy_ms: int = 0
    """Agents' time with an offer, in a call, in wrap-up."""
    ready_ms: int = 0
    """Agents' time ready for a call."""
    paused_ms: int = 0

    @property
    def asa_ms(self) -> float | None:
        """Average speed of answer: mean wait to a person."""
        return self.wait_ms / self.answered if self.answered else None

    @property
    def aht_ms(self) -> float | None:
        """Average handling time: talk with hold, and wrap-up."""
        return (self.talk_ms + self.wrap_up_ms) / self.handled if self.handled else None

    @property
    def occupancy(self) -> float | None:
        """Busy time of the time in which agents were there for calls."""
        there = self.busy_ms + self.ready_ms
        return self.busy_ms / there if there else None


class AgentNow(msgspec.Struct, frozen=True, kw_only=True):
    """One agent at this moment."""

    agent_id: str
    name: str
    state: AgentState
    state_ms: int
    reason: str = ""
    """Of a pause, also of one that is asked for after the call."""
    team: str = ""
    """What the team is called."""
    call_id: str = ""
    missed: int = 0
    answered: int = 0
    met: int = 0
    """Of them within three rings, today."""
    talk_ms: int = 0
    """Today, of calls that are over."""
    paused_ms: int = 0
    """Today."""
    away: bool = False
    """The console's connection is gone."""


class WaitingNow(msgspec.Struct, frozen=True, kw_only=True):
    """One caller who waits, without number or name."""

    call_id: str
    queue: str
    rings: int
    """The ring that sounds now, from 1; 0 where the queue has answered by machine, or rings the caller back."""
    waited_ms: int
    queue_id: str = ""
    offered_to: str = ""
    """Name of the agent at whom it rings."""
    callback: bool = False


class TicketsNow(msgspec.Struct, frozen=True, kw_only=True):
    """Open tickets by their nearest limit."""

    open: int = 0
    near: int = 0
    """Whose limit is within an hour."""
    overdue: int = 0


class AlarmView(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm that is raised. `value` and `limit` are in the unit of its kind (seconds, per cent, calls)."""

    alarm_id: str
    kind: str
    queue: str
    """Name of the queue it is about; empty: the whole hotline."""
    since: float
    value: float
    limit: float
    zh: str
    en: str
    sound: bool = True
    """Is it heard, too?"""
    acknowledged_by: str = ""


class QueueFigures(msgspec.Struct, frozen=True, kw_only=True):
    """One queue's figures of today."""

    queue_id: str
    name: str
    figures: Figures


class MachineNow(msgspec.Struct, frozen=True, kw_only=True):
    """What stands against the work of desk and line themselves. All well: as it is made here."""

    disk_free_mb: float | None = None
    """Free where data lie, in millions of bytes: the least of desk and lines. None where nobody can say."""
    unsaved: int = 0
    """Events that a disk did not take yet; calls go on, from memory."""
    unsaved_s: float = 0.0
    """For how long the desk's log has not been written."""
    clock_off_s: float = 0.0
    """How far the clock of the line that differs most goes before the desk's (behind: negative)."""
    refused: dict[str, int] = {}
    """Calls that lines refused before they rang, since they started, by SIP status: they are in no other figure."""


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """What a supervisor, and the wall, see of this moment. No resident's data."""

    at: float
    """Unix seconds at which it was made."""
    today: Figures
    since: float
    """Midnight, Unix seconds."""
    waiting: tuple[WaitingNow, ...] = ()
    """Longest first."""
    agents: tuple[AgentNow, ...] = ()
    """Everybody who is signed in, by name."""
    queues: tuple[QueueFigures, ...] = ()
    """Where there are several."""
    duty_open: int = 0
    """Callers to be rung back, answered, followed up by the end of today."""
    callbacks_due: int = 0
    """Of those who wait, how many are to be rung back by the queue."""
    tickets: TicketsNow = TicketsNow()
    alarms: tuple[AlarmView, ...] = ()
    incidents: tuple[IncidentNow, ...] = ()
    """Reported at once (SEC-2) and taken by nobody yet, oldest first; on the wall only how many."""
    line_up: bool = False
    machine: MachineNow = msgspec.field(default_factory=MachineNow)


class Bucket(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one stretch of a period."""

    since: float
    until: float
    figures: Figures


class NamedFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one agent, queue or building."""

    key: str
    name: str
    figures: Figures


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/reports: a period, whole, by stretches, and by agent, queue and building."""

    since: float
    until: float
    step: str
    """`quarter`, `hour`, `day` or `week`."""
    total: Figures
    buckets: tuple[Bucket, ...] = ()
    agents: tuple[NamedFigures, ...] = ()
    queues: tuple[NamedFigures, ...] = ()
    buildings: tuple[NamedFigures, ...] = ()
    by_hour: tuple[int, ...] = ()
    """Incoming calls by hour of the local day, 0 to 23, over the whole period."""
    tickets: int = 0
    """Registered in the period, and by kind."""
    kinds: dict[str, int] = {}
    duty_opened: int = 0
    """Callers to be rung back that the period added to the list, and of them still open."""
    duty_left: int = 0


class StaffingRow(msgspec.Struct, frozen=True, kw_only=True):
    """What one number of agents would give, by Erlang C. Rates from 0 to 1."""

    agents: int
    level: float
    wait_probability: float
    asa_s: float
    occupancy: float


class Staffing(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/reports/staffing: the agents that a load needs, and what numbers around it give."""

    needed: int
    erlangs: float
    rows: tuple[StaffingRow, ...]


class PlanRow(msgspec.Struct, frozen=True, kw_only=True):
    """One quarter-hour of a day that is planned."""

    since: float
    calls: float
    """Expected: the median of the same quarter-hour of the same weekdays before."""
    seen: tuple[int, ...]
    """Those counts, newest first."""
    agents: int
    """Needed for the target; 0 where no call is expected."""
    chosen: StaffingRow | None = None
    one_more: StaffingRow | None = None
    """What one agent more would give."""


class HourPlan(msgspec.Struct, frozen=True, kw_only=True):
    """One hour of a weekday: calls to be expected, and the agents they need; 0 where no call is expected."""

    calls: float
    agents: int


class WeekPlan(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/reports/week-plan: what each hour of each weekday usually brings."""

    weeks: int
    """Weeks that were looked at; days before the hotline's first call are left out of each median."""
    aht_s: float
    target_s: float
    aim: float
    days: tuple[tuple[HourPlan, ...], ...]
    """Monday to Sunday, each with its 24 hours."""


class DayPlan(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/reports/plan: the forecast of one day and the agents it needs."""

    day: str
    weeks: int
    aht_s: float
    target_s: float
    aim: float
    """The service level aimed at, from 0 to 1."""
    calls: float
    rows: tuple[PlanRow, ...]
