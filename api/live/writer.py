"""Writes what happens into the log, in order, one batch a transaction, behind the events' effects.

The floor acts first, from memory; the log follows within milliseconds. A database that fails is tried again, with
what waits kept in order, so that the telephone goes on; lines are told of their events only when they are on disk.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api.log import EventLog
from api.log_events import DeskEvent
from telephony.wire import Numbered

log = structlog.get_logger()
BATCH = 200
FIRST_RETRY_S = 0.2
LAST_RETRY_S = 5.0
SAY_EVERY_S = 60.0


@dataclass(frozen=True, slots=True)
class LineEntry:
    """One event of a line, and whom to tell when it is on disk."""

    stream_id: str
    line_id: str
    numbered: Numbered
    written: Callable[[int], None]


Entry = LineEntry | DeskEvent


class LogWriter:
    """A queue before the log, and the task that empties it."""

    def __init__(self, event_log: EventLog) -> None:
        self._log = event_log
        self._waiting: deque[Entry] = deque()
        self._news = asyncio.Event()
        self._empty = asyncio.Event()
        self._empty.set()
        self.failing_since: float | None = None
        """Monotonic, since when nothing could be written; None while all is well."""
        self._say_at = 0.0

    @property
    def waiting(self) -> int:
        """How many events the log does not have yet."""
        return len(self._waiting)

    def put(self, entry: Entry) -> None:
        """Write this after everything before it."""
        self._waiting.append(entry)
        self._empty.clear()
        self._news.set()

    async def flushed(self, seconds: float) -> bool:
        """Wait until everything is on disk, at most so long. True when it is."""
        try:
            async with asyncio.timeout(seconds):
                await self._empty.wait()
        except TimeoutError:
            return False
        return True

    async def run(self) -> None:
        """Write for ever."""
        delay = FIRST_RETRY_S
        while True:
            await self._news.wait()
            self._news.clear()
            while self._waiting:
                try:
                    await self._write_some()
                    self._succeeded()
                    delay = FIRST_RETRY_S
                except (SQLAlchemyError, OSError) as error:
                    self._failed(error)
                    await asyncio.sleep(delay)
                    delay = min(delay * 2, LAST_RETRY_S)
            self._empty.set()

    def _failed(self, error: Exception) -> None:
        """Say so at once and then each minute: a log on the same full disk is not filled with it."""
        now = time.monotonic()
        if self.failing_since is None:
            self.failing_since = self._say_at = now
        if now >= self._say_at:
            self._say_at = now + SAY_EVERY_S
            log.error("log_write_failed", why=str(error).partition("\n")[0], waiting=self.waiting)

    def _succeeded(self) -> None:
        if self.failing_since is not None:
            log.warning("log_writes_again", lasted_s=round(time.monotonic() - self.failing_since))
            self.failing_since = None

    async def _write_some(self) -> None:
        """The next entries of one kind and stream, as one transaction; they leave the queue when it is committed."""
        batch = self._next_batch()
        first = batch[0]
        if isinstance(first, LineEntry):
            lines = [entry for entry in batch if isinstance(entry, LineEntry)]
            seq = await self._log.append_line(first.stream_id, first.line_id, [entry.numbered for entry in lines])
            for tell in dict.fromkeys(entry.written for entry in lines):  # two where a line is back on a new link
                tell(seq)
        else:
            await self._log.append_desk(*(entry for entry in batch if not isinstance(entry, LineEntry)))
        for _ in batch:
            self._waiting.popleft()

    def _next_batch(self) -> list[Entry]:
        first = self._waiting[0]
        batch: list[Entry] = []
        for entry in self._waiting:
            if len(batch) == BATCH or _stream(entry) != _stream(first):
                break
            batch.append(entry)
        return batch


def _stream(entry: Entry) -> str:
    return entry.stream_id if isinstance(entry, LineEntry) else ""
