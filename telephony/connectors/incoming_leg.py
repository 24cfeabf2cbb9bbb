"""A leg whose INVITE came to us: ringing, answered, acknowledged, over. RFC 3261 §13.3, §15; RFC 3264 §5."""

import time

import structlog
from aiosipua.incoming_call import IncomingCall
from aiosipua.message import SipRequest

from telephony.connectors.base import LegEnd, LegInfo
from telephony.connectors.sip_agents import has_sdp
from telephony.connectors.sip_legs import LegState, SipLeg, Surroundings
from telephony.errors import IllegalEvent, MediaNotAcceptable, NoMediaPort
from telephony.events import Side
from telephony.sip.media import read_media, write_answer, write_offer

log = structlog.get_logger()


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
            codec = self._offer.preferred(self._around.codecs)
            rtp.agree(self._offer, codec)
            self._call.accept(write_answer(self._offer, codec, self._local))
        else:
            self._awaits_answer = True
            self._call.accept(write_offer(self._local, self._around.codecs))
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
