"""How the line itself fares, told to the desk every few seconds beside its journal (`telephony.wire.Passing`)."""

import shutil
import time
from pathlib import Path

import msgspec

PULSE_S = 10.0


class LinePulse(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """The line's clock, and its disk."""

    at: float
    """Unix time in seconds by the line's clock: what stands in its events."""
    disk_free_mb: float | None = None
    """Free where its data lie, in millions of bytes; None where that cannot be said."""
    unwritten: int = 0
    """Events that its disk did not take yet: they are in memory, and lost with the process."""
    refused: dict[str, int] = {}
    """Calls that it refused before they rang, since it started, by the SIP status; those beyond `max_calls` are no
    part of it, since the desk hears of each."""


def pulse(folder: Path, unwritten: int, refused: dict[str, int]) -> LinePulse:
    """Of this moment."""
    return LinePulse(at=time.time(), disk_free_mb=free_mb(folder), unwritten=unwritten, refused=refused)


def free_mb(folder: Path) -> float | None:
    """Free on the disk of this folder, in millions of bytes, as far as this account may use it; None where it cannot
    be asked."""
    try:
        return shutil.disk_usage(folder).free / 1_000_000
    except OSError:
        return None
