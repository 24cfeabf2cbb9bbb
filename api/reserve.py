"""Room on the disk that is kept for the desk's next start: a file beside the database that holds nothing.

SQLite cannot even read a database where it may not make a file beside it, so a desk could not start on a full disk.
One that finds the disk full gives this file up, and starts; a start that finds room lays it by again. A desk at work
leaves it alone: it goes on from memory. Knows no database.
"""

import os
from pathlib import Path

import structlog

from telephony.pulse import free_mb

NAME = "reserve"
SIZE_MB = 16
"""Of the log it holds some thousand calls."""
NEEDED_MB = 4
"""With less free than this the database could not be opened and written."""
ROOMY_MB = 64
"""Only from so much free on is it laid by: a disk that is nearly full is left to what needs it now."""
log = structlog.get_logger()


def see_to(folder: Path) -> None:
    """Before the database is opened: give the reserve up on a full disk, lay it by where there is room.

    Never raises: without a reserve a desk starts as far as the disk lets it.
    """
    free, kept = free_mb(folder), folder / NAME
    if free is None:
        return
    try:
        if free < NEEDED_MB and kept.exists():
            kept.unlink()
            log.error("disk_full_reserve_used", folder=str(folder), mb=SIZE_MB)
        elif free >= ROOMY_MB and not _whole(kept):
            _lay_by(kept)
    except OSError as error:
        log.warning("disk_reserve_failed", folder=str(folder), why=error.strerror or str(error))


def _whole(kept: Path) -> bool:
    return kept.exists() and kept.stat().st_size == SIZE_MB * 1_000_000


def _lay_by(kept: Path) -> None:
    """Blocks that are really taken: a file of holes would keep nothing."""
    half = kept.with_suffix(".part")
    try:
        with half.open("wb") as file:
            for _ in range(SIZE_MB):
                file.write(os.urandom(1_000_000))  # no file system can pack it
            os.fsync(file.fileno())
        half.rename(kept)
    finally:
        half.unlink(missing_ok=True)
