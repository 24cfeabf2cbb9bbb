"""What surrounds the model: audio in, readings out. The model itself is in tests/integration/test_real_model.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pytest

from telephony.listening.base import Hypothesis
from telephony.listening.cutter import Cut
from telephony.listening.engine import Decoded, Propose, nothing_else
from telephony.listening.features import Floats
from telephony.listening.whisper import (
    _WIDE,
    COMMAS,
    LONG,
    NEARLY,
    NEARLY_LONG,
    SLOWER,
    WhisperEngine,
    _distinct,
    _WhisperDecoder,
    samples_of,
    slower,
    surer,
)


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


class Weighed(WhisperEngine):
    """Without a model: the likelihoods are given."""

    def __init__(self, **totals: float) -> None:
        self._totals = totals

    def _weigh(self, encoded: Any, prompt: list[int], texts: Sequence[str]) -> list[tuple[float, float]]:
        return [(self._totals[text], self._totals[text] / 10) for text in texts]


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


def test_the_likeliest_proposal_comes_first_with_its_likelihood_a_token() -> None:
    engine = Weighed(best=-5.0, near=-7.0, nearer=-6.0)
    likely = engine._likely(None, [], "best", [Proposed("near", 5), Proposed("nearer", 5)])
    assert [(one.text, one.score) for one in likely] == [("nearer", -0.6), ("near", -0.7)]


def test_who_lost_the_way_with_the_prompt_is_asked_again_without_it() -> None:
    class Engine(WhisperEngine):
        def __init__(self) -> None:
            self._prompt, self._bare = [1, 2, 3], [3]
            self.asked: list[list[int]] = []

        def _encode(self, samples: Floats) -> None:
            return None

        def _generate(self, encoded: Any, prompt: list[int]) -> Decoded:
            self.asked.append(prompt)
            return Decoded((Hypothesis("你怎么这么麻烦" if prompt == [3] else "。简体中文,简体中文。", -0.5),))

    engine = Engine()
    assert [one.text for one in engine.read(np.zeros(1, np.float32)).readings] == ["你怎么这么麻烦"]
    assert engine.asked == [[1, 2, 3], [3]]


@pytest.mark.parametrize(("seconds", "final", "weighs"), [(1.0, False, False), (1.2, False, True), (1.0, True, True)])
def test_nothing_is_weighed_in_the_midst_of_a_word(seconds: float, final: bool, weighs: bool) -> None:
    asked: list[Propose] = []

    class Engine:
        def read(self, samples: Floats, propose: Propose = nothing_else) -> Decoded:
            asked.append(propose)
            return Decoded(())

    def propose(_: Sequence[str]) -> list[Proposed]:
        return []

    cut = Cut(segment=0, start=0.0, end=1.0, pcm=bytes(int(16000 * seconds)), final=final, voiced=40)
    _WhisperDecoder(cast("WhisperEngine", Engine()), propose).decode(cut)
    assert asked == [propose if weighs else nothing_else]


class Looks:
    """An engine that says how long what it looks at is, and how sure it is of the first and the second look."""

    def __init__(self, *scores: float) -> None:
        self._scores = list(scores)
        self.looked: list[int] = []

    def read(self, samples: Floats, propose: Propose = nothing_else) -> Decoded:
        self.looked.append(len(samples))
        return Decoded((Hypothesis(f"第{len(self.looked)}次", self._scores[len(self.looked) - 1]),))


def ask(_: Sequence[str]) -> list[Proposed]:
    return []


def clause(*, final: bool) -> Cut:
    return Cut(segment=0, start=0.0, end=1.0, pcm=bytes(19200), final=final, voiced=40)


def test_what_was_heard_unsurely_is_heard_again_slower_once_its_segment_is_over() -> None:
    engine = Looks(-0.6, -0.3)
    decoder = _WhisperDecoder(cast("WhisperEngine", engine), ask)
    first = decoder.decode(clause(final=False))
    assert (first.readings[0].text, first.unsure) == ("第1次", True)
    assert [one.text for one in decoder.decode(clause(final=True)).readings] == ["第2次", "第1次"]
    assert engine.looked == [19200, int(19200 * SLOWER)], "the first look is not repeated"


@pytest.mark.parametrize(("score", "propose"), [(-0.4, ask), (-0.6, nothing_else)])
def test_what_is_sure_or_not_judged_is_looked_at_once(score: float, propose: Propose) -> None:
    engine = Looks(score)
    decoded = _WhisperDecoder(cast("WhisperEngine", engine), propose).decode(clause(final=True))
    assert not decoded.unsure
    assert len(engine.looked) == 1


def test_of_two_looks_the_surer_leads_unless_it_lost_its_way() -> None:
    def look(text: str, score: float, *others: str) -> Decoded:
        return Decoded((Hypothesis(text, score), *(Hypothesis(one, -1.0) for one in others)))

    both = surer(look("一", -0.6, "一二"), look("三", -0.4, "三四"))
    assert [one.text for one in both.readings] == ["三", "一二", "三四", "一"]
    astray = surer(look("一", -0.6), look("简体中文。", -0.1))
    assert [one.text for one in astray.readings] == ["一"]


def test_slower_speech_is_longer_and_lower() -> None:
    wave = np.sin(2 * np.pi * 560 * np.arange(16000) / 16000).astype(np.float32)
    spectrum = np.abs(np.fft.rfft(slower(wave)[:16000]))
    assert abs(int(spectrum.argmax()) - 500) <= 1
