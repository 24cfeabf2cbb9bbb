"""The line's listening: ears of calls on one side, the recognising process on the other. I/O at the line's edge.

The process is started with the line and again when it ends; what was said meanwhile is lost to the transcript, not to
the recording. The loop only writes into the pipe, and leaves out what the pipe does not take: a call never waits.
"""

import asyncio
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

import msgspec
import structlog

from telephony.events import Side
from telephony.listening.base import Heard
from telephony.listening.ear import CallEar, Deaf, Ear
from telephony.listening.worker_wire import (
    LENGTH,
    MOST,
    Audio,
    Begin,
    Finish,
    FromWorker,
    Gone,
    Load,
    Ready,
    ToWorker,
    Understood,
    Unusable,
    frame_of,
)
from telephony.retry import Retry
from telephony.speech_events import ListeningChanged, ListeningState, PassingEvent, SpeechHeard

log = structlog.get_logger()
UNSENT: Final = 4_000_000
"""Bytes that may wait for the process: four minutes of one voice. Beyond that it hangs, and audio is left out."""
BEHIND_S: Final = 2.0
"""From here it is said that text comes late."""
DROPPED: Final = 5
"""Partial results left out within a second from which it is said."""
_ENVIRONMENT: Final = {"OPENBLAS_NUM_THREADS": "1"}
"""Of the process. Its threads each want one core; numpy's own would wait for each other on all of them, spinning."""
_MESSAGE = msgspec.msgpack.Decoder(FromWorker)


@dataclass(slots=True)
class _Voice:
    call_id: str
    side: Side
    ear: CallEar
    began_ms: float
    """Milliseconds since the call's INVITE at which the ear began."""
    first: int = 0
    """Number of this process's first segment: one that was started anew begins at 0 again."""
    last: int = -1


