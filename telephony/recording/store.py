"""Recordings on disk: the spool of a running call, the finished file, and reading them. Blocking; for threads.

`<folder>/2026/11/23/<recording id>.part` grows while the call runs; afterwards it becomes `.sxr`: FLAC, two channels,
8 kHz, with its facts. Nothing is ever on disk in clear. A `.part` whose line died is finished at the next start: it
holds all but the last second.
"""

import datetime as dt
import hashlib
import io
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import soundfile

from telephony.connectors.base import SAMPLE_RATE
from telephony.errors import RecordingUnreadable
from telephony.recording.keys import Keys
from telephony.recording.sealed import Sealer, read_facts, unseal
from telephony.recording.timeline import MaskSpan

PART, WHOLE = ".part", ".sxr"
AUDIO, MASKS = b"A", b"M"
PIECE = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a recording. `began_at` is Unix time; no telephone number is in it."""

    recording_id: str
    call_id: str
    began_at: float
    voicemail: bool = False
    length_ms: int = 0
    masks: tuple[MaskSpan, ...] = ()
    recovered: bool = False
    """Its line died: the last second may be missing."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished file."""

    path: Path
    facts: Facts
    size: int
    sha256: str


def path_of(folder: Path, facts: Facts, suffix: str = WHOLE) -> Path:
    """Where a recording lies, by the day (UTC) on which it began."""
    day = dt.datetime.fromtimestamp(facts.began_at, dt.UTC)
    return folder / f"{day:%Y}" / f"{day:%m}" / f"{day:%d}" / f"{facts.recording_id}{suffix}"


class Spool:
    """The growing file of one call. Raises OSError where the disk does not take it."""

    def __init__(self, folder: Path, keys: Keys, facts: Facts) -> None:
        self.path = path_of(folder, facts, PART)
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._sealer = Sealer(keys.current, _plain(facts) | {"kind": "spool"})
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(handle, "wb", buffering=0)
        self._write(self._sealer.head)

    def audio(self, agent: bytes, caller: bytes) -> None:
        """Equally long pieces of both channels."""
        both = np.empty(len(agent), dtype="<i2")
        both[0::2] = np.frombuffer(agent, "<i2")
        both[1::2] = np.frombuffer(caller, "<i2")
        self._write(self._sealer.chunk(AUDIO + both.tobytes()))

    def masks(self, masks: tuple[MaskSpan, ...]) -> None:
        """All masks so far."""
        self._write(self._sealer.chunk(MASKS + json.dumps([asdict(one) for one in masks]).encode()))

    def _write(self, data: bytes) -> None:
        written = self._file.write(data)
        if written != len(data):  # a full disk may take a part of it
            raise OSError(28, "No space left on device", str(self.path))

    def close(self) -> None:
        """No more is to come; what is there reaches the disk."""
        os.fsync(self._file.fileno())
        self._file.close()


def finish(part: Path, folder: Path, keys: Keys, *, recovered: bool = False) -> Finished:
    """Turn a spool into the finished file, and remove the spool.

    Raises RecordingUnreadable for a spool that is not ours or was changed, OSError where the disk does not take it.
    """
    flac = io.BytesIO()
    with part.open("rb") as file:
        facts, _ = read_facts(file)
        if facts.get("recording_id") != part.stem:
            raise RecordingUnreadable("its header is of another recording")
        file.seek(0)
        sound = soundfile.SoundFile(flac, "w", SAMPLE_RATE, 2, "PCM_16", format="FLAC")
        masks: tuple[MaskSpan, ...] = ()
        samples = 0
        with sound:
            for chunk in unseal(file, keys.known, whole=False):
                if chunk[:1] == AUDIO:
                    both = np.frombuffer(chunk[1:], "<i2").reshape(-1, 2)
                    sound.write(both)
                    samples += len(both)
                else:
                    masks = tuple(MaskSpan(**one) for one in json.loads(chunk[1:]))
    length_ms = samples * 1000 // SAMPLE_RATE
    whole = Facts(
        recording_id=facts["recording_id"],
        call_id=facts["call_id"],
        began_at=facts["began_at"],
        voicemail=facts["voicemail"],
        length_ms=length_ms,
        masks=masks,
        recovered=recovered,
    )
    finished = _write_whole(path_of(folder, whole), whole, flac.getvalue(), keys)
    part.unlink()
    return finished


def _write_whole(path: Path, facts: Facts, flac: bytes, keys: Keys) -> Finished:
    sealer = Sealer(keys.current, {"kind": "flac", "recording_id": facts.recording_id})
    digest = hashlib.sha256()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(".new")
    size = 0
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        pieces = [json.dumps(_plain(facts), ensure_ascii=False).encode()]
        pieces += [flac[at : at + PIECE] for at in range(0, len(flac), PIECE)]
        sealed = (sealer.chunk(one, last=index == len(pieces) - 1) for index, one in enumerate(pieces))
        for data in _with_head(sealer.head, sealed):
            digest.update(data)
            size += file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    return Finished(path, facts, size, digest.hexdigest())


def _with_head(head: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from chunks


def read_whole(file: BinaryIO, known: Mapping[str, bytes]) -> tuple[Facts, bytes]:
    """The facts and the FLAC of a finished recording, every byte checked. Raises RecordingUnreadable."""
    chunks = unseal(file, known)
    try:
        plain: dict[str, Any] = json.loads(next(chunks))
        masks = tuple(MaskSpan(**one) for one in plain.pop("masks"))
        facts = Facts(masks=masks, **plain)
    except (StopIteration, ValueError, TypeError, KeyError) as error:
        raise RecordingUnreadable(f"it holds no facts: {error}") from error
    return facts, b"".join(chunks)


def left_behind(folder: Path) -> list[Path]:
    """Spools that a line which died left behind."""
    return sorted(folder.glob(f"*/*/*/*{PART}"))


def _plain(facts: Facts) -> dict[str, Any]:
    return asdict(facts)
