"""What both kinds of leg share: one SIP dialog with its audio, over aiosipua. Knows nothing of calls.

`incoming_leg.py` stands on an INVITE that came, `outgoing_leg.py` on one that we sent. Both end exactly once, by
`_finish`; the line hears of it in the loop's next turn, so that no callback comes from within a method.

`LegEnd.by` is CALLER for the peer, whichever side called, and LINE for us: a leg cannot know who asked.
"""

from dataclasses import dataclass, field

import structlog
from aiosipua.dialog import Dialog
from aiosipua.message import SipRequest, SipResponse
from aiosipua.sdp import SdpMessage

from telephony.connectors.audio_leg import Around, AudioLeg, LegState
from telephony.connectors.base import LegEnd, LegInfo
from telephony.connectors.session_keeper import SessionKeeper
from telephony.connectors.sip_agents import Uac, Uas, has_sdp
from telephony.errors import MediaNotAcceptable
from telephony.sip.in_dialog import retarget
from telephony.sip.media import read_media, write_answer, write_offer
from telephony.sip.messages import Address, cseq_number
from telephony.sip.session_timer import SessionPolicy, TooSmall

log = structlog.get_logger()


@dataclass(kw_only=True)
class Surroundings(Around):
    """What legs share: the sockets and agents of one connector, and its handler."""

    uas: Uas
    uac: Uac
    session: SessionPolicy = field(default_factory=SessionPolicy)
    legs: "dict[str, SipLeg]" = field(default_factory=dict)


