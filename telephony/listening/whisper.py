"""Whisper on CTranslate2 (extra `asr`): a converted model in a folder, on the CPU in 8-bit integers.

The encoder sees the segment and half a second, not the thirty seconds that Whisper was trained with: a fifth of the
work, and as good on speech of a telephone (docs/listening.md). Five readings by beam search, temperature 0, Mandarin.
What may have been said instead is weighed by forced decoding: the likelihood of each proposal beside that of the best
reading (keyword verification by likelihood ratio).
"""

from collections.abc import Sequence
from typing import Any, Final

import ctranslate2
import numpy as np
import soxr
from tokenizers import Tokenizer

from telephony.listening.base import SAMPLE_RATE, Hypothesis
from telephony.listening.cutter import Cut
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
NEARLY: Final = -1.2
"""How much less likely a proposal may be than the best reading: log probability for each syllable put in."""
COMMAS: Final = -4.5
"""The same for one that differs by commas alone, in all."""
PAUSE_S: Final = 0.1
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
        self._prompt = [
            *self._named("<|startofprev|>"),
            *self._tokens.encode(prompt, add_special_tokens=False).ids,
            *self._named("<|startoftranscript|>", "<|zh|>", "<|transcribe|>", "<|notimestamps|>"),
        ]

    def _named(self, *names: str) -> list[int]:
        return [self._tokens.token_to_id(name) for name in names]

    def decoder(self, propose: Propose = nothing_else) -> Decoder:
        """See `Engine`; Whisper remembers nothing of a voice."""
        return _WhisperDecoder(self, propose)

    def read(self, samples: Floats, propose: Propose = nothing_else) -> Decoded:
        """Samples of 16 kHz in [-1, 1]."""
        encoded = self._encode(samples)
        result = self._whisper.generate(
            encoded,
            [self._prompt],
            beam_size=self._beam,
            num_hypotheses=self._beam,
            sampling_temperature=0,
            max_length=len(self._prompt) + MOST_TOKENS,
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        readings = _distinct([self._text(ids) for ids in result.sequences_ids], result.scores)
        if propose is not nothing_else:
            proposed = propose([one.text for one in readings])
            likely = self._likely(encoded, readings[0].text, proposed) if proposed else []
            readings = (readings[0], *likely)
        return Decoded(readings, float(result.no_speech_prob))

    def _encode(self, samples: Floats) -> Any:
        padded = max(len(samples) + int(PAD_S * RATE), int(LEAST_S * RATE))
        mel = log_mel(np.pad(samples, (0, padded - len(samples))))
        mel = mel[:, : mel.shape[1] // 2 * 2]  # the encoder halves the time
        return self._whisper.encode(ctranslate2.StorageView.from_array(np.ascontiguousarray(mel[None])))

    def _likely(self, encoded: Any, best: str, proposed: Sequence[Proposal]) -> list[Hypothesis]:
        """The proposals that are nearly as likely as the best reading, likeliest first."""
        own, *weighed = self._weigh(encoded, [best, *(one.text for one in proposed)])
        likely = []
        for one, (total, mean) in zip(proposed, weighed, strict=True):
            least = NEARLY * one.syllables if one.syllables else COMMAS
            if total - own[0] >= least:
                likely.append((total, Hypothesis(one.text, mean)))
        return [reading for _, reading in sorted(likely, key=lambda pair: -pair[0])]

    def _weigh(self, encoded: Any, texts: Sequence[str]) -> list[tuple[float, float]]:
        """Log probability of each text as what was said, in all and a token."""
        tokens = [self._tokens.encode(text, add_special_tokens=False).ids for text in texts]
        sound = np.repeat(np.array(encoded), len(texts), axis=0)
        frames = [2 * sound.shape[1]] * len(texts)
        aligned = self._whisper.align(ctranslate2.StorageView.from_array(sound), self._prompt, tokens, frames)
        logs = [np.log(np.maximum(one.text_token_probs, UNLIKELY)) for one in aligned]
        return [(float(each.sum()), float(each.mean())) for each in logs]

    def _text(self, ids: list[int]) -> str:
        return str(self._tokens.decode(ids)).translate(_WIDE).strip()


class _WhisperDecoder:
    def __init__(self, engine: WhisperEngine, propose: Propose) -> None:
        self._engine = engine
        self._propose = propose

    def decode(self, cut: Cut) -> Decoded:
        """See `Decoder`. In the midst of a word nothing is weighed: a phrase ends at a pause."""
        paused = cut.final or len(cut.pcm) / (2 * SAMPLE_RATE) - (cut.end - cut.start) > PAUSE_S
        return self._engine.read(samples_of(cut.pcm), self._propose if paused else nothing_else)


def samples_of(pcm: bytes) -> Floats:
    """8 kHz PCM as samples of 16 kHz."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32) / 32768
    doubled: Floats = soxr.resample(samples, SAMPLE_RATE, RATE).astype(np.float32)
    return doubled


def _distinct(texts: list[str], scores: list[float]) -> tuple[Hypothesis, ...]:
    """Readings that differ, best first."""
    best: dict[str, float] = {}
    for text, score in zip(texts, scores, strict=True):
        best.setdefault(text, float(score))
    return tuple(Hypothesis(text, score) for text, score in best.items())
