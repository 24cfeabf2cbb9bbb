"""The line's journal: every event is on disk before it is sent, and stays until the desk has it.

A folder holds `stream` (the name of the numbering, made once), `acknowledged` (about the last number that the desk
has) and segments `journal-<first number>.jsonl` (`telephony/segments.py`). Numbering goes on across restarts.
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

import structlog

from telephony.errors import JournalError
from telephony.events import CallEvent
from telephony.segments import Segment, read_segment, segments_in
from telephony.wire import Numbered

log = structlog.get_logger()
SEGMENT_EVENTS = 2000
MEMORY_LIMIT = 200_000
SAY_DROPPED_EVERY = 1000


class Outbox:
    """The journal and the events that still wait for the desk, by number. Raises JournalError when it cannot open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: deque[Numbered] = deque()
        self._unwritten: deque[Numbered] = deque()  # always the tail of what waits
        self._segment: Segment | None = None
        self._failing = False
        self._settled = 0
        self.dropped = 0
        """Events lost because the disk failed for so long that memory was full."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.stream_id = self._stream()
            self._acknowledged = self._settled = self._read_acknowledged()
            self._last = self._load()
            self._segment = Segment(folder, self._last + 1)
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
            self._drop_oldest()
        self.write()
        return numbered

    def write(self) -> None:
        """Write what the disk did not take yet; keep it where it still does not."""
        try:
            while self._unwritten:
                if self._segment is None or self._segment.events >= SEGMENT_EVENTS:
                    self._close()
                    self._segment = Segment(self._folder, self._unwritten[0].seq)
                self._segment.write(self._unwritten[0])
                self._unwritten.popleft()
        except OSError as error:
            self._close()
            if not self._failing:
                log.error("journal_write_failed", why=error.strerror, waiting=len(self._unwritten))
            self._failing = True
            return
        if self._failing:
            log.warning("journal_writes_again", dropped=self.dropped)
        self._failing = False

    def after(self, seq: int) -> list[Numbered]:
        """The kept events that follow number `seq`, in order."""
        if seq >= self.last_seq:
            return []
        return [numbered for numbered in self._waiting if numbered.seq > seq]

    def acknowledge(self, seq: int) -> None:
        """Forget every event up to `seq`: the desk has it on disk. `settle` lets the folder follow."""
        while self._waiting and self._waiting[0].seq <= seq:
            self._waiting.popleft()
        while self._unwritten and self._unwritten[0].seq <= seq:
            self._unwritten.popleft()
        self._acknowledged = max(self._acknowledged, min(seq, self._last))

    def settle(self) -> None:
        """Note on disk what was acknowledged, and delete the segments that nobody needs any more.

        Cheap, and not needed for safety: the desk says what it has whenever the link comes up.
        """
        if self._acknowledged == self._settled:
            return
        try:
            _replace(self._folder / "acknowledged", str(self._acknowledged))
            self._settled = self._acknowledged
            for (_, path), (following, _) in pairwise(segments_in(self._folder)):
                if following <= self._acknowledged + 1:
                    path.unlink()
        except OSError as error:
            log.error("journal_forget_failed", why=error.strerror)

    def start_new_stream(self) -> None:
        """Give the stream a new name and number what waits from 1 again. Raises JournalError.

        For a journal that went back in time (power lost before the disk had the last events): the desk knows those
        numbers already and would take new events for old ones.
        """
        log.warning("journal_starts_new_stream", waiting=len(self._waiting))
        self._close()
        try:
            _replace(self._folder / "stream", str(uuid.uuid4()), durable=True)
            self.stream_id = self._stream()
            for _, path in segments_in(self._folder):
                path.unlink()
            _replace(self._folder / "acknowledged", "0")
        except OSError as error:
            raise JournalError(str(self._folder), error.strerror or str(error)) from error
        self._waiting = deque(Numbered(seq=n, event=old.event) for n, old in enumerate(self._waiting, start=1))
        self._unwritten = self._waiting.copy()
        self._acknowledged, self._settled, self._last = 0, 0, len(self._waiting)
        self.write()

    def flush(self) -> None:
        """Ask the disk to hold what was written (fsync). May block; call it off the event loop."""
        segment = self._segment
        if segment is not None:
            segment.flush()

    def close(self) -> None:
        """Write, flush and settle what is left."""
        self.write()
        self.flush()
        self.settle()
        self._close()

    def _drop_oldest(self) -> None:
        del self._waiting[-len(self._unwritten)]
        self._unwritten.popleft()
        if self.dropped % SAY_DROPPED_EVERY == 0:
            log.error("journal_drops_events", dropped=self.dropped + 1, why="the disk failed and memory is full")
        self.dropped += 1

    # --- on disk ---

    def _stream(self) -> str:
        path = self._folder / "stream"
        if not path.exists() or not path.read_text(encoding="ascii").strip():
            _replace(path, str(uuid.uuid4()), durable=True)
        return path.read_text(encoding="ascii").strip()

    def _read_acknowledged(self) -> int:
        try:
            return int(self._folder.joinpath("acknowledged").read_text(encoding="ascii"))
        except FileNotFoundError:
            return 0
        except ValueError:
            log.warning("journal_acknowledged_unreadable")  # harmless: the desk says what it has
            return 0

    def _load(self) -> int:
        last = self._acknowledged
        seen = 0
        for first, path in segments_in(self._folder):
            last = max(last, first - 1)
            for numbered in read_segment(path):
                if numbered.seq <= seen:
                    log.error("journal_number_twice", file=path.name, seq=numbered.seq)
                    continue
                seen = numbered.seq
                last = max(last, seen)
                if seen > self._acknowledged:
                    self._waiting.append(numbered)
        return last

    def _close(self) -> None:
        if self._segment is not None:
            self._segment.close()
            self._segment = None


def _replace(path: Path, text: str, *, durable: bool = False) -> None:
    """Write a small file whole or not at all; `durable`: and wait until the disk has it."""
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="ascii") as file:
        file.write(text + "\n")
        if durable:
            file.flush()
            os.fsync(file.fileno())
    fresh.replace(path)
