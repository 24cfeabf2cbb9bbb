"""Legs over aiosipua: what one SIP dialog with its audio does in each of its states. Knows nothing of calls.

`IncomingLeg` stands on an INVITE that came, `OutgoingLeg` on one that we sent. Both end exactly once, through
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
from aiosipua.incoming_call import IncomingCall
from aiosipua.message import SipRequest
from aiosipua.outgoing_call import OutgoingCall
from aiosipua.sdp import SdpMessage
from msgspec.structs import replace

from telephony.connectors.base import LegEnd, LegHandler, LegInfo
from telephony.connectors.rtp_leg import RtpLeg
from telephony.connectors.sip_agents import Uac, Uas, has_sdp
from telephony.errors import IllegalEvent, MediaNotAcceptable, NoMediaPort
from telephony.events import MediaQuality, Side
from telephony.sip.media import LocalMedia, RemoteMedia, media_of, read_media, write_answer, write_offer
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

    # --- the audio ---

    def send(self, frame: bytes) -> None:
        """See `Leg.send`."""
        if self._rtp is not None and self.state is not LegState.OVER:
            self._rtp.send(frame)

    def send_digit(self, digit: str) -> None:
        """See `Leg.send_digit`."""
        if self._rtp is not None and self.state is not LegState.OVER:
            self._rtp.send_digit(digit)

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
                rtp = RtpLeg(self._frame, self._digit)
                try:
                    await rtp.open(self._around.bind_host, port)
                except OSError as error:
                    tried.append(port)
                    if error.errno != errno.EADDRINUSE:
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
            self._around.handler.on_frame(self, frame)

    def _digit(self, digit: str) -> None:
        if self.state is not LegState.OVER:
            self._around.handler.on_digit(self, digit)

    def _agree(self, remote: RemoteMedia) -> str:
        """Apply the peer's SDP to the audio; the codec stays where the peer still takes it."""
        assert self._rtp is not None
        codec = self._rtp.codec if self._rtp.codec in remote.codecs else remote.preferred()
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


class IncomingLeg(SipLeg):
    """A leg whose INVITE came to us."""

    def __init__(self, around: Surroundings, call: IncomingCall, info: LegInfo) -> None:
        super().__init__(around, info, LegState.RINGING, call.source_addr)
        self._call = call
        self._offer = read_media(call.invite.text) if has_sdp(call.invite) else None
        self._bye_owed = False

    def ring(self) -> None:
        """Send 180; on a leg that is over (the caller was faster) nothing happens."""
        if self.state is LegState.RINGING:
            self._call.ringing()
        elif self.state is not LegState.OVER:
            raise IllegalEvent("incoming leg", self.state, "ring")

    async def answer(self) -> float:
        """See `Leg.answer`. Without an offer in the INVITE the 200 offers, and the ACK answers (RFC 3264 §5)."""
        if self.state is not LegState.RINGING:
            raise IllegalEvent("incoming leg", self.state, "answer")
        self.state = LegState.ANSWERING
        try:
            rtp = await self._open_audio()
        except NoMediaPort:
            self._refuse(503, "refused")
            raise
        if self._is_over():  # the caller gave up while the socket was opened
            self._drop_audio(rtp)
            raise IllegalEvent("incoming leg", self.state, "answer")
        self._rtp = rtp
        if self._offer is not None:
            codec = self._offer.preferred()
            rtp.agree(self._offer, codec)
            self._call.accept(write_answer(self._offer, codec, self._local))
        else:
            self._awaits_answer = True
            self._call.accept(write_offer(self._local))
        self.state = LegState.ANSWERED
        return time.monotonic()

    def _is_over(self) -> bool:
        return self.state is LegState.OVER

    def reject(self, status: int) -> None:
        """See `Leg.reject`; on a leg that is over nothing happens."""
        if not 400 <= status <= 699:
            raise ValueError(f"{status} does not refuse")
        if self.state in (LegState.ANSWERED, LegState.ESTABLISHED):
            raise IllegalEvent("incoming leg", self.state, f"reject {status}")
        if self.state is not LegState.OVER:
            self._refuse(status, "refused")

    def _refuse(self, status: int, reason: str, by: Side = Side.LINE) -> None:
        self._call.reject(status)
        self._around.uas.forget(self._call)
        self._forget()
        self._finish(LegEnd(by=by, answered=False, status=status, reason=reason))

    def end(self, *, refusal: int = 603, reason: str = "") -> None:
        """603 while ringing, BYE once acknowledged; in between BYE waits for the ACK (RFC 3261 §15)."""
        if self.state in (LegState.RINGING, LegState.ANSWERING):
            self._refuse(refusal, reason or "refused")
        elif self.state is LegState.ANSWERED:
            self._bye_owed = True
            self._finish(LegEnd(by=Side.LINE, answered=True, reason=reason or "bye"))
        elif self.state is LegState.ESTABLISHED:
            self._bye()
            self._finish(LegEnd(by=Side.LINE, answered=True, reason=reason or "bye"))

    def _bye(self) -> None:
        self._bye_owed = False
        self._call.hangup()
        self._around.uas.forget(self._call)
        self._forget()

    def settle(self) -> None:
        """Send the BYE that still waits for an ACK; the connector stops."""
        if self._bye_owed:
            self._bye()

    def acknowledged(self, ack: SipRequest) -> None:
        """First ACK: the dialog stands. It carries the answer where our 200 carried the offer."""
        if self._bye_owed:
            self._bye()
            return
        if self._awaits_answer and not self._take_late_answer(ack):
            self._bye()
            self._finish(LegEnd(by=Side.LINE, answered=True, status=488, reason="no_media"))
            return
        if self.state is LegState.ANSWERED:
            self.state = LegState.ESTABLISHED
            self._around.handler.on_established(self, self._around.socket.received_at)

    def _take_late_answer(self, ack: SipRequest) -> bool:
        self._awaits_answer = False
        try:
            self._agree(read_media(ack.text))
        except MediaNotAcceptable as error:
            log.warning("sip_late_answer_unusable", detail=str(error)[:120])
            return self.state is LegState.ESTABLISHED  # a re-INVITE without offer: go on as before
        return True

    def no_ack(self) -> None:
        """RFC 3261 §13.3.1.4: the session is ended with BYE."""
        self._bye()
        self._finish(LegEnd(by=Side.LINE, answered=True, reason="no_ack"))

    def cancelled(self) -> None:
        """CANCEL came and was answered. One that crosses our 200 has no effect (RFC 3261 §9.2)."""
        if self.state in (LegState.RINGING, LegState.ANSWERING):
            self._refuse(487, "cancel", Side.CALLER)

    def said_bye(self) -> None:
        """BYE, before or after the answer."""
        if self.state in (LegState.RINGING, LegState.ANSWERING):
            self._refuse(487, "bye", Side.CALLER)
            return
        self._forget()
        self._finish(LegEnd(by=Side.CALLER, answered=True, reason="bye"))


