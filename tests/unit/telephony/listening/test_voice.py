"""Speech is voice; silence, tones and hum are not."""

from pathlib import Path

import numpy as np
import pytest

from telephony.connectors.base import FRAME_BYTES
from telephony.listening.voice import VoiceDetector
from telephony.prompts.library import SHIPPED, read_sound

SECONDS = np.arange(8000) / 8000


def share_voiced(pcm: bytes) -> float:
    judge = VoiceDetector()
    judged = [judge(pcm[at : at + FRAME_BYTES]) for at in range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES)]
    return sum(judged) / len(judged)


def tone(*hertz: float, level: float = 6000) -> bytes:
    wave = sum(np.sin(2 * np.pi * one * SECONDS) for one in hertz) * level
    return np.asarray(wave).astype("<i2").tobytes()


def test_a_spoken_announcement_is_mostly_voice() -> None:
    sound = sorted(Path(SHIPPED).glob("*.wav"))[0]
    assert share_voiced(b"".join(read_sound(sound))) > 0.5


@pytest.mark.parametrize(
    "pcm",
    [bytes(16000), tone(450), tone(941, 1336), tone(697, 1209), tone(1100), tone(50, level=3000)],
    ids=["silence", "ringback", "key 0", "key 1", "fax", "hum"],
)
def test_silence_and_tones_are_no_voice(pcm: bytes) -> None:
    assert share_voiced(pcm) < 0.1


def test_a_whisper_below_the_threshold_is_none() -> None:
    noise = np.random.default_rng(1).normal(0, 20, 8000).astype("<i2").tobytes()
    assert share_voiced(noise) == 0
