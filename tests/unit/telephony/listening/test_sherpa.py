"""The streaming engine with a made-up sherpa-onnx: what is fed, and what is asked."""

import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from telephony.listening.cutter import Cut
from telephony.listening.model_folder import open_folder


class Stream:
    def __init__(self) -> None:
        self.samples = 0
        self.finished = False
        self.ready = 0

    def accept_waveform(self, rate: int, samples: "np.typing.NDArray[np.float32]") -> None:
        assert rate == 8000
        self.samples += len(samples)
        self.ready += 1

    def input_finished(self) -> None:
        self.finished = True


class Online:
    """What `OnlineRecognizer.from_transducer` returns."""

    def __init__(self) -> None:
        self.streams: list[Stream] = []

    def create_stream(self) -> Stream:
        self.streams.append(Stream())
        return self.streams[-1]

    def is_ready(self, stream: Stream) -> bool:
        return stream.ready > 0

    def decode_stream(self, stream: Stream) -> None:
        stream.ready -= 1

    def get_result(self, stream: Stream) -> str:
        return "请 稍 等" if stream.samples else ""


@pytest.fixture
def sherpa(monkeypatch: pytest.MonkeyPatch) -> tuple[Any, dict[str, Any]]:
    """Our module with a made-up package beneath it, and what the package was asked."""
    asked: dict[str, Any] = {}

    def from_transducer(**arguments: Any) -> Online:
        asked.update(arguments)
        return Online()

    package = SimpleNamespace(OnlineRecognizer=SimpleNamespace(from_transducer=from_transducer))
    monkeypatch.setitem(sys.modules, "sherpa_onnx", package)
    monkeypatch.delitem(sys.modules, "telephony.listening.sherpa", raising=False)
    module = import_module("telephony.listening.sherpa")
    monkeypatch.setattr(module, "version", lambda _: "2.0.1")
    return module, asked


def cut(seconds: float, *, segment: int = 0, final: bool = False) -> Cut:
    pcm = bytes(int(seconds * 8000) * 2)
    return Cut(segment=segment, start=0, end=seconds, pcm=pcm, final=final, voiced=20)


def test_a_later_cut_of_a_segment_feeds_only_what_is_new(sherpa: tuple[Any, dict[str, Any]]) -> None:
    online = Online()
    decoder = sherpa[0].SherpaDecoder(online)
    assert decoder.decode(cut(1.0)).readings[0].text == "请稍等"
    decoder.decode(cut(1.5))
    assert [one.samples for one in online.streams] == [12000]
    decoder.decode(cut(2.0, final=True))
    assert [one.samples for one in online.streams] == [16000 + 4000], "the rest, and the tail"
    assert online.streams[0].finished


def test_each_segment_has_a_stream_of_its_own(sherpa: tuple[Any, dict[str, Any]]) -> None:
    online = Online()
    decoder = sherpa[0].SherpaDecoder(online)
    decoder.decode(cut(1.0, final=True))
    decoder.decode(cut(1.0, segment=1))
    assert len(online.streams) == 2


def test_the_engine_takes_the_files_of_the_folder(sherpa: tuple[Any, dict[str, Any]], tmp_path: Path) -> None:
    for name in ("tokens.txt", "encoder.int8.onnx", "decoder.onnx", "joiner.int8.onnx"):
        (tmp_path / name).write_bytes(b"x")
    engine = sherpa[0].SherpaEngine(open_folder(tmp_path), threads=2)
    assert engine.name == "sherpa-onnx 2.0.1"
    assert Path(sherpa[1]["encoder"]).name == "encoder.int8.onnx"
    assert sherpa[1]["num_threads"] == 2
    assert engine.decoder().decode(cut(0.0)).readings == ()
