"""A leg over pyVoIP: one `Call` with its audio, in either direction. Knows nothing of the line's calls.

The call keeps pyVoIP's state and writes the messages, the leg says when, and tells the line. It ends exactly once, by
`_finish`; the line hears of that in the loop's next turn, so that no callback comes from within a method.
`LegEnd.by` is CALLER for the peer, whichever side called, and LINE for us. RFC 3261 §9, §13.3, §15; RFC 3264 §5, §8.
"""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import structlog
from aiosipua.sdp import SdpMessage
from msgspec.structs import replace

from telephony.connectors.audio_leg import BEFORE_ANSWER, Around, AudioLeg, CallersLeg, LegState
from telephony.connectors.base import LegEnd, LegInfo
from telephony.connectors.pyvoip_call import Call
from telephony.connectors.pyvoip_client import Invitation
from telephony.connectors.pyvoip_phone import Phone
from telephony.connectors.pyvoip_rtp import OFFERED, RtpPort, Taken
from telephony.connectors.rtp_leg import RtpLeg
from telephony.errors import IllegalEvent, NoMediaPort
from telephony.events import Side
from telephony.sip.media import RemoteMedia, write_answer, write_offer
from telephony.sip.messages import Address

log = structlog.get_logger()


@dataclass(kw_only=True)
class PyvoipAround(Around):
    """What the legs share, the phone that they belong to among it."""

    phone: Phone


class _PyvoipLeg(AudioLeg):
    """What both directions share. Its audio goes through `rtp_leg.py` on pyVoIP's RTP client (`pyvoip_rtp.py`)."""

    _around: PyvoipAround
    _call: Call | None = None
    _client: RtpPort | None = None
    awaits_answer = False
    """Is an offer of ours not answered yet?"""

    async def _open_audio(self, codecs: dict[int, Any]) -> RtpLeg:
        """RTP on a port of the range; `codecs` in pyVoIP's form. Raises NoMediaPort."""

        def port_of(taken: Taken) -> RtpPort:
            self._client = RtpPort(taken, codecs)
            return self._client

        return await self._bind_audio(port_of)

    async def _close_audio(self, rtp: RtpLeg) -> None:
        """The port is lent again when its thread has let go of it."""
        await rtp.close()
        if self._client is not None:
            await asyncio.to_thread(self._client.join)
        self._around.ports.give_back(self._local.port)

    def _bye(self) -> None:
        """Say BYE, as upstream does for a call that was answered."""
        assert self._call is not None
        self._bye_owed = False
        self._call.hangup()
        self._forget()

    # --- what the call tells (pyvoip_call.Listener) ---

    @property
    def is_over(self) -> bool:
        """Has it ended, though its BYE may wait for an ACK?"""
        return self.state is LegState.OVER

    def pressed(self, digit: str) -> None:
        """A key by INFO counts where the peer has no RFC 4733; from one that has both it would count twice."""
        if not self._hears_keys:
            self._digit(digit)

    def renegotiated(self, media: RemoteMedia | None) -> SdpMessage | None:
        """Hold and its end, a new address; without an offer we make one."""
        if self._rtp is None:
            return None
        self._local = self._local.next_version()
        if media is None:
            self.awaits_answer = True
            return write_offer(self._local, tuple(dict.fromkeys((self._rtp.codec, *self._around.codecs))))
        return write_answer(media, self._agree(media), self._local)

    def said_bye(self) -> None:
        """BYE, before or after the answer."""
        answered = self.state not in (*BEFORE_ANSWER, LegState.CALLING, LegState.CANCELLING)
        self._forget()
        self._finish(LegEnd(by=Side.CALLER, answered=answered, status=0 if answered else 487, reason="bye"))

    def rang(self) -> None:
        """Only a leg that we placed hears of it."""

    def answered(self, media: RemoteMedia | None) -> None:
        """Only a leg that we placed hears of it."""

    def refused(self, status: int) -> None:
        """Only a leg that we placed hears of it."""

    def cancelled(self) -> None:
        """Only an incoming leg hears of it."""

    def no_reply(self) -> None:
        """Only a leg that we placed hears of it."""


