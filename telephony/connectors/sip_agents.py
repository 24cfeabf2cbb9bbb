"""aiosipua's user agents with what the connector needs of them mended, each by overriding one method.

Upstream's UAS (RFC 3261 §12.2.2, §9.2) takes any INVITE with a known Call-ID for a new call, drops a call that is
cancelled just after it was answered, leaves SDP that does not parse without a reply, and lists no Allow in a 405.
Upstream's UAC forgets a call when it cancels it, so that an answer that crosses the CANCEL would never be
acknowledged. Retransmissions are not dealt with here: `telephony.sip` absorbs them below.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from aiosipua.dialog import Dialog, DialogState, dialog_matches
from aiosipua.incoming_call import IncomingCall
from aiosipua.message import SipRequest, SipResponse
from aiosipua.sdp import parse_sdp
from aiosipua.uac import SipUAC
from aiosipua.uac_responses import process_response
from aiosipua.uas import SipUAS
from aiosipua.uas_requests import handle_ack, handle_bye, handle_update
from aiosipua.utils import generate_tag

from telephony.errors import MediaNotAcceptable
from telephony.sip.media import read_media
from telephony.sip.messages import Address, reply, to_tag
from telephony.sip.transport import SipSocket

SDP = "application/sdp"
GONE = "Call/Transaction Does Not Exist"
AddressFor = Callable[[Address], Address]
"""From a peer's address to the one of ours that it should use."""


def normalise_body(message: SipRequest | SipResponse) -> None:
    """Write an SDP Content-Type the one way upstream recognises: no capitals, no parameters."""
    kind = (message.content_type or "").split(";")[0].strip().lower()
    if kind == SDP:
        message.content_type = SDP


def has_sdp(message: SipRequest | SipResponse) -> bool:
    """Does a (normalised) message carry SDP?"""
    return bool(message.body) and message.content_type == SDP


class Uac(SipUAC):
    """Calls that we place."""

    def __init__(self, transport: SipSocket, address_for: AddressFor) -> None:
        super().__init__(transport)
        self._address_for = address_for
        self._display_name = ""

    def toward(self, remote: Address) -> Address:
        """Make what is built next carry the address that `remote` can reach."""
        self.advertised_addr = self._address_for(remote)
        return self.advertised_addr

    def named(self, display_name: str) -> "Uac":
        """Make the next INVITE carry this display name in From."""
        self._display_name = display_name
        return self

    def _build_invite(self, dialog: Dialog, *, sdp_offer: Any, user_agent: str | None) -> SipRequest:
        invite = super()._build_invite(dialog, sdp_offer=sdp_offer, user_agent=user_agent)
        if self._display_name:
            escaped = self._display_name.replace("\\", "\\\\").replace('"', '\\"')
            invite.headers.set_single("From", f'"{escaped}" {invite.get_header("from")}')
            self._display_name = ""
        return invite

    def handle_response(self, response: SipResponse, addr: Address) -> None:
        """Process a response; SDP that does not parse counts as none, and early media's SDP as the answer."""
        call = self._calls.get(response.call_id or "")
        if call is None:
            return
        self.toward(call.remote_addr)
        normalise_body(response)
        if has_sdp(response):
            try:
                read_media(response.text)
            except MediaNotAcceptable:
                response.body = b""
            else:
                if call.sdp_answer is None and response.status_code < 200:
                    call.sdp_answer = parse_sdp(response.text)
        process_response(self, response, addr)