class SipLeg(AudioLeg):
    """What both kinds share: re-negotiation, and the session's time."""

    _around: Surroundings

    def __init__(self, around: Surroundings, info: LegInfo, state: LegState, peer: Address) -> None:
        super().__init__(around, info, state, peer)
        self._awaits_answer = 0  # the CSeq of the INVITE whose 200 offered
        self._said: SdpMessage | None = None
        self._answered_offer = ""
        self._session = SessionKeeper(self, around.uac, around.session)

    # --- requests within the dialog ---

    @property
    def dialog(self) -> Dialog | None:
        """The dialog, once there is one."""
        raise NotImplementedError

    @property
    def peer(self) -> Address:
        """Where the peer was heard last."""
        return self._peer

    @property
    def owns_call_id(self) -> bool:
        """Did we begin the dialog?"""
        raise NotImplementedError

    def inside(self, request: SipRequest, source: Address) -> None:
        """A request within the dialog that passed its checks: INVITE, UPDATE, INFO or PRACK. It is answered."""
        if self.state is LegState.OVER:  # its BYE waits for the ACK of our 200
            self._around.uas.respond(request, 481)
        elif request.method == "INFO":
            self._informed(request)
        elif request.method == "PRACK":
            self._pracked(request)
        elif (status := self._not_now(request)) != 0:
            self._around.uas.respond(request, status)
        else:
            self._renegotiate(request, source)

    def _not_now(self, request: SipRequest) -> int:
        """The status for a request that crosses another exchange (RFC 3261 §14.2, RFC 3311 §5.2), or 0."""
        if request.method == "UPDATE" and not has_sdp(request):
            return 0
        match self.state:
            case LegState.RINGING | LegState.ANSWERING:
                return 500  # the INVITE's own offer is not answered yet
            case LegState.CALLING | LegState.CANCELLING:
                return 491
        return 491 if self._awaits_answer or self._session.inviting else 0

    def _renegotiate(self, request: SipRequest, source: Address) -> None:
        """Hold and its end, another codec or address, or nothing but a refresh (RFC 3264 §8, RFC 4028)."""
        uas = self._around.uas
        try:
            granted = self._session.grant(request)
        except ValueError:
            uas.respond(request, 400)
            return
        if isinstance(granted, TooSmall):
            uas.respond(request, 422, headers={"Min-SE": str(granted.min_se)})
            return
        if self.state not in (LegState.ANSWERED, LegState.ESTABLISHED):
            granted = None  # there is no session yet whose time could run
        try:
            sdp = self._reply_sdp(request)
        except MediaNotAcceptable as error:
            uas.respond(request, 488, headers=uas.unmet(error).headers)  # the session stays as it was (§14.2)
            return
        if self.dialog is not None:
            retarget(self.dialog, request)
        self._peer = source
        uas.respond(request, 200, sdp=sdp, headers=granted.headers() if granted is not None else {})
        self._session.granted(granted, request)

    def _reply_sdp(self, request: SipRequest) -> SdpMessage | None:
        """Our SDP for a request; None for an UPDATE without any. Raises MediaNotAcceptable."""
        if not has_sdp(request):
            return self._offer_anew(cseq_number(request)) if request.method == "INVITE" else None
        if request.text == self._answered_offer and self._said is not None:
            return self._said  # nothing changes, so our version does not either (RFC 4028 §9)
        remote = read_media(request.text)
        codec = self._agree(remote)
        self._local = self._local.next_version()
        self._answered_offer = request.text
        self._said = write_answer(remote, codec, self._local)
        return self._said

    def _offer_anew(self, cseq: int) -> SdpMessage:
        """A re-INVITE without an offer gets all that we can, the codec in use first (RFC 3261 §14.2)."""
        if self._rtp is None:
            raise MediaNotAcceptable("audio is not open yet")
        self._awaits_answer = cseq
        self._local = self._local.next_version()
        codecs = dict.fromkeys((self._rtp.codec, *self._around.codecs))
        return self._offered(write_offer(self._local, tuple(codecs)))

    def _offered(self, sdp: SdpMessage) -> SdpMessage:
        self._said, self._answered_offer = sdp, ""
        return sdp

    def _take_late_answer(self, ack: SipRequest) -> bool:
        """The answer in an ACK, where our 200 offered. False when it is unusable: a call that stands goes on."""
        if self._awaits_answer != cseq_number(ack):
            return True
        self._awaits_answer = 0
        try:
            self._agree(read_media(ack.text))
        except MediaNotAcceptable as error:
            log.warning("sip_late_answer_unusable", detail=str(error)[:120])
            return False
        return True

    def said(self) -> SdpMessage | None:
        """The SDP that stands, to be offered again unchanged; None while an exchange is under way."""
        return None if self._awaits_answer or self.state is not LegState.ESTABLISHED else self._said

    def take_answer(self, response: SipResponse) -> None:
        """The answer to what was offered again."""
        try:
            self._agree(read_media(response.text))
        except MediaNotAcceptable as error:
            log.warning("sip_refresh_answer_unusable", detail=str(error)[:120])

    def _informed(self, info: SipRequest) -> None:
        """A key by INFO counts where the peer has no RFC 4733; from one that has both it would count twice."""
        self._around.uas.respond(info, 200)
        digit = info_digit(info.text) if info.body else ""
        if digit and not self._hears_keys:
            self._digit(digit)

    def _pracked(self, prack: SipRequest) -> None:
        """A PRACK for nothing that waits for one (RFC 3262 §3)."""
        self._around.uas.respond(prack, 481)

    def replied(self, request: SipRequest, response: SipResponse) -> bool:
        """A response to a request of ours within the dialog. True when it was waited for."""
        return self._session.replied(request, response)

    # --- the end ---

    def _finish(self, end: LegEnd) -> None:
        self._session.stop()
        super()._finish(end)

    # --- what a kind does in its own way ---

    def acknowledged(self, ack: SipRequest) -> None:
        """An ACK for a 2xx of ours came."""

    def no_ack(self) -> None:
        """An ACK for a 2xx of ours never came."""

    def no_reply(self, request: SipRequest) -> None:
        """A request of ours was never answered."""
        self._session.silent(request)

    def said_bye(self) -> None:
        """The peer sent BYE; it has been answered."""


def info_digit(text: str) -> str:
    """The key in an INFO body: `Signal=5` (application/dtmf-relay) or a bare `5` (application/dtmf); else empty."""
    for line in text.splitlines():
        name, equals, value = line.partition("=")
        if equals and name.strip().lower() != "signal":
            continue
        key = (value if equals else name).strip().upper()
        if len(key) == 1 and key in "0123456789*#ABCD":
            return key
        key = {"10": "*", "11": "#"}.get(key, "")
        if key:
            return key
    return ""
