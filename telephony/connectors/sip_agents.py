"""aiosipua's user agent server with what the connector needs of it mended; its client is in `sip_uac.py`.

Upstream's UAS (RFC 3261 §12.2.2, §9.2) takes any INVITE with a known Call-ID for a new call, drops a call that is
cancelled just after it was answered, leaves SDP that does not parse without a reply, lists no Allow in a 405, keeps
the first Contact for ever, and refuses what comes in a dialog that we opened. Retransmissions are not dealt with
here: `telephony.sip` absorbs them below.
"""

from collections.abc import Callable

from aiosipua.dialog import Dialog, DialogState, create_dialog_from_request, dialog_matches, remote_cseq_valid
from aiosipua.incoming_call import IncomingCall
from aiosipua.message import SipRequest
from aiosipua.sdp import SdpMessage, parse_sdp, serialize_sdp
from aiosipua.uas import SipUAS
from aiosipua.utils import format_addr, generate_tag

from telephony.connectors.sip_uac import (
    METHODS,
    SUPPORTED,
    AddressFor,
    Uac,
    has_sdp,
    normalise_body,
)
from telephony.errors import MediaNotAcceptable
from telephony.sip.in_dialog import session_asked, unknown_options
from telephony.sip.media import SDP, read_media
from telephony.sip.messages import Address, reply, to_tag, transaction_key
from telephony.sip.refusals import Refusal, body_refusal, headers_of, reason_of, unmet
from telephony.sip.session_timer import SessionPolicy, TooSmall, grant
from telephony.sip.strict import takes_sdp
from telephony.sip.transport import SipSocket

__all__ = ["AddressFor", "Uac", "Uas", "has_sdp", "normalise_body"]


