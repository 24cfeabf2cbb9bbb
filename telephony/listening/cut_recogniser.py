"""A recogniser made of a cutter and a decoder, one after the other: for files, and for whoever may wait."""

from collections.abc import Callable, Iterator

from telephony.listening.base import Heard
from telephony.listening.cutter import DEFAULT_CUTTING, FRAME_S, Cut, Cutter, Cutting
from telephony.listening.doubt import believable
from telephony.listening.engine import Decoded, Decoder, Engine, Propose, nothing_else


class CutReader:
    """Reads the cuts of one voice, in order; what it has read already it does not read again."""

    def __init__(self, decoder: Decoder, least: int = DEFAULT_CUTTING.least) -> None:
        self._decoder = decoder
        self._least = least
        self._last: Cut | None = None
        """What was decoded last."""
        self._decoded = Decoded(())
        self._looks: Iterator[Decoded] | None = None
        """What further looks at it have found."""

    def read(self, cut: Cut) -> Heard:
        """What is believed of this cut."""
        if not self._knows(cut):
            self._decoded = self._decoder.decode(cut) if cut.voiced >= self._least else Decoded(())
            self._last, self._looks = cut, None
        return _heard(cut, self._decoded)

    def again(self, cut: Cut) -> Iterator[Heard] | None:
        """See `Decoder.again`: what is believed of the cut that was read last. Looks that were begun when its speech
        was not known to be over go on."""
        if self._looks is None and self._decoded.readings:
            self._looks = self._decoder.again(cut)
        return self._further(cut, self._looks) if self._looks is not None else None

    def _further(self, cut: Cut, looks: Iterator[Decoded]) -> Iterator[Heard]:
        for known in looks:
            self._decoded = known
            yield _heard(cut, known)

    def _knows(self, cut: Cut) -> bool:
        """Whether it holds no other speech than the last, and nothing more would be found: what was read in the midst
        of speech is read again at a pause, where the decoder asks more."""
        last = self._last
        if last is None or (last.segment, last.voiced) != (cut.segment, cut.voiced):
            return False
        return last.paused or not cut.paused


def _heard(cut: Cut, decoded: Decoded) -> Heard:
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
    """See `Recogniser`. With `partials` off it looks at each segment once, when it is over; `propose` says what else
    it may have been."""

    def __init__(
        self,
        engine: Engine,
        is_voiced: Callable[[bytes], bool],
        how: Cutting = DEFAULT_CUTTING,
        *,
        partials: bool = True,
        propose: Propose = nothing_else,
    ) -> None:
        self.engine = engine.name
        self.model = engine.model
        self._cutter = Cutter(is_voiced, how)
        self._reader = CutReader(engine.decoder(propose), how.least)
        self._partials = partials

    def push(self, pcm: bytes, at: float) -> list[Heard]:
        """See `Recogniser.push`."""
        return self._look(self._cutter.push(pcm, at))

    def finish(self) -> list[Heard]:
        """See `Recogniser.finish`."""
        return self._look(self._cutter.finish())

    def _look(self, cuts: list[Cut]) -> list[Heard]:
        return [self._read(cut) for cut in cuts if cut.final or self._partials]

    def _read(self, cut: Cut) -> Heard:
        heard = self._reader.read(cut)
        for known in (self._reader.again(cut) if cut.final else None) or ():
            heard = known
        return heard
