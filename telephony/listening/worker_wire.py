"""Between a line and its recognising process: length, then msgpack, on standard input and output."""

import struct
from typing import BinaryIO, Final

import msgspec

from telephony.listening.base import Heard

LENGTH: Final = struct.Struct(">I")
MOST: Final = 1 << 20


class Begin(msgspec.Struct, frozen=True, tag=True):
    """A voice of a call."""

    voice: int
    agent: bool


class Audio(msgspec.Struct, frozen=True, tag=True):
    """What it said: 8 kHz PCM from `at` seconds; without any, it was silent until then."""

    voice: int
    at: float
    pcm: bytes


class Finish(msgspec.Struct, frozen=True, tag=True):
    """It will say no more."""

    voice: int


class Ready(msgspec.Struct, frozen=True, tag=True):
    """The model is loaded."""

    engine: str
    model: str


class Unusable(msgspec.Struct, frozen=True, tag=True):
    """It cannot be: missing package, missing or broken files. The process ends."""

    where: str
    why: str


class Understood(msgspec.Struct, frozen=True, tag=True):
    """What was understood of a voice."""

    voice: int
    heard: Heard


class Gone(msgspec.Struct, frozen=True, tag=True):
    """Nothing more will come of this voice."""

    voice: int


class Load(msgspec.Struct, frozen=True, tag=True):
    """How far the process is behind, and what it has left out so far."""

    behind_s: float
    dropped: int
    lost: int


ToWorker = Begin | Audio | Finish
FromWorker = Ready | Unusable | Understood | Gone | Load

_ENCODER = msgspec.msgpack.Encoder()


def frame_of(message: ToWorker | FromWorker) -> bytes:
    """A message as it goes through the pipe."""
    body = _ENCODER.encode(message)
    return LENGTH.pack(len(body)) + body


def read_frame(pipe: BinaryIO) -> bytes | None:
    """The next message's body; None at the end of the pipe. Raises ValueError for a length that cannot be."""
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (size,) = LENGTH.unpack(head)
    if size > MOST:
        raise ValueError(f"a message of {size} bytes is no message of ours")
    body = pipe.read(size)
    return body if len(body) == size else None
