"""sherpa-onnx (extra `asr-sherpa`): a streaming transducer from a folder that the user supplies.

Each segment is a stream of its own; a later cut of the same segment only feeds what is new, so partial results cost
nothing extra. The engine gives one reading.
"""

from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

import numpy as np
import sherpa_onnx

from telephony.listening.base import SAMPLE_RATE, Hypothesis
from telephony.listening.cutter import Cut
from telephony.listening.engine import Decoded, Decoder, Propose, nothing_else
from telephony.listening.model_folder import ModelFolder, part_of

TAIL_S = 0.5
"""Silence that pushes the last word out of the encoder's look-ahead."""


class SherpaEngine:
    """A loaded model."""

    def __init__(self, folder: ModelFolder, *, threads: int = 1) -> None:
        self.name = f"sherpa-onnx {version('sherpa-onnx')}"
        self.model = folder.label
        self._recogniser: Any = sherpa_onnx.OnlineRecognizer.from_transducer(
            tokens=str(folder.path / "tokens.txt"),
            encoder=str(part_of(folder.path, "encoder")),
            decoder=str(part_of(folder.path, "decoder")),
            joiner=str(part_of(folder.path, "joiner")),
            num_threads=threads,
            decoding_method="modified_beam_search",
        )

    def decoder(self, propose: Propose = nothing_else) -> Decoder:
        """See `Engine`; it weighs nothing."""
        return SherpaDecoder(self._recogniser)


class SherpaDecoder:
    """One voice. `recogniser` is sherpa-onnx's OnlineRecognizer."""

    def __init__(self, recogniser: Any) -> None:
        self._recogniser = recogniser
        self._stream: Any = None
        self._segment = -1
        self._fed = 0

    def decode(self, cut: Cut) -> Decoded:
        """See `Decoder`."""
        if cut.segment != self._segment or len(cut.pcm) < self._fed:
            self._stream, self._segment, self._fed = self._recogniser.create_stream(), cut.segment, 0
        self._feed(cut.pcm[self._fed :])
        self._fed = len(cut.pcm)
        if cut.final:
            self._feed(bytes(int(TAIL_S * SAMPLE_RATE) * 2))
            self._stream.input_finished()
        while self._recogniser.is_ready(self._stream):
            self._recogniser.decode_stream(self._stream)
        text = str(self._recogniser.get_result(self._stream)).replace(" ", "")
        if cut.final:
            self._segment = -1
        return Decoded((Hypothesis(text),) if text else ())

    def again(self, cut: Cut) -> Iterator[Decoded] | None:
        """See `Decoder`: it hears a stream once."""
        return None

    def _feed(self, pcm: bytes) -> None:
        samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32) / 32768
        self._stream.accept_waveform(SAMPLE_RATE, samples)
