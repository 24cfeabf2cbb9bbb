"""A leg that we place: calling, cancelling, established, over. RFC 3261 §13.2, §9.1, §15."""

import time

from aiosipua.dialog import Dialog
from aiosipua.message import SipRequest
from aiosipua.outgoing_call import OutgoingCall
from aiosipua.sdp import SdpMessage
from msgspec.structs import replace

from telephony.connectors.audio_leg import LegState
from telephony.connectors.base import LegEnd, LegInfo
from telephony.connectors.sip_legs import SipLeg, Surroundings
from telephony.connectors.sip_uac import PlacedCall
from telephony.errors import MediaNotAcceptable
from telephony.events import Side
from telephony.sip.media import media_of, write_offer
from telephony.sip.messages import Address


class OutgoingLeg(SipLeg):
    """A leg that we place. Its audio is bound before the INVITE, since the INVITE names the port."""

    def __init__(self, around: Surroundings, info: LegInfo, peer: Address) -> None:
        super().__init__(around, info, LegState.CALLING, peer)
        self._call: PlacedCall | None = None
        self._reason = ""
        self._rang = False

    @property
    def dialog(self) -> Dialog | None:
        """The dialog, once the INVITE is out."""
        return self._call.dialog if self._call is not None else None

    @property
    def owns_call_id(self) -> bool:
        """Yes: we began it."""
        return True

    async def invite(
        self,
        caller_uri: str,
        name: str,
        target: str,
        codecs: tuple[str, ...],
        user_agent: str,
        headers: dict[str, str] | None = None,
    ) -> None:
        """Open the audio and send the INVITE, with these `headers` beside the usual. Raises NoMediaPort."""
        self._rtp = await self._bind_audio()
        self._rtp.codec = codecs[0]
        offer = self._offered(write_offer(self._local, codecs))
        more = {"User-Agent": user_agent} | (headers or {})
        call = self._around.uac.place((caller_uri, name), target, self._peer, offer, more)
        self._call = call
        call.on_ringing, call.on_answer, call.on_rejected = self._on_ringing, self._on_answer, self._on_rejected
        self.info = replace(self.info, sip_call_id=call.call_id, received_at=time.monotonic())
        self._around.legs[call.call_id] = self

    def _on_ringing(self, _call: OutgoingCall) -> None:
        if self.state is LegState.CALLING and not self._rang:
            self._rang = True
            self._around.handler.on_ringing(self, self._around.socket.received_at)

    def _on_answer(self, call: OutgoingCall) -> None:
        assert isinstance(call, PlacedCall)
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
        self._apply(remote, remote.codecs[0])
        self.state = LegState.ESTABLISHED
        if call.answer is not None:
            self._session.agreed(call.answer)
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
            self._call.given_up = True
            self._around.socket.cancel(self._call.invite)
        elif self.state is LegState.ESTABLISHED:
            self._bye()
            self._finish(LegEnd(by=Side.LINE, answered=True, reason=reason or "bye"))

    def _bye(self) -> None:
        assert self._call is not None
        self._around.uac.bye(self._call.dialog, self._peer)
        self._forget()

    def abandon(self) -> None:
        """The INVITE's end did not come in time."""
        self._around.uac.remove_call(self.info.sip_call_id)
        self._forget()
        self._finish(LegEnd(by=Side.LINE, answered=False, status=408, reason="shutdown"))

    def acknowledged(self, ack: SipRequest) -> None:
        """The ACK of a re-INVITE that the peer sent; it may carry the answer to our offer."""
        self._take_late_answer(ack)

    def no_ack(self) -> None:
        """A re-INVITE of the peer was not acknowledged."""
        self.end(reason="no_ack")

    def no_reply(self, request: SipRequest) -> None:
        """Timer B, or the wait after CANCEL, ran out."""
        if self._session.silent(request) or request.method != "INVITE":
            return
        if self.state not in (LegState.CALLING, LegState.CANCELLING):
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
