"""The audio of one leg: a pair of UDP ports, what goes through them, and its figures. Knows no SIP, no calls.

`rtp_send.py` numbers what goes out, `rtp_receive.py` takes what comes in, `media/` has the pure parts; this file has
the sockets and joins them. aiortp's session is not used: it makes several objects for each packet and a timer for
each leg, and a line that bridges 100 calls handles 10,000 packets a second each way. Its playout buffer and its RTCP
packets are. RFC 3550, 3551, 4961 (symmetric RTP).
"""

import asyncio
import random
import socket
import time
from collections.abc import Callable
from typing import Any, Protocol

from telephony.connectors.base import FRAME_BYTES
from telephony.connectors.rtp_clock import RtpClock, clock_of_this_loop
from telephony.connectors.rtp_receive import RtpReceiver
from telephony.connectors.rtp_send import RtpSender
from telephony.events import AudioFault, MediaQuality
from telephony.media.codecs import Codec, codec_named
from telephony.media.presence import DEAD_S, Presence, Told
from telephony.media.quality import estimate
from telephony.media.rtcp import Rtcp
from telephony.sip.media import PAYLOAD_TYPE, RemoteMedia
from telephony.sip.source_lock import Address

EXPEDITED = 0xB8
"""DSCP EF: voice goes first where a network heeds it (RFC 3246)."""
_now = time.monotonic


class PacketOut(Protocol):
    """Where packets leave."""

    def sendto(self, data: bytes, addr: Any = None, /) -> None:
        """Put one packet on the wire."""


class MediaPort(Protocol):
    """One UDP port as a leg uses it. A connector whose library has sockets of its own brings another."""

    @property
    def transport(self) -> PacketOut | None:
        """None while nothing is bound."""

    async def bind(self, host: str, port: int) -> None:
        """Raises OSError."""

    def close(self) -> None:
        """Free the port."""


MakePort = Callable[[Callable[[bytes, Address], None]], MediaPort]
"""A port that hands each packet and its source to the function given."""


class UdpPort(asyncio.DatagramProtocol):
    """One bound UDP port of the event loop."""

    def __init__(self, taken: Callable[[bytes, Address], None]) -> None:
        self.datagram_received = taken  # type: ignore[assignment]  # one call less for each packet
        self.transport: asyncio.DatagramTransport | None = None

    def error_received(self, exc: Exception) -> None:
        """ICMP says that nobody hears us there. The peer's silence is what counts (`presence.py`)."""

    async def bind(self, host: str, port: int) -> None:
        """Raises OSError. Bound here and not by the loop: uvloop's error does not say why."""
        bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
        try:
            bound.bind((host, port))
            bound.setblocking(False)
            if bound.family == socket.AF_INET:
                bound.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, EXPEDITED)
            endpoint, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, sock=bound)
        except OSError:
            bound.close()
            raise
        self.transport = endpoint

    def close(self) -> None:
        """Free the port."""
        if self.transport is not None:
            self.transport.close()
            self.transport = None


