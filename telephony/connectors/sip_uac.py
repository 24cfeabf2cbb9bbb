"""The calls that we place, and every request of ours within a dialog: aiosipua's UAC with its faults mended.

Upstream acknowledges the answer of a forked INVITE with the tag of whichever branch rang first, leaves further
answers without ACK, forgets a call when it cancels it, never learns route and target, and takes early SDP of one
branch for another's (RFC 3261 §13.2.2.4, §12.1.2). Retransmissions are absorbed below, in `telephony.sip`.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from aiosipua.dialog import Dialog, DialogState
from aiosipua.message import SipRequest, SipResponse
from aiosipua.outgoing_call import OutgoingCall
from aiosipua.sdp import SdpMessage, parse_sdp, serialize_sdp
from aiosipua.uac import SipUAC
from aiosipua.utils import generate_call_id, generate_tag

from telephony.errors import MediaNotAcceptable
from telephony.sip.in_dialog import adopt, dialog_of, names_option, next_hop, request_in, retarget, sent_again
from telephony.sip.media import SDP, read_media
from telephony.sip.messages import Address, cseq_number, from_tag, to_tag
from telephony.sip.session_timer import SessionPolicy, read_min_se
from telephony.sip.transport import SipSocket

log = structlog.get_logger()
METHODS = ("INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "UPDATE", "INFO", "PRACK")
SUPPORTED = "timer, 100rel"
MOST_KEPT = 1000
MOST_BRANCHES = 20
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


@dataclass
class Branch:
    """One branch of an INVITE that forked: its early dialog, its early SDP, its last reliable provisional."""

    dialog: Dialog
    sdp: SdpMessage | None = None
    rseq: int = 0


@dataclass
class PlacedCall(OutgoingCall):
    """A call that we place. `answer` is the first 2xx, `asked` the session interval of the INVITE, 0 for none."""

    branches: dict[str, Branch] = field(default_factory=dict)
    answer: SipResponse | None = None
    given_up: bool = False
    asked: int = 0


class Uac(SipUAC):
    """Calls that we place, and requests of ours within dialogs of either kind.

    `on_reply` is asked about responses to requests within a dialog; True when somebody waited for it.
    """

    def __init__(self, transport: SipSocket, address_for: AddressFor, session: SessionPolicy | None = None) -> None:
        super().__init__(transport)
        self._socket = transport
        self._address_for = address_for
        self._session = session or SessionPolicy()
        self._byes: OrderedDict[tuple[str, str, str], None] = OrderedDict()
        self._acks: OrderedDict[tuple[str, int, str], tuple[SipRequest, Address]] = OrderedDict()
        self.on_reply: Callable[[SipRequest, SipResponse], bool] = lambda request, response: False

    def toward(self, remote: Address) -> Address:
        """Make what is built next carry the address that `remote` can reach."""
        self.advertised_addr = self._address_for(remote)
        return self.advertised_addr

    # --- requests ---

    def place(
        self, caller: tuple[str, str], target: str, peer: Address, offer: SdpMessage, headers: dict[str, str]
    ) -> PlacedCall:
        """Send the INVITE. `caller` is our URI and the display name."""
        own = self.toward(peer)
        dialog = Dialog(
            call_id=generate_call_id(own[0]),
            local_tag=generate_tag(),
            local_uri=caller[0],
            remote_uri=target,
            remote_target=target,
        )
        invite = request_in(dialog, "INVITE", own)
        if caller[1]:
            escaped = caller[1].replace("\\", "\\\\").replace('"', '\\"')
            invite.headers.set_single("From", f'"{escaped}" {invite.get_header("from")}')
        if self._session.wanted:
            invite.headers.set_single("Session-Expires", str(self._session.wanted))
        self._fill(invite, offer, headers)
        call = PlacedCall(dialog, invite, offer, self.transport, peer, asked=self._session.wanted)
        self._calls[dialog.call_id] = call
        self.transport.send(invite, peer)
        return call

    def send_in(
        self,
        dialog: Dialog,
        method: str,
        source: Address,
        *,
        sdp: SdpMessage | None = None,
        headers: dict[str, str] | None = None,
    ) -> SipRequest:
        """Send a request in a dialog. `source` is where the peer was heard last (see `next_hop`)."""
        hop = next_hop(dialog, source)
        request = request_in(dialog, method, self.toward(hop))
        self._fill(request, sdp, headers or {})
        self.transport.send(request, hop)
        return request

    def _fill(self, request: SipRequest, sdp: SdpMessage | None, headers: dict[str, str]) -> None:
        if request.method in ("INVITE", "UPDATE"):
            request.headers.set_single("Allow", ", ".join(METHODS))
            request.headers.set_single("Supported", SUPPORTED)
        for name, value in headers.items():
            request.headers.set_single(name, value)
        if sdp is not None:
            request.text = serialize_sdp(sdp)
            request.headers.set_single("Content-Type", SDP)

    def bye(self, dialog: Dialog, source: Address) -> None:
        """Hang up, and forget a call that we placed."""
        dialog.terminate()
        self.remove_call(dialog.call_id)
        self._byes[dialog.id] = None
        while len(self._byes) > MOST_KEPT:
            self._byes.popitem(last=False)
        self.send_in(dialog, "BYE", source)

    def hung_up(self, bye: SipRequest) -> bool:
        """Did this BYE cross one of ours? The dialog stands until ours is answered (RFC 3261 §15.1.1)."""
        return (bye.call_id or "", to_tag(bye), from_tag(bye)) in self._byes

    def acknowledge(self, dialog: Dialog, response: SipResponse, source: Address) -> None:
        """ACK a 2xx, now and each time that it comes again (RFC 3261 §13.2.2.4)."""
        hop = next_hop(dialog, source)
        ack = request_in(dialog, "ACK", self.toward(hop), cseq=cseq_number(response))
        self._acks[_answer_key(response)] = (ack, hop)
        while len(self._acks) > MOST_KEPT:
            self._acks.popitem(last=False)
        self.transport.send(ack, hop)

    # --- responses ---

    def handle_response(self, response: SipResponse, addr: Address) -> None:
        """A response that matches a request of ours."""
        sent = self._socket.layer.sent(response)
        if sent is None:
            return
        request, peer = sent
        normalise_body(response)
        success = request.method == "INVITE" and 200 <= response.status_code < 300
        if success and self._acknowledged_again(response):
            return
        if request.method != "INVITE" or to_tag(request):
            if not self.on_reply(request, response) and success:
                self._leave(request, response, peer)
            return
        call = self._calls.get(response.call_id or "")
        if (
            success
            and call is not None
            and call.dialog.state is DialogState.CONFIRMED
            and _is_of(call.dialog, response)
        ):
            self.acknowledge(call.dialog, response, peer)  # our ACK was forgotten: many calls came since
            return
        open_call = call if isinstance(call, PlacedCall) and call.answer is None else None
        if success:
            self._succeeded(open_call, request, response, peer)
        elif open_call is not None:
            self._not_yet(open_call, request, response)

    def _acknowledged_again(self, response: SipResponse) -> bool:
        ack, hop = self._acks.get(_answer_key(response), (None, None))
        if ack is None or hop is None:
            return False
        self.transport.send(ack, hop)
        return True

    def _succeeded(self, call: PlacedCall | None, invite: SipRequest, response: SipResponse, peer: Address) -> None:
        if call is None:
            self._leave(invite, response, peer)
            return
        branch = call.branches.pop(to_tag(response), None)
        adopt(call.dialog, response, invite.uri)
        if branch is not None:
            call.dialog.local_cseq = max(call.dialog.local_cseq, branch.dialog.local_cseq)
        call.sdp_answer = _sdp_of(response) or (branch.sdp if branch is not None else None)
        call.answer = response
        call.branches.clear()
        call.dialog.confirm()
        self.acknowledge(call.dialog, response, peer)
        if call.on_answer is not None:
            call.on_answer(call)

    def _leave(self, invite: SipRequest, response: SipResponse, peer: Address) -> None:
        """A 2xx that nobody waits for: another branch of a fork, hung up, or a re-INVITE of an ended call."""
        dialog = dialog_of(invite, response)
        if to_tag(invite):
            dialog.route_set = invite.headers.get("route")
            self.acknowledge(dialog, response, peer)
            return
        log.info("sip_fork_left", status=response.status_code)
        self.acknowledge(dialog, response, peer)
        self.send_in(dialog, "BYE", peer)

    def _not_yet(self, call: PlacedCall, invite: SipRequest, response: SipResponse) -> None:
        if response.status_code < 200:
            self._provisional(call, invite, response)
        elif response.status_code != 422 or not self._ask_longer(call, response):
            call.dialog.terminate()
            self.remove_call(call.call_id)
            if call.on_rejected is not None:
                call.on_rejected(call, response.status_code, response.reason_phrase)

    def _provisional(self, call: PlacedCall, invite: SipRequest, response: SipResponse) -> None:
        tag, status = to_tag(response), response.status_code
        if status == 199:  # that branch has ended, others may go on (RFC 6228)
            call.branches.pop(tag, None)
            return
        if tag and status > 100 and len(call.branches) < MOST_BRANCHES:
            if not call.dialog.remote_tag:
                adopt(call.dialog, response, invite.uri)
            branch = call.branches.setdefault(tag, Branch(dialog_of(invite, response)))
            retarget(branch.dialog, response)
            branch.sdp = _sdp_of(response) or branch.sdp
            self._prack(call, branch, response)
        if status in (180, 183) and call.on_ringing is not None:
            call.on_ringing(call)

    def _prack(self, call: PlacedCall, branch: Branch, response: SipResponse) -> None:
        """Acknowledge a reliable provisional once (RFC 3262 §4)."""
        given = (response.get_header("rseq") or "").strip()
        if not given.isascii() or not given.isdigit() or not names_option(response, "100rel", required=True):
            return
        if int(given) <= branch.rseq:
            return
        branch.rseq = int(given)
        number = cseq_number(response)
        if branch.dialog.remote_tag == call.dialog.remote_tag:
            branch.dialog.local_cseq = max(branch.dialog.local_cseq, call.dialog.local_cseq)
        self.send_in(branch.dialog, "PRACK", call.remote_addr, headers={"RAck": f"{given} {number} INVITE"})
        if branch.dialog.remote_tag == call.dialog.remote_tag:
            call.dialog.local_cseq = branch.dialog.local_cseq

    def _ask_longer(self, call: PlacedCall, response: SipResponse) -> bool:
        """422: ask once more, for what the other side asks at least (RFC 4028 §7.3). False where that is no use."""
        try:
            least = read_min_se(response.get_header("min-se") or "")
        except ValueError:
            return False
        if call.given_up or not call.asked or least <= call.asked:
            return False
        call.asked = least
        call.branches.clear()
        invite = sent_again(call.invite, call.dialog.next_cseq())
        invite.headers.set_single("Session-Expires", str(least))
        invite.headers.set_single("Min-SE", str(least))
        call.invite = invite
        self.transport.send(invite, call.remote_addr)
        return True


def _answer_key(response: SipResponse) -> tuple[str, int, str]:
    return (response.call_id or "", cseq_number(response), to_tag(response))


def _is_of(dialog: Dialog, response: SipResponse) -> bool:
    return dialog.remote_tag == to_tag(response)


def _sdp_of(response: SipResponse) -> SdpMessage | None:
    """Its SDP; what does not parse, or holds no audio for us, counts as none."""
    if not has_sdp(response):
        return None
    try:
        read_media(response.text)
    except MediaNotAcceptable:
        return None
    return parse_sdp(response.text)
