"""The day's summary, the week's report (SLA-13), the clocks of the desk's own papers, and notices of them."""

import msgspec

from api.schemas.figures import Report
from api.schemas.homes import HomeTicket
from api.schemas.reports import ClockLine, CountLine, DepartmentLine, Satisfaction
from scripts_lib.model import ClockState, Text


class OwnClock(msgspec.Struct, frozen=True, kw_only=True):
    """A clock of the desk's own papers (SLA-12, SLA-13). Times are Unix seconds."""

    rule: str
    what: Text
    key: str
    """`2026-11-28@east`, `2026-W48@east`, `2026-11`; without a site where no site has queues of its own."""
    site: str
    """Key of the site whose paper it is; empty: the hotline's."""
    name: Text
    """Days and site as people say them."""
    start: float
    due: float
    state: ClockState
    prepared_at: float | None = None
    """When the desk had the paper ready."""
    stopped_at: float | None = None
    """When it was handed in; a month's is handed in by the desk itself."""
    by: str = ""


class OwnClocks(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/briefs: those that run, nearest first, then the past ones, newest first."""

    items: tuple[OwnClock, ...]


class HandIn(msgspec.Struct, frozen=True, kw_only=True):
    """What the supervisor adds to the figures."""

    remarks: str = ""
    plans: str = ""


class KeptBrief(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it was handed in, at `at` (Unix seconds)."""

    at: float
    sha256: str
    there: bool
    """False: its content is gone, for it named somebody who was erased."""


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """A day or a week of a site, or of the whole centre: calls, complaints, what is open. Times are Unix seconds."""

    key: str
    site: str
    name: Text
    since: float
    until: float
    """The end of what is counted: of the day or week, or the moment it was made."""
    whole: bool
    made_at: float
    calls: Report
    calls_before: Report
    """Of the day or week before; where this one is not over, of the same part of it."""
    registered: int
    registered_before: int
    done: int
    """Complaints that were done in this time, whenever they were registered."""
    done_before: int
    kinds: tuple[CountLine, ...]
    departments: tuple[DepartmentLine, ...]
    clocks: tuple[ClockLine, ...]
    satisfaction: Satisfaction
    open_count: int
    """Complaints that are open at this moment, and of them those beyond a limit."""
    overdue_count: int
    overdue: tuple[HomeTicket, ...]
    """The longest due first, at most twenty."""
    duty_left: int
    """Callers who are still to be rung back, at this moment."""
    handed_in: HandIn | None = None
    handed_in_by: str = ""
    handed_in_at: float | None = None
    files: tuple[KeptBrief, ...] = ()
    """What was handed in, newest first; the newest is what `brief.pdf` gives."""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody is told that a paper is ready."""

    notice_id: str
    """`prepared:2026-11-28@east`, `ready:2026-11`."""
    at: float
    text: Text
    path: str
    """The page on which it stands."""


class Notices(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/briefs/notices: what the asking person has not seen, newest first."""

    items: tuple[Notice, ...]
