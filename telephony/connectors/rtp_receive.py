"""What comes to a leg by RTP: whom it is from, what is in it, where it goes. Runs for every packet, so it is plain.

A packet of audio goes to the other leg where this one is relayed, and decoded to `on_frame`: at once and in order
where relayed (`media/tap.py`), else through the playout buffer by the clock. RFC 3550, 3551, 4733, 3389.
"""

import time
from collections import Counter
from collections.abc import Callable
from typing import Protocol

import structlog
from aiortp.cn import parse_cn_payload

from telephony.media.codecs import Codec, codec_named
from telephony.media.dtmf import DtmfReader
from telephony.media.playout import Playout
from telephony.media.rtp import HEADER, HEADER_BYTES, PLAIN, Reception, payload_of
from telephony.media.tap import Tap
from telephony.sip.framing import Framer
from telephony.sip.media import CODEC
from telephony.sip.source_lock import Address, SourceLock

log = structlog.get_logger()
COMFORT_NOISE = 13
MARKER = 0x80
_header = HEADER.unpack_from
_now = time.monotonic


class Outlet(Protocol):
    """The leg to which packets are relayed."""

    @property
    def codec(self) -> str: ...

    def pass_audio(self, source: object, marker: int, sequence: int, timestamp: int, payload: bytes) -> None:
        """A packet in this leg's codec."""

    def pass_pcm(self, source: object, marker: int, sequence: int, timestamp: int, pcm: bytes) -> None:
        """The same decoded."""

    def pass_event(self, source: object, marker: int, sequence: int, timestamp: int, payload: bytes) -> None:
        """A packet of a key."""


class RtpReceiver:
    """`on_frame` gets 320 bytes each 20 ms while the peer sends; `on_digit` one key at its end."""

    def __init__(self, on_frame: Callable[[bytes], None], on_digit: Callable[[str], None]) -> None:
        self._on_frame = on_frame
        self._on_digit = on_digit
        self.dtmf = 0
        """Payload type of the peer's keys, 0 where none was agreed."""
        self.outlet: Outlet | None = None
        self.lock = SourceLock()
        self.faulty: Counter[str] = Counter()
        self.reception: Reception | None = None
        self.heard_at = 0.0
        """When the last packet came."""
        self.paused = False
        """Did the last packet announce a pause (comfort noise)?"""
        self.playout = Playout()
        self.tap = Tap()
        self._framer = Framer()
        self._keys = DtmfReader()
        self._decoders: dict[str, Codec] = {}
        self._received_before = 0
        self._lost_before = 0

    # --- each packet ---

    def take(self, data: bytes, source: Address) -> None:
        """A datagram. Never raises for what a peer may send."""
        if len(data) < HEADER_BYTES or data[0] & 0xC0 != PLAIN:
            self.note("not RTP")
            return
        first, kind, sequence, timestamp, ssrc = _header(data)
        now = _now()
        if not self.lock.admits(source[:2], now):
            self.note("stranger")
            return
        reception = self.reception
        if reception is None or reception.ssrc != ssrc:
            reception = self._begin(ssrc)
        if not reception.take(sequence, timestamp, now):
            self.note("sequence")
            return
        self.heard_at = now
        try:
            payload = data[HEADER_BYTES:] if first == PLAIN else payload_of(data)
        except ValueError:
            self.note("cut off")
            return
        codec = CODEC.get(kind & 0x7F)
        if codec is not None:
            self.paused = False
            self._audio(codec, kind & MARKER, sequence, timestamp, payload)
        else:
            self._other(kind, sequence, timestamp, payload, now)

    def _audio(self, codec: str, marker: int, sequence: int, timestamp: int, payload: bytes) -> None:
        outlet = self.outlet
        decoder = self._decoders.get(codec) or self._decoder(codec)
        pcm = decoder.decode(payload)
        if outlet is None:
            for at, frame in self._framer.feed(timestamp, pcm):
                self.playout.put(at, frame)
        else:
            if outlet.codec == codec:
                outlet.pass_audio(self.reception, marker, sequence, timestamp, payload)
            else:
                outlet.pass_pcm(self.reception, marker, sequence, timestamp, pcm)
            for at, frame in self._framer.feed(timestamp, pcm):
                for heard in self.tap.feed(at, frame):
                    self._on_frame(heard)
        if self._keys.pressed:
            self._key(self._keys.audio(timestamp))

    def _decoder(self, codec: str) -> Codec:
        self._decoders[codec] = made = codec_named(codec)
        return made

    def _other(self, kind: int, sequence: int, timestamp: int, payload: bytes, now: float) -> None:
        """No audio: a key, comfort noise, or what was not agreed."""
        payload_type = kind & 0x7F
        if self.dtmf and payload_type == self.dtmf:
            self.paused = False
            self._event(kind & MARKER, sequence, timestamp, payload, now)
        elif payload_type == COMFORT_NOISE:
            self.paused = True
            if self.outlet is None:
                self.playout.set_cn(parse_cn_payload(payload), timestamp)
        else:
            self.note("payload type")

    def _event(self, marker: int, sequence: int, timestamp: int, payload: bytes, now: float) -> None:
        if self.outlet is None:
            self.playout.suppress()
        else:
            self.outlet.pass_event(self.reception, marker, sequence, timestamp, payload)
        try:
            self._key(self._keys.packet(payload, timestamp, now))
        except ValueError:
            self.note("event")

    def _key(self, digits: str) -> None:
        for digit in digits:
            self._on_digit(digit)

    def _begin(self, ssrc: int) -> Reception:
        """Another source: nothing of its numbers goes on from the one before."""
        if self.reception is not None:
            self._received_before += self.reception.received
            self._lost_before += self.reception.lost
        self.reception = Reception(ssrc)
        self._keys = DtmfReader()
        self._begin_audio()
        return self.reception

    def _begin_audio(self) -> None:
        self._framer.reset()
        self.playout.reset()
        self.tap.reset()

    def note(self, fault: str) -> None:
        """Count a packet that was dropped; the first of its kind is logged."""
        self.faulty[fault] += 1
        if self.faulty[fault] == 1:
            log.warning("rtp_dropped", what=fault)

    # --- from the leg ---

    def relay(self, outlet: Outlet | None) -> None:
        """Send what comes to another leg from now on."""
        if (outlet is None) is not (self.outlet is None):
            self._begin_audio()
        self.outlet = outlet

    def play(self) -> None:
        """20 ms went by, and this leg is not relayed."""
        played = self.playout.tick()
        if played is not None:
            self._on_frame(played[0])

    def look(self, now: float) -> None:
        """Half a second went by."""
        if self._keys.pressed:
            self._key(self._keys.quiet(now))

    @property
    def received(self) -> int:
        """Packets, of all sources."""
        return self._received_before + (self.reception.received if self.reception else 0)

    @property
    def lost(self) -> int:
        """Packets that never came, of all sources."""
        return self._lost_before + (self.reception.lost if self.reception else 0)

    @property
    def concealed(self) -> int:
        """Frames filled in."""
        return self.playout.concealed + self.tap.concealed
