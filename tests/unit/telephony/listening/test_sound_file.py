"""Any rate and codec becomes the line's audio, channel by channel; what cannot be read is said."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from telephony.errors import RecordingUnreadable
from telephony.listening.sound_file import SoundFile


def write(path: Path, *, rate: int, subtype: str = "PCM_16", channels: int = 1, seconds: float = 1.3) -> Path:
    times = np.arange(int(rate * seconds)) / rate
    left = 0.25 * np.sin(2 * np.pi * 440 * times)
    data = left if channels == 1 else np.stack([left] + [left * 0.5] * (channels - 1), axis=1)
    soundfile.write(path, data, rate, subtype=subtype)
    return path


def read(path: Path) -> list["np.typing.NDArray[np.int16]"]:
    with SoundFile(path) as sound:
        pieces = list(sound.pieces())
        return [np.frombuffer(b"".join(one[channel] for one in pieces), "<i2") for channel in range(sound.channels)]


@pytest.mark.parametrize(
    ("name", "rate", "subtype"),
    [
        ("a.wav", 8000, "ALAW"),
        ("a.wav", 8000, "ULAW"),
        ("a.wav", 8000, "PCM_16"),
        ("a.wav", 16000, "PCM_24"),
        ("a.wav", 44100, "FLOAT"),
        ("a.flac", 48000, "PCM_16"),
        ("a.wav", 11025, "PCM_U8"),
    ],
)
def test_rates_and_codecs_become_8_khz(tmp_path: Path, name: str, rate: int, subtype: str) -> None:
    (samples,) = read(write(tmp_path / name, rate=rate, subtype=subtype))
    assert abs(len(samples) - 10400) <= 8
    assert abs(int(np.abs(samples[500:-500]).max()) - 8192) < 500


def test_two_channels_are_kept_apart(tmp_path: Path) -> None:
    left, right = read(write(tmp_path / "two.wav", rate=8000, channels=2))
    assert len(left) == len(right)
    assert abs(int(left.max()) - 2 * int(right.max())) < 4


def test_a_full_scale_sample_does_not_turn_over(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "loud.wav", np.ones(8000), 8000, subtype="FLOAT")
    assert read(tmp_path / "loud.wav")[0].min() == 32767


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: None, "there is no file"),
        (lambda path: path.write_text("no sound"), "no sound file"),
        (lambda path: write(path, rate=8000, channels=3), "3 channels"),
        (lambda path: write(path, rate=8000, seconds=0), "holds no audio"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, make: object, why: str) -> None:
    path = tmp_path / "x.wav"
    make(path)  # type: ignore[operator]
    with pytest.raises(RecordingUnreadable, match=why):
        SoundFile(path)