class Uas(SipUAS):
    """Calls that come in, and requests within both kinds of dialog.

    `on_inside` gets INVITE, UPDATE, INFO and PRACK that passed the checks of their dialog, and answers them.
    """

    def __init__(
        self,
        transport: SipSocket,
        uac: Uac,
        address_for: AddressFor,
        user_agent: str,
        session: SessionPolicy | None = None,
    ) -> None:
        super().__init__(transport, user_agent=user_agent, uac=uac, retransmit_2xx=False)
        self._socket = transport
        self._own_uac = uac
        self._address_for = address_for
        self._session = session or SessionPolicy()
        self.on_inside: Callable[[SipRequest, Address], None] | None = None
        self.on_hung_up: Callable[[str], None] | None = None
        self.on_ack: Callable[[str, SipRequest], None] | None = None
        self.on_refused: Callable[[Address, int, str], None] | None = None
        self.on_cancelled: Callable[[IncomingCall], None] | None = None
        self._handlers = {
            "INVITE": self._handle_invite,
            "ACK": self._handle_ack,
            "CANCEL": self._handle_cancel,
            "BYE": self._handle_bye,
            "OPTIONS": self._answer_options,
            "UPDATE": self._handle_inside,
            "INFO": self._handle_inside,
            "PRACK": self._handle_inside,
            "REFER": self._handle_refer,
        }

    @property
    def allow(self) -> str:
        """The methods we take, for Allow."""
        return ", ".join(METHODS)

    def forget(self, call: IncomingCall) -> None:
        """The call is over; later requests in its dialog are answered 481."""
        call._stop_retransmissions()
        if self._calls.get(call.call_id) is call:
            del self._calls[call.call_id]

    def _handle_request(self, request: SipRequest, addr: Address) -> None:
        self.advertised_addr = self._address_for(addr)
        normalise_body(request)
        super()._handle_request(request, addr)

    # --- answers ---

    def respond(
        self,
        request: SipRequest,
        status: int,
        reason: str = "",
        *,
        sdp: SdpMessage | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        """Answer a request that is not a call's first INVITE."""
        made = {"User-Agent": self.user_agent or ""}
        if status in (200, 405, 415, 488) and request.method != "BYE":
            made |= {"Allow": self.allow, "Supported": SUPPORTED}
        made |= headers_of(status, request, self.allow, unknown_options(request))
        if status == 200 and request.method in ("INVITE", "UPDATE") and self.advertised_addr is not None:
            made["Contact"] = f"<sip:{format_addr(*self.advertised_addr)}>"
        response = reply(
            request, status, reason or reason_of(status), tag=generate_tag(), headers=made | (headers or {})
        )
        if sdp is not None:
            response.text = serialize_sdp(sdp)
            response.headers.set_single("Content-Type", SDP)
        self._socket.send_reply(response)

    def _send_error(
        self, request: SipRequest, status_code: int, reason: str, *, extra_headers: dict[str, str] | None = None
    ) -> None:
        self.respond(request, status_code, reason, headers=extra_headers)

    def accept(self, call: IncomingCall, sdp: SdpMessage, headers: dict[str, str]) -> None:
        """Send the 200 to a call's first INVITE."""
        more = {"Allow": self.allow, "Supported": SUPPORTED} | headers
        call._send_response(200, "OK", body=serialize_sdp(sdp), content_type=SDP, extra_headers=more)
        call.dialog.confirm()

    def refuse(self, call: IncomingCall, status: int) -> None:
        """Refuse a call's first INVITE, and forget the call."""
        call._stop_retransmissions()
        call._send_response(status, reason_of(status), extra_headers=headers_of(status, call.invite, self.allow, []))
        call.dialog.terminate()
        self.forget(call)

    # --- INVITE ---

    def _handle_invite(self, request: SipRequest, addr: Address) -> None:
        if to_tag(request):
            self._handle_inside(request, addr)
            return
        refusal = self._refusal(request)
        if refusal is None:
            self._begin(request, addr)
            return
        self.respond(request, refusal.status, headers=refusal.headers)
        if self.on_refused is not None:
            self.on_refused(addr, refusal.status, refusal.detail or reason_of(refusal.status))

    def _refusal(self, request: SipRequest) -> Refusal | None:
        """Why no call comes of an INVITE."""
        _, dialog = self._find_dialog(request.call_id or "")
        if dialog is not None or self._socket.layer.is_merged(request):
            return Refusal(482)
        if request.get_header("replaces"):
            return Refusal(403, "Replaces is not taken")
        unusable = self._unusable(request)
        if unusable is not None:
            return unusable
        try:
            granted = grant(session_asked(request), self._session)
        except ValueError as error:
            return Refusal(400, str(error)[:80])
        if isinstance(granted, TooSmall):
            return Refusal(422, headers={"Min-SE": str(granted.min_se)})
        return None

    def _unusable(self, request: SipRequest) -> Refusal | None:
        """What in Require, or in the body, makes a request unusable."""
        unknown = unknown_options(request)
        if unknown:
            return Refusal(420, ", ".join(unknown)[:80])
        if request.method == "INVITE" and not takes_sdp(request):
            return Refusal(406, ", ".join(request.headers.get("accept"))[:80])
        body = body_refusal(request)
        if body is None and has_sdp(request):
            try:
                read_media(request.text)
            except MediaNotAcceptable as error:
                return self.unmet(error)
        return body

    def unmet(self, error: MediaNotAcceptable) -> Refusal:
        """488 for an offer that cannot be met."""
        return unmet(error, self.advertised_addr or self._socket.local_addr)

    def _begin(self, request: SipRequest, addr: Address) -> None:
        dialog = create_dialog_from_request(request)
        dialog.route_set = request.headers.get("record-route")  # in its order: upstream turns it round (§12.1.1)
        call = IncomingCall(
            dialog=dialog,
            invite=request,
            sdp_offer=parse_sdp(request.text) if has_sdp(request) else None,
            transport=self.transport,
            source_addr=addr,
            user_agent=self.user_agent,
            advertised_addr=self.advertised_addr,
        )
        self._calls[call.call_id] = call
        call.trying()
        if self.on_invite is not None:
            self.on_invite(call)

    def _handle_ack(self, request: SipRequest, _addr: Address) -> None:
        _, dialog = self._find_dialog(request.call_id or "")
        if dialog is not None and dialog_matches(dialog, request) and self.on_ack is not None:
            self.on_ack(request.call_id or "", request)

    def _handle_cancel(self, request: SipRequest, _addr: Address) -> None:
        invite = self._socket.layer.invite_of(request)
        if invite is None:
            self.respond(request, 481)
            return
        call = self._calls.get(invite.call_id or "")
        if call is not None and transaction_key(call.invite) != transaction_key(invite):
            call = None  # a re-INVITE, or a merged one, both answered already
        tag = call.dialog.local_tag if call is not None else generate_tag()
        self._socket.send_reply(reply(request, 200, "OK", tag=tag))
        if call is not None and self.on_cancelled is not None:
            self.on_cancelled(call)

    # --- within dialogs ---

    def _dialog_of(self, request: SipRequest) -> Dialog | None:
        _, dialog = self._find_dialog(request.call_id or "")
        return dialog if dialog is not None and dialog_matches(dialog, request) else None

    def _handle_inside(self, request: SipRequest, addr: Address) -> None:
        dialog = self._dialog_of(request)
        if dialog is None:
            self.respond(request, 481)
        elif not remote_cseq_valid(dialog, request):
            self.respond(request, 500)
        elif (unusable := self._unusable(request)) is not None:
            self.respond(request, unusable.status, headers=unusable.headers)
        elif self.on_inside is not None:
            self.on_inside(request, addr)

    def _handle_refer(self, request: SipRequest, _addr: Address) -> None:
        """The line transfers calls itself; nobody else makes it call anywhere."""
        self.respond(request, 403 if self._dialog_of(request) is not None else 481)

    def _handle_bye(self, request: SipRequest, _addr: Address) -> None:
        dialog = self._dialog_of(request)
        if dialog is None:
            self.respond(request, 200 if self._own_uac.hung_up(request) else 481)
        elif dialog.state is DialogState.EARLY and dialog.call_id not in self._calls:
            self.respond(request, 481)  # a callee refuses, it does not hang up before it answered (§15)
        elif not remote_cseq_valid(dialog, request):
            self.respond(request, 500)
        else:
            self.respond(request, 200)
            dialog.terminate()
            self._own_uac.remove_call(dialog.call_id)
            if self.on_hung_up is not None:
                self.on_hung_up(dialog.call_id)
            self._calls.pop(dialog.call_id, None)

    # --- the rest ---

    def _answer_options(self, request: SipRequest, addr: Address) -> None:
        """RFC 3261 §11.2: what an INVITE would be answered with, plus what we can do."""
        if to_tag(request) and self._dialog_of(request) is None:
            self.respond(request, 481)
            return
        if unknown_options(request):
            self.respond(request, 420)
            return
        host, port = self._address_for(addr)
        headers = {"Accept": SDP, "Accept-Encoding": "identity", "Accept-Language": "zh, en"}
        self.respond(request, 200, headers=headers | {"Contact": f"<sip:{format_addr(host, port)}>"})
