"""pyVoIP's phone, mended: which call a message belongs to, and what is answered where none does. Knows no legs.

Upstream's VoIPPhone lets a call wait one second in a timer before the program hears of it, rings by itself, answers
BYE and CANCEL of strangers with 200 and OPTIONS not at all, and takes any request with a known Call-ID for one of
that call. Here each request is held against its dialog first (RFC 3261 §12.2.2, §8.2); `SipSocket` has seen to it
that it comes once. Everything runs in the loop's thread.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from aiosipua.dialog import Dialog, DialogState, create_dialog_from_request, dialog_matches, remote_cseq_valid
from aiosipua.message import SipRequest, SipResponse
from aiosipua.utils import format_addr

from telephony.connectors.pyvoip_call import Call
from telephony.connectors.pyvoip_client import ALLOW, SDP, Client, Invitation
from telephony.connectors.pyvoip_library import CallState, TransmitType, VoIPPhone
from telephony.connectors.pyvoip_message import Message
from telephony.connectors.sip_agents import has_sdp, normalise_body
from telephony.errors import MediaNotAcceptable
from telephony.sip.in_dialog import adopt, dialog_of, retarget
from telephony.sip.media import PREFERENCE, RemoteMedia, read_media
from telephony.sip.messages import Address, cseq_number, from_tag, reply, to_tag
from telephony.sip.transport import SipSocket

AddressFor = Callable[[Address], Address]


class Phone(VoIPPhone):  # type: ignore[misc]  # pyVoIP has no types
    """The user agent. `on_call` hears of each new call, `on_refused` of each INVITE that was refused at once."""

    def __init__(
        self,
        socket: SipSocket,
        address_for: AddressFor,
        on_call: Callable[[Call], None],
        on_refused: Callable[[Address, int, str], None],
        user_agent: str,
    ) -> None:
        self.calls: dict[str, Call]
        super().__init__("", 0, "", "", callCallback=on_call)
        self.address_for = address_for
        self._on_refused = on_refused
        self._socket = socket
        self.sip = Client(self, socket, user_agent)
        self._takes: dict[str, Callable[[SipRequest, Address], None]] = {
            "INVITE": self._invite,
            "ACK": self._ack,
            "BYE": self._bye,
            "CANCEL": self._cancel,
            "OPTIONS": self._options,
            "UPDATE": self._update,
        }

    def start(self) -> None:
        """Upstream registers, binds and starts a thread here; the line's socket is there already."""
        self.sip.start()
        self.NSD = True

    def stop(self, failed: bool = False) -> None:
        """The legs have ended their calls."""
        self.sip.stop()
        self.NSD = False

    def request_port(self, blocking: bool = True) -> int:
        """Upstream takes a port for each call that rings; here a leg takes one when its audio is opened."""
        return 0

    def release_ports(self, call: Any = None) -> None:
        """See `request_port`."""

    def get_call(self, call_id: str) -> Call | None:
        """The call of that Call-ID, with its dialog and INVITE (`trunk_credentials.py`)."""
        return self.calls.get(call_id)

    # --- what comes ---

    def receive(self, message: SipRequest | SipResponse, source: Address) -> None:
        """A message that the transactions let through."""
        normalise_body(message)
        if isinstance(message, SipResponse):
            if message.call_id in self.calls:
                self.sip.parse_message(Message(message, usable(message)))
            return
        take = self._takes.get(message.method)
        if take is not None:
            take(message, source)
        else:
            self.refuse(message, 405)

    def refuse(self, request: SipRequest, status: int) -> None:
        """Answer a request by which nothing comes about."""
        headers = {405: {"Allow": ALLOW}, 415: {"Accept": SDP}, 488: {"Accept": SDP}}.get(status, {})
        if status == 420:
            headers = {"Unsupported": ", ".join(request.headers.get("require"))}
        self._socket.send_reply(self.sip.answer(request, status, self.sip.gen_tag(), headers))

    # --- INVITE ---

    def _invite(self, request: SipRequest, source: Address) -> None:
        status, detail = self._fault_of_invite(request)
        if status:
            self.refuse(request, status)
            if status != 481:
                self._on_refused(source, status, detail)
            return
        if not to_tag(request):
            self._socket.send_reply(reply(request, 100, "Trying"))
        self._source = source
        self.sip.parse_message(Message(request, usable(request)))

    def _fault_of_invite(self, request: SipRequest) -> tuple[int, str]:
        """The status to refuse it with, and why; 0 where it can be taken."""
        status = self._fault_of_dialog(request)
        if status:
            return status, "dialog"
        if request.headers.get("require"):
            return 420, ", ".join(request.headers.get("require"))[:80]
        if request.body and request.content_type != SDP:
            return 415, (request.content_type or "")[:80]
        if has_sdp(request):
            try:
                _checked(read_media(request.text))
            except MediaNotAcceptable as error:
                return 488, str(error)[:120]
        return 0, ""

    def _fault_of_dialog(self, request: SipRequest) -> int:
        call = self.calls.get(request.call_id or "")
        if not to_tag(request):
            return 0 if call is None else 482
        if call is None or not dialog_matches(call.dialog, request):
            return 481
        if call.dialog.state is not DialogState.CONFIRMED:
            return 491
        if not remote_cseq_valid(call.dialog, request):
            return 500
        retarget(call.dialog, request)
        return 0

    def _callback_MSG_Invite(self, request: Message) -> None:  # noqa: N802  upstream's name
        """Upstream's for a re-INVITE; a new call is told at once."""
        if request.headers["Call-ID"] in self.calls:
            super()._callback_MSG_Invite(request)
            return
        self._create_Call(request, random.randint(1, 1 << 31))  # noqa: S311  no secret
        self.callCallback(self.calls[request.headers["Call-ID"]])

    def _create_Call(self, request: Message, sess_id: int) -> None:  # noqa: N802  upstream's name
        invite = request.request
        dialog = create_dialog_from_request(invite, local_tag=self.sip.gen_tag())
        host = self.address_for(self._source)[0]
        self.calls[request.headers["Call-ID"]] = Call(
            self, CallState.RINGING, request, sess_id, host, dialog=dialog, peer=self._source
        )

    # --- in a call ---

    def _of(self, request: SipRequest) -> Call | None:
        """The call of a request within a dialog; None where it is refused, and it has been."""
        call = self.calls.get(request.call_id or "")
        if call is None or not dialog_matches(call.dialog, request):
            self.refuse(request, 481)
            return None
        if not remote_cseq_valid(call.dialog, request):
            self.refuse(request, 500)
            return None
        return call

    def _ack(self, request: SipRequest, _source: Address) -> None:
        call = self.calls.get(request.call_id or "")
        if call is not None and call.listener is not None and dialog_matches(call.dialog, request):
            call.dialog.confirm()
            call.listener.acknowledged(usable(request))

    def _bye(self, request: SipRequest, _source: Address) -> None:
        if self._of(request) is not None:
            self.sip.parse_message(Message(request, None))

    def _cancel(self, request: SipRequest, _source: Address) -> None:
        invite = self._socket.layer.invite_of(request)
        if invite is None:
            self.refuse(request, 481)
            return
        call = self.calls.get(invite.call_id or "")
        tag = call.dialog.local_tag if call is not None else self.sip.gen_tag()
        self._socket.send_reply(self.sip.answer(request, 200, tag))
        if call is not None and call.listener is not None:
            call.listener.cancelled()

    def _update(self, request: SipRequest, _source: Address) -> None:
        """RFC 3311: as a re-INVITE where it carries an offer, else a sign of life."""
        call = self._of(request)
        if call is None:
            return
        if not has_sdp(request):
            self._socket.send_reply(self.sip.answer(request, 200, call.dialog.local_tag))
            return
        retarget(call.dialog, request)
        media = usable(request)
        sdp = call.listener.renegotiated(media) if call.listener is not None and media is not None else None
        if sdp is None:
            self.refuse(request, 488)
            return
        call.sdp = sdp
        self._socket.send_reply(self.sip.with_sdp(request, call))

    def _options(self, request: SipRequest, source: Address) -> None:
        """RFC 3261 §11.2."""
        headers = {"Accept": SDP, "Allow": ALLOW, "Supported": ""}
        headers["Contact"] = f"<sip:{format_addr(*self.address_for(source))}>"
        self._socket.send_reply(self.sip.answer(request, 200, self.sip.gen_tag(), headers))

    # --- calls that we place ---

    def place(self, invitation: Invitation, ms: dict[int, dict[int, Any]]) -> Call:
        """Send an INVITE. `ms` is its offer in upstream's form, codecs by port (`VoIPPhone.call`)."""
        request, call_id, session_id = self.sip.invite(invitation, ms, TransmitType.SENDRECV)
        invite = request.origin
        dialog = Dialog(
            call_id=call_id,
            local_tag=from_tag(invite),
            local_uri=invitation.sender,
            remote_uri=invitation.target,
            remote_target=invitation.target,
            local_cseq=cseq_number(invite),
        )
        call = Call(
            self,
            CallState.DIALING,
            request,
            session_id,
            self.address_for(invitation.peer)[0],
            dialog=dialog,
            peer=invitation.peer,
            ms=ms,
        )
        self.calls[call_id] = call
        return call

    def on_reply(self, message: Message) -> None:
        """A response to an INVITE of ours. Upstream knows 200, 404 and 503."""
        call = self.calls[message.headers["Call-ID"]]
        if message.code in (180, 183):
            call.ringing(message)
        elif 200 <= message.code < 300:
            self._on_success(call, message)
        elif message.code >= 300:
            call.refused(message.code)

    def _on_success(self, call: Call, message: Message) -> None:
        """2xx: the first is the answer, the same again wants its ACK again, that of another phone a BYE."""
        response = message.origin
        assert isinstance(response, SipResponse)
        first = call.state is CallState.DIALING
        if first:
            adopt(call.dialog, response, call.invite.uri)
        elif to_tag(response) != call.dialog.remote_tag:
            self.sip.leave(dialog_of(call.invite, response), call.peer, message)
            return
        self._callback_RESP_OK(message)  # takes the answer, sends the ACK
        if first and call.listener is not None:
            call.listener.answered(call.agreed)


def usable(message: SipRequest | SipResponse) -> RemoteMedia | None:
    """What a message's SDP says of audio; None where there is none that we can use."""
    if not has_sdp(message):
        return None
    try:
        return _checked(read_media(message.text))
    except MediaNotAcceptable:
        return None


def _checked(media: RemoteMedia) -> RemoteMedia:
    """pyVoIP's audio is G.711 over IPv4."""
    if ":" in media.host:
        raise MediaNotAcceptable("this connector has no IPv6")
    spoken = tuple(codec for codec in media.codecs if codec in PREFERENCE)
    if not spoken:
        raise MediaNotAcceptable("no common codec: this connector speaks PCMA and PCMU")
    return replace(media, codecs=spoken)
