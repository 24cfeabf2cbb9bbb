"""The codecs a leg can speak, 16-bit frames at 8 kHz on one side and RTP payloads on the other. No I/O.

G.711 has no memory; G.722 has, so each direction of each leg has a codec of its own. G.722's RTP clock is 8 kHz by
RFC 3551 §4.5.2 although its audio is 16 kHz. Only its lower band is used here: libg722 gives and takes 8 kHz
directly, since its filter bank is the half-band filter that resampling would need. So what a G.722 phone says is
heard and recorded in the telephone band; between two G.722 phones payloads pass untouched, in wideband.
"""

from array import array
from typing import Protocol

from G722 import G722

from telephony.sip import g711

G722_BIT_RATE = 64_000
RATE = 8000


class Codec(Protocol):
    """Frames and payloads; 20 ms are 320 bytes of PCM and 160 of payload in all of them."""

    def encode(self, pcm: bytes) -> bytes:
        """16-bit little-endian PCM at 8 kHz to a payload."""

    def decode(self, payload: bytes) -> bytes:
        """A payload to PCM, twice as long."""


class _G711:
    def __init__(self, name: str) -> None:
        self._name = name

    def encode(self, pcm: bytes) -> bytes:
        return g711.encode(self._name, pcm)

    def decode(self, payload: bytes) -> bytes:
        return g711.decode(self._name, payload)


class _G722:
    def __init__(self) -> None:
        self._encoder = G722(RATE, G722_BIT_RATE)
        self._decoder = G722(RATE, G722_BIT_RATE)

    def encode(self, pcm: bytes) -> bytes:
        return bytes(self._encoder.encode(array("h", pcm)))

    def decode(self, payload: bytes) -> bytes:
        return bytes(self._decoder.decode(payload).tobytes())


_SHARED: dict[str, Codec] = {name: _G711(name) for name in ("PCMA", "PCMU")}


def codec_named(name: str) -> Codec:
    """PCMA, PCMU or G722. One for each direction of a leg. Raises KeyError for another name."""
    return _G722() if name == "G722" else _SHARED[name]
