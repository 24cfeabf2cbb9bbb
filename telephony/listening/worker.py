"""The recognising process, `python -m telephony.listening.worker FOLDER THREADS`: one thread hears, others decode.

It runs at low priority, so that the audio of calls never waits for it, and ends when its line does: its input ends.
What it may not know: calls, SIP, the desk.
"""

import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, NoReturn

import msgspec

from telephony.errors import ModelUnusable
from telephony.listening.cut_recogniser import CutReader
from telephony.listening.cutter import Cut, Cutter
from telephony.listening.engine import Engine, Propose, nothing_else
from telephony.listening.engines import load_engine, voice_detector
from telephony.listening.schedule import Job, Schedule
from telephony.listening.worker_wire import (
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
    read_frame,
)

NICENESS: Final = 15
TELL_S: Final = 1.0
"""How often it tells how far it is behind."""
_MESSAGE = msgspec.msgpack.Decoder(ToWorker)


@dataclass(slots=True)
class _Voice:
    agent: bool
    cutter: Cutter
    reader: CutReader
    finished: bool = False


class Workshop:
    """The voices of one process. `say` gets what is to be told, one at a time; `propose` says what else an agent may
    have said."""

    def __init__(
        self,
        engine: Engine,
        detector: Callable[[], Callable[[bytes], bool]],
        say: Callable[[FromWorker], None],
        clock: Callable[[], float] = time.monotonic,
        propose: Propose = nothing_else,
    ) -> None:
        self._engine = engine
        self._detector = detector
        self._tell = say
        self._clock = clock
        self._propose = propose
        self._schedule = Schedule()
        self._voices: dict[int, _Voice] = {}
        self._news = threading.Condition()
        self._saying = threading.Lock()
        self._told = Load(0.0, 0, 0)
        self._told_at = clock()
        self._over = False

    def take(self, message: ToWorker) -> None:
        """A message of the line; the hearing thread."""
        match message:
            case Begin(voice=voice, agent=agent):
                reader = CutReader(self._engine.decoder(self._propose if agent else nothing_else))
                with self._news:
                    self._voices[voice] = _Voice(agent, Cutter(self._detector()), reader)
            case Audio(voice=voice, at=at, pcm=pcm) if voice in self._voices:
                self._offer(voice, self._voices[voice].cutter.push(pcm, at))
            case Finish(voice=voice) if voice in self._voices:
                self._voices[voice].finished = True
                self._offer(voice, self._voices[voice].cutter.finish())
            case _:
                pass  # audio of a voice that is finished
        self._tell_load()

    def _offer(self, voice: int, cuts: list[Cut]) -> None:
        with self._news:
            for cut in cuts:
                self._schedule.offer(voice, self._voices[voice].agent, cut, self._clock())
            self._forget(voice)
            if cuts:
                self._news.notify_all()

    def _forget(self, voice: int) -> None:
        """Once a voice is finished and nothing of it waits."""
        if self._voices[voice].finished and not self._schedule.knows(voice):
            del self._voices[voice]
            self._say(Gone(voice))

    def work(self) -> None:
        """Decode until `stop`; a decoding thread."""
        while (job := self._next()) is not None:
            self.decode(job)

    def _next(self) -> Job | None:
        with self._news:
            while not self._over:
                job = self._schedule.take(self._clock())
                if job is not None:
                    return job
                self._news.wait()
        return None

    def decode(self, job: Job) -> None:
        """Recognise one cut and say what was understood."""
        heard = self._voices[job.voice].reader.read(job.cut, self._idle)
        self._say(Understood(job.voice, heard))
        with self._news:
            self._schedule.done(job.voice)
            self._forget(job.voice)
            self._news.notify_all()

    def _idle(self) -> bool:
        with self._news:
            return not self._schedule.waiting

    def stop(self) -> None:
        """Let the decoding threads end."""
        with self._news:
            self._over = True
            self._news.notify_all()

    def _say(self, message: FromWorker) -> None:
        with self._saying:
            self._tell(message)

    def _tell_load(self) -> None:
        now = self._clock()
        if now - self._told_at < TELL_S:
            return
        self._told_at = now
        with self._news:
            load = Load(round(self._schedule.behind_s(now), 1), self._schedule.dropped, self._schedule.lost)
        if load != self._told:
            self._told = load
            self._say(load)


def main(arguments: list[str], source: BinaryIO, sink: BinaryIO, propose: Propose = nothing_else) -> int:
    """Serve until `source` ends. Exit status 0; 1 where the model cannot be used, which is told first."""
    folder, threads = Path(arguments[0]), int(arguments[1])
    os.nice(NICENESS)

    def say(message: FromWorker) -> None:
        sink.write(frame_of(message))
        sink.flush()

    try:
        engine = load_engine(folder, threads=threads)
        detector = voice_detector()
    except ModelUnusable as error:
        say(Unusable(error.where, error.why))
        return 1
    say(Ready(engine.name, engine.model))
    workshop = Workshop(engine, detector, say, propose=propose)
    workers = [threading.Thread(target=workshop.work, name=f"decode-{number}") for number in range(threads)]
    for worker in workers:
        worker.start()
    try:
        while (body := read_frame(source)) is not None:
            workshop.take(_MESSAGE.decode(body))
    finally:
        workshop.stop()
        for worker in workers:
            worker.join()
    return 0


def run(arguments: list[str], propose: Propose = nothing_else) -> NoReturn:
    """`main` on standard input and output; the process ends."""
    try:
        status = main(arguments, sys.stdin.buffer, sys.stdout.buffer, propose)
    except BrokenPipeError:
        status = 0  # the line is gone, and with it whoever wanted to know
    os._exit(status)


if __name__ == "__main__":
    run(sys.argv[1:])
