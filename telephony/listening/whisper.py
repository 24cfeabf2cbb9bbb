"""Whisper on CTranslate2 (extra `asr`): a converted model in a folder, on the CPU in 8-bit integers.

The encoder sees the segment and half a second, not the thirty seconds that Whisper was trained with: a fifth of the
work, and as good on speech of a telephone (docs/listening.md). Five readings by beam search, temperature 0, Mandarin.
What may have been said instead is weighed by forced decoding: the likelihood of each proposal beside that of the best
reading (keyword verification by likelihood ratio). A segment that is over and that the model is unsure of is heard
again, a little slower and lower: on hard voices that finds much of what was lost (docs/listening.md).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import ctranslate2
import numpy as np
import soxr
from tokenizers import Tokenizer

from telephony.listening.base import SAMPLE_RATE, Hypothesis
from telephony.listening.cutter import Cut
from telephony.listening.doubt import astray
from telephony.listening.engine import Decoded, Decoder, Proposal, Propose, nothing_else
from telephony.listening.features import RATE, Floats, log_mel
from telephony.listening.model_folder import ModelFolder

PAD_S: Final = 0.6
"""Silence behind the segment, without which the last word is often lost."""
LEAST_S: Final = 8.0
"""What the encoder is given at least: on less it repeats itself."""
BEAM: Final = 5
MOST_TOKENS: Final = 80
"""Of an answer: eight seconds of the fastest speech."""
PROMPT: Final = "物业客服中心,简体中文。"
"""The trade, and simplified characters, with the half-width commas of Whisper's own vocabulary: full-width ones are
spelled in bytes there, and teach it to answer with broken characters. A longer prompt comes back as what was "said"
where a segment is short."""
NEARLY, NEARLY_LONG = -1.2, -1.7
"""How much less likely a proposal may be than the best reading: log probability for each syllable put in. Chance does
not make a long phrase out of something else."""
LONG: Final = 6
"""Syllables."""
COMMAS: Final = -3.0
"""The same for one that differs by commas alone, in all."""
UNSURE: Final = -0.5
"""Log probability a token below which a segment is heard again, slower."""
SLOWER: Final = 1.12
UNLIKELY: Final = 1e-9
_WIDE: Final = {code: ord(",") for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), 0xFFFD)}
"""What a broken full-width comma looks like."""


class WhisperEngine:
    """A loaded model. `threads` is how many segments may be decoded at a time, each on one core."""

    def __init__(self, folder: ModelFolder, *, threads: int = 1, beam: int = BEAM, prompt: str = PROMPT) -> None:
        self.name = f"ctranslate2 {ctranslate2.__version__}"
        self.model = folder.label
        path = folder.path
        self._beam = beam
        self._whisper = ctranslate2.models.Whisper(
            str(path), device="cpu", compute_type="int8", intra_threads=1, inter_threads=threads
        )
        self._tokens: Any = Tokenizer.from_file(str(path / "tokenizer.json"))
        self._bare = self._named("<|startoftranscript|>", "<|zh|>", "<|transcribe|>", "<|notimestamps|>")
        words = self._tokens.encode(prompt, add_special_tokens=False).ids
        self._prompt = [*self._named("<|startofprev|>"), *words, *self._bare]

    def _named(self, *names: str) -> list[int]:
        return [self._tokens.token_to_id(name) for name in names]

    def decoder(self, propose: Propose = nothing_else) -> Decoder:
        """See `Engine`; Whisper remembers nothing of a voice."""
        return _WhisperDecoder(self, propose)

    def read(self, samples: Floats, propose: Propose = nothing_else) -> Decoded:
        """Samples of 16 kHz in [-1, 1]."""
        encoded, prompt = self._encode(samples), self._prompt
        decoded = self._generate(encoded, prompt)
        if decoded.readings and astray(decoded.readings[0].text):
            prompt = self._bare
            decoded = self._generate(encoded, prompt)
        if propose is nothing_else:
            return decoded
        best = decoded.readings[0]
        proposed = propose([one.text for one in decoded.readings])
        likely = self._likely(encoded, prompt, best.text, proposed) if proposed else []
        return Decoded((best, *likely), decoded.no_speech)

    def _generate(self, encoded: Any, prompt: list[int]) -> Decoded:
        result = self._whisper.generate(
            encoded,
            [prompt],
            beam_size=self._beam,
            num_hypotheses=self._beam,
            sampling_temperature=0,
            max_length=len(prompt) + MOST_TOKENS,
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        readings = _distinct([self._text(ids) for ids in result.sequences_ids], result.scores)
        return Decoded(readings, float(result.no_speech_prob))

    def _encode(self, samples: Floats) -> Any:
        padded = max(len(samples) + int(PAD_S * RATE), int(LEAST_S * RATE))
        mel = log_mel(np.pad(samples, (0, padded - len(samples))))
        mel = mel[:, : mel.shape[1] // 2 * 2]  # the encoder halves the time
        return self._whisper.encode(ctranslate2.StorageView.from_array(np.ascontiguousarray(mel[None])))

    def _likely(self, encoded: Any, prompt: list[int], best: str, proposed: Sequence[Proposal]) -> list[Hypothesis]:
        """The proposals that are nearly as likely as the best reading, likeliest first."""
        own, *weighed = self._weigh(encoded, prompt, [best, *(one.text for one in proposed)])
        likely = []
        for one, (total, mean) in zip(proposed, weighed, strict=True):
            if total - own[0] >= _least(one.syllables):
                likely.append((total, Hypothesis(one.text, mean)))
        return [reading for _, reading in sorted(likely, key=lambda pair: -pair[0])]

    def _weigh(self, encoded: Any, prompt: list[int], texts: Sequence[str]) -> list[tuple[float, float]]:
        """Log probability of each text as what was said, in all and a token."""
        tokens = [self._tokens.encode(text, add_special_tokens=False).ids for text in texts]
        sound = np.repeat(np.array(encoded), len(texts), axis=0)
        frames = [2 * sound.shape[1]] * len(texts)
        aligned = self._whisper.align(ctranslate2.StorageView.from_array(sound), prompt, tokens, frames)
        logs = [np.log(np.maximum(one.text_token_probs, UNLIKELY)) for one in aligned]
        return [(float(each.sum()), float(each.mean())) for each in logs]

    def _text(self, ids: list[int]) -> str:
        return str(self._tokens.decode(ids)).translate(_WIDE).strip()


class _WhisperDecoder:
    def __init__(self, engine: WhisperEngine, propose: Propose) -> None:
        self._engine = engine
        self._propose = propose
        self._asks = propose is not nothing_else
        self._read: tuple[int, int, Decoded] | None = None
        """Segment and voiced frames of the last cut at a pause, and what was read there."""

    def decode(self, cut: Cut) -> Decoded:
        """See `Decoder`. In the midst of a word nothing is weighed: a phrase ends at a pause."""
        samples = samples_of(cut.pcm)
        if not cut.paused:
            return self._engine.read(samples)
        if self._read is None or self._read[:2] != (cut.segment, cut.voiced):
            decoded = self._engine.read(samples, self._propose)
            unsure = self._asks and bool(decoded.readings) and decoded.readings[0].score < UNSURE
            self._read = (cut.segment, cut.voiced, replace(decoded, unsure=unsure))
        first = self._read[2]
        if not cut.final or not first.unsure:
            return first
        return surer(first, self._engine.read(slower(samples), self._propose))


def samples_of(pcm: bytes) -> Floats:
    """8 kHz PCM as samples of 16 kHz."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32) / 32768
    doubled: Floats = soxr.resample(samples, SAMPLE_RATE, RATE).astype(np.float32)
    return doubled


def slower(samples: Floats) -> Floats:
    """The same, slower and lower."""
    stretched: Floats = soxr.resample(samples, RATE, RATE * SLOWER).astype(np.float32)
    return stretched


def surer(one: Decoded, other: Decoded) -> Decoded:
    """Two looks at the same speech as one: the surer best reading, and whatever else either has."""
    sound = [each for each in (one, other) if each.readings and not astray(each.readings[0].text)] or [one]
    best = max(sound, key=lambda each: each.readings[0].score)
    asked = [reading for each in (one, other) for reading in each.readings[1:]]
    lost = [each.readings[0] for each in sound if each is not best]
    return Decoded((best.readings[0], *asked, *lost), best.no_speech)


def _least(syllables: int) -> float:
    """How much less likely a proposal with so many syllables put in may be."""
    if not syllables:
        return COMMAS
    return syllables * (NEARLY_LONG if syllables >= LONG else NEARLY)


def _distinct(texts: list[str], scores: list[float]) -> tuple[Hypothesis, ...]:
    """Readings that differ, best first."""
    best: dict[str, float] = {}
    for text, score in zip(texts, scores, strict=True):
        best.setdefault(text, float(score))
    return tuple(Hypothesis(text, score) for text, score in best.items())
