"""pyVoIP's phone, mended: which call a message belongs to, and what is answered where none does. Knows no legs.

Upstream's VoIPPhone lets a call wait one second in a timer before the program hears of it, rings by itself, answers
BYE and CANCEL of strangers with 200 and OPTIONS not at all, and takes any request with a known Call-ID for one of
that call. Here each request is held against its dialog first (RFC 3261 §12.2.2, §8.2); `SipSocket` has seen to it
that it comes once. Everything runs in the loop's thread.
"""

import random
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from aiosipua.dialog import Dialog, create_dialog_from_request, dialog_matches, remote_cseq_valid
from aiosipua.message import SipRequest, SipResponse
from aiosipua.utils import format_addr

from telephony.connectors.pyvoip_call import Call
from telephony.connectors.pyvoip_client import ALLOW, Client, Invitation
from telephony.connectors.pyvoip_library import CallState, TransmitType, VoIPPhone
from telephony.connectors.pyvoip_message import Message
from telephony.connectors.sip_agents import has_sdp, normalise_body
from telephony.connectors.sip_legs import info_digit
from telephony.errors import MediaNotAcceptable
from telephony.sip.in_dialog import adopt, dialog_of, retarget
from telephony.sip.media import PREFERENCE, SDP, RemoteMedia, read_media
from telephony.sip.messages import Address, cseq_number, from_tag, reply, to_tag, transaction_key
from telephony.sip.refusals import Refusal, body_refusal, reason_of, unmet
from telephony.sip.transport import SipSocket

