"""Statistics of the month (SLA-12). Counts are whole; a rate is its two counts."""

import msgspec

from scripts_lib.model import Text


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """A count of this month, of the month before, and of the same month last year."""

    now: int = 0
    last_month: int = 0
    last_year: int = 0


class CountLine(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a topic: `water_leak` of the kinds."""

    key: str
    label: Text
    count: Compared


class ClockLine(msgspec.Struct, frozen=True, kw_only=True):
    """One clock of the procedure over all complaints of the month: met, missed, still running in time."""

    key: str
    """`SLA-7:replied`."""
    rule: str
    what: Text
    met: int
    missed: int
    running: int
    last_met: int = 0
    last_missed: int = 0
    """Of the month before."""


class DepartmentLine(msgspec.Struct, frozen=True, kw_only=True):
    """One department: its complaints, how many are done, and its clocks."""

    key: str
    label: Text
    count: Compared
    done: int
    met: int
    missed: int


class RepeatHome(msgspec.Struct, frozen=True, kw_only=True):
    """A home that complained more than once in the month."""

    home: str
    """`3|2|501`."""
    count: int


class CallsOfMonth(msgspec.Struct, frozen=True, kw_only=True):
    """Calls that came in: all, picked up by a person, given up; three rings met and missed (LINE-1)."""

    calls: Compared = Compared()
    answered: Compared = Compared()
    given_up: Compared = Compared()
    rings_met: Compared = Compared()
    rings_missed: Compared = Compared()
    outgoing: Compared = Compared()


class Satisfaction(msgspec.Struct, frozen=True, kw_only=True):
    """What residents said in the follow-up (SLA-10, SUR-1)."""

    satisfied: Compared = Compared()
    unsatisfied: Compared = Compared()
    unreached: Compared = Compared()
    not_asked: Compared = Compared()
    """Done, and nobody has asked yet."""
    surveys: Compared = Compared()
    """Questionnaires that were answered in the month, whenever the complaint was registered."""
    surveys_content: Compared = Compared()
    """Of them, those that were content."""

    @property
    def asked(self) -> int:
        """Residents of this month who said whether they are content, by follow-up call or questionnaire."""
        return self.satisfied.now + self.unsatisfied.now + self.surveys.now

    @property
    def content(self) -> int:
        """Of them, the content ones."""
        return self.satisfied.now + self.surveys_content.now


class DayCount(msgspec.Struct, frozen=True, kw_only=True):
    """One day of the month, from 1."""

    day: int
    tickets: int
    calls: int


class MonthReport(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/reports/months/{month}. Times are Unix seconds."""

    month: str
    """`2026-11`."""
    since: float
    until: float
    """The end of what is counted: of the month, or the moment it was made."""
    whole: bool
    """The month is over; otherwise it is compared with the same stretch of the other months."""
    made_at: float
    site: str = ""
    """One site only; empty: all."""
    calls_of_site: bool = False
    """Calls of its queues only; False: of all."""
    tickets: Compared
    done: Compared
    ended: Compared
    calls: CallsOfMonth
    kinds: tuple[CountLine, ...]
    natures: tuple[CountLine, ...]
    weights: tuple[CountLine, ...]
    contents: tuple[CountLine, ...]
    channels: tuple[CountLine, ...]
    buildings: tuple[CountLine, ...]
    departments: tuple[DepartmentLine, ...]
    clocks: tuple[ClockLine, ...]
    satisfaction: Satisfaction
    repeat_homes: tuple[RepeatHome, ...]
    """The most first, at most fifty."""
    repeat_count: Compared
    """How many homes complained more than once."""
    days: tuple[DayCount, ...]


class MadeReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report that the desk made by itself; `whole`: after the month had ended. Times are Unix seconds."""

    month: str
    whole: bool
    made_at: float
    due: float
    """By when the manager has to have it (SLA-12)."""


class MadeReports(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/reports/months: newest first."""

    items: tuple[MadeReport, ...]
