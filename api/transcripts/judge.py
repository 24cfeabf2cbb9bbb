"""Which forbidden phrases are suspected in what an agent says: the rules of `scripts_lib`, segment by segment.

One judge hears one call, in order. Only the agent's leg can raise a hit; the first words are the opening (LINE-3).
Knows no audio and no screen.
"""

from api.schemas.transcripts import SuspectedPhrase
from scripts_lib.hearing.stream import JOIN_WITHIN_S, PhraseStream, Speech
from scripts_lib.model import Hit
from scripts_lib.phrases import PhraseMatcher
from telephony.events import Side

When = tuple[float, float]
"""Seconds at which a segment begins and ends."""


class Judge:
    """Holds where in the call the agent is."""

    def __init__(self, matcher: PhraseMatcher) -> None:
        self._stream = PhraseStream(matcher)
        self._segment = 0
        self._ended = 0.0

    def partial(
        self, side: Side, text: str, readings: tuple[str, ...] = (), when: When | None = None
    ) -> tuple[SuspectedPhrase, ...]:
        """What is suspected in a segment that goes on; `readings` are all its readings, the text's own included.

        With `when`, a phrase may have begun in the segment before.
        """
        return self._hear(side, text, readings, when, final=False)

    def final(
        self, side: Side, text: str, readings: tuple[str, ...] = (), when: When | None = None
    ) -> tuple[SuspectedPhrase, ...]:
        """The same for a segment that is over."""
        hits = self._hear(side, text, readings, when, final=True)
        self._segment += side is Side.AGENT
        return hits

    def _hear(
        self, side: Side, text: str, readings: tuple[str, ...], when: When | None, *, final: bool
    ) -> tuple[SuspectedPhrase, ...]:
        if side is not Side.AGENT or not text:
            return ()
        apart = self._ended + JOIN_WITHIN_S + 1.0
        start, end = when or (apart, apart)
        if final:
            self._ended = end
        heard = self._stream.hear(Speech(self._segment, (text, *readings), start, end, final))
        return tuple(_suspected(phrase.hit) for phrase in heard)


def _suspected(hit: Hit) -> SuspectedPhrase:
    return SuspectedPhrase(
        rule=hit.rule,
        phrase=hit.phrase,
        start=hit.start,
        end=hit.end,
        say_instead=hit.say_instead,
        why=hit.why,
        confidence=hit.confidence,
        provable=hit.provable,
    )
