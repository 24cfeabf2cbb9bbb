"""Records the calls of a line: takes frames in the loop, writes in one thread, makes FLAC in another, slower one.

The call never waits for the disk and never ends because of it: what cannot be recorded is told as `RecordingFailed`.
"""

import asyncio
import os
import shutil
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import structlog

from telephony.errors import RecordingUnreadable
from telephony.events import CallEvent
from telephony.recording.keys import Keys
from telephony.recording.store import Facts, Finished, Spool, finish, left_behind
from telephony.recording.timeline import AGENT, CALLER, MaskSpan, Timeline
from telephony.recording_events import (
    RecordingFailed,
    RecordingFinished,
    RecordingMasked,
    RecordingStarted,
    RecordingUnmasked,
)

log = structlog.get_logger()
FLUSH_S = 0.5
"""How often what was said in a call goes to the disk."""
SLICES = 10
"""Calls take turns within that time, so that the loop is never held up by all of them at once."""
NICENESS = 10


@dataclass(slots=True)
class _Piece:
    """What one call gives to the writing thread."""

    tape: "CallTape"
    agent: bytes
    caller: bytes
    masks: tuple[MaskSpan, ...] | None = None
    last: bool = False


class CallTape:
    """The recording of one call; see `telephony.calls.live_call.Tape`.

    `ms` makes milliseconds since the call's INVITE of a monotonic time.
    """

    def __init__(self, recorder: "Recorder", call_id: str, ms: Callable[[float], float]) -> None:
        self.call_id = call_id
        self.recording_id = ""
        self.turn = 0
        self.facts: Facts | None = None
        self.spool: Spool | None = None
        self.failed = False
        """Told to the desk; the loop's thread."""
        self.broken = False
        """Nothing more is written; the writing thread."""
        self._recorder = recorder
        self._ms = ms
        self._line: Timeline | None = None
        self._told_masks: tuple[MaskSpan, ...] = ()

    def begin(self, now: float, *, message: bool = False) -> None:
        """Record from here. Once: a call that is handed on goes on being recorded."""
        if self._line is not None or not self._recorder.wanted:
            return
        self.recording_id = str(uuid.uuid4())
        self.turn = self._recorder.next_turn()
        wall = time.time() - (time.monotonic() - now)
        self.facts = Facts(recording_id=self.recording_id, call_id=self.call_id, began_at=wall, voicemail=message)
        self._line = Timeline(now)
        self._recorder.tapes[self.recording_id] = self
        self._emit(RecordingStarted, now, recording_id=self.recording_id, started_ms=self._ms(now))

    def caller_said(self, frame: bytes) -> None:
        """A frame of the caller."""
        if self._line is not None:
            self._line.put(CALLER, frame, time.monotonic())

    def caller_heard(self, frame: bytes) -> None:
        """A frame that people said to the caller."""
        if self._line is not None:
            self._line.put(AGENT, frame, time.monotonic())

    def mask(self, agent_id: str, reason: str | None, now: float) -> None:
        """Record silence for this reason; None: record again."""
        if self._line is None:
            return
        if reason is not None:
            self._line.mask(agent_id, reason, now)
            self._emit(RecordingMasked, now, agent_id=agent_id, reason=reason, masked_ms=self._ms(now))
        elif self._line.masked:
            self._line.unmask(now)
            self._emit(RecordingUnmasked, now, agent_id=agent_id, unmasked_ms=self._ms(now))

    def finish(self, now: float) -> None:
        """The call is over."""
        if self._line is None:
            return
        agent, caller = self._line.finish(now)
        masks = tuple(self._line.masks)
        self._line = None
        self._recorder.tapes.pop(self.recording_id, None)
        self._recorder.write([_Piece(self, agent, caller, masks or None, last=True)])

    def settled(self, now: float) -> _Piece | None:
        """What can be written by now."""
        if self._line is None or self.failed:
            return None
        agent, caller = self._line.take(now)
        masks = tuple(self._line.masks)
        changed = masks if masks != self._told_masks else None
        self._told_masks = masks
        return _Piece(self, agent, caller, changed) if agent or changed else None

    def fail(self, reason: str) -> None:
        """Recording is over, the call is not."""
        if not self.failed:
            self.failed = True
            self._emit(RecordingFailed, time.monotonic(), recording_id=self.recording_id, reason=reason)

    def _emit(self, kind: type[Any], now: float, **fields: Any) -> None:
        wall = time.time() - (time.monotonic() - now)
        self._recorder.emit(kind(at=wall, call_id=self.call_id, **fields))


