"""WAV files of every kind the telephone may be given."""

import math
import struct
import wave
from pathlib import Path

import numpy as np
import pytest

from hotline_cli.wav import WavError, WavRecorder, peak, read_wav
from telephony.connectors.base import FRAME_BYTES
from telephony.sip import g711
from tests.sip_bench import level, tone


def riff(tag: int, rate: int, bits: int, body: bytes, channels: int = 1) -> bytes:
    size = channels * bits // 8
    form = struct.pack("<HHIIHH", tag, channels, rate, rate * size, size, bits)
    chunks = b"fmt " + struct.pack("<I", len(form)) + form + b"LIST\x03\0\0\0abc\0" + b"data"
    return b"RIFF" + struct.pack("<I", 0) + b"WAVE" + chunks + struct.pack("<I", len(body)) + body


def sine(rate: int, frequency: float = 1000, seconds: float = 1.0) -> bytes:
    values = 8000 * np.sin(2 * math.pi * frequency * np.arange(int(rate * seconds)) / rate)
    return values.astype("<i2").tobytes()


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 22050, 44100, 48000])
def test_every_rate_becomes_8_khz(tmp_path: Path, rate: int) -> None:
    path = tmp_path / "tone.wav"
    path.write_bytes(riff(1, rate, 16, sine(rate)))
    pcm = read_wav(path)
    assert len(pcm) % FRAME_BYTES == 0
    assert abs(len(pcm) - 16_000) <= FRAME_BYTES
    assert 7600 < level(pcm[2000:-2000], 1000) < 8300


def test_what_a_telephone_cannot_carry_does_not_fold_back(tmp_path: Path) -> None:
    path = tmp_path / "high.wav"
    path.write_bytes(riff(1, 16_000, 16, sine(16_000, 5000)))
    assert level(read_wav(path)[2000:-2000], 3000) < 100


@pytest.mark.parametrize(("tag", "codec"), [(6, "PCMA"), (7, "PCMU")])
def test_g711_files(tmp_path: Path, tag: int, codec: str) -> None:
    path = tmp_path / "g711.wav"
    path.write_bytes(riff(tag, 8000, 8, g711.encode(codec, tone(600, 0.5))))
    assert 7600 < level(read_wav(path), 600) < 8300


def test_stereo_and_8_bits(tmp_path: Path) -> None:
    path = tmp_path / "stereo.wav"
    left = np.frombuffer(tone(600, 0.5), dtype="<i2")
    path.write_bytes(riff(1, 8000, 16, np.column_stack([left, left]).tobytes(), channels=2))
    assert 7600 < level(read_wav(path), 600) < 8300
    path.write_bytes(riff(1, 8000, 8, (left // 256 + 128).astype(np.uint8).tobytes()))
    assert 7400 < level(read_wav(path), 600) < 8300


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"RIFF\0\0\0\0WAVE",
        b"RIFF\0\0\0\0WAVEfmt \x04\0\0\0abcd",
        riff(1, 8000, 16, b""),
        riff(3, 8000, 32, bytes(64)),
        riff(1, 0, 16, bytes(64)),
        riff(1, 8000, 16, bytes(64), channels=0),
        b"ID3 an mp3",
    ],
)
def test_broken_files_name_the_file(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "broken.wav"
    path.write_bytes(data)
    with pytest.raises(WavError) as caught:
        read_wav(path)
    assert str(path) in str(caught.value)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(WavError):
        read_wav(tmp_path / "no.wav")
    with pytest.raises(WavError):
        WavRecorder(tmp_path / "no" / "such" / "folder.wav")


def test_a_recording_is_whole_before_it_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "heard.wav"
    frame = tone(600, 0.02)
    recorder = WavRecorder(path)
    for number in range(25):
        recorder.write(frame, number)
    with wave.open(str(path)) as file:
        assert file.getnframes() == 25 * 160
    recorder.write(frame, 100)
    recorder.__exit__(None, None, None)
    with wave.open(str(path)) as file:
        assert file.getnframes() == 101 * 160, "the gap is silence"


def test_peak() -> None:
    assert peak(struct.pack("<3h", 5, -32768, 7)) == 32768
    assert peak(b"") == 0
