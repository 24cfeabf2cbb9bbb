"""The recordings by name, as 20 ms frames: shipped ones, and over them the site's own. Reads files once.

A site's file that cannot be read is named in the log, and the shipped recording is said instead.
"""

import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import soundfile
import soxr
import structlog

from telephony.cadence import DEFAULT_COUNTRY
from telephony.connectors.base import SAMPLE_RATE
from telephony.errors import PromptUnusable
from telephony.prompts.tones import beep, frames_of, music, ringback

log = structlog.get_logger()
SHIPPED = Path(__file__).parent / "data"
SUFFIXES = (".wav", ".flac", ".ogg")
MUSIC = "music"
MOST_S = 600.0
"""Longer recordings are refused: they would fill the memory."""


def read_sound(path: Path) -> list[bytes]:
    """A sound file as frames at 8 kHz, its channels mixed. Raises PromptUnusable, which says why."""
    try:
        data, rate = soundfile.read(io.BytesIO(path.read_bytes()), dtype="float64", always_2d=True)
    except (OSError, soundfile.LibsndfileError) as error:
        raise PromptUnusable(path.name, str(error)) from error
    if not len(data) or len(data) > MOST_S * rate:
        raise PromptUnusable(path.name, f"it lasts {len(data) / rate:.0f} s; up to {MOST_S:.0f} s are allowed")
    samples = data.mean(axis=1)
    if rate != SAMPLE_RATE:
        samples = soxr.resample(samples, rate, SAMPLE_RATE)
    return frames_of(np.asarray(samples) * 32767)


class PromptLibrary:
    """`own` is the site's folder; `country` decides the ringback tone."""

    def __init__(self, own: Path | None = None, country: str = DEFAULT_COUNTRY) -> None:
        sounds = {path.stem: read_sound(path) for path in sorted(SHIPPED.glob("*.wav"))}
        sounds |= {"beep": beep(), MUSIC: music()}
        sounds |= _own(own)
        self._sounds: Mapping[str, list[bytes]] = sounds
        self.ringback = ringback(country)

    @property
    def names(self) -> frozenset[str]:
        """What can be said."""
        return frozenset(self._sounds)

    @property
    def music(self) -> list[bytes]:
        """Music on hold, to be repeated."""
        return self._sounds[MUSIC]

    def frames(self, name: str) -> list[bytes]:
        """One recording. Raises PromptUnusable for a name that is not there."""
        try:
            return self._sounds[name]
        except KeyError:
            raise PromptUnusable(name, "there is no such recording") from None


def _own(folder: Path | None) -> dict[str, list[bytes]]:
    found: dict[str, list[bytes]] = {}
    if folder is None or not folder.is_dir():
        return found
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in SUFFIXES:
            continue
        try:
            found[path.stem] = read_sound(path)
        except PromptUnusable as error:
            log.error("prompt_unusable", file=path.name, why=error.reason, then="the shipped recording is said")
    return found
