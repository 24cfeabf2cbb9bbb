"""A simulated caller's turns: what it says next, by what it hears. Pure: frames of 20 ms in, frames out, no clock.

It waits until the agent has spoken and is silent again; to an agent who says nothing it speaks up, then goes on by
itself, as a person would. Which line comes next, `hotline_cli.answers` says.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from hotline_cli.answers import Answers, Asked, Other
from telephony.connectors.base import FRAME_BYTES, FRAME_MS, SILENCE

LOUD = 900
"""Loudest sample of a frame, of 32767, from which somebody speaks."""
SPOKEN_MS = 300
"""So much speech is a sentence, not a click."""
PAUSE_MS = 1200
"""After so much silence the agent's sentence is over."""
WORDS_MS = 2500
"""So much longer the caller thinks while the agent's words are still being understood."""
ALONE = 4
"""So often a caller who has said everything asks into the silence, then hangs up."""


class Attentive(Protocol):
    """Tells what a caller has been asked since it spoke."""

    @property
    def understands(self) -> bool:
        """Whether words of the agent may still come."""
        ...

    def asked(self) -> Asked | None:
        """The newest question; None where nobody can tell."""
        ...

    def spoke(self) -> None:
        """The caller says something: what was asked so far is answered."""
        ...


class Inattentive:
    """Hears that somebody speaks, and nothing of what."""

    understands = False

    def asked(self) -> Asked | None:
        """Nobody can tell."""
        return None

    def spoke(self) -> None:
        """Nothing to forget."""


@dataclass
class Turns:
    """16-bit PCM at 8 kHz in whole frames. `patience_ms` is how long the caller bears silence; `unsure` is for what
    no line answers."""

    start: bytes
    asked: Sequence[bytes]
    waiting: bytes = b""
    end: bytes = b""
    patience_ms: int = 8000
    unsure: bytes = b""
    answers: Answers | None = None
    attention: Attentive = field(default_factory=Inattentive)
    _saying: bytes = field(init=False)
    _answers: Answers = field(init=False)
    _at: int = field(default=0, init=False)
    _heard_ms: int = field(default=0, init=False)
    _silent_ms: int = field(default=0, init=False)
    _reminded: bool = field(default=False, init=False)
    _ending: bool = field(default=False, init=False)
    _alone: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._saying = self.start
        self._answers = self.answers or Answers([()] * (1 + len(self.asked)))

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
            if not self.attention.understands or self._silent_ms >= PAUSE_MS + WORDS_MS:
                self._go_on(self.attention.asked())
        elif self._heard_ms < SPOKEN_MS and self._silent_ms >= self.patience_ms:
            if self.waiting and not self._reminded:
                self._say(self.waiting)
                self._reminded = True
            else:
                self._unasked()

    def _unasked(self) -> None:
        """Nobody asks: the next line, and when there is none, whether anybody is there."""
        if self._answers.peek() is Other.END and self._alone < ALONE:
            self._alone += 1
            self._say(self.waiting or self.start)
        else:
            self._go_on(None)

    def _go_on(self, asked: Asked | None) -> None:
        said = self._answers.next(asked)
        if said is Other.END:
            self._ending = True
            self._say(self.end)
        elif said is Other.UNSURE:
            self._say(self.unsure)
        else:
            assert isinstance(said, int)
            self._say(self.asked[said - 1] if said else self.start)

    def _say(self, pcm: bytes) -> None:
        self._saying, self._at, self._heard_ms, self._silent_ms = pcm, 0, 0, 0
        self.attention.spoke()
