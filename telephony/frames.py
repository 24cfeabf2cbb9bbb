"""The headset wire: audio between an agent's console and the line, on one WebSocket (`/headset`).

Binary messages are audio, one frame each way every 20 ms:

    0       1       2               4                               8
    +-------+-------+---------------+-------------------------------+----------------------+
    | 0x01  |   0   |  sequence u16 |   timestamp u32, in samples    |  320 bytes of PCM     |
    +-------+-------+---------------+-------------------------------+----------------------+

big-endian header; PCM is 16-bit signed little-endian mono at 8 kHz. Text messages are the JSON structs below.
The console signs in with `Authorization: Bearer <token>`, a token that the desk issued (`telephony.tokens`).
"""

import struct

import msgspec

from telephony.errors import ProtocolError

AUDIO = 0x01
HEADER = struct.Struct("!BBHI")
PCM_BYTES = 320


class AudioFrame(msgspec.Struct, frozen=True):
    """Twenty milliseconds of audio. `seq` counts frames modulo 2^16, `timestamp` samples modulo 2^32."""

    seq: int
    timestamp: int
    pcm: bytes

    def __bytes__(self) -> bytes:
        return HEADER.pack(AUDIO, 0, self.seq, self.timestamp) + self.pcm

    @classmethod
    def parse(cls, data: bytes) -> "AudioFrame":
        """Read one binary message. Raises ProtocolError when it is not an audio frame of the right length."""
        if len(data) != HEADER.size + PCM_BYTES:
            raise ProtocolError(f"audio frame of {len(data)} bytes, expected {HEADER.size + PCM_BYTES}")
        kind, _, seq, timestamp = HEADER.unpack_from(data)
        if kind != AUDIO:
            raise ProtocolError(f"headset message of kind {kind}, expected {AUDIO}")
        return cls(seq, timestamp, data[HEADER.size :])


class Joined(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Line to console: your headset carries this call from now on."""

    call_id: str


class Parted(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Line to console: the call no longer uses your headset."""

    call_id: str


HeadsetNotice = Joined | Parted
