"""What a site calls alarming: data of the settings, `[[desk.alarm]]` in `hotline.toml`. Not how it is watched."""

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class AlarmKind(StrEnum):
    """What is measured, and in which unit."""

    LONG_WAIT = "long_wait"  # seconds that the first in the queue has waited
    RING_RATE = "ring_rate"  # per cent picked up within three rings, of the calls judged today
    NOBODY_READY = "nobody_ready"  # callers who wait while no agent is free or at work
    LEFT_BUSY = "left_busy"  # LINE-9: telephones off the hook, or that ring in vain
    TURNED_AWAY = "turned_away"  # LINE-9: callers whom line or queue refused (busy, full) in the last ten minutes
    LINE_DOWN = "line_down"  # lines that are linked
    OVERDUE = "overdue"  # tickets past a limit
    DISK = "disk"  # millions of bytes free where data lie, the least of desk and lines
    UNSAVED = "unsaved"  # seconds for which nothing could be written into the desk's log
    CLOCK = "clock"  # seconds by which clocks of desk and line differ


FALLS = (AlarmKind.RING_RATE, AlarmKind.LINE_DOWN, AlarmKind.DISK)
"""Kinds that are alarming when they fall."""


OF_THE_MACHINE = (AlarmKind.DISK, AlarmKind.UNSAVED, AlarmKind.CLOCK)
"""Kinds about desk and lines themselves: told on every page and by `hotline status`, too."""


class AlarmRule(BaseModel):
    """One threshold with its hysteresis: raised at `limit` after `after_s`, well again at `clear` after `clear_s`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: AlarmKind
    queue: str = ""
    """Only the callers of this queue (long_wait, ring_rate, nobody_ready); empty: the whole hotline."""
    limit: float = Field(ge=0)
    clear: float = Field(ge=0)
    after_s: float = Field(default=0, ge=0)
    clear_s: float = Field(default=10, ge=0)
    least: int = Field(default=20, ge=0)
    """Of ring_rate: fewer calls say nothing."""
    sound: bool = True
    mail: bool = False
    """Told by e-mail too, to the addresses of `[mail] alarms`."""

    @property
    def alarm_id(self) -> str:
        """Names the alarm in events and screens."""
        return f"{self.kind}:{self.queue}:{self.limit:g}"

    @property
    def falls(self) -> bool:
        """Alarming when it is low."""
        return self.kind in FALLS

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        wrong = self.clear <= self.limit if self.falls else self.clear >= self.limit
        if wrong:
            side = "above" if self.falls else "below"
            raise ValueError(f"clear must lie {side} limit, or {self.kind} would be raised and cleared in turns")
        return self


def of_the_machine() -> tuple[AlarmRule, ...]:
    """What no site wants to miss, whatever else it names: each stands in force unless its kind is named."""
    return (
        AlarmRule(kind=AlarmKind.DISK, limit=1000, clear=1100, mail=True),
        AlarmRule(kind=AlarmKind.UNSAVED, limit=5, clear=0, clear_s=0),
        AlarmRule(kind=AlarmKind.CLOCK, limit=5, clear=2, after_s=30, mail=True),
    )


def completed(named: tuple[AlarmRule, ...]) -> tuple[AlarmRule, ...]:
    """The site's own, and those of the machine that it does not name."""
    kinds = {one.kind for one in named}
    return (*named, *(one for one in of_the_machine() if one.kind not in kinds))


def usual() -> tuple[AlarmRule, ...]:
    """What is alarming at a site that says nothing."""
    kind = AlarmKind
    return (
        AlarmRule(kind=kind.LONG_WAIT, limit=15, clear=5),
        AlarmRule(kind=kind.RING_RATE, limit=90, clear=92, clear_s=60),
        AlarmRule(kind=kind.NOBODY_READY, limit=1, clear=0, after_s=3, mail=True),
        AlarmRule(kind=kind.LEFT_BUSY, limit=1, clear=0, after_s=5, mail=True),
        AlarmRule(kind=kind.TURNED_AWAY, limit=1, clear=0, mail=True),
        AlarmRule(kind=kind.LINE_DOWN, limit=0, clear=1, after_s=5, clear_s=0, mail=True),
        *of_the_machine(),
    )
