"""What a waiting caller hears: sentences, recordings, voice, tones."""

import asyncio
from pathlib import Path

import numpy as np
import pytest
import soundfile
import yaml

from telephony.cadence import CADENCES
from telephony.connectors.base import FRAME_BYTES, SAMPLE_RATE, SILENCE
from telephony.errors import PromptUnusable
from telephony.events import PromptEnd
from telephony.prompts import sentences
from telephony.prompts.library import SHIPPED, PromptLibrary, read_sound
from telephony.prompts.make import WORDS
from telephony.prompts.tones import beep, music, ringback
from telephony.prompts.voice import PromptVoice, repeated

SAID: dict[str, str] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))


def text(names: tuple[str, ...]) -> str:
    return "".join(SAID[name] for name in names)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "零"),
        (1, "一"),
        (2, "两"),
        (9, "九"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (22, "二十二"),
        (99, "九十九"),
        (100, "一百"),
        (102, "一百零二"),
        (115, "一百一十五"),
        (120, "一百二十"),
        (5000, "一百九十九"),
    ],
)
def test_numbers_are_said_as_people_say_them(value: int, said: str) -> None:
    assert text(sentences.number(value)) == said


def test_a_number_below_zero_is_no_count() -> None:
    with pytest.raises(ValueError, match="-1"):
        sentences.number(-1)


def test_a_telephone_number_is_read_digit_by_digit() -> None:
    assert text(sentences.digits("021-1380")) == "零二幺幺三八零"


@pytest.mark.parametrize(
    ("place", "wait_s", "callback", "first", "said"),
    [
        (1, 30, False, True, "您好，坐席正忙，请稍候。您是下一位。预计一分钟内为您接通。请不要挂机。"),
        (3, 130, True, False, "您前面还有两位来电。预计等待约两分钟。请不要挂机。如需我们回电，请按一。"),
        (13, None, False, False, "您前面还有十二位来电。请不要挂机。"),
    ],
)
def test_where_the_caller_stands(place: int, wait_s: float | None, callback: bool, first: bool, said: str) -> None:
    assert text(sentences.position(place, wait_s, callback=callback, first=first)) == said


def test_every_sentence_has_its_recordings() -> None:
    library = PromptLibrary()
    whole = [value for name, value in vars(sentences).items() if name.isupper() and isinstance(value, tuple)]
    assert {one for names in whole for one in names} <= library.names
    assert set(SAID) == {path.stem for path in SHIPPED.glob("*.wav")}
    for name in library.names:
        assert len(library.frames(name)) * 0.02 > 0.2, name


def test_a_sites_recording_replaces_the_shipped_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rate = 44_100
    loud = np.sin(2 * np.pi * 1000 * np.arange(rate) / rate) * 0.5
    soundfile.write(tmp_path / "stay.flac", np.column_stack([loud, loud]), rate)
    (tmp_path / "closed.wav").write_bytes(b"not a sound")
    (tmp_path / "readme.txt").write_text("of no interest")
    library = PromptLibrary(tmp_path)
    own = np.frombuffer(b"".join(library.frames("stay")), "<i2")
    assert len(own) == SAMPLE_RATE
    spectrum = np.abs(np.fft.rfft(own))
    assert int(np.argmax(spectrum)) == 1000
    assert library.frames("closed") == PromptLibrary().frames("closed")
    assert "closed.wav" in capsys.readouterr().out


def test_a_file_that_is_no_sound_or_too_long_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(b"RIFF")
    with pytest.raises(PromptUnusable, match=r"x\.wav"):
        read_sound(path)
    soundfile.write(path, np.zeros(0), 8000)
    with pytest.raises(PromptUnusable, match="0 s"):
        read_sound(path)


async def test_a_voice_says_its_prompts_then_plays_music() -> None:
    library = PromptLibrary()
    voice = PromptVoice(library)
    assert voice.next_frame() == library.music[0]
    over: list[PromptEnd] = []
    voice.say(("d1", "minutes"), over.append)
    said = [*library.frames("d1"), *library.frames("minutes")]
    assert [voice.next_frame() for _ in said] == said
    assert voice.next_frame() == library.music[1]
    await asyncio.sleep(0)
    assert over == [PromptEnd.FINISHED]


async def test_a_voice_can_be_hushed_and_silenced() -> None:
    library = PromptLibrary()
    voice = PromptVoice(library)
    over: list[PromptEnd] = []
    voice.say(("d1",), over.append)
    voice.hush()
    assert voice.next_frame() == library.music[0]
    voice.silence()
    assert voice.next_frame() == SILENCE
    voice.say(("no such recording",), over.append)
    await asyncio.sleep(0)
    assert over == [PromptEnd.FAILED]


@pytest.mark.parametrize("country", sorted(CADENCES))
def test_a_ringback_lasts_one_period_and_sounds_as_the_country_does(country: str) -> None:
    frames = ringback(country)
    cadence = CADENCES[country]
    assert len(frames) * 20 == cadence.period_ms
    sounding = [at * 20 for at, frame in enumerate(frames) if frame != SILENCE]
    assert sounding[-1] + 20 == cadence.ring_ms
    tone = repeated(frames)
    assert [tone() for _ in range(len(frames) + 1)] == [*frames, frames[0]]


def test_the_music_has_no_seam_and_is_quiet() -> None:
    samples = np.frombuffer(b"".join(music()), "<i2").astype(int)
    steps = np.abs(np.diff(np.concatenate([samples, samples[:1]])))
    assert steps[-1] <= steps[:-1].max()
    assert 500 < np.abs(samples).max() < 12_000
    assert all(len(frame) == FRAME_BYTES for frame in (*music(), *beep()))
