"""pyVoIP's SIP client, mended: it writes each message by the dialog or request it belongs to. No socket of its own.

Upstream's SIPClient answers everything to the configured server; takes datagrams in a loop that REGISTER and INVITE
lock out while they wait, and drops what comes meanwhile; sends nothing twice; gives each reply of a call another To
tag, its ACK a tag that nobody chose, its BYE the peer's own Via; offers mu-law only; hashes the password for a URI
that it does not send. Here `out` is the line's SIP socket (`telephony.sip.transport`), which has the transactions:
re-sending, replies by Via and source, 100 and ACK. So pyVoIP's receiving thread is not started, registration is
`registrar_client.py`'s, and each `gen_` is written anew. RFC 3261 §8.2.6, §12.2, §13.2; RFC 3264.
"""

import uuid
from dataclasses import dataclass, field
from typing import Any

from aiosipua.dialog import Dialog
from aiosipua.message import SipRequest, SipResponse
from aiosipua.sdp import SdpMessage, serialize_sdp
from aiosipua.utils import format_addr, generate_branch

from telephony.connectors.pyvoip_library import SIPClient, SIPMessageType
from telephony.connectors.pyvoip_message import Message
from telephony.sip.in_dialog import next_hop, request_in
from telephony.sip.media import SDP
from telephony.sip.messages import Address, cseq_number, parse_datagram, reply
from telephony.sip.refusals import headers_of, reason_of
from telephony.sip.transport import SipSocket

ALLOW = "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO"


@dataclass(frozen=True)
class Invitation:
    """What an INVITE of ours says. `sender` and `target` are URIs; `headers` go beside the usual ones."""

    sender: str
    name: str
    target: str
    peer: Address
    sdp: SdpMessage
    headers: dict[str, str] = field(default_factory=dict)


class Out:
    """Where pyVoIP puts what it sends: the line's socket, which finds a reply's way by its request."""

    def __init__(self, socket: SipSocket, phone: Any) -> None:
        self._socket = socket
        self._phone = phone

    def sendto(self, data: bytes, address: Address) -> None:
        """Send a message; `address` counts for a request outside of any call."""
        message = parse_datagram(data)
        if isinstance(message, SipResponse):
            self._socket.send_reply(message)
            return
        call = self._phone.calls.get(message.call_id or "")
        self.send(message, next_hop(call.dialog, call.peer) if call is not None else address)

    def send(self, request: SipRequest, hop: Address) -> None:
        """Send a request there."""
        self._socket.send(request, hop)


