"""The plan of shifts by person, and sign-in against it (LINE-6)."""

from datetime import date
from enum import StrEnum

import msgspec


class CrewMember(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is planned for a shift."""

    agent_id: str
    name: str


class Attendance(StrEnum):
    """How sign-in stands to the plan."""

    PLANNED = "planned"  # the shift is still to come, or has just begun
    PRESENT = "present"
    LATE = "late"  # came after the shift had begun
    MISSING = "missing"  # the shift runs, and nobody has come
    LEFT = "left"  # gone before its end
    DONE = "done"  # was there all the time
    ABSENT = "absent"  # over, and never came


class OnShift(msgspec.Struct, frozen=True, kw_only=True):
    """One person of a shift. What concerns attendance is None to a colleague, who may not see it."""

    agent_id: str
    name: str
    attendance: Attendance | None = None
    came_at: float | None = None
    """Unix seconds; before the shift's beginning where somebody was early."""
    left_at: float | None = None
    """None while signed in."""
    late_s: float = 0
    early_s: float = 0
    """Seconds that were left out at the end."""


class ShiftView(msgspec.Struct, frozen=True, kw_only=True):
    """A shift of a day with its crew. Times are Unix seconds."""

    key: str
    zh: str
    en: str
    since: float
    until: float
    crew: tuple[OnShift, ...] = ()
    unplanned: tuple[OnShift, ...] = ()
    """Who was signed in though not planned: somebody covers for another. Empty to a colleague."""


class ShiftDay(msgspec.Struct, frozen=True, kw_only=True):
    """A day's shifts, in their order."""

    day: date
    shifts: tuple[ShiftView, ...]


class ShiftPlan(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/shifts: days from the one asked for on, and whom the reader may plan."""

    days: tuple[ShiftDay, ...]
    staff: tuple[CrewMember, ...] = ()
    uncovered_minutes: int = 0
    """Minutes of each day that no shift of the settings covers (LINE-6)."""


class NewCrew(msgspec.Struct, frozen=True, kw_only=True):
    """Body of PUT /api/shifts/{day}/{shift}: who is on it, of the people whom the sender may plan; none: nobody."""

    agent_ids: tuple[str, ...]
