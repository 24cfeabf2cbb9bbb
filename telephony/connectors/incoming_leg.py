"""A leg whose INVITE came to us: ringing, answered, acknowledged, over. RFC 3261 §13.3, §15; RFC 3264 §5."""

import asyncio
import time

from aiosipua.dialog import Dialog
from aiosipua.incoming_call import IncomingCall
from aiosipua.message import SipRequest
from aiosipua.sdp import SdpMessage

from telephony.connectors.audio_leg import BEFORE_ANSWER, CallersLeg, LegState
from telephony.connectors.base import LegEnd, LegInfo
from telephony.connectors.sip_agents import has_sdp
from telephony.connectors.sip_legs import SipLeg, Surroundings
from telephony.errors import IllegalEvent, NoMediaPort
from telephony.events import Side
from telephony.sip.in_dialog import names_option
from telephony.sip.media import read_media, write_answer, write_offer
from telephony.sip.messages import cseq_number
from telephony.sip.session_timer import TooSmall


class IncomingLeg(CallersLeg, SipLeg):
    """A leg whose INVITE came to us."""

    def __init__(self, around: Surroundings, call: IncomingCall, info: LegInfo) -> None:
        super().__init__(around, info, LegState.RINGING, call.source_addr)
        self._call = call
        self._offer = read_media(call.invite.text) if has_sdp(call.invite) else None
        self._prack_wanted = names_option(call.invite, "100rel", required=True)
        self._prack_done = asyncio.Event()
        self._prack_done.set()

    @property
    def dialog(self) -> Dialog:
        """The dialog."""
        return self._call.dialog

    @property
    def owns_call_id(self) -> bool:
        """No: the caller began it."""
        return False

    def ring(self) -> None:
        """Send 180; on a leg that is over (the caller was faster) nothing happens."""
        if self.state is LegState.RINGING and not self._prack_wanted:
            self._call.ringing()
        elif self.state is LegState.RINGING:
            self._ring_reliably()
        elif self.state is not LegState.OVER:
            raise IllegalEvent("incoming leg", self.state, "ring")

    def _ring_reliably(self) -> None:
        """The caller requires it (RFC 3262 §3). A 180 for an INVITE without an offer would have to hold one (§5):
        there the 200 comes first."""
        if self._offer is not None and self._prack_done.is_set():
            self._prack_done.clear()
            self._call.on_prack_timeout = lambda call: self._no_prack()
            self._call.ringing(reliable=True)

    def _pracked(self, prack: SipRequest) -> None:
        uas = self._around.uas
        if has_sdp(prack):
            uas.respond(prack, 488)
        elif self._call._ack_reliable(prack.get_header("rack") or ""):
            uas.respond(prack, 200)
            self._prack_done.set()
        else:
            uas.respond(prack, 481)

    def _no_prack(self) -> None:
        """aiosipua has refused the INVITE with 504."""
        self._around.uas.forget(self._call)
        self._forget()
        self._finish(LegEnd(by=Side.LINE, answered=False, status=504, reason="no_ack"))
        self._prack_done.set()

    async def answer(self) -> float:
        """See `Leg.answer`. Without an offer in the INVITE the 200 offers, and the ACK answers (RFC 3264 §5)."""
        if self.state is not LegState.RINGING:
            raise IllegalEvent("incoming leg", self.state, "answer")
        self.state = LegState.ANSWERING
        try:
            rtp = await self._bind_audio()
        except NoMediaPort:
            self._refuse(503, "refused")
            raise
        await self._prack_done.wait()  # a 2xx must not overtake it (RFC 3262 §3)
        if self._is_over():  # the caller gave up while the socket was opened
            self._drop_audio(rtp)
            raise IllegalEvent("incoming leg", self.state, "answer")
        self._rtp = rtp
        granted = self._session.grant(self._call.invite)
        assert not isinstance(granted, TooSmall)  # the INVITE was refused then
        self._around.uas.accept(self._call, self._first_sdp(), granted.headers() if granted is not None else {})
        self._session.granted(granted, self._call.invite)
        self.state = LegState.ANSWERED
        return time.monotonic()

    def _first_sdp(self) -> SdpMessage:
        if self._offer is None:
            self._awaits_answer = cseq_number(self._call.invite)
            return self._offered(write_offer(self._local, self._around.codecs))
        codec = self._offer.preferred(self._around.codecs)
        self._apply(self._offer, codec)
        self._said, self._answered_offer = write_answer(self._offer, codec, self._local), self._call.invite.text
        return self._said

    def _is_over(self) -> bool:
        return self.state is LegState.OVER

    def _refuse(self, status: int, reason: str, by: Side = Side.LINE) -> None:
        self._around.uas.refuse(self._call, status)
        self._forget()
        self._prack_done.set()
        self._finish(LegEnd(by=by, answered=False, status=status, reason=reason))

    def _bye(self) -> None:
        self._bye_owed = False
        self._around.uas.forget(self._call)
        self._forget()
        self._around.uac.bye(self.dialog, self._peer)

    def acknowledged(self, ack: SipRequest) -> None:
        """First ACK: the dialog stands. It carries the answer where our 200 carried the offer."""
        if self._bye_owed:
            self._bye()
            return
        if not self._take_late_answer(ack) and self.state is LegState.ANSWERED:
            self._bye()
            self._finish(LegEnd(by=Side.LINE, answered=True, status=488, reason="no_media"))
            return
        if self.state is LegState.ANSWERED:
            self.state = LegState.ESTABLISHED
            self._around.handler.on_established(self, self._around.socket.received_at)

    def said_bye(self) -> None:
        """BYE, before or after the answer."""
        if self.state in BEFORE_ANSWER:
            self._refuse(487, "bye", Side.CALLER)
            return
        self._forget()
        self._finish(LegEnd(by=Side.CALLER, answered=True, reason="bye"))
