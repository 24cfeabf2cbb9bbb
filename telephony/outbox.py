"""The line's journal: every event is on disk before it is sent, and stays until the desk has it.

A folder holds `stream` (the name of the numbering, made once), `acknowledged` (the last number that the desk has) and
segments `journal-<first number>.jsonl`, one JSON line per event (`Numbered`). Numbering goes on across restarts.
Each line is handed to the operating system before the event may be sent: a line process that is killed loses nothing,
a machine that loses power may lose what the system had not written yet (`flush` calls fsync; the line does so on a
thread twice a second and when it stops).

A disk that fails does not take the line down: events wait in memory, up to `MEMORY_LIMIT`, and are written when the
disk takes them again. What it may not know: the link, calls, clocks.
"""

import os
import uuid
from collections import deque
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

import msgspec
import structlog

from telephony.errors import JournalError
from telephony.events import CallEvent, Numbered

log = structlog.get_logger()
SEGMENT_EVENTS = 2000
MEMORY_LIMIT = 200_000
_LINE = msgspec.json.Decoder(Numbered)


class Outbox:
    """The journal and the events that still wait for the desk, by number. Raises JournalError when it cannot open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: deque[Numbered] = deque()
        self._unwritten: deque[Numbered] = deque()
        self._file: BinaryIO | None = None
        self._in_segment = 0
        self.dropped = 0
        """Events lost because the disk failed for so long that memory was full."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.stream_id = self._stream()
            self._acknowledged = self._read_acknowledged()
            self._last = self._load()
            self._open_segment()
        except OSError as error:
            raise JournalError(str(folder), error.strerror or str(error)) from error

    @property
    def first_seq(self) -> int:
        """Number of the first event that is still kept, 0 when there is none."""
        return self._waiting[0].seq if self._waiting else 0

    @property
    def last_seq(self) -> int:
        """Number of the last event that is still kept, 0 when there is none."""
        return self._waiting[-1].seq if self._waiting else 0

    @property
    def issued(self) -> int:
        """The last number that was given to an event in this stream, 0 when none was."""
        return self._last

    @property
    def unwritten(self) -> int:
        """Events that the disk did not take yet."""
        return len(self._unwritten)

    def append(self, event: CallEvent) -> Numbered:
        """Number the event and journal it. Never raises for the disk's sake."""
        self._last += 1
        numbered = Numbered(seq=self._last, event=event)
        self._waiting.append(numbered)
        self._unwritten.append(numbered)
        if len(self._unwritten) > MEMORY_LIMIT:
            self._waiting.remove(self._unwritten.popleft())
            self.dropped += 1
        self.write()
        return numbered

    def write(self) -> None:
        """Write what the disk did not take yet; keep it where it still does not."""
        try:
            while self._unwritten:
                if self._file is None or self._in_segment >= SEGMENT_EVENTS:
                    self._open_segment()
                self._write_line(self._unwritten[0])
                self._unwritten.popleft()
        except OSError as error:
            log.error("journal_write_failed", why=error.strerror, waiting=len(self._unwritten))
            self._close()

    def after(self, seq: int) -> list[Numbered]:
        """The kept events that follow number `seq`, in order."""
        return [numbered for numbered in self._waiting if numbered.seq > seq]

    def acknowledge(self, seq: int) -> None:
        """Forget every event up to `seq`: the desk has it on disk."""
        while self._waiting and self._waiting[0].seq <= seq:
            self._waiting.popleft()
        if seq <= self._acknowledged:
            return
        self._acknowledged = min(seq, self._last)
        try:
            _replace(self._folder / "acknowledged", str(self._acknowledged))
            self._forget_segments()
        except OSError as error:
            log.error("journal_forget_failed", why=error.strerror)

    def start_new_stream(self) -> None:
        """Give the stream a new name and number what waits from 1 again.

        For a journal that went back in time (power lost before the disk had the last events): the desk knows those
        numbers already and would take new events for old ones.
        """
        log.warning("journal_starts_new_stream", waiting=len(self._waiting))
        self._close()
        try:
            for _, path in self._segments():
                path.unlink()
            _replace(self._folder / "stream", str(uuid.uuid4()))
            _replace(self._folder / "acknowledged", "0")
            self.stream_id = self._stream()
        except OSError as error:
            raise JournalError(str(self._folder), error.strerror or str(error)) from error
        self._waiting = deque(Numbered(seq=n, event=old.event) for n, old in enumerate(self._waiting, start=1))
        self._unwritten = self._waiting.copy()
        self._acknowledged, self._last = 0, len(self._waiting)
        self.write()

    def flush(self) -> None:
        """Ask the disk to hold what was written (fsync). May block; call it off the event loop."""
        if self._file is not None:
            try:
                os.fsync(self._file.fileno())
            except (OSError, ValueError) as error:
                log.error("journal_fsync_failed", why=str(error))

    def close(self) -> None:
        """Write and flush what is left."""
        self.write()
        self.flush()
        self._close()

    # --- on disk ---

    def _stream(self) -> str:
        path = self._folder / "stream"
        if not path.exists() or not path.read_text(encoding="ascii").strip():
            _replace(path, str(uuid.uuid4()))
        return path.read_text(encoding="ascii").strip()

    def _read_acknowledged(self) -> int:
        try:
            return int(self._folder.joinpath("acknowledged").read_text(encoding="ascii"))
        except FileNotFoundError:
            return 0
        except ValueError:
            log.warning("journal_acknowledged_unreadable")  # harmless: the desk says what it has
            return 0

    def _segments(self) -> list[tuple[int, Path]]:
        found = [(int(path.stem.partition("-")[2]), path) for path in self._folder.glob("journal-*.jsonl")]
        return sorted(found)

    def _load(self) -> int:
        last = self._acknowledged
        for first, path in self._segments():
            last = max(last, first - 1)
            for numbered in _read_segment(path):
                last = max(last, numbered.seq)
                if numbered.seq > self._acknowledged:
                    self._waiting.append(numbered)
        return last

    def _open_segment(self) -> None:
        self._close()
        first = self._unwritten[0].seq if self._unwritten else self._last + 1
        self._file = (self._folder / f"journal-{first:012d}.jsonl").open("ab", buffering=0)
        self._in_segment = 0

    def _write_line(self, numbered: Numbered) -> None:
        assert self._file is not None
        start = self._file.tell()
        line = msgspec.json.encode(numbered) + b"\n"
        written = 0
        try:
            while written < len(line):
                written += self._file.write(line[written:]) or 0
        except OSError:
            self._file.truncate(start)  # a half line would hide the lines after it
            raise
        self._in_segment += 1

    def _forget_segments(self) -> None:
        segments = self._segments()
        for (_, path), (following, _) in pairwise(segments):
            if following <= self._acknowledged + 1:
                path.unlink()

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _read_segment(path: Path) -> list[Numbered]:
    """The whole lines of a segment. A torn last line (the machine stopped while writing) is cut off and said."""
    data = path.read_bytes()
    found: list[Numbered] = []
    good = 0
    for line in data.splitlines(keepends=True):
        try:
            if not line.endswith(b"\n"):
                raise msgspec.DecodeError("torn")
            found.append(_LINE.decode(line))
        except msgspec.DecodeError:
            log.warning("journal_torn", file=path.name, lost_bytes=len(data) - good)
            with path.open("r+b") as file:
                file.truncate(good)
            break
        good += len(line)
    return found


def _replace(path: Path, text: str) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_text(text + "\n", encoding="ascii")
    fresh.replace(path)
