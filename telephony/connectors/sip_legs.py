"""What both kinds of leg share: one SIP dialog with its audio, over aiosipua. Knows nothing of calls.

`incoming_leg.py` stands on an INVITE that came, `outgoing_leg.py` on one that we sent. Both end exactly once, by
`_finish`; the line hears of it in the loop's next turn, so that no callback comes from within a method.

`LegEnd.by` is CALLER for the peer, whichever side called, and LINE for us: a leg cannot know who asked.
"""

import asyncio
import errno
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

import structlog
from aiosipua.message import SipRequest
from aiosipua.sdp import SdpMessage

from telephony.connectors.base import Leg, LegEnd, LegHandler, LegInfo
from telephony.connectors.rtp_leg import RtpLeg
from telephony.connectors.sip_agents import Uac, Uas, has_sdp
from telephony.errors import IllegalEvent, NoMediaPort
from telephony.events import AudioFault, MediaQuality
from telephony.media.presence import DEAD_S
from telephony.sip.media import PREFERENCE, LocalMedia, RemoteMedia, read_media, write_answer, write_offer
from telephony.sip.messages import Address
from telephony.sip.ports import PortPool
from telephony.sip.transport import SipSocket

log = structlog.get_logger()
BIND_TRIES = 20


class LegState(Enum):
    """Where a leg stands. CALLING and CANCELLING are those of a leg that we place."""

    CALLING = "calling"
    CANCELLING = "cancelling"
    RINGING = "ringing"
    ANSWERING = "answering"
    ANSWERED = "answered"  # 200 sent, ACK awaited
    ESTABLISHED = "established"
    OVER = "over"


@dataclass
class Surroundings:
    """What legs share: the sockets and agents of one connector, and its handler."""

    handler: LegHandler
    socket: SipSocket
    uas: Uas
    uac: Uac
    ports: PortPool
    bind_host: str
    address_for: Callable[[Address], Address]
    codecs: tuple[str, ...] = PREFERENCE
    dead_call_s: float = DEAD_S
    legs: "dict[str, SipLeg]" = field(default_factory=dict)
    closing: "set[asyncio.Task[None]]" = field(default_factory=set)


