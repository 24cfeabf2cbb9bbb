"""How many agents can be heard at once, how soon a phrase is known, and what it costs.

    python -m benchmarks.listening SPEECH [--model FOLDER] [--streams 8] [--seconds 120] [--threads 1]

SPEECH holds labelled recordings: `labels.tsv` with the columns file, phrase (empty for polite speech), phrase_end_s,
length_s, text. Each stream is one agent's leg in real time, files one after the other with a second between them,
through ears, the recognising process and the judge of the desk. Prints recall, false alarms, delay from the end of a
phrase to the judged result, and processor seconds of the process for each second of audio.
"""

import argparse
import asyncio
import csv
import os
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile

from api.transcripts.live import LiveTranscripts
from hotline_cli.listen_worker import command_of
from scripts_lib.loader import load
from scripts_lib.model import Moment
from telephony.connectors.base import FRAME_BYTES, SILENCE
from telephony.listening.ear import FRAME_S, CallEar
from telephony.listening.listener import Listener
from telephony.speech_events import ListeningChanged, ListeningState, PassingEvent, SpeechHeard

GAP_FRAMES = 50
LATE_S = 1.5
"""The aim of the slowest tenth: what comes later is named."""


@dataclass
class Play:
    """One file said in one stream. Times are seconds since the stream began."""

    name: str
    phrase: str
    begins: float
    ends: float
    phrase_ends: float
    delay: float | None = None
    hits: set[str] = field(default_factory=set)


@dataclass
class Stream:
    """One agent: frames to come and what was played."""

    ear: CallEar
    began: float
    frames: list[bytes]
    plays: list[Play]


@dataclass
class Bench:
    """What has been heard."""

    transcripts: LiveTranscripts
    streams: dict[str, Stream] = field(default_factory=dict)
    on: asyncio.Event = field(default_factory=asyncio.Event)
    worst: ListeningChanged | None = None
    finals: int = 0

    def told(self, event: PassingEvent) -> None:
        """Judge it, and note how late it came."""
        if isinstance(event, ListeningChanged):
            if event.state is ListeningState.ON:
                self.on.set()
            if event.state is ListeningState.BUSY:
                self.worst = max(self.worst or event, event, key=lambda one: one.behind_s)
        if not isinstance(event, SpeechHeard):
            return
        self.finals += event.final
        line = self.transcripts.heard(event)
        if line is not None and line.hits:
            self._hit(event, {hit.phrase for hit in line.hits})

    def _hit(self, event: SpeechHeard, phrases: set[str]) -> None:
        stream = self.streams[event.call_id]
        now = time.monotonic() - stream.began
        begins, ends = event.offset_ms / 1000, (event.offset_ms + event.end_ms - event.start_ms) / 1000
        for play in stream.plays:
            if begins < play.ends and play.begins < ends:
                play.hits |= phrases
                play.delay = play.delay if play.delay is not None else now - play.phrase_ends


def frames_of(path: Path) -> list[bytes]:
    """A file of 8 kHz as frames, and a second of silence."""
    samples, rate = soundfile.read(path, dtype="int16")
    assert rate == 8000, path
    pcm = np.asarray(samples, dtype="<i2").tobytes()
    pcm += bytes(-len(pcm) % FRAME_BYTES)
    return [pcm[at : at + FRAME_BYTES] for at in range(0, len(pcm), FRAME_BYTES)] + [SILENCE] * GAP_FRAMES


