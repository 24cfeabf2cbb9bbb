"""A folder with a recogniser's model: of which kind it is, whether it is whole, and what it is called in the record.

`hotline listen setup` fills `<models>/whisper-base`; any other folder with a converted Whisper or a streaming
transducer of sherpa-onnx will do. Knows no network.
"""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from telephony.errors import ModelUnusable

NOTE = "sanxiang.json"
"""Keeps the hash of a model that was checked, so that a start need not read 145 MB."""
CHUNK = 1 << 20
WHISPER_FILES = ("model.bin", "tokenizer.json", "config.json")


class Kind(StrEnum):
    """Which engine reads it."""

    WHISPER = "whisper"
    SHERPA = "sherpa"


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A model that can be used."""

    path: Path
    kind: Kind
    label: str
    """Name and first digits of the hash, for the record."""


def open_folder(path: Path) -> ModelFolder:
    """The model in this folder. Raises ModelUnusable, which says what is missing."""
    if not path.is_dir():
        raise ModelUnusable(str(path), "there is no such folder; `hotline listen setup` makes it")
    if (path / "tokens.txt").exists():
        return _sherpa(path)
    missing = [name for name in WHISPER_FILES if not (path / name).is_file()]
    if missing:
        what = f"{', '.join(missing)} missing; it is neither a Whisper for CTranslate2 nor a model of sherpa-onnx"
        raise ModelUnusable(str(path), what)
    return ModelFolder(path, Kind.WHISPER, f"{path.name} {_hash_of(path / 'model.bin')[:16]}")


def _sherpa(path: Path) -> ModelFolder:
    encoder = part_of(path, "encoder")
    for name in ("decoder", "joiner"):
        part_of(path, name)
    return ModelFolder(path, Kind.SHERPA, f"{path.name} {_hash_of(encoder)[:16]}")


def part_of(path: Path, name: str) -> Path:
    """`encoder*.onnx` and the like; the 8-bit one where there are two. Raises ModelUnusable."""
    found = sorted(path.glob(f"{name}*.onnx"), key=lambda one: ("int8" not in one.name, one.name))
    if not found:
        raise ModelUnusable(str(path), f"{name}*.onnx is missing: a streaming transducer of sherpa-onnx has it")
    return found[0]


def sha256_of(path: Path, on_bytes: Callable[[int], None] = lambda _: None) -> str:
    """Of a file, in hexadecimal; `on_bytes` hears how many bytes were read."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
            on_bytes(len(piece))
    return digest.hexdigest()


def _hash_of(model: Path) -> str:
    """The hash, from the note beside it where size and time are still those it was made of."""
    stat = model.stat()
    seen = {"file": model.name, "size": stat.st_size, "mtime_ns": stat.st_mtime_ns}
    note = model.parent / NOTE
    try:
        read = json.loads(note.read_text(encoding="utf-8"))
        if {name: read.get(name) for name in seen} == seen:
            return str(read["sha256"])
    except (OSError, ValueError, KeyError, AttributeError):
        pass  # no note yet, or one that is not ours: it is made anew
    digest = sha256_of(model)
    with suppress(OSError):  # a folder that is not ours to write in is read anew at each start
        note.write_text(json.dumps({**seen, "sha256": digest}), encoding="utf-8")
    return digest
