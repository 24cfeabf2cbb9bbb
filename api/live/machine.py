"""How the desk's own machine and its lines fare: disk, a log that is not written, clocks that differ or jump."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import structlog
from msgspec.structs import replace

from api.live.line_clock import LineClock
from api.live.writer import LogWriter
from api.schemas import MachineNow
from telephony.pulse import PULSE_S, LinePulse, free_mb
from telephony.wire import Numbered

log = structlog.get_logger("desk.machine")
STALE_S = 3 * PULSE_S
JUMP_S = 5.0


@dataclass(frozen=True, slots=True)
class _Heard:
    pulse: LinePulse
    at: float
    """Monotonic."""


class Machine:
    """Fed with what lines tell of themselves; read when a board is made. `now` is monotonic, `wall` Unix time."""

    def __init__(self, folder: Path, writer: LogWriter) -> None:
        self._folder = folder
        self._writer = writer
        self._lines: dict[str, _Heard] = {}
        self._clocks: defaultdict[str, LineClock] = defaultdict(LineClock)
        self._epoch: float | None = None

    def heard(self, line_id: str, pulse: LinePulse, now: float, wall: float) -> None:
        """A line's pulse."""
        self._lines[line_id] = _Heard(pulse, now)
        self.clock(line_id, pulse.at, wall)

    def clock(self, line_id: str, at: float, wall: float) -> None:
        """What a line's clock says; 0: it did not tell."""
        if at:
            self._clocks[line_id].told(at, wall)

    def by_our_clock(self, line_id: str, numbered: Numbered, wall: float) -> Numbered:
        """An event of a line, dated by the desk's clock."""
        at = self._clocks[line_id].ours(numbered.event.at, wall)
        return numbered if at == numbered.event.at else replace(numbered, event=replace(numbered.event, at=at))

    def ahead_s(self) -> float:
        """How far the fastest clock of a line goes before ours; 0 where none does."""
        return max(0.0, *(one.ahead_s for one in self._clocks.values()), 0.0)

    def at(self, now: float, wall: float) -> MachineNow:
        """Of this moment."""
        self._look_for_jumps(now, wall)
        lines = {line_id: one.pulse for line_id, one in self._lines.items() if now - one.at < STALE_S}
        disks = (free_mb(self._folder), *(one.disk_free_mb for one in lines.values()))
        since = self._writer.failing_since
        failing = since is not None
        return MachineNow(
            disk_free_mb=min((one for one in disks if one is not None), default=None),
            unsaved=(self._writer.waiting if failing else 0) + sum(one.unwritten for one in lines.values()),
            unsaved_s=now - since if since is not None else 0.0,
            clock_off_s=max((self._clocks[line_id].ahead_s for line_id in lines), key=abs, default=0.0),
            refused=dict(sum((Counter(one.refused) for one in lines.values()), Counter())),
        )

    def _look_for_jumps(self, now: float, wall: float) -> None:
        """Somebody set this machine's clock, or it slept: what is due by the clock came or went with it."""
        epoch = wall - now
        if self._epoch is not None and abs(epoch - self._epoch) >= JUMP_S:
            log.error("clock_jumped", by_s=round(epoch - self._epoch))
        self._epoch = epoch
