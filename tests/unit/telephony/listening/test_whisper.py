"""What surrounds the model: audio in, readings out. The model itself is in tests/integration/test_real_model.py."""

import numpy as np

from telephony.listening.whisper import _WIDE, _distinct, samples_of


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
