"""The files of the journal: one JSON line per event (`Numbered`), and one process at a time that may write them.

A segment is named by the number of its first event. What it may not know: which events still matter.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import structlog

from telephony.errors import JournalError
from telephony.wire import Numbered

log = structlog.get_logger()
_NAME = re.compile(r"journal-(\d+)\.jsonl")
_LINE = msgspec.json.Decoder(Numbered)


class Segment:
    """A segment that is being written. Every method but `flush` raises OSError when the disk refuses."""

    def __init__(self, folder: Path, first: int) -> None:
        self.events = 0
        path = folder / f"journal-{first:012d}.jsonl"
        if path.exists():
            _cut_torn_end(path)
        self._file = path.open("ab", buffering=0)

    def write(self, numbered: Numbered) -> None:
        """Append one event, whole or not at all."""
        start = self._file.seek(0, os.SEEK_END)
        line = msgspec.json.encode(numbered) + b"\n"
        written = 0
        try:
            while written < len(line):
                written += self._file.write(line[written:]) or 0
        except OSError:
            self._file.truncate(start)  # a half line would hide the lines after it
            raise
        self.events += 1

    def flush(self) -> None:
        """fsync. A disk that refuses is logged; the events are still in the system's hands."""
        try:
            os.fsync(self._file.fileno())
        except ValueError:
            pass  # closed meanwhile: a newer segment is being written
        except OSError as error:
            log.error("journal_fsync_failed", why=str(error))

    def close(self) -> None:
        """Close the file; what was written stays."""
        self._file.close()


def segments_in(folder: Path) -> list[tuple[int, Path]]:
    """The segments of a folder with the number of their first event, in order."""
    named = ((_NAME.fullmatch(path.name), path) for path in folder.iterdir())
    return sorted((int(match[1]), path) for match, path in named if match)


def read_segment(path: Path) -> list[Numbered]:
    """The events of a segment.

    A torn last line (the machine stopped while writing) is cut off, and said. A line that cannot be read before the
    last one was damaged on the disk: it is passed over and said, and the file stays as it is.
    """
    _cut_torn_end(path)
    found: list[Numbered] = []
    for number, line in enumerate(path.read_bytes().split(b"\n")[:-1], start=1):
        try:
            found.append(_LINE.decode(line))
        except msgspec.DecodeError as error:
            log.error("journal_damaged", file=path.name, line=number, bytes=len(line), why=str(error))
    return found


def _cut_torn_end(path: Path) -> None:
    data = path.read_bytes()
    whole = data.rfind(b"\n") + 1
    if whole < len(data):
        log.warning("journal_torn", file=path.name, lost_bytes=len(data) - whole)
        os.truncate(path, whole)


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold the journal of `folder` for this process. Raises JournalError when another line process holds it.

    The system lets go of the lock when the process ends, however it ends.
    """
    lock = _locked(folder)
    try:
        yield
    finally:
        os.close(lock)


def _locked(folder: Path) -> int:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise JournalError(str(folder), error.strerror or str(error)) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise JournalError(str(folder), "another line process is using it") from error
    return lock
