"""A simulated caller's turns: what it says next, by what it hears. Pure: frames of 20 ms in, frames out, no clock.

It waits until the agent has spoken and is silent again; to an agent who says nothing it speaks up, then goes on by
itself, as a person would.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from telephony.connectors.base import FRAME_BYTES, FRAME_MS, SILENCE

LOUD = 900
"""Loudest sample of a frame, of 32767, from which somebody speaks."""
SPOKEN_MS = 300
"""So much speech is a sentence, not a click."""
PAUSE_MS = 1200
"""After so much silence the agent's sentence is over."""


@dataclass
class Turns:
    """16-bit PCM at 8 kHz in whole frames. `patience_ms` is how long the caller bears silence."""

    start: bytes
    asked: Sequence[bytes]
    waiting: bytes = b""
    end: bytes = b""
    patience_ms: int = 8000
    _saying: bytes = field(init=False)
    _at: int = field(default=0, init=False)
    _next: int = field(default=0, init=False)
    _heard_ms: int = field(default=0, init=False)
    _silent_ms: int = field(default=0, init=False)
    _reminded: bool = field(default=False, init=False)
    _ending: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self._saying = self.start

    def hear(self, loudest: int) -> None:
        """A frame came in, with this loudest sample."""
        if loudest >= LOUD and self._at >= len(self._saying):
            self._heard_ms += FRAME_MS
            self._reminded = False
            self._silent_ms = 0

    def frame(self) -> bytes | None:
        """The next 20 ms to send; None when the caller has said goodbye and hangs up."""
        if self._at >= len(self._saying):
            if self._ending:
                return None
            self._silent_ms += FRAME_MS
            self._take_turn()
        said = self._saying[self._at : self._at + FRAME_BYTES]
        self._at += FRAME_BYTES if said else 0
        return said or SILENCE

    def _take_turn(self) -> None:
        if self._heard_ms >= SPOKEN_MS and self._silent_ms >= PAUSE_MS:
            self._go_on()
        elif self._heard_ms < SPOKEN_MS and self._silent_ms >= self.patience_ms:
            if self.waiting and not self._reminded:
                self._say(self.waiting)
                self._reminded = True
            elif self._next < len(self.asked):
                self._go_on()
            else:
                self._say(self.waiting or self.start)

    def _go_on(self) -> None:
        if self._next < len(self.asked):
            self._say(self.asked[self._next])
            self._next += 1
        else:
            self._say(self.end)
            self._ending = True

    def _say(self, pcm: bytes) -> None:
        self._saying, self._at, self._heard_ms, self._silent_ms = pcm, 0, 0, 0
