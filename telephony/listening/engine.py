"""What does the recognising: an engine makes a decoder for each voice. Knows no clock and no process."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from telephony.listening.base import Hypothesis
from telephony.listening.cutter import Cut


@dataclass(frozen=True, slots=True)
class Decoded:
    """What an engine makes of a cut. `no_speech` is its own doubt that anybody spoke, 0 to 1."""

    readings: tuple[Hypothesis, ...]
    """Best first; none where it understood nothing."""
    no_speech: float = 0.0


class Proposal(Protocol):
    """Another reading that may be the right one: whoever knows what to listen for proposes it."""

    @property
    def text(self) -> str:
        """The whole reading."""

    @property
    def syllables(self) -> int:
        """Of what was put in; 0 where only commas were."""

    @property
    def changed(self) -> int:
        """How many of the best reading's syllables are others, or more or fewer."""


Propose = Callable[[Sequence[str]], Sequence[Proposal]]
"""What else these readings of one cut, best first, may have been."""


def nothing_else(_: Sequence[str]) -> Sequence[Proposal]:
    """For voices that nothing is listened for in."""
    return ()


class Decoder(Protocol):
    """Recognises the cuts of one voice, in order. A partial cut is decoded again from the segment's start."""

    def decode(self, cut: Cut) -> Decoded:
        """Takes as long as it takes. Raises nothing for what it cannot understand."""

    def again(self, cut: Cut) -> Iterator[Decoded] | None:
        """Further looks at the cut at a pause that was decoded last, by steps of a tenth of a second or so: what is
        known after each of them. None where they are not worth it. Who has no time to spare takes fewer, or waits."""


class Engine(Protocol):
    """A loaded model. Its decoders may be used from several threads, each decoder from one at a time."""

    name: str
    """See `Recogniser.engine`."""
    model: str
    """See `Recogniser.model`."""

    def decoder(self, propose: Propose = nothing_else) -> Decoder:
        """One for a new voice. An engine that can weigh proposals gives its best reading and the proposals that are
        nearly as likely, instead of what else its search found."""
