"""What is said where a model or its package is missing."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from telephony.errors import ModelUnusable
from telephony.listening import engines


def whisper(folder: Path) -> Path:
    for name in ("model.bin", "tokenizer.json", "config.json"):
        (folder / name).write_bytes(b"no weights")
    return folder


def without(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(name: str) -> Any:
        if name.startswith("telephony.listening."):
            raise ModuleNotFoundError(f"No module named {missing!r}", name=missing)
        return import_module(name)

    monkeypatch.setattr(engines, "import_module", load)


def test_a_missing_package_is_named_with_what_gets_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without("ctranslate2", monkeypatch)
    with pytest.raises(ModelUnusable, match=r"ctranslate2: .*listen setup.*sanxiang\[asr\]"):
        engines.load_engine(whisper(tmp_path))


def test_the_streaming_engine_names_its_own_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("tokens.txt", "encoder.onnx", "decoder.onnx", "joiner.onnx"):
        (tmp_path / name).write_bytes(b"x")
    without("sherpa_onnx", monkeypatch)
    with pytest.raises(ModelUnusable, match=r"sanxiang\[asr-sherpa\]"):
        engines.load_engine(tmp_path)


def test_files_that_are_no_model_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match="cannot be loaded"):
        engines.load_engine(whisper(tmp_path))


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match="no such folder"):
        engines.load_engine(tmp_path / "none")
