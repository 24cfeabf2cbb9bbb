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
from aiosipua.dialog import Dialog
from aiosipua.message import SipRequest, SipResponse
from aiosipua.sdp import SdpMessage

from telephony.connectors.base import Leg, LegEnd, LegHandler, LegInfo
from telephony.connectors.rtp_leg import RtpLeg
from telephony.connectors.session_keeper import SessionKeeper
from telephony.connectors.sip_agents import Uac, Uas, has_sdp
from telephony.errors import IllegalEvent, MediaNotAcceptable, NoMediaPort
from telephony.events import AudioFault, MediaQuality
from telephony.media.presence import DEAD_S
from telephony.sip.in_dialog import retarget
from telephony.sip.media import PREFERENCE, LocalMedia, RemoteMedia, read_media, write_answer, write_offer
from telephony.sip.messages import Address, cseq_number
from telephony.sip.ports import PortPool
from telephony.sip.session_timer import SessionPolicy, TooSmall
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
    session: SessionPolicy = field(default_factory=SessionPolicy)
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
        self._awaits_answer = 0  # the CSeq of the INVITE whose 200 offered
        self._relayed: Leg | None = None
        self._said: SdpMessage | None = None
        self._answered_offer = ""
        self._hears_keys = False
        self._session = SessionKeeper(self, around.uac, around.session)

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
        if self._rtp is None:
            raise MediaNotAcceptable("audio is not open yet")
        codec = self._rtp.codec if self._rtp.codec in remote.codecs else remote.preferred(self._around.codecs)
        self._apply(remote, codec)
        return codec

    def _apply(self, remote: RemoteMedia, codec: str) -> None:
        assert self._rtp is not None
        self._hears_keys = remote.dtmf != 0
        self._rtp.agree(remote, codec)

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
        except MediaNotAcceptable:
            uas.respond(request, 488)  # the session stays as it was (RFC 3261 §14.2)
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
        if self.state is LegState.OVER:
            return
        self.state = LegState.OVER
        self._session.stop()
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
