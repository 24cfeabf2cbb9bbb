"""The audio of one leg: an RTP session on aiortp's parts, in 16-bit frames of 20 ms. Knows nothing of SIP or calls.

aiortp's base session gives sockets, sender and RTCP; its adaptive playout gives a steady clock with a delay that
follows the jitter. Packets are decoded as they come, by their own payload type, and cut to 20 ms, so that a peer
may send other lengths or change between PCMA and PCMU. RFC 3550, 3551, 4733, 3389.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable

import structlog
from aiortp.base_session import BaseRTPSession
from aiortp.clock import MediaClock
from aiortp.cn import parse_cn_payload
from aiortp.codecs import Codec
from aiortp.dtmf import DTMF_EVENTS, DtmfEvent, DtmfReceiver
from aiortp.packet import RtcpPacket, RtcpRrPacket, RtcpSrPacket, RtpPacket
from aiortp.playout import AdaptivePlayout
from aiortp.stats import StreamStatistics

from telephony.connectors.base import FRAME_BYTES, FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE
from telephony.events import MediaQuality
from telephony.sip import g711
from telephony.sip.framing import Framer
from telephony.sip.media import CODEC, PAYLOAD_TYPE, RemoteMedia
from telephony.sip.source_lock import SourceLock

log = structlog.get_logger()
COMFORT_NOISE = 13
DIGIT_PACKETS = 8
"""A digit lasts 160 ms: eight packets, the last of which is sent three times as its end (RFC 4733 §2.5.1.4)."""
GAP_S = 0.1
MAX_PLAYOUT_MS = 200
MIN_DEPTH = 2


class _Pcm(Codec):
    """Frames reach the playout buffer decoded."""

    name = "PCM"
    sample_rate = SAMPLE_RATE
    samples_per_frame = FRAME_SAMPLES

    def encode(self, pcm: bytes) -> bytes:
        return pcm

    def decode(self, payload: bytes) -> bytes:
        return payload


class _Playout(AdaptivePlayout):
    """aiortp's adaptive playout, never thinner than MIN_DEPTH frames.

    Upstream goes down to one frame: at 15 ms of jitter it then lost 8 % of the audio as late (measured on loopback
    with each packet delayed at random), against none with this depth, for 20 ms more delay.
    """

    def __init__(self) -> None:
        super().__init__(_Pcm(), max_delay_ms=MAX_PLAYOUT_MS, clock_rate=SAMPLE_RATE)
        self._held: dict[int, bytes] = {}

    @property
    def target_frames(self) -> int:
        return max(MIN_DEPTH, super().target_frames)

    def put(self, timestamp: int, payload: bytes) -> None:
        """Buffer a frame; delivery begins when one frame more than MIN_DEPTH is there."""
        if self._head is not None:
            super().put(timestamp, payload)
            return
        self._held[timestamp] = payload
        if len(self._held) > MIN_DEPTH:
            held, self._held = self._held, {}
            for at, frame in held.items():
                super().put(at, frame)

    def suppress(self) -> None:
        super().suppress()
        self._held.clear()

    def reset(self) -> None:
        super().reset()
        self._held.clear()


class _Statistics(StreamStatistics):
    """aiortp's figures, without the leap of jitter when the RTP timestamp wraps."""

    def add(self, packet: RtpPacket) -> None:
        last = self._last_timestamp
        if last is not None and last - packet.timestamp > 1 << 31:
            self._last_timestamp = last - (1 << 32)
        super().add(packet)


