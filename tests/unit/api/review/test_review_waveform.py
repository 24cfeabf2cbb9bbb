"""The picture of a recording: loudness of each side, and silences of both."""

import io

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from api.review.waveform import PARTS, Stretch, waveform

RATE = 8000


def tone(seconds: float, level: int) -> NDArray[np.int16]:
    return (np.sin(np.arange(int(seconds * RATE)) / 2) * level).astype("<i2")


def quiet(seconds: float) -> NDArray[np.int16]:
    return np.zeros(int(seconds * RATE), dtype="<i2")


def flac(*sides: NDArray[np.int16]) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, np.stack(sides, axis=1), RATE, format="FLAC", subtype="PCM_16")
    return file.getvalue()


def test_each_side_has_its_own_loudness() -> None:
    agent = np.concatenate([tone(1, 8192), quiet(1)])
    caller = np.concatenate([quiet(1), tone(1, 32767)])
    found = waveform(flac(agent, caller))
    assert found.length_ms == 2000
    assert (len(found.agent), len(found.caller)) == (PARTS, PARTS)
    assert max(found.agent) == 50, "drawn by the root: a quarter of full scale is half as high"
    assert max(found.caller) == 100
    assert max(found.agent[PARTS // 2 + 1 :]) == 0
    assert max(found.caller[: PARTS // 2 - 1]) == 0


def test_silence_is_where_neither_speaks_for_long() -> None:
    agent = np.concatenate([tone(1, 9000), quiet(2), quiet(5), tone(1, 9000)])
    caller = np.concatenate([quiet(1), tone(2, 9000), quiet(5), quiet(1)])
    assert waveform(flac(agent, caller)).silences == (Stretch(from_ms=3000, to_ms=8000),)


@pytest.mark.parametrize(("click_s", "silences"), [(0.04, 1), (0.5, 2)])
def test_a_click_does_not_end_a_silence(click_s: float, silences: int) -> None:
    side = np.concatenate([quiet(4), tone(click_s, 9000), quiet(4)])
    assert len(waveform(flac(side, np.zeros_like(side))).silences) == silences


def test_noise_below_speech_is_silence_and_its_end_counts() -> None:
    assert waveform(flac(tone(4, 60), tone(4, 60))).silences == (Stretch(from_ms=0, to_ms=4000),)


def test_one_channel_is_shown_as_both_sides() -> None:
    mono = waveform(flac(tone(0.01, 9000)))
    assert mono.agent == mono.caller
    assert len(mono.agent) == 80


def test_what_is_no_sound() -> None:
    with pytest.raises(soundfile.LibsndfileError):
        waveform(b"no sound")