class PyvoipIncoming(CallersLeg, _PyvoipLeg):
    """A leg whose INVITE came to us."""

    _call: Call

    def __init__(self, around: PyvoipAround, call: Call, info: LegInfo, offer: RemoteMedia | None) -> None:
        super().__init__(around, info, LegState.RINGING, call.peer)
        self._call = call
        self._offer = offer
        call.listener = self

    def ring(self) -> None:
        """Send 180; on a leg that is over (the caller was faster) nothing happens."""
        if self.state is LegState.RINGING:
            self._call.ring()
        elif self.state is not LegState.OVER:
            raise IllegalEvent("incoming leg", self.state, "ring")

    async def answer(self) -> float:
        """See `Leg.answer`. Without an offer in the INVITE the 200 offers, and the ACK answers (RFC 3264 §5)."""
        if self.state is not LegState.RINGING:
            raise IllegalEvent("incoming leg", self.state, "answer")
        self.state = LegState.ANSWERING
        try:
            rtp = await self._open_audio(self._call.codecs)
        except NoMediaPort:
            self._refuse(503, "refused")
            raise
        if self.is_over:  # the caller gave up while the socket was opened
            self._drop_audio(rtp)
            raise IllegalEvent("incoming leg", self.state, "answer")
        self._rtp = rtp
        if self._offer is not None:
            codec = self._offer.preferred(self._around.codecs)
            self._apply(self._offer, codec)
            self._call.sdp = write_answer(self._offer, codec, self._local)
        else:
            self.awaits_answer = True
            self._call.sdp = write_offer(self._local, self._around.codecs)
        self._call.RTPClients[:] = [self._client]
        self._call.answer()
        self.state = LegState.ANSWERED
        return time.monotonic()

    def _refuse(self, status: int, reason: str, by: Side = Side.LINE) -> None:
        self._call.refuse(status)
        self._forget()
        self._finish(LegEnd(by=by, answered=False, status=status, reason=reason))

    def acknowledged(self, media: RemoteMedia | None) -> None:
        """First ACK: the dialog stands. It carries the answer where our 200 carried the offer."""
        if self._bye_owed:
            self.abandon()
            return
        if self.awaits_answer:
            self.awaits_answer = False
            if media is not None:
                self._agree(media)
            elif self.state is LegState.ANSWERED:
                log.warning("sip_late_answer_unusable")
                self._bye()
                self._finish(LegEnd(by=Side.LINE, answered=True, status=488, reason="no_media"))
                return
        if self.state is LegState.ANSWERED:
            self.state = LegState.ESTABLISHED
            self._around.handler.on_established(self, self._around.socket.received_at)


class PyvoipOutgoing(_PyvoipLeg):
    """A leg that we place. Its audio is bound before the INVITE, since the INVITE names the port."""

    def __init__(self, around: PyvoipAround, info: LegInfo, peer: Address) -> None:
        super().__init__(around, info, LegState.CALLING, peer)
        self._reason = ""
        self._rang = False

    async def invite(
        self, sender: str, name: str, target: str, codecs: tuple[str, ...], headers: dict[str, str]
    ) -> None:
        """Open the audio and send the INVITE. Raises NoMediaPort."""
        self._rtp = await self._open_audio(OFFERED)
        self._rtp.codec = codecs[0]
        offer = write_offer(self._local, codecs)
        invitation = Invitation(sender, name, target, self._peer, offer, headers)
        call = self._call = self._around.phone.place(invitation, {self._local.port: OFFERED})
        call.RTPClients[:] = [self._client]
        call.listener = self
        self.info = replace(self.info, sip_call_id=call.call_id, received_at=time.monotonic())
        self._around.legs[call.call_id] = self

    def rang(self) -> None:
        """180 or 183, the first of them."""
        if self.state is LegState.CALLING and not self._rang:
            self._rang = True
            self._around.handler.on_ringing(self, self._around.socket.received_at)

    def answered(self, media: RemoteMedia | None) -> None:
        """2xx, which has been acknowledged."""
        if self.state is not LegState.CALLING:  # the answer crossed our CANCEL
            self._bye()
            self._finish(LegEnd(by=Side.LINE, answered=False, status=487, reason=self._reason or "cancel"))
        elif media is None:
            self._bye()
            self._finish(LegEnd(by=Side.LINE, answered=True, status=488, reason="no_media"))
        else:
            self._apply(media, media.codecs[0])
            self.state = LegState.ESTABLISHED
            self._around.handler.on_answered(self, self._around.socket.received_at)

    def refused(self, status: int) -> None:
        """3xx to 6xx."""
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

    def abandon(self) -> None:
        """The INVITE's end did not come in time."""
        self._give_up("shutdown")

    def _give_up(self, reason: str) -> None:
        if self._call is not None:
            self._call.give_up()
        self._forget()
        self._finish(LegEnd(by=Side.LINE, answered=False, status=408, reason=reason))

    def acknowledged(self, media: RemoteMedia | None) -> None:
        """The ACK of a re-INVITE that the peer sent; it may carry the answer to our offer."""
        if self.awaits_answer and media is not None:
            self.awaits_answer = False
            self._agree(media)

    def no_ack(self) -> None:
        """A re-INVITE of the peer was not acknowledged."""
        self.end(reason="no_ack")

    def no_reply(self) -> None:
        """Timer B, or the wait after CANCEL, ran out."""
        if self.state is not LegState.OVER:
            self._give_up((self._reason or "cancel") if self.state is LegState.CANCELLING else "timeout")