def script(folder: Path, offset: int, seconds: float, only_opening: frozenset[str]) -> tuple[list[bytes], list[Play]]:
    """What one stream says: the files in order, each stream beginning with another one. What is a fault as a call's
    first words alone is said first or not at all."""
    with (folder / "labels.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    frames: list[bytes] = [SILENCE] * (10 * offset)
    plays: list[Play] = []
    for number in range(len(rows)):
        row = rows[(number + offset * 7) % len(rows)]
        if number and row["phrase"] in only_opening:
            continue
        begins = len(frames) * FRAME_S
        if begins > seconds:
            break
        frames += frames_of(folder / row["file"])
        phrase_ends = begins + float(row["phrase_end_s"] or 0)
        plays.append(Play(row["file"], row["phrase"], begins, len(frames) * FRAME_S - 1, phrase_ends))
    return frames, plays


async def speak(bench: Bench) -> float:
    """Every stream in real time; how late the loop was at worst, in seconds."""
    late, tick, began = 0.0, 0, time.monotonic()
    longest = max(len(stream.frames) for stream in bench.streams.values())
    while tick < longest:
        await asyncio.sleep(max(0.0, began + tick * FRAME_S - time.monotonic()))
        late = max(late, time.monotonic() - began - tick * FRAME_S)
        for stream in bench.streams.values():
            if tick < len(stream.frames):
                stream.ear.agent_said("li", stream.frames[tick], time.monotonic())
        tick += 1
    return late


def children_cpu() -> float:
    """Processor seconds of the processes that have ended."""
    spent = os.times()
    return spent.children_user + spent.children_system


async def run(speech: Path, model: Path, streams: int, seconds: float, threads: int) -> None:
    """Measure and print."""
    rules = load(None).rules
    only_opening = frozenset(one.text for one in rules.phrases if one.moments == (Moment.OPENING,))
    bench = Bench(LiveTranscripts(rules))
    bench.transcripts.prepare()
    listener = Listener(model, threads, bench.told, command=command_of(model, threads, None))
    running = asyncio.create_task(listener.run())
    async with asyncio.timeout(60):
        await bench.on.wait()
    for number in range(streams):
        frames, plays = script(speech, number, seconds, only_opening)
        ear = listener.ear(f"call-{number}", lambda now: now * 1000)
        assert isinstance(ear, CallEar)
        began = time.monotonic()
        bench.streams[f"call-{number}"] = Stream(ear, began, frames, plays)
        ear.begin(began)
    late = await speak(bench)
    await asyncio.sleep(5)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    report(bench, late, children_cpu())


def report(bench: Bench, loop_late: float, cpu: float) -> None:
    """One figure a line."""
    plays = [play for stream in bench.streams.values() for play in stream.plays]
    faults = [play for play in plays if play.phrase]
    polite = [play for play in plays if not play.phrase]
    found = [play.delay for play in faults if play.delay is not None]
    alarms = [play for play in polite if play.hits]
    audio = sum(len(stream.frames) for stream in bench.streams.values()) * FRAME_S
    print(f"streams {len(bench.streams)}, audio {audio:.0f} s, segments {bench.finals}")
    print(f"load of the machine {os.getloadavg()[0]:.1f}")
    print(f"recall {len(found)} of {len(faults)}, false alarms {len(alarms)} of {len(polite)} polite sentences")
    if len(found) > 1:
        late_ones = statistics.quantiles(found, n=10)[8]
        print(f"delay from the phrase's end: median {statistics.median(found):.2f} s, p90 {late_ones:.2f} s")
    print(f"processor {cpu / audio:.3f} s a second of audio")
    behind, dropped = (bench.worst.behind_s, bench.worst.dropped) if bench.worst else (0.0, 0)
    print(f"behind at worst {behind:.1f} s, partial results left out {dropped}")
    print(f"loop late at worst {loop_late * 1000:.0f} ms")
    late = sorted(
        ((one.delay, one.name, one.phrase) for one in faults if one.delay and one.delay > LATE_S), reverse=True
    )
    print("late:", ", ".join(f"{delay:.1f} s {name} {phrase}" for delay, name, phrase in late) or "none")
    missed = sorted({f"{play.name} {play.phrase}" for play in faults if play.delay is None})
    print("missed:", ", ".join(missed) or "none")
    print("false alarms:", ", ".join(sorted({one.name for one in alarms})) or "none")


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description="Measure live listening.")
    parser.add_argument("speech", type=Path)
    parser.add_argument("--model", type=Path, default=Path.home() / ".local/share/sanxiang/models/whisper-base")
    parser.add_argument("--streams", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    asyncio.run(run(given.speech, given.model, given.streams, given.seconds, given.threads))


if __name__ == "__main__":
    main()