class OutgoingLeg(SipLeg):
    """A leg that we place. Its audio is bound before the INVITE, since the INVITE names the port."""

    def __init__(self, around: Surroundings, info: LegInfo, peer: Address) -> None:
        super().__init__(around, info, LegState.CALLING, peer)
        self._call: OutgoingCall | None = None
        self._reason = ""
        self._rang = False

    async def invite(self, caller_uri: str, name: str, target: str, codecs: tuple[str, ...], user_agent: str) -> None:
        """Open the audio and send the INVITE. Raises NoMediaPort."""
        self._rtp = await self._open_audio()
        self._rtp.codec = codecs[0]
        self._around.uac.toward(self._peer)
        call = self._around.uac.named(name).send_invite(
            caller_uri, target, self._peer, write_offer(self._local, codecs), user_agent=user_agent
        )
        self._call = call
        call.on_ringing, call.on_answer, call.on_rejected = self._on_ringing, self._on_answer, self._on_rejected
        self.info = replace(self.info, sip_call_id=call.call_id, received_at=time.monotonic())
        self._around.legs[call.call_id] = self

    def _on_ringing(self, _call: OutgoingCall) -> None:
        if self.state is LegState.CALLING and not self._rang:
            self._rang = True
            self._around.handler.on_ringing(self, self._around.socket.received_at)

    def _on_answer(self, call: OutgoingCall) -> None:
        if self.state is not LegState.CALLING:  # the answer crossed our CANCEL
            self._bye()
            self._finish(LegEnd(by=Side.LINE, answered=False, status=487, reason=self._reason or "cancel"))
            return
        try:
            remote = media_of(call.sdp_answer or SdpMessage())
        except MediaNotAcceptable:
            self._bye()
            self._finish(LegEnd(by=Side.LINE, answered=True, status=488, reason="no_media"))
            return
        assert self._rtp is not None
        self._rtp.agree(remote, remote.codecs[0])
        self.state = LegState.ESTABLISHED
        self._around.handler.on_answered(self, self._around.socket.received_at)

    def _on_rejected(self, _call: OutgoingCall, status: int, _reason: str) -> None:
        self._forget()
        if self.state is LegState.CANCELLING:
            self._finish(LegEnd(by=Side.LINE, answered=False, status=status, reason=self._reason or "cancel"))
        else:
            self._finish(LegEnd(by=Side.CALLER, answered=False, status=status, reason="refused"))

    def end(self, *, refusal: int = 603, reason: str = "") -> None:
        """CANCEL before the answer, BYE after. A cancelled leg is over when its INVITE is."""
        if self.state is LegState.CALLING and self._call is not None:
            self.state = LegState.CANCELLING
            self._reason = reason
            self._around.socket.cancel(self._call.invite)
        elif self.state is LegState.ESTABLISHED:
            self._bye()
            self._finish(LegEnd(by=Side.LINE, answered=True, reason=reason or "bye"))

    def _bye(self) -> None:
        assert self._call is not None
        self._around.uac.toward(self._peer)
        self._around.uac.send_bye(self._call.dialog, self._peer)
        self._forget()

    def abandon(self) -> None:
        """The connector stops and the INVITE's end did not come in time."""
        self._forget()
        self._finish(LegEnd(by=Side.LINE, answered=False, status=408, reason="shutdown"))

    def acknowledged(self, ack: SipRequest) -> None:
        """The ACK of a re-INVITE that the peer sent; it may carry the answer to our offer."""
        if self._awaits_answer and has_sdp(ack):
            self._awaits_answer = False
            self._agree(read_media(ack.text))

    def no_ack(self) -> None:
        """A re-INVITE of the peer was not acknowledged."""
        self.end(reason="no_ack")

    def no_reply(self, request: SipRequest) -> None:
        """Timer B, or the wait after CANCEL, ran out."""
        if request.method != "INVITE" or self.state is LegState.OVER:
            return
        cancelled = self.state is LegState.CANCELLING
        self._forget()
        self._around.uac.remove_call(self.info.sip_call_id)
        reason = (self._reason or "cancel") if cancelled else "timeout"
        self._finish(LegEnd(by=Side.LINE, answered=False, status=408, reason=reason))

    def said_bye(self) -> None:
        """The far end hung up."""
        self._forget()
        self._finish(LegEnd(by=Side.CALLER, answered=True, reason="bye"))