class RtpLeg:
    """RTP and RTCP on a pair of ports. `open` binds; `agree` says with whom and how, as often as SDP changes it.

    `on_frame` gets 320 bytes each 20 ms while the peer sends; `on_digit` one key at its end; `on_audio` a fault of
    the peer's audio, None when it is back. `dead_s` is after how long without a packet a call is dead, 0 for never.
    """

    def __init__(
        self,
        on_frame: Callable[[bytes], None],
        on_digit: Callable[[str], None],
        on_audio: Callable[[AudioFault | None], None] = lambda fault: None,
        dead_s: float = DEAD_S,
        port: MakePort = UdpPort,
    ) -> None:
        self._on_audio = on_audio
        self._receiver = RtpReceiver(on_frame, on_digit)
        self._sender = RtpSender(self._transmit)
        self._rtcp = Rtcp(self._sender.ssrc, "sanxiang")
        self._presence = Presence(dead_s)
        self._rtp_port: MediaPort = port(self._receiver.take)
        self._rtcp_port = UdpPort(self._take_rtcp)
        self._rtcp_remote: Address | None = None
        self.codec = "PCMA"
        self._dtmf = 0
        self._may_send = False
        self._clock: RtpClock | None = None
        self._closed = False

    @property
    def codec(self) -> str:
        """What we send: PCMA, PCMU or G722. To set it before anything is agreed says what is offered first."""
        return self._codec

    @codec.setter
    def codec(self, name: str) -> None:
        self._codec = name
        self._encoder: Codec = codec_named(name)
        self._payload_type = PAYLOAD_TYPE[name]

    async def open(self, host: str, port: int) -> None:
        """Bind `port` and the next one. Raises OSError when either is taken; nothing stays bound then."""
        try:
            await self._rtp_port.bind(host, port)
            await self._rtcp_port.bind(host, port + 1)
        except OSError:
            self._rtp_port.close()
            raise
        self._clock = clock_of_this_loop()
        self._clock.join(self)
        self._clock.play(self, True)

    def agree(self, remote: RemoteMedia, codec: str) -> None:
        """Send to and hear from this peer, in this codec, from now on."""
        if codec != self.codec:
            self.codec = codec
        self._dtmf = self._receiver.dtmf = remote.dtmf
        self._may_send = remote.may_hear
        if not (self._dtmf and self._may_send):
            self._sender.forget_keys()
        self._receiver.lock.agree((remote.host, remote.port))
        self._rtcp_remote = (remote.host, remote.port + 1)
        if remote.direction == "sendrecv":
            self._presence.watch(_now())
        else:
            self._tell(self._presence.ignore())

    # --- to the peer ---

    def _transmit(self, packet: bytes) -> None:
        target, transport = self._receiver.lock.target, self._rtp_port.transport
        if target is not None and transport is not None:
            transport.sendto(packet, target)

    @property
    def _sends_audio(self) -> bool:
        """There is an agreement, the peer wants to hear, and no key is being sent."""
        return self._may_send and not self._closed and not self._sender.pressing

    def send(self, frame: bytes) -> None:
        """Send 20 ms. Dropped while there is no agreement, the peer does not want to hear, or a digit is sent."""
        if len(frame) != FRAME_BYTES:
            raise ValueError(f"frame of {len(frame)} bytes, expected {FRAME_BYTES}")
        if self._sends_audio:
            self._sender.frame(self._payload_type, self._encoder.encode(frame), _now())

    def send_digit(self, digit: str) -> None:
        """Send one key. Raises ValueError for what is no key; dropped where the peer takes no events."""
        payload_type = self._dtmf if self._may_send and not self._closed else 0
        self._sender.press(digit, payload_type)
        if not payload_type:
            self._sender.forget_keys()
        elif self._clock is not None:
            self._clock.play(self, True)

    # --- from another leg (rtp_receive.Outlet) ---

    def pass_audio(self, source: object, marker: int, sequence: int, timestamp: int, payload: bytes) -> None:
        """A packet in this leg's codec: passed as it is."""
        if self._sends_audio:
            self._sender.relay(source, marker | self._payload_type, sequence, timestamp, payload, _now())

    def pass_pcm(self, source: object, marker: int, sequence: int, timestamp: int, pcm: bytes) -> None:
        """A packet in another codec, decoded."""
        if self._sends_audio:
            payload = self._encoder.encode(pcm)
            self._sender.relay(source, marker | self._payload_type, sequence, timestamp, payload, _now())

    def pass_event(self, source: object, marker: int, sequence: int, timestamp: int, payload: bytes) -> None:
        """A packet of a key, dropped where this peer takes none."""
        if self._sends_audio and self._dtmf:
            self._sender.relay(source, marker | self._dtmf, sequence, timestamp, payload, _now())

    # --- from the peer ---

    def relay(self, other: "RtpLeg | None") -> None:
        """Pass what the peer sends straight to `other`, packet by packet; None ends it. See `Leg.relay`."""
        self._receiver.relay(other)
        if self._clock is not None:
            self._clock.play(self, other is None)

    @property
    def relayed(self) -> bool:
        """Is what the peer sends passed to another leg?"""
        return self._receiver.outlet is not None

    def _take_rtcp(self, data: bytes, source: Address) -> None:
        target = self._receiver.lock.target
        if target is None:
            return  # early: the answer that says with whom we speak is still under way
        if source[0] != target[0]:
            self._receiver.note("stranger")
            return
        try:
            self._rtcp.receive(data, _now())
        except ValueError:
            self._receiver.note("not RTCP")
            return
        self._rtcp_remote = (source[0], source[1])

    # --- by the clock ---

    def play(self, now: float) -> None:
        """20 ms went by: a frame from the playout buffer, a packet of a key."""
        if self._closed:
            return
        if self._sender.pressing:
            self._sender.tick(now)
        if self._receiver.outlet is None:
            self._receiver.play()
        elif not self._sender.pressing and self._clock is not None:
            self._clock.play(self, False)

    def look(self, now: float) -> None:
        """Half a second went by: is the peer there, is a report due."""
        if self._closed:
            return
        receiver = self._receiver
        receiver.look(now)
        self._tell(self._presence.look(now, receiver.heard_at, receiver.paused))
        if receiver.lock.target is not None and self._rtcp.is_due(now, random.random()):  # noqa: S311  no secret
            self._report(now)

    def _tell(self, told: Told | None) -> None:
        if told is not None and not self._closed:
            self._on_audio(told.fault)

    def _report(self, now: float) -> None:
        sender, reception = self._sender, self._receiver.reception
        if sender.packets:
            timestamp = sender.time_at(now)
            self._send_rtcp(
                self._rtcp.sender_report(now, time.time(), timestamp, sender.packets, sender.octets, reception)
            )
        elif reception is not None:
            self._send_rtcp(self._rtcp.receiver_report(now, reception))

    def _send_rtcp(self, packet: bytes) -> None:
        if self._rtcp_remote is not None and self._rtcp_port.transport is not None:
            self._rtcp_port.transport.sendto(packet, self._rtcp_remote)

    # --- figures and end ---

    @property
    def faulty(self) -> dict[str, int]:
        """Packets dropped, by reason."""
        return dict(self._receiver.faulty)

    def quality(self) -> MediaQuality:
        """Figures so far; also after `close`."""
        receiver, trip = self._receiver, self._rtcp.round_trip_s
        received, lost, concealed = receiver.received, receiver.lost, receiver.concealed
        trip_ms = None if trip is None else round(trip * 1000, 1)
        share = max(lost, concealed) / max(1, received + lost)
        return MediaQuality(
            codec=self.codec,
            sent=self._sender.packets,
            received=received,
            lost=lost,
            jitter_ms=receiver.reception.jitter_ms if receiver.reception else 0.0,
            remote_lost=max(0, self._rtcp.remote_lost - max(0, self._sender.holes)),
            round_trip_ms=trip_ms,
            concealed=concealed,
            mos=estimate(self.codec, share, trip_ms, receiver.playout.target_ms) if received else None,
        )

    def playout(self) -> dict[str, float | int]:
        """Figures of the playout buffer: delay, concealed and late frames."""
        return self._receiver.playout.stats()

    async def close(self) -> None:
        """Say RTCP BYE, free the ports. No callback comes afterwards."""
        if self._closed:
            return
        self._closed = True
        self._receiver.relay(None)
        if self._clock is not None:
            self._clock.leave(self)
            self._send_rtcp(self._rtcp.bye())
        await asyncio.sleep(0)
        self._rtp_port.close()
        self._rtcp_port.close()