class Listener:
    """Whoever listens for one line. `emit` gets what is to be told to the desk, in the loop's thread.

    `command` starts the process; by default this Python with `worker.py`.
    """

    def __init__(
        self,
        folder: Path,
        threads: int,
        emit: Callable[[PassingEvent], None],
        *,
        wanted: bool = True,
        command: tuple[str, ...] = (),
    ) -> None:
        self._command = command or (
            sys.executable,
            "-m",
            "telephony.listening.worker",
            str(folder),
            str(threads),
        )
        self._emit = emit
        self._numbers = count()
        self._voices: dict[int, _Voice] = {}
        self._pipe: asyncio.StreamWriter | None = None
        self._engine, self._model = "", ""
        self._off = _why_off(folder, wanted)
        self._state = ListeningState.OFF if self._off else ListeningState.STARTING
        self._dropped = 0
        self._choked = False

    def ear(self, call_id: str, ms: Callable[[float], float]) -> Ear:
        """The ear of a call; `ms` makes milliseconds since its INVITE of a monotonic time."""
        if self._state is ListeningState.OFF:
            return Deaf()
        numbers = {side: next(self._numbers) for side in (Side.AGENT, Side.CALLER)}

        def send(side: Side, at: float, pcm: bytes) -> None:
            self._send(Audio(numbers[side], at, pcm))

        def started(now: float) -> None:
            for side, number in numbers.items():
                self._voices[number] = _Voice(call_id, side, ear, ms(now))
                self._send(Begin(number, side is Side.AGENT))

        def over() -> None:
            for number in numbers.values():
                self._send(Finish(number))

        ear = CallEar(send, started, over)
        return ear

    async def run(self) -> None:
        """Keep the process running until cancelled; for good without it where it cannot be had."""
        retry = Retry()
        if self._off:
            self._change(ListeningState.OFF, self._off)
            await asyncio.Event().wait()
        while True:
            self._change(ListeningState.STARTING)
            unusable = await self._run_once()
            if unusable is not None:
                log.warning("listening_off", where=unusable.where, why=unusable.why)
                self._change(ListeningState.OFF, f"{unusable.where}: {unusable.why}")
                await asyncio.Event().wait()
            delay = retry.failed(refused=False)
            log.error("listening_process_ended", retry_s=round(delay, 1))
            self._change(ListeningState.FAILED)
            await asyncio.sleep(delay)

    async def _run_once(self) -> Unusable | None:
        """One life of the process; Unusable where it says that it cannot be."""
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=os.environ | _ENVIRONMENT,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        self._pipe = process.stdin
        for number, voice in self._voices.items():  # calls that go on, or began while it was away
            voice.first = voice.last + 1
            self._send(Begin(number, voice.side is Side.AGENT))
        try:
            return await self._hear(process.stdout)
        finally:
            self._pipe = None
            process.stdin.close()
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def _hear(self, pipe: asyncio.StreamReader) -> Unusable | None:
        while True:
            try:
                (size,) = LENGTH.unpack(await pipe.readexactly(LENGTH.size))
                if size > MOST:
                    return None
                message: FromWorker = _MESSAGE.decode(await pipe.readexactly(size))
            except (asyncio.IncompleteReadError, msgspec.DecodeError):
                return None
            if isinstance(message, Unusable):
                return message
            self._told(message)

    def _told(self, message: Ready | Understood | Gone | Load) -> None:
        match message:
            case Ready(engine=engine, model=model):
                self._engine, self._model = engine, model
                log.info("listening", engine=engine, model=model)
                self._change(ListeningState.ON)
            case Understood(voice=voice, heard=heard) if voice in self._voices:
                self._understood(self._voices[voice], heard)
            case Gone(voice=voice):
                self._voices.pop(voice, None)
            case Load():
                self._loaded(message)
            case _:
                pass  # of a voice that was over before the process was started anew

    def _understood(self, voice: _Voice, heard: Heard) -> None:
        voice.last = max(voice.last, voice.first + heard.segment)
        self._emit(
            SpeechHeard(
                at=time.time(),
                call_id=voice.call_id,
                side=voice.side,
                agent_id=voice.ear.agent_at(heard.end) if voice.side is Side.AGENT else "",
                segment=voice.first + heard.segment,
                text=heard.text,
                readings=tuple(one.text for one in heard.n_best),
                start_ms=voice.began_ms + heard.start * 1000,
                end_ms=voice.began_ms + heard.end * 1000,
                offset_ms=heard.start * 1000,
                final=heard.final,
                engine=self._engine,
                model=self._model,
            )
        )

    def _loaded(self, load: Load) -> None:
        dropped, self._dropped = load.dropped - self._dropped, load.dropped
        busy = load.behind_s > BEHIND_S or dropped > DROPPED
        if busy or self._state is ListeningState.BUSY:
            state = ListeningState.BUSY if busy else ListeningState.ON
            self._change(state, behind_s=load.behind_s, dropped=load.dropped)

    def _change(self, state: ListeningState, detail: str = "", behind_s: float = 0.0, dropped: int = 0) -> None:
        self._state = state
        self._emit(ListeningChanged(at=time.time(), state=state, detail=detail, behind_s=behind_s, dropped=dropped))

    def _send(self, message: ToWorker) -> None:
        """Into the pipe; audio only while it takes it. Without a process nothing is kept."""
        if isinstance(message, Finish) and self._pipe is None:
            self._voices.pop(message.voice, None)
        if self._pipe is None or self._pipe.is_closing():
            return
        full = self._pipe.transport.get_write_buffer_size() > UNSENT
        if full is not self._choked:
            self._choked = full
            log.warning("listening_choked" if full else "listening_takes_audio_again")
        if not full or not isinstance(message, Audio):
            self._pipe.write(frame_of(message))


def _why_off(folder: Path, wanted: bool) -> str:
    """Why no process need be started; empty where one is. What else is missing the process finds out."""
    if not wanted:
        return "listening = false"
    return "" if folder.is_dir() else "hotline listen setup"
