"""The recogniser with its real model, where `hotline listen setup` was run (in CI it is, if the packages can be had).

No free recording of Mandarin ships with the project, and espeak-ng's voice is not understood: what is tested here is
that nothing is heard where nobody speaks, and that a voice comes through the whole pipeline as text with readings.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import platformdirs
import pytest

from telephony.errors import ModelUnusable
from telephony.listening.base import Heard
from telephony.listening.cut_recogniser import CutRecogniser
from telephony.listening.cutter import Cut
from telephony.listening.engine import Engine
from telephony.listening.engines import load_engine, recogniser_of
from telephony.prompts.library import SHIPPED, read_sound

pytestmark = pytest.mark.real_model
RATE = 8000
TIMES = np.arange(8 * RATE) / RATE
NOISE = np.random.default_rng(3)


@pytest.fixture(scope="module")
def engine() -> Engine:
    folder = Path(
        os.environ.get("HOTLINE_TEST_MODEL", platformdirs.user_data_path("sanxiang") / "models/whisper-base")
    )
    try:
        return load_engine(folder)
    except ModelUnusable as error:
        pytest.skip(f"{error} (HOTLINE_TEST_MODEL names another folder)")


@dataclass
class Asked:
    text: str
    syllables: int
    changed: int


def heard(ear: CutRecogniser, pcm: bytes) -> list[Heard]:
    said = [one for at in range(0, len(pcm), 1600) for one in ear.push(pcm[at : at + 1600], at / 16000)]
    return [*said, *ear.finish()]


def pcm(samples: npt.NDArray[np.float64]) -> bytes:
    return np.clip(samples, -32768, 32767).astype("<i2").tobytes()


NOBODY: dict[str, Callable[[], npt.NDArray[np.float64]]] = {
    "silence": lambda: np.zeros(len(TIMES)),
    "line noise": lambda: NOISE.normal(0, 40, len(TIMES)),
    "loud noise": lambda: NOISE.normal(0, 2500, len(TIMES)),
    "ringback": lambda: 6000 * np.sin(2 * np.pi * 450 * TIMES) * (TIMES % 5 < 1),
    "key tones": lambda: (
        5000 * (np.sin(2 * np.pi * 941 * TIMES) + np.sin(2 * np.pi * 1336 * TIMES)) * (TIMES % 1 < 0.2)
    ),
    "hum and clicks": lambda: 900 * np.sin(2 * np.pi * 50 * TIMES) + 20000 * (NOISE.random(len(TIMES)) > 0.9995),
}


@pytest.mark.parametrize("name", NOBODY)
def test_nothing_is_heard_where_nobody_speaks(engine: Engine, name: str) -> None:
    assert [one.text for one in heard(recogniser_of(engine), pcm(NOBODY[name]())) if one.text] == []


def test_a_voice_is_read_in_several_ways_best_first(engine: Engine) -> None:
    sound = b"".join(b"".join(read_sound(SHIPPED / f"{name}.wav")) for name in ("waiting", "stay"))[: 8 * 16000]
    cut = Cut(segment=0, start=0, end=8, pcm=sound, final=True, voiced=300)
    decoded = engine.decoder().decode(cut)
    assert 1 <= len(decoded.readings) <= 5
    scores = [one.score for one in decoded.readings]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= decoded.no_speech <= 1


def test_what_else_was_said_is_weighed_beside_the_best_reading(engine: Engine) -> None:
    sound = b"".join(b"".join(read_sound(SHIPPED / f"{name}.wav")) for name in ("waiting", "stay"))[: 8 * 16000]
    cut = Cut(segment=0, start=0, end=len(sound) / 16000 - 0.5, pcm=sound, final=False, voiced=300)
    best = engine.decoder().decode(cut).readings[0].text
    same, other = Asked(best, 3, 3), Asked("有本事你去告,我不管,该找谁找谁。", 12, 12)
    decoded = engine.decoder(lambda _: [other, same]).decode(cut)
    assert [one.text for one in decoded.readings] == [best, best]


def test_a_voice_makes_segments_with_its_times(engine: Engine) -> None:
    sound = bytes(16000) + b"".join(read_sound(SHIPPED / "waiting.wav")) + bytes(16000)
    finals = [one for one in heard(recogniser_of(engine), sound) if one.final]
    assert finals
    assert all(0.5 < one.start < one.end < len(sound) / 16000 for one in finals)
    assert engine.name.startswith("ctranslate2")
