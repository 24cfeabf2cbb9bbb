"""Which folders are models, what is said of those that are not, and that a big file is hashed once."""

import hashlib
import json
from pathlib import Path

import pytest

from telephony.errors import ModelUnusable
from telephony.listening.model_folder import NOTE, Kind, open_folder, part_of, sha256_of


def whisper(folder: Path) -> Path:
    folder.mkdir()
    for name in ("model.bin", "tokenizer.json", "config.json"):
        (folder / name).write_bytes(b"weights")
    return folder


def test_a_converted_whisper_is_known_by_name_and_hash(tmp_path: Path) -> None:
    found = open_folder(whisper(tmp_path / "tiny"))
    assert found.kind is Kind.WHISPER
    assert found.label == f"tiny {hashlib.sha256(b'weights').hexdigest()[:16]}"


def test_the_hash_is_kept_beside_the_model_until_the_model_changes(tmp_path: Path) -> None:
    folder = whisper(tmp_path / "tiny")
    open_folder(folder)
    note = json.loads((folder / NOTE).read_text())
    (folder / NOTE).write_text(json.dumps({**note, "sha256": "ab" * 32}))
    assert open_folder(folder).label.endswith("ab" * 8), "read from the note"
    (folder / "model.bin").write_bytes(b"others!")
    assert open_folder(folder).label.endswith(hashlib.sha256(b"others!").hexdigest()[:16])


def test_a_note_that_is_nonsense_is_made_anew(tmp_path: Path) -> None:
    folder = whisper(tmp_path / "tiny")
    (folder / NOTE).write_text("[1]")
    assert open_folder(folder).label.endswith(hashlib.sha256(b"weights").hexdigest()[:16])


def test_a_streaming_transducer_is_known_and_its_small_encoder_is_taken(tmp_path: Path) -> None:
    for name in ("tokens.txt", "encoder-99.onnx", "encoder-99.int8.onnx", "decoder-99.onnx", "joiner-99.onnx"):
        (tmp_path / name).write_bytes(name.encode())
    assert open_folder(tmp_path).kind is Kind.SHERPA
    assert part_of(tmp_path, "encoder").name == "encoder-99.int8.onnx"


@pytest.mark.parametrize(
    ("files", "missing"),
    [([], "model.bin, tokenizer.json, config.json"), (["model.bin"], "tokenizer.json"), (["tokens.txt"], "encoder")],
)
def test_what_is_missing_is_named(tmp_path: Path, files: list[str], missing: str) -> None:
    for name in files:
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(ModelUnusable, match=missing):
        open_folder(tmp_path)


def test_a_folder_that_is_not_there_is_named_with_the_command(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match="listen setup"):
        open_folder(tmp_path / "nowhere")


def test_reading_for_the_hash_tells_how_far_it_is(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(bytes(3_000_000))
    told: list[int] = []
    sha256_of(tmp_path / "big", told.append)
    assert sum(told) == 3_000_000
    assert len(told) > 1
