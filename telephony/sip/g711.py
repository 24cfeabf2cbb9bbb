"""G.711 as ITU-T wrote it, over aiortp's table-driven codecs. Pure.

aiortp 0.8's A-law carries the sign bit inverted (ITU-T G.711 table 1a sets it for positive samples). The ear does
not notice, but an A-law file or another program's samples come out upside down, so the bit is put right here.
"""

from aiortp.codecs.g711 import PcmaCodec, PcmuCodec

_FLIP_SIGN = bytes(byte ^ 0x80 for byte in range(256))
_PCMA = PcmaCodec()
_PCMU = PcmuCodec()


def _aiortp_inverts_alaw() -> bool:
    return int.from_bytes(_PCMA.decode(b"\xd5")[:2], "little", signed=True) < 0


_MEND = _aiortp_inverts_alaw()


def decode(codec: str, payload: bytes) -> bytes:
    """G.711 bytes to 16-bit little-endian PCM, twice as long. `codec` is PCMA or PCMU."""
    if codec == "PCMU":
        return _PCMU.decode(payload)
    return _PCMA.decode(payload.translate(_FLIP_SIGN) if _MEND else payload)


def encode(codec: str, pcm: bytes) -> bytes:
    """16-bit little-endian PCM to G.711 bytes, half as long."""
    if codec == "PCMU":
        return _PCMU.encode(pcm)
    encoded = _PCMA.encode(pcm)
    return encoded.translate(_FLIP_SIGN) if _MEND else encoded