AddressFor = Callable[[Address], Address]
DialogId = tuple[str, str, str]
"""Call-ID, our tag, the peer's."""
MOST_KEPT = 100


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
        self._hung_up: OrderedDict[DialogId, None] = OrderedDict()
        self.sip = Client(self, socket, user_agent)
        self._takes: dict[str, Callable[[SipRequest, Address], None]] = {
            "INVITE": self._invite,
            "ACK": self._ack,
            "BYE": self._bye,
            "CANCEL": self._cancel,
            "OPTIONS": self._options,
            "UPDATE": self._update,
            "INFO": self._info,
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
            else:
                self._late(message)
            return
        take = self._takes.get(message.method)
        if take is not None:
            take(message, source)
        else:
            self.refuse(message, 405)

    def refuse(self, request: SipRequest, status: int, headers: dict[str, str] | None = None) -> None:
        """Answer a request by which nothing comes about."""
        self._socket.send_reply(self.sip.answer(request, status, self.sip.gen_tag(), headers))

    # --- INVITE ---

    def _invite(self, request: SipRequest, source: Address) -> None:
        refusal = self._fault_of_invite(request, source)
        if refusal is not None:
            self.refuse(request, refusal.status, refusal.headers)
            if refusal.status != 481:
                self._on_refused(source, refusal.status, refusal.detail or reason_of(refusal.status))
            return
        if not to_tag(request):
            self._socket.send_reply(reply(request, 100, "Trying"))
        self._source = source
        self.sip.parse_message(Message(request, usable(request)))

    def _fault_of_invite(self, request: SipRequest, source: Address) -> Refusal | None:
        """Why it is refused; None where it can be taken."""
        status = self._fault_inside(request) if to_tag(request) else self._fault_of_new(request)
        if status:
            return Refusal(status, ", ".join(request.headers.get("require"))[:80])
        if (body := body_refusal(request)) is not None:
            return body
        if has_sdp(request):
            try:
                _checked(read_media(request.text))
            except MediaNotAcceptable as error:
                return unmet(error, self.address_for(source))
        too_soon = self._too_soon(request) if to_tag(request) else 0
        return Refusal(too_soon) if too_soon else None

    def _fault_of_new(self, request: SipRequest) -> int:
        if request.call_id in self.calls or self._socket.layer.is_merged(request):
            return 482
        return 420 if request.headers.get("require") else 0

    def _fault_inside(self, request: SipRequest) -> int:
        """What is wrong with a request as one of a dialog (RFC 3261 §12.2.2); 0 where nothing is."""
        call = self._match(request)
        if call is None:
            return 481
        if not remote_cseq_valid(call.dialog, request):
            return 500
        if request.headers.get("require"):
            return 420
        if request.method in ("INVITE", "UPDATE"):
            retarget(call.dialog, request)
        return 0

    def _too_soon(self, request: SipRequest) -> int:
        """500 before the INVITE's own offer is answered, 491 while one of ours is not (RFC 3261 §14.2, 3311 §5.2)."""
        call = self.calls[request.call_id or ""]
        assert call.listener is not None
        if call.state is CallState.RINGING:
            return 500
        return 491 if call.state is CallState.DIALING or call.listener.awaits_answer else 0

    def _match(self, request: SipRequest) -> Call | None:
        """The call whose dialog a request names, if it has not ended."""
        call = self.calls.get(request.call_id or "")
        if call is None or call.listener is None or call.listener.is_over:
            return None
        return call if dialog_matches(call.dialog, request) else None

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
        dialog.route_set = invite.headers.get("record-route")  # in its order: aiosipua turns it round (§12.1.1)
        host = self.address_for(self._source)[0]
        self.calls[request.headers["Call-ID"]] = Call(
            self, CallState.RINGING, request, sess_id, host, dialog=dialog, peer=self._source
        )

    # --- in a call ---

    def _of(self, request: SipRequest) -> Call | None:
        """The call of a request within a dialog; None where it is refused, and it has been."""
        status = self._fault_inside(request)
        if status:
            self.refuse(request, status)
            return None
        return self.calls[request.call_id or ""]

    def _ack(self, request: SipRequest, _source: Address) -> None:
        call = self.calls.get(request.call_id or "")
        if call is not None and call.listener is not None and dialog_matches(call.dialog, request):
            call.dialog.confirm()
            call.listener.acknowledged(usable(request))

    def _bye(self, request: SipRequest, _source: Address) -> None:
        if (request.call_id or "", to_tag(request), from_tag(request)) in self._hung_up:
            self._socket.send_reply(self.sip.answer(request, 200, ""))  # it crossed ours (RFC 3261 §15.1.1)
            return
        call = self.calls.get(request.call_id or "")
        if call is None or not dialog_matches(call.dialog, request):
            self.refuse(request, 481)
        elif not remote_cseq_valid(call.dialog, request):
            self.refuse(request, 500)
        else:
            self.sip.parse_message(Message(request, None))

    def hung_up(self, call: Call) -> None:
        """A BYE of ours was sent."""
        self._note_bye(call.dialog)

    def _note_bye(self, dialog: Dialog) -> None:
        self._hung_up[_id_of(dialog)] = None
        while len(self._hung_up) > MOST_KEPT:
            self._hung_up.popitem(last=False)

    def _cancel(self, request: SipRequest, _source: Address) -> None:
        invite = self._socket.layer.invite_of(request)
        if invite is None:
            self.refuse(request, 481)
            return
        call = self.calls.get(invite.call_id or "")
        if call is not None and transaction_key(call.invite) != transaction_key(invite):
            call = None  # a re-INVITE, or a merged one, both answered already
        tag = call.dialog.local_tag if call is not None else self.sip.gen_tag()
        self._socket.send_reply(self.sip.answer(request, 200, tag))
        if call is not None and call.listener is not None:
            call.listener.cancelled()

    def _update(self, request: SipRequest, _source: Address) -> None:
        """RFC 3311: as a re-INVITE where it carries an offer, else a sign of life."""
        call = self._of(request)
        if call is None or call.listener is None:
            return
        if not has_sdp(request):
            self._socket.send_reply(self.sip.answer(request, 200, call.dialog.local_tag))
            return
        media, status = usable(request), self._too_soon(request)
        sdp = call.listener.renegotiated(media) if media is not None and not status else None
        if sdp is None:
            self.refuse(request, status or 488)
            return
        call.sdp = sdp
        self._socket.send_reply(self.sip.with_sdp(request, call))

    def _info(self, request: SipRequest, _source: Address) -> None:
        """RFC 6086 §4.2.2: keys, as PBXs send them that do not speak RFC 4733; anything else is not taken."""
        call = self._of(request)
        if call is None or call.listener is None:
            return
        if (body := body_refusal(request)) is not None:
            self.refuse(request, body.status, body.headers)
            return
        self._socket.send_reply(self.sip.answer(request, 200, call.dialog.local_tag))
        digit = info_digit(request.text) if request.body else ""
        if digit:
            call.listener.pressed(digit)

    def _options(self, request: SipRequest, source: Address) -> None:
        """RFC 3261 §11.2."""
        if to_tag(request) and self._match(request) is None:
            self.refuse(request, 481)
            return
        if request.headers.get("require"):
            self.refuse(request, 420)
            return
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
            self._leave(call.invite, response, call.peer)
            return
        self._callback_RESP_OK(message)  # takes the answer, sends the ACK
        if first and call.listener is not None:
            call.listener.answered(call.agreed)

    def _late(self, response: SipResponse) -> None:
        """A 2xx to an INVITE whose call is over: its ACK was lost, or nobody waits for it any more."""
        sent = self._socket.layer.sent(response)
        if sent is not None and sent[0].method == "INVITE" and 200 <= response.status_code < 300:
            self._leave(sent[0], response, sent[1])

    def _leave(self, invite: SipRequest, response: SipResponse, peer: Address) -> None:
        """Acknowledge a 2xx, and hang up unless that was done (RFC 3261 §13.2.2.4)."""
        dialog = dialog_of(invite, response)
        self.sip.acknowledge(dialog, peer, cseq_number(response))
        if _id_of(dialog) not in self._hung_up:
            self.sip.say_bye(dialog, peer)
            self._note_bye(dialog)


def _id_of(dialog: Dialog) -> DialogId:
    return (dialog.call_id, dialog.local_tag, dialog.remote_tag)


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
        raise MediaNotAcceptable("this connector has no IPv6", 301)
    spoken = tuple(codec for codec in media.codecs if codec in PREFERENCE)
    if not spoken:
        raise MediaNotAcceptable("no common codec: this connector speaks PCMA and PCMU", 305)
    return replace(media, codecs=spoken)
