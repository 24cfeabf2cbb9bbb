"""What every leg has, whoever writes its SIP: its state, its audio, and the one end. Knows no dialog.

A leg ends exactly once, by `_finish`; the line hears of it in the loop's next turn, so that no callback comes from
within a method.
"""

import asyncio
import errno
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from telephony.connectors.base import Leg, LegEnd, LegHandler, LegInfo
from telephony.connectors.rtp_leg import MakePort, RtpLeg, UdpPort
from telephony.errors import IllegalEvent, MediaNotAcceptable, NoMediaPort
from telephony.events import AudioFault, MediaQuality, Side
from telephony.media.presence import DEAD_S
from telephony.sip.media import PREFERENCE, LocalMedia, RemoteMedia
from telephony.sip.messages import Address
from telephony.sip.ports import PortPool
from telephony.sip.transport import SipSocket

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


BEFORE_ANSWER = (LegState.RINGING, LegState.ANSWERING)
"""Of a leg whose INVITE came to us."""


@dataclass(kw_only=True)
class Around:
    """What the legs of one connector share. `legs` are those that have not ended on the wire, by Call-ID."""

    handler: LegHandler
    socket: SipSocket
    ports: PortPool
    bind_host: str
    address_for: Callable[[Address], Address]
    codecs: tuple[str, ...] = PREFERENCE
    dead_call_s: float = DEAD_S
    legs: dict[str, Any] = field(default_factory=dict)
    closing: set[asyncio.Task[None]] = field(default_factory=set)


class AudioLeg:
    """A leg but for its dialog."""

    _around: Around
    _bye_owed = False
    """Does a BYE of ours wait for the ACK of our 200?"""

    def __init__(self, around: Around, info: LegInfo, state: LegState, peer: Address) -> None:
        self.info = info
        self.state = state
        self._around = around
        self._peer = peer
        self._rtp: RtpLeg | None = None
        self._local = LocalMedia(around.address_for(peer)[0], 0, time.time_ns() // 1000)
        self._relayed: Leg | None = None
        self._hears_keys = False

    # --- from the line ---

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
            self._rtp.relay(other._rtp if isinstance(other, AudioLeg) else None)

    def quality(self) -> MediaQuality | None:
        """See `Leg.quality`."""
        return self._rtp.quality() if self._rtp is not None else None

    def playout(self) -> dict[str, float | int]:
        """Figures of the playout buffer, empty before audio was open."""
        return self._rtp.playout() if self._rtp is not None else {}

    # --- the audio ---

    async def _bind_audio(self, make_port: MakePort = UdpPort) -> RtpLeg:
        """RTP on a port of the range. Raises NoMediaPort."""
        tried: list[int] = []
        try:
            for _ in range(BIND_TRIES):
                number = self._around.ports.take()
                rtp = RtpLeg(self._frame, self._digit, self._audio, self._around.dead_call_s, make_port)
                try:
                    await rtp.open(self._around.bind_host, number)
                except OSError as error:
                    tried.append(number)
                    if error.errno not in (errno.EADDRINUSE, None):  # uvloop does not say which fault it was
                        raise NoMediaPort(f"RTP port {number}: {error}") from error
                    continue  # another program sits on it
                self._local = LocalMedia(self._local.host, number, self._local.session_id)
                return rtp
            raise NoMediaPort(f"RTP ports {tried[0]} to {tried[-1]} are taken by other programs")
        finally:
            for number in tried:
                self._around.ports.give_back(number)

    def _agree(self, remote: RemoteMedia) -> str:
        """Apply the peer's SDP to the audio; the codec stays where the peer still takes it."""
        if self._rtp is None:
            raise MediaNotAcceptable("audio is not open yet")
        codec = self._rtp.codec if self._rtp.codec in remote.codecs else remote.preferred(self._around.codecs)
        self._apply(remote, codec)
        return codec

    def _apply(self, remote: RemoteMedia, codec: str) -> None:
        """Send to and hear from this peer, in this codec, from now on."""
        assert self._rtp is not None
        self._hears_keys = remote.dtmf != 0
        self._rtp.agree(remote, codec)

    # --- to the line ---

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
        self._around.ports.give_back(self._local.port)

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

    def abandon(self) -> None:
        """The connector stops: what a dialog still waits for is given up."""
        raise NotImplementedError

    def _refuse(self, status: int, reason: str, by: Side = Side.LINE) -> None:
        """Refuse the INVITE, and finish."""
        raise NotImplementedError

    def _bye(self) -> None:
        """Say BYE and forget the leg; from then on none is owed."""
        raise NotImplementedError


class CallersLeg(AudioLeg):
    """How a leg ends whose INVITE came to us. Goes before what writes its SIP among the bases."""

    def reject(self, status: int) -> None:
        """See `Leg.reject`; on a leg that is over nothing happens."""
        if not 400 <= status <= 699:
            raise ValueError(f"{status} does not refuse")
        if self.state in (LegState.ANSWERED, LegState.ESTABLISHED):
            raise IllegalEvent("incoming leg", self.state, f"reject {status}")
        if self.state is not LegState.OVER:
            self._refuse(status, "refused")

    def end(self, *, refusal: int = 603, reason: str = "") -> None:
        """603 while ringing, BYE once acknowledged; in between BYE waits for the ACK (RFC 3261 §15)."""
        if self.state in BEFORE_ANSWER:
            self._refuse(refusal, reason or "refused")
        elif self.state is LegState.ANSWERED:
            self._bye_owed = True
            self._finish(LegEnd(by=Side.LINE, answered=True, reason=reason or "bye"))
        elif self.state is LegState.ESTABLISHED:
            self._bye()
            self._finish(LegEnd(by=Side.LINE, answered=True, reason=reason or "bye"))

    def abandon(self) -> None:
        """Send the BYE that still waits for an ACK."""
        if self._bye_owed:
            self._bye()

    def no_ack(self) -> None:
        """RFC 3261 §13.3.1.4: the session is ended with BYE."""
        self._bye()
        self._finish(LegEnd(by=Side.LINE, answered=True, reason="no_ack"))

    def cancelled(self) -> None:
        """CANCEL came and was answered. One that crosses our 200 has no effect (RFC 3261 §9.2)."""
        if self.state in BEFORE_ANSWER:
            self._refuse(487, "cancel", Side.CALLER)
