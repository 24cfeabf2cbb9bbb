"""Sound files of any rate and codec that libsndfile reads, as the line's own audio: 8 kHz, 16 bit, by channel."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

import numpy as np
import soundfile
import soxr

from telephony.errors import RecordingUnreadable
from telephony.listening.base import SAMPLE_RATE

PIECE_S: Final = 0.5
MOST_CHANNELS: Final = 2


class SoundFile:
    """An open file with one or two channels, on disk or in memory. Raises RecordingUnreadable, which says what is
    wrong with it."""

    def __init__(self, path: Path | BinaryIO) -> None:
        if isinstance(path, Path) and not path.is_file():
            raise RecordingUnreadable(f"there is no file {path}")
        try:
            self._file = soundfile.SoundFile(path)
        except (OSError, soundfile.LibsndfileError) as error:
            raise RecordingUnreadable(f"{path} is no sound file that can be read here ({error})") from error
        self.channels: int = self._file.channels
        self.seconds: float = self._file.frames / self._file.samplerate
        if self.channels > MOST_CHANNELS or self._file.frames == 0:
            self._file.close()
            many = f"{path} has {self.channels} channels; one (the agent) or two (agent left, caller right) are read"
            raise RecordingUnreadable(many if self._file.frames else f"{path} holds no audio")
        self._path = path

    def pieces(self) -> Iterator[tuple[bytes, ...]]:
        """Equally long pieces of every channel, in order. Raises RecordingUnreadable where the file is broken."""
        rate = self._file.samplerate
        resample = soxr.ResampleStream(rate, SAMPLE_RATE, self.channels, dtype="float32")
        left = self._file.frames
        size = max(1, int(rate * PIECE_S))
        while left > 0:
            try:
                block = self._file.read(min(size, left), dtype="float32", always_2d=True)
            except soundfile.LibsndfileError as error:
                raise RecordingUnreadable(f"{self._path} is broken ({error})") from error
            left = left - len(block) if len(block) else 0
            if rate != SAMPLE_RATE:
                block = resample.resample_chunk(block, last=left == 0)
            pcm = np.clip(np.round(block * 32768), -32768, 32767).astype("<i2")
            yield tuple(pcm[:, channel].tobytes() for channel in range(self.channels))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
