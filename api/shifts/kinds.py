"""The shifts of a day: data of the settings, `[[desk.shift]]` in `hotline.toml` (LINE-6). Pure."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

LONGEST_H: Final = 8
"""A shift is of at most eight hours (LINE-6)."""


class ShiftKind(BaseModel):
    """A shift as it comes each day, by the clock of the site."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(min_length=1, max_length=20, pattern="^[a-z0-9_-]+$")
    zh: str = Field(min_length=1, max_length=20)
    en: str = Field(min_length=1, max_length=40)
    begin: time
    """Local time of day, `08:00`."""
    hours: float = Field(gt=0, le=LONGEST_H)

    def times(self, day: date, zone: ZoneInfo) -> tuple[float, float]:
        """When the shift of this day begins and ends, Unix seconds."""
        begins = datetime.combine(day, self.begin, zone).timestamp()
        return begins, begins + self.hours * 3600


def usual() -> tuple[ShiftKind, ...]:
    """Three shifts of eight hours, where a site says nothing."""
    return (
        ShiftKind(key="night", zh="夜班", en="Night", begin=time(0), hours=8),
        ShiftKind(key="morning", zh="早班", en="Morning", begin=time(8), hours=8),
        ShiftKind(key="evening", zh="中班", en="Evening", begin=time(16), hours=8),
    )


def uncovered_minutes(kinds: tuple[ShiftKind, ...]) -> int:
    """Minutes of a day that no shift covers; the hotline is staffed 24 hours (LINE-6)."""
    covered = bytearray(24 * 60)
    for one in kinds:
        first = one.begin.hour * 60 + one.begin.minute
        for minute in range(first, first + round(timedelta(hours=one.hours) / timedelta(minutes=1))):
            covered[minute % len(covered)] = 1
    return covered.count(0)