class SipLeg:
    """What both kinds share: audio, re-negotiation, and the one end."""

    def __init__(self, around: Surroundings, info: LegInfo, state: LegState, peer: Address) -> None:
        self.info = info
        self.state = state
        self._around = around
        self._peer = peer
        self._rtp: RtpLeg | None = None
        self._port = 0
        self._local = LocalMedia(around.address_for(peer)[0], 0, time.time_ns() // 1000)
        self._awaits_answer = False
        self._relayed: Leg | None = None

    # --- the audio ---

    def send(self, frame: bytes) -> None:
        """See `Leg.send`."""
        if self._rtp is not None and self.state is not LegState.OVER:
            self._rtp.send(frame)

    def send_digit(self, digit: str) -> None:
        """See `Leg.send_digit`."""
        if self._rtp is not None and self.state is not LegState.OVER:
            self._rtp.send_digit(digit)

    def relay(self, other: Leg | None) -> None:
        """See `Leg.relay`."""
        self._relayed = other
        if self._rtp is not None:
            self._rtp.relay(other._rtp if isinstance(other, SipLeg) else None)

    def quality(self) -> MediaQuality | None:
        """See `Leg.quality`."""
        return self._rtp.quality() if self._rtp is not None else None

    def playout(self) -> dict[str, float | int]:
        """Figures of the playout buffer, empty before audio was open."""
        return self._rtp.playout() if self._rtp is not None else {}

    async def _open_audio(self) -> RtpLeg:
        """Bind RTP on a port of the range. Raises NoMediaPort."""
        tried: list[int] = []
        try:
            for _ in range(BIND_TRIES):
                port = self._around.ports.take()
                rtp = RtpLeg(self._frame, self._digit, self._audio, self._around.dead_call_s)
                try:
                    await rtp.open(self._around.bind_host, port)
                except OSError as error:
                    tried.append(port)
                    if error.errno not in (errno.EADDRINUSE, None):  # uvloop does not say which fault it was
                        raise NoMediaPort(f"RTP port {port}: {error}") from error
                    continue  # another program sits on it
                self._port = port
                self._local = LocalMedia(self._local.host, port, self._local.session_id)
                return rtp
            raise NoMediaPort(f"RTP ports {tried[0]} to {tried[-1]} are taken by other programs")
        finally:
            for port in tried:
                self._around.ports.give_back(port)

    def _frame(self, frame: bytes) -> None:
        if self.state in (LegState.ANSWERED, LegState.ESTABLISHED):  # not early media, nor what comes after the end
            if self._relayed is not None and self._rtp is not None and not self._rtp.relayed:
                self.relay(self._relayed)  # the other leg's audio was not open yet
                self._relayed.send(frame)
            self._around.handler.on_frame(self, frame)

    def _audio(self, fault: AudioFault | None) -> None:
        if self.state in (LegState.ANSWERED, LegState.ESTABLISHED):
            self._around.handler.on_audio(self, fault, time.monotonic())

    def _digit(self, digit: str) -> None:
        if self.state is not LegState.OVER:
            self._around.handler.on_digit(self, digit)

    def _agree(self, remote: RemoteMedia) -> str:
        """Apply the peer's SDP to the audio; the codec stays where the peer still takes it."""
        assert self._rtp is not None
        codec = self._rtp.codec if self._rtp.codec in remote.codecs else remote.preferred(self._around.codecs)
        self._rtp.agree(remote, codec)
        return codec

    def renegotiate(self, request: SipRequest) -> SdpMessage | None:
        """Our SDP for a re-INVITE or UPDATE (hold and its end, a new address); None before audio is open."""
        if self._rtp is None:
            return None
        self._local = self._local.next_version()
        if not has_sdp(request):
            self._awaits_answer = True
            return write_offer(self._local, (self._rtp.codec,))
        remote = read_media(request.text)
        return write_answer(remote, self._agree(remote), self._local)

    # --- the end ---

    def _finish(self, end: LegEnd) -> None:
        if self.state is LegState.OVER:
            return
        self.state = LegState.OVER
        at = time.monotonic()
        if self._rtp is not None:
            self._drop_audio(self._rtp)
        asyncio.get_running_loop().call_soon(self._around.handler.on_ended, self, end, at)

    def _drop_audio(self, rtp: RtpLeg) -> None:
        task = asyncio.get_running_loop().create_task(self._close_audio(rtp))
        self._around.closing.add(task)
        task.add_done_callback(self._around.closing.discard)

    async def _close_audio(self, rtp: RtpLeg) -> None:
        await rtp.close()
        self._around.ports.give_back(self._port)

    def _forget(self) -> None:
        self._around.legs.pop(self.info.sip_call_id, None)

    # --- what a kind does in its own way ---

    def ring(self) -> None:
        """See `Leg.ring`."""
        raise IllegalEvent("placed leg", self.state, "ring")

    async def answer(self) -> float:
        """See `Leg.answer`."""
        raise IllegalEvent("placed leg", self.state, "answer")

    def reject(self, status: int) -> None:
        """See `Leg.reject`."""
        raise IllegalEvent("placed leg", self.state, "reject")

    def hang_up(self) -> None:
        """See `Leg.hang_up`."""
        self.end()

    def end(self, *, refusal: int = 603, reason: str = "") -> None:
        """End the leg; `refusal` is the status for an INVITE not yet answered, `reason` overrides LegEnd's."""
        raise NotImplementedError

    def acknowledged(self, ack: SipRequest) -> None:
        """An ACK for a 2xx of ours came."""

    def no_ack(self) -> None:
        """An ACK for a 2xx of ours never came."""

    def no_reply(self, request: SipRequest) -> None:
        """A request of ours was never answered."""

    def said_bye(self) -> None:
        """The peer sent BYE; it has been answered."""
