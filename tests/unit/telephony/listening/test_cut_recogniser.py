"""A cutter and a decoder make a recogniser: partial results, one final each, nothing recognised twice."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from telephony.connectors.base import FRAME_BYTES
from telephony.listening.base import Hypothesis, Recogniser
from telephony.listening.cut_recogniser import CutReader, CutRecogniser
from telephony.listening.cutter import FRAME_S, Cut, Cutting
from telephony.listening.engine import Decoded, Decoder, Propose, nothing_else

VOICED, QUIET = b"\x01" * FRAME_BYTES, b"\x00" * FRAME_BYTES
HOW = Cutting(every=1000, end=25)


class Counting:
    """An engine that says how many frames it was given."""

    name, model = "counting 1", "none"

    def __init__(self, *answers: Decoded, again: Sequence[str] = ()) -> None:
        self.decoded: list[int] = []
        self._answers = list(answers)
        self._again = again

    def decoder(self, propose: Propose = nothing_else) -> Decoder:
        return self

    def decode(self, cut: Cut) -> Decoded:
        self.decoded.append(cut.voiced)
        return self._answers.pop(0) if self._answers else Decoded((Hypothesis("请稍等", -0.2),))

    def again(self, cut: Cut) -> Iterator[Decoded]:
        return (Decoded((Hypothesis(text, -0.1),)) for text in self._again)


def run(engine: Counting, frames: bytes, *, partials: bool = True) -> list[tuple[str, bool]]:
    ear: Recogniser = CutRecogniser(engine, lambda frame: frame[0] == 1, HOW, partials=partials)
    assert (ear.engine, ear.model) == ("counting 1", "none")
    return [(one.text, one.final) for one in [*ear.push(frames, 0.0), *ear.finish()]]


def test_a_final_cut_without_new_speech_is_not_decoded_again() -> None:
    engine = Counting()
    assert run(engine, VOICED * 40 + QUIET * 40) == [("请稍等", False), ("请稍等", True)]
    assert engine.decoded == [40]


def test_speech_after_the_pause_is_decoded() -> None:
    engine = Counting()
    run(engine, VOICED * 40 + QUIET * 10 + VOICED * 20 + QUIET * 40)
    assert engine.decoded == [40, 60]


def test_what_was_read_in_the_midst_of_speech_is_read_again_at_the_pause_and_then_stands() -> None:
    engine = Counting()
    ear = CutRecogniser(engine, lambda frame: frame[0] == 1, Cutting(every=40, end=25))
    heard = [*ear.push(VOICED * 40 + QUIET * 40, 0.0), *ear.finish()]
    assert [one.final for one in heard] == [False, False, True]
    assert engine.decoded == [40, 40]


def test_a_segment_that_is_over_is_looked_at_again_while_there_is_time_to_spare() -> None:
    engine = Counting(again=("请稍", "请稍等一下", "请稍等一下吧"))
    assert run(engine, VOICED * 40 + QUIET * 40) == [("请稍等", False), ("请稍等一下吧", True)]
    assert engine.decoded == [40]


def test_who_has_no_time_to_spare_looks_once_and_looks_begun_at_the_last_pause_go_on() -> None:
    reader = CutReader(Counting(again=("请稍", "请稍等一下")))
    over = Cut(segment=0, start=0.0, end=1.0, pcm=bytes(20000), final=True, voiced=40)
    assert reader.read(replace(over, final=False)).text == "请稍等"
    looks = reader.again(replace(over, final=False))
    assert looks is not None
    assert (first := next(looks)).text == "请稍"
    assert not first.final
    assert reader.read(over).text == "请稍"
    looks = reader.again(over)
    assert looks is not None
    assert [(one.text, one.final) for one in looks] == [("请稍等一下", True)]


def test_where_nothing_was_understood_nothing_is_looked_at_again() -> None:
    assert run(Counting(Decoded(()), again=("请稍等",)), VOICED * 40 + QUIET * 40) == [("", False), ("", True)]


def test_without_partials_each_segment_is_decoded_once() -> None:
    engine = Counting()
    assert run(engine, (VOICED * 40 + QUIET * 40) * 2, partials=False) == [("请稍等", True)] * 2
    assert engine.decoded == [40, 40]


def test_what_is_not_believed_has_no_text() -> None:
    engine = Counting(Decoded((Hypothesis("谢谢观看", -0.1),)))
    assert run(engine, VOICED * 40 + QUIET * 40) == [("", False), ("", True)]


def test_too_little_voice_is_not_worth_decoding() -> None:
    engine = Counting()
    assert run(engine, VOICED * 4 + QUIET * 40) == [("", True)]
    assert engine.decoded == []


def test_times_are_those_of_the_push() -> None:
    ear = CutRecogniser(Counting(), lambda frame: frame[0] == 1, HOW)
    heard = ear.push(VOICED * 40 + QUIET * 40, 100.0)
    assert heard[-1].start == 100.0
    assert abs(heard[-1].end - (100.0 + 40 * FRAME_S)) < 1e-6
