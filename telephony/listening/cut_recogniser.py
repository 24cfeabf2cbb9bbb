"""A recogniser made of a cutter and a decoder, one after the other: for files, and for whoever may wait."""

from collections.abc import Callable

from telephony.listening.base import Heard
from telephony.listening.cutter import DEFAULT_CUTTING, FRAME_S, Cut, Cutter, Cutting
from telephony.listening.doubt import believable
from telephony.listening.engine import Decoded, Engine


def heard_of(cut: Cut, decoded: Decoded) -> Heard:
    """What is believed of a cut that was decoded."""
    readings = believable(decoded, cut.voiced * FRAME_S)
    return Heard(
        segment=cut.segment,
        text=readings[0].text if readings else "",
        start=cut.start,
        end=cut.end,
        final=cut.final,
        n_best=readings,
    )


class CutRecogniser:
    """See `Recogniser`. With `partials` off it looks at each segment once, when it is over."""

    def __init__(
        self,
        engine: Engine,
        is_voiced: Callable[[bytes], bool],
        how: Cutting = DEFAULT_CUTTING,
        *,
        partials: bool = True,
    ) -> None:
        self.engine = engine.name
        self.model = engine.model
        self._cutter = Cutter(is_voiced, how)
        self._least = how.least
        self._decoder = engine.decoder()
        self._partials = partials
        self._last: Decoded | None = None
        """Of the open segment's last cut."""

    def push(self, pcm: bytes, at: float) -> list[Heard]:
        """See `Recogniser.push`."""
        return self._look(self._cutter.push(pcm, at))

    def finish(self) -> list[Heard]:
        """See `Recogniser.finish`."""
        return self._look(self._cutter.finish())

    def _look(self, cuts: list[Cut]) -> list[Heard]:
        return [self._decode(cut) for cut in cuts if cut.final or self._partials]

    def _decode(self, cut: Cut) -> Heard:
        decoded = self._last
        if decoded is None or cut.grown:
            decoded = self._decoder.decode(cut) if cut.voiced >= self._least else Decoded(())
        self._last = None if cut.final else decoded
        return heard_of(cut, decoded)
