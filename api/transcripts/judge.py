"""Which forbidden phrases are suspected in what an agent says: the rules of `scripts_lib`, segment by segment.

One judge hears one call, in order. Only the agent's leg can raise a hit; the first words are the opening (LINE-3).
Knows no audio and no screen.
"""

from api.schemas.transcripts import SuspectedPhrase
from scripts_lib.model import Hit, Moment
from scripts_lib.phrases import PhraseMatcher
from telephony.events import Side


class Judge:
    """Holds where in the call the agent is."""

    def __init__(self, matcher: PhraseMatcher) -> None:
        self._matcher = matcher
        self._opened = False

    def partial(self, side: Side, text: str, readings: tuple[str, ...] = ()) -> tuple[SuspectedPhrase, ...]:
        """What is suspected in a segment that goes on; `readings` are all its readings, the text's own included."""
        if side is not Side.AGENT or not text:
            return ()
        moment = Moment.CALL if self._opened else Moment.OPENING
        return tuple(_suspected(hit) for hit in self._matcher.check(text, moment))

    def final(self, side: Side, text: str, readings: tuple[str, ...] = ()) -> tuple[SuspectedPhrase, ...]:
        """The same for a segment that is over."""
        hits = self.partial(side, text, readings)
        if side is Side.AGENT and text:
            self._opened = True
        return hits


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
