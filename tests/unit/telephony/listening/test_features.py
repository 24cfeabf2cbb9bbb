"""The spectrogram has Whisper's shape, scale and bands."""

import numpy as np
import pytest

from telephony.listening.features import BANDS, HOP, RATE, log_mel


def tone(hertz: float, seconds: float = 0.5) -> "np.typing.NDArray[np.float32]":
    return (0.5 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE)).astype(np.float32)


def test_it_has_80_bands_and_a_column_each_10_ms() -> None:
    mel = log_mel(tone(440))
    assert mel.shape == (BANDS, RATE // 2 // HOP)
    assert mel.dtype == np.float32


def test_nothing_is_more_than_eight_powers_of_ten_below_the_loudest() -> None:
    mel = log_mel(tone(440))
    assert mel.max() - mel.min() == pytest.approx(2.0, abs=1e-5)  # eight, scaled by a quarter


@pytest.mark.parametrize(("hertz", "band"), [(200, 5), (1000, 26), (3000, 53)])
def test_a_tone_lies_in_its_band_on_slaneys_scale(hertz: float, band: int) -> None:
    """Centre of band b: 45.245 mel / 81 * (b + 1), where 1000 Hz is 15 mel."""
    loudest = int(log_mel(tone(hertz)).mean(axis=1).argmax())
    assert abs(loudest - band) <= 1


def test_silence_is_flat() -> None:
    mel = log_mel(np.zeros(RATE, dtype=np.float32))
    assert np.ptp(mel) == 0
