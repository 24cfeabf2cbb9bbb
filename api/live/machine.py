"""How the desk's own machine and its lines fare: disk, a log that is not written, clocks that differ."""

from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from api.live.writer import LogWriter
from api.schemas import MachineNow
from telephony.pulse import PULSE_S, LinePulse, free_mb

LATEST = 6
"""Pulses of a line that its clock is judged by: a minute of them."""
STALE_S = 3 * PULSE_S


@dataclass(slots=True)
class _Line:
    pulse: LinePulse
    heard_at: float
    """Monotonic."""
    ahead_s: deque[float] = field(default_factory=lambda: deque(maxlen=LATEST))


class Machine:
    """Fed with the pulses of lines; read when a board is made."""

    def __init__(self, folder: Path, writer: LogWriter) -> None:
        self._folder = folder
        self._writer = writer
        self._lines: dict[str, _Line] = {}

    def heard(self, line_id: str, pulse: LinePulse, now: float, wall: float) -> None:
        """A line's pulse, at monotonic `now` and Unix time `wall`."""
        line = self._lines.setdefault(line_id, _Line(pulse, now))
        line.pulse, line.heard_at = pulse, now
        line.ahead_s.append(pulse.at - wall)

    def at(self, now: float) -> MachineNow:
        """Of this moment, monotonic `now`."""
        lines = [one for one in self._lines.values() if now - one.heard_at < STALE_S]
        disks = (free_mb(self._folder), *(line.pulse.disk_free_mb for line in lines))
        since = self._writer.failing_since
        failing = since is not None
        return MachineNow(
            disk_free_mb=min((one for one in disks if one is not None), default=None),
            unsaved=(self._writer.waiting if failing else 0) + sum(one.pulse.unwritten for one in lines),
            unsaved_s=now - since if since is not None else 0.0,
            clock_off_s=max((_ahead(one) for one in lines), key=abs, default=0.0),
        )


def _ahead(line: _Line) -> float:
    """How far its clock goes before ours: a pulse that was delayed makes it seem behind, so the most counts."""
    return max(line.ahead_s)
