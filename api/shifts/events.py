"""What the log keeps of the plan of shifts (LINE-6)."""

from datetime import date

from api.facts import DeskFact
from api.schemas.shifts import CrewMember


class ShiftStaffed(DeskFact, frozen=True, kw_only=True):
    """Who is on this shift of this day, as a whole; the newest one counts. Its times are those of that moment's
    settings, Unix seconds."""

    day: date
    shift: str
    zh: str
    en: str
    since: float
    until: float
    agent_id: str
    """Who planned it."""
    crew: tuple[CrewMember, ...]