class RtpLeg(BaseRTPSession):
    """RTP and RTCP on a pair of ports. `open` binds; `agree` says with whom and how, as often as SDP changes it.

    `on_frame` gets 320 bytes each 20 ms while the peer sends; `on_digit` one key at its end.
    """

    def __init__(self, on_frame: Callable[[bytes], None], on_digit: Callable[[str], None]) -> None:
        super().__init__(
            payload_type=PAYLOAD_TYPE["PCMA"], clock_rate=SAMPLE_RATE, cname="sanxiang", symmetric_rtp=True
        )
        self._on_frame = on_frame
        self._on_digit = on_digit
        self.codec = "PCMA"
        self.faulty: Counter[str] = Counter()
        self._dtmf = 0
        self._may_send = False
        self._lock = SourceLock()
        self._framer = Framer()
        self._playout = _Playout()
        self._clock = MediaClock(FRAME_MS / 1000, self._play)
        self._digits = DtmfReceiver(self._digit_ended)
        self._received_before = 0
        self._lost_before = 0
        self._sent_at = 0.0
        self._digit_task: asyncio.Task[None] | None = None

    async def open(self, host: str, port: int) -> None:
        """Bind `port` and the next one. Raises OSError when either is taken; nothing stays bound then."""
        try:
            await self._bind_transports((host, port), ("0.0.0.0", 0))  # noqa: S104  no peer yet
        except OSError:
            if self._rtp_transport is not None:
                self._rtp_transport.close()
            raise
        if self._sender is not None:
            self._sender.timestamp_increment = FRAME_SAMPLES
        self._clock.start()

    def agree(self, remote: RemoteMedia, codec: str) -> None:
        """Send to and hear from this peer, in this codec, from now on."""
        address = (remote.host, remote.port)
        self.codec = codec
        self._dtmf = remote.dtmf
        self._may_send = remote.may_hear
        self._lock.agree(address)
        self._remote_addr = self._lock.target
        self._remote_rtcp_addr = self._compute_rtcp_addr(address)

    # --- to the peer ---

    def send(self, frame: bytes) -> None:
        """Send 20 ms. Dropped while there is no agreement, the peer does not want to hear, or a digit is sent."""
        if len(frame) != FRAME_BYTES:
            raise ValueError(f"frame of {len(frame)} bytes, expected {FRAME_BYTES}")
        target = self._lock.target
        if self._sender is None or self._closed or not self._may_send or target is None:
            return
        if self._digit_task is not None:
            return
        marker = self._catch_up(time.monotonic())
        payload = g711.encode(self.codec, frame)
        timestamp = self._sender.current_timestamp
        self._sender.send_raw(PAYLOAD_TYPE[self.codec], payload, timestamp, marker, target)
        self._sender.advance_timestamp()

    def _catch_up(self, now: float) -> int:
        """Let the RTP timestamp pass over a pause in sending; the marker that a new talkspurt carries (RFC 3551)."""
        assert self._sender is not None
        gap = now - self._sent_at
        first = self._sent_at == 0.0
        self._sent_at = now
        if first or gap < GAP_S:
            return int(first)
        for _ in range(min(round(gap * 1000 / FRAME_MS) - 1, 50 * 3600)):
            self._sender.advance_timestamp()
        return 1

    def send_digit(self, digit: str) -> None:
        """Send one key. Raises ValueError for what is no key; dropped where the peer takes no events."""
        event = DTMF_EVENTS.get(digit.upper())
        if event is None:
            raise ValueError(f"{digit!r} is no DTMF digit")
        if self._dtmf and self._may_send and self._sender is not None and not self._closed:
            before = self._digit_task
            self._digit_task = asyncio.get_running_loop().create_task(self._send_event(event, before))

    async def _send_event(self, event: int, before: "asyncio.Task[None] | None") -> None:
        if before is not None:
            await before
        assert self._sender is not None
        started = self._sender.current_timestamp
        for number in range(1, DIGIT_PACKETS + 3):
            ended = number >= DIGIT_PACKETS
            duration = FRAME_SAMPLES * min(number, DIGIT_PACKETS)
            payload = DtmfEvent(event, ended, 10, duration).serialize()
            self._sender.send_raw(self._dtmf, payload, started, int(number == 1), self._lock.target)
            self._sender.advance_timestamp()
            await asyncio.sleep(FRAME_MS / 1000)
        self._sent_at = time.monotonic()
        if self._digit_task is asyncio.current_task():
            self._digit_task = None

    # --- from the peer ---

    def _handle_rtp(self, data: bytes, addr: tuple[str, int]) -> None:
        try:
            packet = RtpPacket.parse(data)
        except ValueError:
            self._faulty("not RTP")
            return
        if not self._lock.admits((addr[0], addr[1]), time.monotonic()):
            self._faulty("stranger")
            return
        self._remote_addr = self._lock.target
        self._count(packet)
        if packet.payload_type in CODEC:
            pcm = g711.decode(CODEC[packet.payload_type], packet.payload)
            for timestamp, frame in self._framer.feed(packet.timestamp, pcm):
                self._playout.put(timestamp, frame)
        elif packet.payload_type == COMFORT_NOISE:
            self._playout.set_cn(parse_cn_payload(packet.payload), packet.timestamp)
        elif self._dtmf and packet.payload_type == self._dtmf:
            self._event_packet(packet)
        else:
            self._faulty("payload type")

    def _event_packet(self, packet: RtpPacket) -> None:
        self._playout.suppress()
        try:
            self._digits.handle_packet(packet)
        except ValueError:
            self._faulty("event")

    def _count(self, packet: RtpPacket) -> None:
        if packet.ssrc != self._remote_ssrc:
            self._keep_figures()
            self._remote_ssrc = packet.ssrc
            self._stream_stats = _Statistics(clockrate=SAMPLE_RATE)
            self._framer.reset()
            self._playout.reset()
        assert self._stream_stats is not None
        self._stream_stats.add(packet)

    def _keep_figures(self) -> None:
        if self._stream_stats is not None:
            self._received_before += self._stream_stats.packets_received
            self._lost_before += max(0, self._stream_stats.packets_lost)

    def _play(self) -> None:
        """Each 20 ms: the next frame, if the peer sends."""
        played = self._playout.tick()
        if played is not None and not self._closed:
            self._on_frame(played[0])

    def _digit_ended(self, digit: str, _duration: int) -> None:
        if digit in DTMF_EVENTS:
            self._on_digit(digit)

    def _faulty(self, what: str) -> None:
        self.faulty[what] += 1
        if self.faulty[what] == 1:
            log.warning("rtp_dropped", what=what)

    def _handle_rtcp(self, data: bytes, addr: tuple[str, int]) -> None:
        try:
            packets = RtcpPacket.parse(data)
        except ValueError:
            self._faulty("not RTCP")
            return
        target = self._lock.target
        if target is None:
            return  # early: the answer that says with whom we speak is still under way
        if addr[0] != target[0]:
            self._faulty("stranger")
            return
        for packet in packets:
            if isinstance(packet, RtcpSrPacket):
                self._record_incoming_sr(packet.sender_info.ntp_timestamp)
            if isinstance(packet, RtcpSrPacket | RtcpRrPacket):
                self._process_receiver_reports(packet.reports)

    # --- figures and end ---

    def quality(self) -> MediaQuality:
        """Figures so far; also after `close`."""
        stats = self._stream_stats
        return MediaQuality(
            codec=self.codec,
            sent=self._sender.packets_sent if self._sender else 0,
            received=self._received_before + (stats.packets_received if stats else 0),
            lost=self._lost_before + (max(0, stats.packets_lost) if stats else 0),
            jitter_ms=stats.jitter * 1000 / SAMPLE_RATE if stats else 0.0,
        )

    def playout(self) -> dict[str, float | int]:
        """Figures of the playout buffer: delay, concealed and late frames."""
        return self._playout.stats()

    def _send_rtcp_report(self) -> None:
        if self._remote_rtcp_addr is not None and self._remote_rtcp_addr[1]:
            super()._send_rtcp_report()

    def _send_bye(self) -> None:
        if self._remote_rtcp_addr is not None and self._remote_rtcp_addr[1]:
            super()._send_bye()

    async def close(self) -> None:
        """Stop the clock, say RTCP BYE, free the ports. No callback comes afterwards."""
        if self._digit_task is not None:
            self._digit_task.cancel()
        await self._clock.stop()
        await super().close()