class Client(SIPClient):  # type: ignore[misc]  # pyVoIP has no types
    """See the module. `user_agent` names us in each message."""

    def __init__(self, phone: Any, socket: SipSocket, user_agent: str) -> None:
        super().__init__("", 0, "", "", phone, "", 0, callCallback=phone.callback, fatalCallback=phone.fatal)
        self.user_agent = user_agent
        self.s = self.out = Out(socket, phone)

    def start(self) -> None:
        """Nothing is bound and no thread started: the line's socket hands messages to the phone."""
        self.NSD = True

    def stop(self) -> None:
        """The socket is the line's."""
        self.NSD = False

    def gen_tag(self) -> str:
        """A tag that nobody has; upstream remembers each one for ever to be sure of it."""
        self.tags.clear()
        return f"{super().gen_tag()}{uuid.uuid4().hex[:8]}"

    # --- what comes ---

    def parse_message(self, message: Message) -> None:
        """A message that belongs to a call, or opens one. Only answers to INVITE drive a call."""
        if message.type is SIPMessageType.RESPONSE:
            if message.headers["CSeq"]["method"] == "INVITE":
                self.phone.on_reply(message)
        elif message.method == "BYE":
            self.out.sendto(self.gen_ok(message).encode(), ("", 0))
            self.phone.callback(message)
        else:
            self.phone.callback(message)

    # --- replies ---

    def answer(
        self, request: SipRequest, status: int, tag: str, headers: dict[str, str] | None = None
    ) -> SipResponse:
        """A reply to a request, with what all replies of ours carry."""
        said = headers_of(status, request, ALLOW, request.headers.get("require"))
        response = reply(request, status, reason_of(status), tag=tag, headers=said | (headers or {}))
        response.headers.set_single("User-Agent", self.user_agent)
        return response

    def gen_ok(self, request: Message) -> str:
        """200 to a request in a call."""
        return self.answer(request.request, 200, self._tag_of(request)).serialize()

    def gen_ringing(self, request: Message) -> str:
        """180."""
        return self.answer(request.request, 180, self._tag_of(request), self._contact(request)).serialize()

    def gen_busy(self, request: Message) -> str:
        """A refusal: with the call's status, 486 if it has no other."""
        call = self.phone.calls.get(request.origin.call_id)
        return self.answer(request.request, call.refusal if call else 486, self._tag_of(request)).serialize()

    def gen_answer(self, request: Message, sess_id: str, ms: Any, sendtype: Any) -> str:
        """200 with our SDP, as the leg has agreed it."""
        return self.with_sdp(request.request, self.phone.calls[request.origin.call_id]).serialize()

    def with_sdp(self, request: SipRequest, call: Any) -> SipResponse:
        """200 to INVITE or UPDATE."""
        contact = f"<sip:{format_addr(*self.phone.address_for(call.peer))}>"
        response = self.answer(request, 200, call.dialog.local_tag, {"Contact": contact, "Allow": ALLOW})
        response.headers.set_single("Content-Type", SDP)
        response.text = serialize_sdp(call.sdp)
        return response

    def _tag_of(self, request: Message) -> str:
        call = self.phone.calls.get(request.origin.call_id)
        return call.dialog.local_tag if call is not None else self.gen_tag()

    def _contact(self, request: Message) -> dict[str, str]:
        call = self.phone.calls[request.origin.call_id]
        return {"Contact": f"<sip:{format_addr(*self.phone.address_for(call.peer))}>"}

    # --- requests ---

    def invite(self, invitation: Invitation, ms: Any, sendtype: Any) -> tuple[Message, str, int]:
        """Send an INVITE. Upstream waits here for 100, 180 or 401, and loses all other messages meanwhile."""
        call_id, session_id = self.gen_call_id(), self.sessID.next()
        text = self.gen_invite(invitation, str(session_id), ms, sendtype, generate_branch(), call_id)
        invite = parse_datagram(text.encode())
        self.out.sendto(text.encode(), invitation.peer)
        return Message(invite, None), call_id, session_id

    def gen_call_id(self) -> str:
        """Upstream counts from one at each start, and so repeats itself."""
        return uuid.uuid4().hex

    def gen_invite(
        self, invitation: Invitation, sess_id: str, ms: Any, sendtype: Any, branch: str, call_id: str
    ) -> str:
        """INVITE with our offer."""
        own = format_addr(*self.phone.address_for(invitation.peer))
        printable = "".join(sign for sign in invitation.name if sign.isprintable())
        escaped = printable.replace("\\", "\\\\").replace('"', '\\"')
        shown = f'"{escaped}" ' if escaped else ""
        request = SipRequest(method="INVITE", uri=invitation.target)
        for name, value in (
            ("Via", f"SIP/2.0/UDP {own};branch={branch};rport"),
            ("Max-Forwards", "70"),
            ("From", f"{shown}<{invitation.sender}>;tag={self.gen_tag()}"),
            ("To", f"<{invitation.target}>"),
            ("Call-ID", call_id),
            ("CSeq", f"{self.inviteCounter.next()} INVITE"),
            ("Contact", f"<sip:{own}>"),
            ("Allow", ALLOW),
            ("User-Agent", self.user_agent),
            *invitation.headers.items(),
            ("Content-Type", SDP),
        ):
            request.headers.append(name, value)
        request.text = serialize_sdp(invitation.sdp)
        return request.serialize()

    def gen_bye(self, request: Message) -> str:
        """BYE in the dialog of the call that `request` opened."""
        call = self.phone.calls[request.origin.call_id]
        return self._in_dialog(call.dialog, call.peer, "BYE")[0].serialize()

    def gen_ack(self, request: Message) -> str:
        """ACK for a 2xx: the CSeq of its INVITE, in a transaction of its own (RFC 3261 §13.2.2.4)."""
        call = self.phone.calls[request.origin.call_id]
        return self._in_dialog(call.dialog, call.peer, "ACK", cseq_number(request.origin))[0].serialize()

    def acknowledge(self, dialog: Dialog, peer: Address, cseq: int) -> None:
        """ACK a 2xx that no call stands for."""
        self.out.send(*self._in_dialog(dialog, peer, "ACK", cseq))

    def say_bye(self, dialog: Dialog, peer: Address) -> None:
        """BYE to one that no call stands for."""
        self.out.send(*self._in_dialog(dialog, peer, "BYE"))

    def _in_dialog(
        self, dialog: Dialog, peer: Address, method: str, cseq: int | None = None
    ) -> tuple[SipRequest, Address]:
        """A request by the dialog's route and target, and where it goes (RFC 3261 §12.2.1.1)."""
        hop = next_hop(dialog, peer)
        made = request_in(dialog, method, self.phone.address_for(hop), cseq=cseq)
        made.headers.set_single("User-Agent", self.user_agent)
        return made, hop
