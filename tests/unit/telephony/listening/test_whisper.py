"""What surrounds the model: audio in, readings out. The model itself is in tests/integration/test_real_model.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pytest

from telephony.listening.cutter import Cut
from telephony.listening.engine import Decoded, Propose, nothing_else
from telephony.listening.features import Floats
from telephony.listening.whisper import (
    _WIDE,
    COMMAS,
    NEARLY,
    WhisperEngine,
    _distinct,
    _WhisperDecoder,
    samples_of,
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

    def _weigh(self, encoded: Any, texts: Sequence[str]) -> list[tuple[float, float]]:
        return [(self._totals[text], self._totals[text] / 10) for text in texts]


@pytest.mark.parametrize(
    ("total", "syllables", "kept"),
    [
        (-5.0, 4, True),
        (-4.9 + 4 * NEARLY, 4, True),
        (-5.1 + 4 * NEARLY, 4, False),
        (-4.9 + COMMAS, 0, True),
        (-5.1 + COMMAS, 0, False),
    ],
)
def test_a_proposal_is_a_reading_where_it_is_nearly_as_likely(total: float, syllables: int, kept: bool) -> None:
    engine = Weighed(best=-5.0, other=total)
    likely = engine._likely(None, "best", [Proposed("other", syllables)])
    assert [one.text for one in likely] == (["other"] if kept else [])


def test_the_likeliest_proposal_comes_first_with_its_likelihood_a_token() -> None:
    engine = Weighed(best=-5.0, near=-7.0, nearer=-6.0)
    likely = engine._likely(None, "best", [Proposed("near", 5), Proposed("nearer", 5)])
    assert [(one.text, one.score) for one in likely] == [("nearer", -0.6), ("near", -0.7)]


@pytest.mark.parametrize(("seconds", "final", "weighs"), [(1.0, False, False), (1.2, False, True), (1.0, True, True)])
def test_nothing_is_weighed_in_the_midst_of_a_word(seconds: float, final: bool, weighs: bool) -> None:
    asked: list[Propose] = []

    class Engine:
        def read(self, samples: Floats, propose: Propose) -> Decoded:
            asked.append(propose)
            return Decoded(())

    def propose(_: Sequence[str]) -> list[Proposed]:
        return []

    cut = Cut(segment=0, start=0.0, end=1.0, pcm=bytes(int(16000 * seconds)), final=final, voiced=40)
    _WhisperDecoder(cast("WhisperEngine", Engine()), propose).decode(cut)
    assert asked == [propose if weighs else nothing_else]
