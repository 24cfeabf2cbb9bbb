"""Levels, the playout buffer, and the files that stand in for a headset."""

import math
import wave
from pathlib import Path

import numpy as np
import pytest

from console.audio.ends import NoMicrophone, NoSpeaker, WavMicrophone, WavSpeaker, read_wav
from console.audio.levels import FLOOR_DBFS, SILENT, measure
from console.audio.playout import SILENCE, Playout
from console.errors import AudioFault


def tone(hz: float, seconds: float, rate: int = 8000, level: float = 0.5) -> bytes:
    at = np.arange(int(rate * seconds)) / rate
    return bytes((np.sin(2 * math.pi * hz * at) * 32767 * level).astype("<i2").tobytes())


def write(path: Path, pcm: bytes, rate: int = 8000, channels: int = 1, width: int = 2) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(pcm)
    return path


def strongest(pcm: bytes) -> float:
    """The loudest frequency of 8 kHz PCM, Hz."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(float)
    spectrum = np.abs(np.fft.rfft(samples))
    return float(np.fft.rfftfreq(samples.size, 1 / 8000)[int(spectrum.argmax())])


def test_levels_of_silence_full_scale_and_a_sine() -> None:
    assert measure(SILENCE) == SILENT == measure(b"")
    full = measure(np.full(160, -32768, dtype="<i2").tobytes())
    assert (full.peak, full.rms) == (0.0, 0.0)
    sine = measure(tone(1000, 0.02))
    assert sine.peak == pytest.approx(-6.02, abs=0.1)
    assert sine.rms == pytest.approx(-9.03, abs=0.1)
    assert (full.bar(10), sine.bar(10), SILENT.bar(10)) == (10, 9, 0)
    assert SILENT.peak == FLOOR_DBFS


def frame(value: int) -> bytes:
    return bytes([value]) * 320


def test_playout_fills_before_it_plays_and_keeps_order() -> None:
    playout = Playout(depth=2)
    playout.put(frame(1))
    assert playout.take() == SILENCE
    playout.put(frame(2))
    assert [playout.take()[0] for _ in range(2)] == [1, 2]


def test_playout_fills_again_after_it_ran_dry() -> None:
    playout = Playout(depth=2)
    for value in (1, 2):
        playout.put(frame(value))
    for _ in range(3):
        last = playout.take()
    assert last == SILENCE
    assert playout.missed == 1
    playout.put(frame(3))
    assert playout.take() == SILENCE, "one frame is less than the depth"


def test_playout_drops_the_oldest_so_that_delay_cannot_grow() -> None:
    playout = Playout(depth=2, limit=4)
    for value in range(1, 6):
        playout.put(frame(value))
    assert playout.dropped == 3
    assert playout.take()[0] == 4
    playout.clear()
    assert playout.take() == SILENCE


@pytest.mark.parametrize("rate", [8000, 16000, 44100, 48000])
def test_a_tone_survives_resampling(tmp_path: Path, rate: int) -> None:
    pcm = read_wav(write(tmp_path / "t.wav", tone(1000, 0.5, rate), rate))
    assert len(pcm) == pytest.approx(8000, abs=4)
    assert strongest(pcm) == pytest.approx(1000, abs=3)


def test_stereo_is_mixed_down(tmp_path: Path) -> None:
    left = np.frombuffer(tone(500, 0.2), dtype="<i2")
    both = np.column_stack([left, left]).astype("<i2").tobytes()
    assert read_wav(write(tmp_path / "s.wav", both, channels=2)) == left.tobytes()


def test_what_lies_above_4_khz_is_not_folded_down(tmp_path: Path) -> None:
    pcm = read_wav(write(tmp_path / "h.wav", tone(6000, 0.5, 48000), 48000))
    assert measure(pcm[1600:-1600]).peak < -40


def test_a_file_is_spoken_once_in_each_call(tmp_path: Path) -> None:
    microphone = WavMicrophone(write(tmp_path / "m.wav", frame(1) + frame(2)[:100]))
    microphone.start()
    assert [f[0] for f in microphone.capture(1)] == [1]
    assert [f[0] for f in microphone.capture(2)] == [2, 0]
    assert microphone.capture(0) == []
    microphone.begin_call()
    assert [f[0] for f in microphone.capture(1)] == [1]
    microphone.close()


@pytest.mark.parametrize("make", ["missing", "text", "8-bit"])
def test_an_unfit_file_says_what_is_needed(tmp_path: Path, make: str) -> None:
    path = tmp_path / "x.wav"
    if make == "text":
        path.write_text("hello")
    elif make == "8-bit":
        write(path, b"\x80" * 100, width=1)
    with pytest.raises(AudioFault) as fault:
        WavMicrophone(path).start()
    assert "16-bit PCM" in fault.value.of("en")
    assert "WAV" in fault.value.of("zh")


def test_a_speaker_file_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(AudioFault):
        WavSpeaker(tmp_path / "no" / "where.wav").start(Playout())


def test_a_speaker_file_holds_what_was_played(tmp_path: Path) -> None:
    path = tmp_path / "heard.wav"
    speaker, playout = WavSpeaker(path), Playout(depth=1)
    speaker.beat(1)
    speaker.start(playout)
    playout.put(frame(7))
    speaker.beat(2)
    speaker.close()
    speaker.close()
    assert read_wav(path) == frame(7) + SILENCE


def test_silent_ends() -> None:
    microphone, speaker, playout = NoMicrophone(), NoSpeaker(), Playout(depth=1)
    microphone.start()
    microphone.begin_call()
    assert microphone.capture(2) == [SILENCE, SILENCE]
    microphone.close()
    speaker.beat(1)
    speaker.start(playout)
    playout.put(frame(1))
    speaker.beat(1)
    assert playout.take() == SILENCE
    speaker.close()
