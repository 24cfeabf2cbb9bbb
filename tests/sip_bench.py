"""What SIP tests share: a handler that remembers, a tone, and the ear that finds it."""

import asyncio
import math
import statistics
import struct
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.connectors.base import FRAME_BYTES, FRAME_SAMPLES, SAMPLE_RATE, Leg, LegEnd
from telephony.connectors.pyvoip_sip import PyvoipSip
from telephony.events import AudioFault

LEVEL_WINDOW = 400
"""Samples: 50 ms, whole periods of every tone in use."""

AMPLITUDE = 8000
CONNECTORS: dict[str, type[AsyncioSip] | type[PyvoipSip]] = {"aiosipua": AsyncioSip, "pyvoip": PyvoipSip}
"""Each connector there is, by its name; whatever holds for one is held against all."""


@dataclass
class Recorder:
    """A LegHandler that notes everything. `on_new` says what to do with an incoming leg."""

    on_new: Callable[[Leg], None] = lambda leg: leg.ring()
    incoming: list[Leg] = field(default_factory=list)
    story: list[tuple[str, Leg]] = field(default_factory=list)
    ends: list[tuple[Leg, LegEnd]] = field(default_factory=list)
    frames: dict[int, list[bytes]] = field(default_factory=dict)
    digits: str = ""
    audio: list[AudioFault | None] = field(default_factory=list)
    trunks: list[tuple[str, bool, str]] = field(default_factory=list)
    times: dict[str, float] = field(default_factory=dict)

    def on_incoming(self, leg: Leg) -> None:
        self.incoming.append(leg)
        self._note("incoming", leg, time.monotonic())
        self.on_new(leg)

    def on_ringing(self, leg: Leg, at: float) -> None:
        self._note("ringing", leg, at)

    def on_answered(self, leg: Leg, at: float) -> None:
        self._note("answered", leg, at)

    def on_established(self, leg: Leg, at: float) -> None:
        self._note("established", leg, at)

    def on_frame(self, leg: Leg, frame: bytes) -> None:
        assert len(frame) == FRAME_BYTES
        self.frames.setdefault(id(leg), []).append(frame)

    def on_digit(self, leg: Leg, digit: str) -> None:
        self.digits += digit

    def on_audio(self, leg: Leg, fault: AudioFault | None, at: float) -> None:
        self.audio.append(fault)

    def on_trunk(self, trunk: str, up: bool, detail: str, at: float) -> None:
        self.trunks.append((trunk, up, detail))

    def on_ended(self, leg: Leg, end: LegEnd, at: float) -> None:
        self.ends.append((leg, end))
        self._note("ended", leg, at)

    def _note(self, what: str, leg: Leg, at: float) -> None:
        self.story.append((what, leg))
        self.times[what] = at

    def words(self) -> list[str]:
        """The story without the legs."""
        return [what for what, _ in self.story]

    def heard(self, leg: Leg) -> bytes:
        """All audio of a leg so far."""
        return b"".join(self.frames.get(id(leg), []))


async def until(condition: Callable[[], object], limit_s: float = 30.0, what: str = "") -> None:
    """Wait until a condition holds. A generous limit, only to end a test that hangs."""
    deadline = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what or condition}"
        await asyncio.sleep(0.005)


def tone(frequency: float, seconds: float, amplitude: int = AMPLITUDE) -> bytes:
    """A sine as 16-bit PCM at 8 kHz."""
    count = int(seconds * SAMPLE_RATE)
    step = 2 * math.pi * frequency / SAMPLE_RATE
    return struct.pack(f"<{count}h", *(int(amplitude * math.sin(step * n)) for n in range(count)))


def level(pcm: bytes, frequency: float) -> float:
    """Amplitude of one frequency in PCM: the median of short windows.

    A peer that is short of the processor lets its tone slip now and then; over one long window such a slip of the
    phase takes away from the amplitude although nothing was lost on the way.
    """
    samples = struct.unpack(f"<{len(pcm) // 2}h", pcm)
    windows = [samples[at : at + LEVEL_WINDOW] for at in range(0, len(samples) - LEVEL_WINDOW + 1, LEVEL_WINDOW)]
    return statistics.median(_amplitude(one, frequency) for one in windows or [samples])


def _amplitude(samples: tuple[int, ...], frequency: float) -> float:
    """Amplitude of one frequency by Goertzel."""
    coefficient = 2 * math.cos(2 * math.pi * frequency / SAMPLE_RATE)
    before = last = 0.0
    for sample in samples:
        before, last = last, sample + coefficient * last - before
    power = before * before + last * last - coefficient * before * last
    return 2 * math.sqrt(max(0.0, power)) / max(1, len(samples))


@asynccontextmanager
async def speaking(leg: Leg, frequency: float) -> AsyncIterator[None]:
    """Send a tone into a leg on a 20 ms clock while the block runs."""
    pcm = tone(frequency, 1.0)

    async def talk() -> None:
        start, sent = time.monotonic(), 0
        while True:
            offset = FRAME_BYTES * (sent % (len(pcm) // FRAME_BYTES))
            leg.send(pcm[offset : offset + FRAME_BYTES])
            sent += 1
            await asyncio.sleep(max(0.0, start + sent * FRAME_SAMPLES / SAMPLE_RATE - time.monotonic()))

    task = asyncio.create_task(talk())
    try:
        yield
    finally:
        task.cancel()
