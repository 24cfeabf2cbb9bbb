"""The recognising process, `python -m telephony.listening.worker FOLDER THREADS`: one thread hears, others decode.

It runs at low priority, so that the audio of calls never waits for it, and ends when its line does: its input ends.
What it may not know: calls, SIP, the desk.
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, NoReturn

import msgspec

from telephony.errors import ModelUnusable
from telephony.listening.base import Heard
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
    said: Heard | None = None
    """What was told of it last."""
    held: Heard | None = None
    """The final result of what is heard again."""
    looks: Iterator[Heard] | None = None


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
        threads: int = 1,
    ) -> None:
        self._engine = engine
        self._detector = detector
        self._tell = say
        self._clock = clock
        self._propose = propose
        self._schedule = Schedule(threads)
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
                job = self._take()
                if job is not None:
                    return job
                self._news.wait()
        return None

    def _take(self) -> Job | None:
        now = self._clock()
        for voice in self._schedule.settle(now):
            self._settle(voice)
        return self._schedule.take(now)

    def _settle(self, number: int) -> None:
        """Say the final result that was held."""
        voice = self._voices[number]
        if voice.held is not None:
            self._understood(number, voice.held)
        voice.held = voice.looks = None
        self._forget(number)

    def decode(self, job: Job) -> None:
        """Recognise one cut, or go one step further in hearing it again, and say what was understood."""
        voice = self._voices[job.voice]
        goes_on = self._again(voice, job) if job.again else self._read(voice, job)
        with self._news:
            if goes_on:
                self._schedule.hold(job, self._clock())
            else:
                self._schedule.done(job.voice)
                self._settle(job.voice)
            self._news.notify_all()

    def _read(self, voice: _Voice, job: Job) -> bool:
        """Whether it is to be heard again; until then its result is shown, but not final."""
        heard = voice.reader.read(job.cut)
        voice.looks = voice.reader.again(job.cut)
        if voice.looks is None:
            self._understood(job.voice, heard)
            return False
        self._show(voice, job, heard)
        return True

    def _again(self, voice: _Voice, job: Job) -> bool:
        heard = next(voice.looks, None) if voice.looks is not None else None
        if heard is not None:
            self._show(voice, job, heard)
        return heard is not None

    def _show(self, voice: _Voice, job: Job, heard: Heard) -> None:
        """What may still get better; what is final in it is held."""
        voice.held = heard if job.cut.final else None
        shown = msgspec.structs.replace(heard, final=False)
        if shown != voice.said:
            self._understood(job.voice, shown)

    def _understood(self, number: int, heard: Heard) -> None:
        self._voices[number].said = heard
        self._say(Understood(number, heard))

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
    workshop = Workshop(engine, detector, say, propose=propose, threads=threads)
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