class Uas(SipUAS):
    """Calls that come in, and requests within both kinds of dialog."""

    def __init__(self, transport: SipSocket, uac: Uac, address_for: AddressFor, user_agent: str) -> None:
        super().__init__(transport, user_agent=user_agent, uac=uac, retransmit_2xx=False)
        self._socket = transport
        self._address_for = address_for
        self.on_ack: Callable[[str, SipRequest], None] | None = None
        self.on_refused: Callable[[Address, int, str], None] | None = None
        self.on_cancelled: Callable[[IncomingCall], None] | None = None
        self.on_options = self._answer_options
        self._handlers = {
            "INVITE": self._handle_invite,
            "ACK": self._handle_ack,
            "CANCEL": self._handle_cancel,
            "BYE": partial(handle_bye, self),
            "OPTIONS": self._handle_options,
            "UPDATE": self._handle_update,
        }

    @property
    def allow(self) -> str:
        """The methods we take, for Allow."""
        return ", ".join(self._handlers)

    def forget(self, call: IncomingCall) -> None:
        """The call is over; later requests in its dialog are answered 481."""
        if self._calls.get(call.call_id) is call:
            del self._calls[call.call_id]
        self._remove_invite_transaction(call.invite)

    def _handle_request(self, request: SipRequest, addr: Address) -> None:
        self.advertised_addr = self._address_for(addr)
        normalise_body(request)
        super()._handle_request(request, addr)

    # --- INVITE ---

    def _handle_invite(self, request: SipRequest, addr: Address) -> None:
        refusal = self._invite_refusal(request)
        if refusal is None:
            super()._handle_invite(request, addr)
            return
        status, reason, detail = refusal
        self._send_error(request, status, reason)
        if self.on_refused is not None:
            self.on_refused(addr, status, detail or reason)

    def _invite_refusal(self, request: SipRequest) -> tuple[int, str, str] | None:
        _, dialog = self._find_dialog(request.call_id or "")
        if to_tag(request):
            if dialog is None or not dialog_matches(dialog, request):
                return 481, GONE, ""
            if dialog.state != DialogState.CONFIRMED:
                return 491, "Request Pending", ""
        elif dialog is not None:
            return 482, "Loop Detected", ""
        if request.headers.get("require"):
            return 420, "Bad Extension", ", ".join(request.headers.get("require"))[:80]
        if request.body and request.content_type != SDP:
            return 415, "Unsupported Media Type", (request.content_type or "")[:80]
        if has_sdp(request):
            try:
                read_media(request.text)
            except MediaNotAcceptable as error:
                return 488, "Not Acceptable Here", str(error)[:120]
        return None

    def refuse_reinvite(self, call: IncomingCall) -> None:
        """488 to a re-INVITE; the session stays as it was (RFC 3261 §14.2)."""
        self._send_error(call.invite, 488, "Not Acceptable Here")

    def _handle_ack(self, request: SipRequest, addr: Address) -> None:
        _, dialog = self._find_dialog(request.call_id or "")
        if dialog is None or not dialog_matches(dialog, request):
            return
        handle_ack(self, request, addr)
        if self.on_ack is not None:
            self.on_ack(request.call_id or "", request)

    def _handle_cancel(self, request: SipRequest, addr: Address) -> None:
        invite = self._socket.layer.invite_of(request)
        call = self._calls.get(invite.call_id or "") if invite is not None else None
        if invite is None:
            self._send_error(request, 481, GONE)
            return
        tag = call.dialog.local_tag if call is not None else generate_tag()
        self.transport.send_reply(reply(request, 200, "OK", tag=tag))
        if call is not None and self.on_cancelled is not None:
            self.on_cancelled(call)

    # --- the rest ---

    def _handle_update(self, request: SipRequest, addr: Address) -> None:
        if has_sdp(request):
            try:
                read_media(request.text)
            except MediaNotAcceptable:
                self._send_error(request, 488, "Not Acceptable Here")
                return
        handle_update(self, request, addr)

    def _answer_options(self, request: SipRequest, addr: Address) -> None:
        """RFC 3261 §11.2: what an INVITE would be answered with, plus what we can do."""
        host, port = self._address_for(addr)
        headers = {"Accept": SDP, "Accept-Encoding": "identity", "Accept-Language": "zh, en", "Supported": ""}
        headers |= {"Allow": self.allow, "Contact": f"<sip:{host}:{port}>", "User-Agent": self.user_agent or ""}
        self.transport.send_reply(reply(request, 200, "OK", tag=generate_tag(), headers=headers))

    def _send_error(
        self, request: SipRequest, status_code: int, reason: str, *, extra_headers: dict[str, str] | None = None
    ) -> None:
        headers = {"User-Agent": self.user_agent or "", **(extra_headers or {})}
        if status_code in (405, 488, 415):
            headers |= {"Allow": self.allow, "Accept": SDP}
        if status_code == 420:
            headers["Unsupported"] = ", ".join(request.headers.get("require"))
        self.transport.send_reply(reply(request, status_code, reason, tag=generate_tag(), headers=headers))
