"""Whisper on CTranslate2 (extra `asr`): a converted model in a folder, on the CPU in 8-bit integers.

The encoder sees the segment and half a second, not the thirty seconds that Whisper was trained with: a fifth of the
work, and as good on speech of a telephone (docs/listening.md). Three readings by beam search, temperature 0,
Mandarin; in the midst of speech one, on less sound. What may have been said instead is weighed by forced decoding:
the likelihood of each proposal beside that of the best reading (keyword verification by likelihood ratio). A segment
that is over is heard again while there is time to spare, with some noise, slower, faster: what one look loses
another finds (docs/listening.md).
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import ctranslate2
import numpy as np
import soxr
from tokenizers import Tokenizer

from telephony.listening.base import SAMPLE_RATE, Hypothesis
from telephony.listening.cutter import FRAME_S, Cut
from telephony.listening.doubt import HOPELESS, astray
from telephony.listening.engine import Decoded, Decoder, Proposal, Propose, nothing_else
from telephony.listening.features import RATE, Floats, log_mel
from telephony.listening.model_folder import ModelFolder

PAD_S: Final = 0.6
"""Silence behind the segment, without which the last word is often lost."""
LEAD_S: Final = 0.24
"""Silence before it, without which a first 喂 is not understood."""
LEAST_S, GLANCE_S = 8.0, 4.0
"""What the encoder is given at least: on less it repeats itself; and where a look only shows how speech goes on."""
BEAM: Final = 3
MOST_TOKENS: Final = 80
"""Of an answer: eight seconds of the fastest speech."""
PROMPT: Final = "物业客服中心,简体中文。"
"""The trade, and simplified characters, with the half-width commas of Whisper's own vocabulary: full-width ones are
spelled in bytes there, and teach it to answer with broken characters. A longer prompt comes back as what was "said"
where a segment is short."""
SHORT_S: Final = 1.0
"""Seconds of voice below which even this one comes back: so short an answer is read without."""
NEARLY, NEARLY_LONG = -1.2, -1.7
"""How much less likely a proposal may be than the best reading: log probability for each syllable put in. Chance does
not make a long phrase out of something else."""
LONG: Final = 6
"""Syllables."""
A_PLACE: Final = -5.0
"""And for each syllable that differs at all: else a long phrase whose rest was heard would be allowed two words that
nobody said (怎么这么麻烦你 for 这么麻烦您)."""
COMMAS: Final = -3.0
"""The same for one that differs by commas alone, in all."""
NOISE_DB: Final = 30.0
"""How far below the voice lies the noise with which a segment is heard again."""
VOICED: Final = 0.05
"""Of the loudest sample: what lies above it is voice."""
SLOWER, FASTER = 1.12, 0.92
"""Its length the other times."""
UNSURE: Final = -0.5
"""Log probability a token below which a later look that is surer leads. Otherwise the first one does: points hang on
what leads, and the likeliest of many looks is more often one that is wrong."""
MOST_READINGS: Final = 5
ALIGNED: Final = 10
"""Frames over which words are laid on the sound when they are weighed: where they lie is not asked, and would take a
third of the time. How likely they are does not hang on it."""
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

    def glance(self, samples: Floats, voiced_s: float, propose: Propose = nothing_else) -> Decoded:
        """The likeliest reading of what somebody is saying just now, in half the time of `read`."""
        return self._look(samples, voiced_s, propose, GLANCE_S, 1)

    def read(self, samples: Floats, voiced_s: float, propose: Propose = nothing_else) -> Decoded:
        """Samples of 16 kHz in [-1, 1], so many seconds of them a voice."""
        return self._look(samples, voiced_s, propose, LEAST_S, self._beam)

    def steps(self, samples: Floats, voiced_s: float, propose: Propose) -> Iterator[Decoded | None]:
        """`read` by steps, for whoever may have to do something else: None after each but the last."""
        return self._steps(samples, voiced_s, propose, LEAST_S, self._beam)

    def _look(self, samples: Floats, voiced_s: float, propose: Propose, least_s: float, beam: int) -> Decoded:
        *_, decoded = self._steps(samples, voiced_s, propose, least_s, beam)
        assert decoded is not None
        return decoded

    def _steps(
        self, samples: Floats, voiced_s: float, propose: Propose, least_s: float, beam: int
    ) -> Iterator[Decoded | None]:
        encoded, prompt = self._encode(samples, least_s), self._prompt_for(voiced_s)
        yield None
        decoded = self._generate(encoded, prompt, beam)
        if decoded.readings and astray(decoded.readings[0].text):
            prompt = self._bare
            decoded = self._generate(encoded, prompt, beam)
        if propose is nothing_else:
            yield decoded
            return
        yield None
        best = decoded.readings[0]
        proposed = propose([one.text for one in decoded.readings])
        likely = self._likely(encoded, prompt, best.text, proposed) if proposed else []
        yield Decoded((best, *likely), decoded.no_speech)

    def _prompt_for(self, voiced_s: float) -> list[int]:
        return self._bare if voiced_s < SHORT_S else self._prompt

    def _generate(self, encoded: Any, prompt: list[int], beam: int) -> Decoded:
        result = self._whisper.generate(
            encoded,
            [prompt],
            beam_size=beam,
            num_hypotheses=beam,
            sampling_temperature=0,
            max_length=len(prompt) + MOST_TOKENS,
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        readings = _distinct([self._text(ids) for ids in result.sequences_ids], result.scores)
        return Decoded(readings, float(result.no_speech_prob))

    def _encode(self, samples: Floats, least_s: float) -> Any:
        padded = max(len(samples) + int(PAD_S * RATE), int(least_s * RATE))
        mel = log_mel(np.pad(samples, (0, padded - len(samples))))
        mel = mel[:, : mel.shape[1] // 2 * 2]  # the encoder halves the time
        return self._whisper.encode(ctranslate2.StorageView.from_array(np.ascontiguousarray(mel[None])))

    def _likely(self, encoded: Any, prompt: list[int], best: str, proposed: Sequence[Proposal]) -> list[Hypothesis]:
        """The proposals that are nearly as likely as the best reading, likeliest first. Their scores are for each
        token of that reading: one with fewer of its own would seem less sure than it is."""
        (own, size), *weighed = self._weigh(encoded, prompt, [best, *(one.text for one in proposed)])
        likely = [
            Hypothesis(one.text, total / size)
            for one, (total, _) in zip(proposed, weighed, strict=True)
            if total - own >= _least(one)
        ]
        return sorted(likely, key=lambda reading: -reading.score)

    def _weigh(self, encoded: Any, prompt: list[int], texts: Sequence[str]) -> list[tuple[float, int]]:
        """Log probability of each text as what was said, and its tokens."""
        tokens = [self._tokens.encode(text, add_special_tokens=False).ids for text in texts]
        sound = np.repeat(np.array(encoded), len(texts), axis=0)
        frames = [ALIGNED] * len(texts)
        aligned = self._whisper.align(ctranslate2.StorageView.from_array(sound), prompt, tokens, frames)
        logs = [np.log(np.maximum(one.text_token_probs, UNLIKELY)) for one in aligned]
        return [(float(each.sum()), max(1, len(each))) for each in logs]

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
        """See `Decoder`. In the midst of speech nothing is weighed, since a phrase ends at a pause; but for the first
        words of a voice: 喂 has ended long before."""
        voiced_s = cut.voiced * FRAME_S
        if not cut.paused:
            ask = self._propose if cut.segment == 0 else nothing_else
            return self._engine.glance(sound_of(cut), voiced_s, ask)
        if self._read is None or self._read[:2] != (cut.segment, cut.voiced):
            decoded = self._engine.read(sound_of(cut), voiced_s, self._propose)
            self._read = (cut.segment, cut.voiced, decoded)
        return self._read[2]

    def again(self, cut: Cut) -> Iterator[Decoded] | None:
        """See `Decoder`. Only where something is listened for; before the segment is over, where all is heard again,
        only what is unsure."""
        if self._read is None or not self._asks:
            return None
        known = self._read[2]
        worth = cut.final or (cut.paused and known.readings[0].score < UNSURE)
        return self._again(cut, known) if worth else None

    def _again(self, cut: Cut, known: Decoded) -> Iterator[Decoded]:
        samples = sound_of(cut)
        for changed in OTHERWISE:
            for heard in self._engine.steps(changed(samples), cut.voiced * FRAME_S, self._propose):
                known = together(known, heard) if heard is not None else known
                yield known


def sound_of(cut: Cut) -> Floats:
    """Samples of 16 kHz; speech from a call's first moment on with some silence before it, as any other has."""
    samples = samples_of(cut.pcm)
    return samples if cut.start > 0 else np.pad(samples, (int(LEAD_S * RATE), 0))