class Recorder:
    """All recordings of a line. `emit` gets their events, in the loop's thread."""

    def __init__(
        self,
        folder: Path,
        keys: Keys,
        emit: Callable[[CallEvent], None],
        *,
        wanted: bool = True,
        free_mb: int = 500,
    ) -> None:
        self.wanted = wanted
        self.emit = emit
        self.tapes: dict[str, CallTape] = {}
        self._folder = folder
        self._keys = keys
        self._free_mb = free_mb
        self._turns = count()
        self._writing = ThreadPoolExecutor(1, "recording")
        self._making = ThreadPoolExecutor(1, "flac", initializer=_be_nice)
        self._pending: set[asyncio.Future[None]] = set()

    def next_turn(self) -> int:
        """Whose turn the next call is."""
        return next(self._turns) % SLICES

    def tape(self, call_id: str, ms: Callable[[float], float]) -> CallTape:
        """The recording of a call, not begun."""
        return CallTape(self, call_id, ms)

    async def run(self) -> None:
        """Finish what a line that died left behind; then, twice a second, bring to disk what has been said."""
        for part in await asyncio.to_thread(left_behind, self._folder):
            self._make(part, recovered=True)
        for turn in count():
            await asyncio.sleep(FLUSH_S / SLICES)
            self.flush(turn % SLICES)

    def flush(self, turn: int) -> None:
        """Hand to the writing thread what is settled of the calls whose turn it is."""
        now = time.monotonic()
        tapes = [tape for tape in self.tapes.values() if tape.turn == turn]
        pieces = [piece for tape in tapes if (piece := tape.settled(now)) is not None]
        if pieces:
            self.write(pieces)

    def write(self, pieces: list[_Piece]) -> None:
        """Write these, in order with all others."""
        self._submit(self._writing, self._write_all, pieces)

    async def stop(self, within_s: float) -> None:
        """Finish the recordings that are over; what takes longer is finished at the next start."""
        deadline = time.monotonic() + within_s
        while self._pending and time.monotonic() < deadline:
            await asyncio.wait(self._pending, timeout=deadline - time.monotonic())
            await asyncio.sleep(0)
        self._making.shutdown(wait=False, cancel_futures=True)
        self._writing.shutdown(wait=False)

    def _submit(self, pool: ThreadPoolExecutor, work: Callable[..., None], *what: Any) -> None:
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(pool, work, loop, *what)
        self._pending.add(future)
        future.add_done_callback(self._done)

    def _done(self, future: "asyncio.Future[None]") -> None:
        self._pending.discard(future)
        if not future.cancelled() and future.exception() is not None:
            log.error("recording_broke", exc_info=future.exception())

    # --- in the writing thread ---

    def _write_all(self, loop: asyncio.AbstractEventLoop, pieces: Iterable[_Piece]) -> None:
        for piece in pieces:
            tape = piece.tape
            try:
                if not tape.broken:
                    self._write(piece)
            except OSError as error:
                tape.broken = True
                log.error("recording_failed", recording_id=tape.recording_id, why=str(error))
                loop.call_soon_threadsafe(tape.fail, error.strerror or str(error))
            if piece.last and tape.spool is not None:
                loop.call_soon_threadsafe(self._make, tape.spool.path)

    def _write(self, piece: _Piece) -> None:
        tape = piece.tape
        assert tape.facts is not None
        if tape.spool is None:
            free = shutil.disk_usage(_existing(self._folder)).free
            if free < self._free_mb * 1_000_000:
                raise OSError(28, f"less than {self._free_mb} MB are free on the disk")
            tape.spool = Spool(self._folder, self._keys, tape.facts)
        if piece.agent:
            tape.spool.audio(piece.agent, piece.caller)
        if piece.masks is not None:
            tape.spool.masks(piece.masks)
        if piece.last:
            tape.spool.close()

    # --- the finished file ---

    def _make(self, part: Path, recovered: bool = False) -> None:
        self._submit(self._making, self._finish, part, recovered)

    def _finish(self, loop: asyncio.AbstractEventLoop, part: Path, recovered: bool) -> None:
        try:
            done = finish(part, self._folder, self._keys, recovered=recovered)
        except (OSError, RecordingUnreadable) as error:
            # The spool stays where it is: the next start tries again.
            log.error("recording_not_finished", recording_id=part.stem, why=str(error))
            return
        loop.call_soon_threadsafe(self._tell, done)

    def _tell(self, done: Finished) -> None:
        facts = done.facts
        self.emit(
            RecordingFinished(
                at=time.time(),
                call_id=facts.call_id,
                recording_id=facts.recording_id,
                length_ms=facts.length_ms,
                size=done.size,
                sha256=done.sha256,
                voicemail=facts.voicemail,
            )
        )


def _be_nice() -> None:
    """Making FLAC may take as long as it likes: this thread yields to the one that carries calls (Linux)."""
    if hasattr(os, "setpriority"):
        try:
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        except OSError as error:
            log.info("recording_not_nice", why=str(error))


def _existing(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    while not folder.exists():
        folder = folder.parent
    return folder
