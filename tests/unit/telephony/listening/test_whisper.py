"""What surrounds the model: audio in, readings out. The model itself is in tests/integration/test_real_model.py."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
import pytest

from telephony.listening.base import Hypothesis
from telephony.listening.cutter import Cut
from telephony.listening.doubt import HOPELESS
from telephony.listening.engine import Decoded, Propose, nothing_else
from telephony.listening.features import RATE, Floats
from telephony.listening.whisper import (
    _WIDE,
    A_PLACE,
    COMMAS,
    FASTER,
    LEAD_S,
    LONG,
    MOST_READINGS,
    NEARLY,
    NEARLY_LONG,
    NOISE_DB,
    SHORT_S,
    SLOWER,
    UNSURE,
    WhisperEngine,
    _distinct,
    _WhisperDecoder,
    faster,
    noisy,
    samples_of,
    slower,
    sound_of,
    together,
)

SILENT = np.zeros(100, np.float32)


def test_telephone_audio_is_doubled_in_rate_and_kept_in_level() -> None:
    wave = (8000 * np.sin(2 * np.pi * 440 * np.arange(8000) / 8000)).astype("<i2")
    samples = samples_of(wave.tobytes())
    assert samples.dtype == np.float32
    assert len(samples) == 16000
    assert abs(float(np.abs(samples[2000:14000]).max()) - 8000 / 32768) < 0.01


def test_readings_that_are_the_same_count_once_with_the_better_score() -> None:
    readings = _distinct(["喂", "喂", "位"], [-0.1, -0.2, -0.3])
    assert [(one.text, one.score) for one in readings] == [("喂", -0.1), ("位", -0.3)]


def test_broken_full_width_commas_become_commas() -> None:
    assert "你好４这里Ｇ是\ufffd".translate(_WIDE) == "你好,这里,是,"


@dataclass
class Proposed:
    text: str
    syllables: int
    changed: int = 9


class Weighed(WhisperEngine):
    """Without a model: the likelihoods are given."""

    def __init__(self, **totals: float) -> None:
        self._totals = totals

    def _weigh(self, encoded: Any, prompt: list[int], texts: Sequence[str]) -> list[tuple[float, int]]:
        return [(self._totals[text], 10 if text == "best" else 4) for text in texts]


@pytest.mark.parametrize(
    ("total", "syllables", "kept"),
    [
        (-5.0, 4, True),
        (-4.9 + 4 * NEARLY, 4, True),
        (-5.1 + 4 * NEARLY, 4, False),
        (-4.9 + LONG * NEARLY_LONG, LONG, True),
        (-5.1 + LONG * NEARLY_LONG, LONG, False),
        (-4.9 + COMMAS, 0, True),
        (-5.1 + COMMAS, 0, False),
    ],
)
def test_a_proposal_is_a_reading_where_it_is_nearly_as_likely(total: float, syllables: int, kept: bool) -> None:
    engine = Weighed(best=-5.0, other=total)
    likely = engine._likely(None, [], "best", [Proposed("other", syllables)])
    assert [one.text for one in likely] == (["other"] if kept else [])


@pytest.mark.parametrize(("changed", "total", "kept"), [(2, 2 * A_PLACE, True), (2, 2 * A_PLACE - 0.2, False)])
def test_a_long_phrase_is_allowed_no_more_where_little_of_it_is_new(changed: int, total: float, kept: bool) -> None:
    engine = Weighed(best=-5.0, other=-5.0 + total)
    assert bool(engine._likely(None, [], "best", [Proposed("other", 9, changed)])) is kept


def test_one_that_only_sounds_the_same_is_allowed_a_place() -> None:
    engine = Weighed(best=-5.0, other=-4.9 + NEARLY)
    assert engine._likely(None, [], "best", [Proposed("other", 1, 0)])


def test_the_likeliest_proposal_comes_first_with_its_likelihood_for_a_token_of_the_best_reading() -> None:
    engine = Weighed(best=-5.0, near=-7.0, nearer=-6.0)
    likely = engine._likely(None, [], "best", [Proposed("near", 5), Proposed("nearer", 5)])
    assert [(one.text, one.score) for one in likely] == [("nearer", -0.6), ("near", -0.7)]


class Answering(WhisperEngine):
    """Without a model: says what is asked of it, with which prompt and how many readings."""

    def __init__(self, **answers: str) -> None:
        self._prompt, self._bare, self._beam = [1, 2, 3], [3], 3
        self._answers = answers
        self.asked: list[tuple[list[int], int]] = []

    def _encode(self, samples: Floats, least_s: float) -> None:
        return None

    def _generate(self, encoded: Any, prompt: list[int], beam: int) -> Decoded:
        self.asked.append((prompt, beam))
        return Decoded((Hypothesis(self._answers["bare" if prompt == [3] else "prompted"], -0.5),))


def test_who_lost_the_way_with_the_prompt_is_asked_again_without_it() -> None:
    engine = Answering(bare="你怎么这么麻烦", prompted="。简体中文,简体中文。")
    assert [one.text for one in engine.read(SILENT, 2.0).readings] == ["你怎么这么麻烦"]
    assert [prompt for prompt, _ in engine.asked] == [[1, 2, 3], [3]]


def test_a_short_answer_is_read_without_the_prompt_that_would_come_back() -> None:
    engine = Answering(bare="不知道", prompted="物业客服中心")
    assert engine.read(SILENT, SHORT_S - 0.02).readings[0].text == "不知道"
    assert engine.read(SILENT, SHORT_S).readings[0].text == "物业客服中心"


def test_a_glance_wants_one_reading() -> None:
    engine = Answering(prompted="您好，这里是")
    engine.glance(SILENT, 2.0)
    assert engine.asked == [([1, 2, 3], 1)]


class Looks:
    """An engine that says what it was asked to do, and how sure it is of each look."""

    def __init__(self, *scores: float) -> None:
        self._scores = list(scores)
        self.looked: list[int] = []
        self.asked: list[Propose] = []
        self.glanced: list[Propose] = []

    def glance(self, samples: Floats, voiced_s: float, propose: Propose = nothing_else) -> Decoded:
        self.glanced.append(propose)
        return Decoded(())

    def read(self, samples: Floats, voiced_s: float, propose: Propose = nothing_else) -> Decoded:
        self.looked.append(len(samples))
        self.asked.append(propose)
        return Decoded((Hypothesis(f"第{len(self.looked)}次", self._scores[len(self.looked) - 1]),))

    def steps(self, samples: Floats, voiced_s: float, propose: Propose) -> Iterator[Decoded | None]:
        yield None
        yield self.read(samples, voiced_s, propose)


def decoder_of(engine: Looks, propose: Propose) -> _WhisperDecoder:
    return _WhisperDecoder(cast("WhisperEngine", engine), propose)


def ask(_: Sequence[str]) -> list[Proposed]:
    return []


def clause(*, final: bool, seconds: float = 1.2, segment: int = 1) -> Cut:
    return Cut(segment=segment, start=2.0, end=3.0, pcm=bytes(int(16000 * seconds)), final=final, voiced=40)


@pytest.mark.parametrize(("seconds", "final", "weighs"), [(1.0, False, False), (1.2, False, True), (1.0, True, True)])
def test_nothing_is_weighed_in_the_midst_of_a_word(seconds: float, final: bool, weighs: bool) -> None:
    engine = Looks(-0.3)
    decoder_of(engine, ask).decode(clause(final=final, seconds=seconds))
    assert (engine.asked, engine.glanced) == (([ask], []) if weighs else ([], [nothing_else]))


def test_the_first_words_of_a_voice_are_weighed_at_once() -> None:
    engine = Looks()
    decoder_of(engine, ask).decode(clause(final=False, seconds=1.0, segment=0))
    assert engine.glanced == [ask]


def test_a_segment_that_is_over_is_heard_again_and_the_surest_look_leads() -> None:
    engine = Looks(-0.6, -0.7, -0.3, -0.5)
    decoder = decoder_of(engine, ask)
    assert decoder.decode(clause(final=False)).readings[0].text == "第1次"
    assert decoder.decode(clause(final=True)).readings[0].text == "第1次", "the first look is not repeated"
    looks = decoder.again(clause(final=True))
    assert looks is not None
    known = [*looks]
    assert [one.readings[0].text for one in known] == ["第1次", "第1次", "第1次", "第3次", "第3次", "第3次"]
    assert [one.text for one in known[-1].readings] == ["第3次", "第4次", "第1次", "第2次"]
    assert engine.looked == [19200, 19200, int(19200 * SLOWER), int(19200 * FASTER)]
    assert engine.asked == [ask] * 4


def test_before_it_is_over_only_what_is_unsure_is_heard_again() -> None:
    for score, again in ((UNSURE - 0.01, True), (UNSURE, False)):
        decoder = decoder_of(Looks(score), ask)
        decoder.decode(clause(final=False))
        assert (decoder.again(clause(final=False)) is not None) is again


def test_speech_from_the_first_moment_on_is_given_some_silence_before_it() -> None:
    at_once = replace(clause(final=True), start=0.0, end=1.0)
    later = replace(at_once, start=0.02)
    assert len(sound_of(at_once)) == len(sound_of(later)) + LEAD_S * RATE


def test_a_voice_that_is_not_judged_is_looked_at_once() -> None:
    decoder = decoder_of(Looks(-0.6), nothing_else)
    decoder.decode(clause(final=True))
    assert decoder.again(clause(final=True)) is None


def look(text: str, score: float, *others: str) -> Decoded:
    return Decoded((Hypothesis(text, score), *(Hypothesis(one, -1.0) for one in others)))


def test_of_two_looks_the_surer_leads_unless_it_lost_its_way() -> None:
    both = together(look("一", -0.6, "一二"), look("三", -0.4, "三四"))
    assert [one.text for one in both.readings] == ["三", "一", "一二", "三四"]
    astray = together(look("一", -0.6), look("简体中文。", -0.1))
    assert [one.text for one in astray.readings] == ["一"]
    guessed = together(look("一", -0.6), look("三", HOPELESS - 0.1))
    assert [one.text for one in guessed.readings] == ["一"]


def test_what_several_looks_found_is_one_reading_and_there_are_five_at_most() -> None:
    both = together(look("一", -0.6, "二", "三", "四"), look("一", -0.7, "五", "六", "二"))
    assert [one.text for one in both.readings] == ["一", "二", "三", "四", "五"]
    assert len(both.readings) == MOST_READINGS


@pytest.mark.parametrize(("change", "hertz"), [(slower, 500), (faster, 609)])
def test_speech_that_is_heard_again_is_longer_and_lower_or_shorter_and_higher(
    change: Callable[[Floats], Floats], hertz: int
) -> None:
    wave = np.sin(2 * np.pi * 560 * np.arange(32000) / 16000).astype(np.float32)
    spectrum = np.abs(np.fft.rfft(change(wave)[:16000]))
    assert abs(int(spectrum.argmax()) - hertz) <= 1


def test_the_noise_lies_under_the_voice_and_silence_stays_silent() -> None:
    wave = np.sin(np.arange(16000)).astype(np.float32)
    noise = noisy(wave) - wave
    assert 20 * np.log10(np.std(wave) / np.std(noise)) == pytest.approx(NOISE_DB, abs=0.5)
    assert not noisy(SILENT).any()