def samples_of(pcm: bytes) -> Floats:
    """8 kHz PCM as samples of 16 kHz."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32) / 32768
    doubled: Floats = soxr.resample(samples, SAMPLE_RATE, RATE).astype(np.float32)
    return doubled


def noisy(samples: Floats) -> Floats:
    """The same with some noise: what hung by a hair falls to the other side."""
    loud = np.abs(samples)
    voice = float(np.sqrt(np.mean(samples[loud >= loud.max(initial=0) * VOICED] ** 2)))
    noise = np.random.default_rng(0).normal(0, voice * 10 ** (-NOISE_DB / 20), len(samples))
    return (samples + noise).astype(np.float32)


def slower(samples: Floats) -> Floats:
    """The same, slower and lower."""
    return _stretched(samples, SLOWER)


def faster(samples: Floats) -> Floats:
    """The same, faster and higher."""
    return _stretched(samples, FASTER)


def _stretched(samples: Floats, length: float) -> Floats:
    stretched: Floats = soxr.resample(samples, RATE, RATE * length).astype(np.float32)
    return stretched


OTHERWISE: Final[tuple[Callable[[Floats], Floats], ...]] = (noisy, slower, faster)
"""How a segment is heard again."""


def together(one: Decoded, other: Decoded) -> Decoded:
    """Two looks at the same speech as one: the first's best reading, or the surer one where that is unsure, then the
    likeliest of what else either has."""
    sound = [each for each in (one, other) if each.readings and _sound(each.readings[0])] or [one]
    led = one in sound and one.readings[0].score >= UNSURE
    best = (one if led else max(sound, key=lambda each: each.readings[0].score)).readings[0]
    others = [reading for each in (one, other) for reading in each.readings[1:]]
    others += [each.readings[0] for each in sound]
    ranked = [best, *sorted(others, key=lambda each: -each.score)]
    distinct = _distinct([each.text for each in ranked], [each.score for each in ranked])
    return Decoded(distinct[:MOST_READINGS], one.no_speech)


def _sound(best: Hypothesis) -> bool:
    return best.score >= HOPELESS and not astray(best.text)


def _least(proposal: Proposal) -> float:
    """How much less likely it may be than the best reading."""
    if not proposal.syllables:
        return COMMAS
    each = NEARLY_LONG if proposal.syllables >= LONG else NEARLY
    return max(proposal.syllables * each, max(proposal.changed, 1) * A_PLACE)


def _distinct(texts: list[str], scores: list[float]) -> tuple[Hypothesis, ...]:
    """Readings that differ, best first."""
    best: dict[str, float] = {}
    for text, score in zip(texts, scores, strict=True):
        best.setdefault(text, float(score))
    return tuple(Hypothesis(text, score) for text, score in best.items())
