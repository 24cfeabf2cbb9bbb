"""Challenges to the calls that we place through trunks: 401 and 407 answered (RFC 3261 §22.2, §22.3).

It stands between the SIP socket and the user agents. A challenged request is sent again with credentials, a new
branch and the next CSeq, in the same call; what follows in the dialog carries credentials at once. A password that is
refused lets the 401 or 407 through, as the end of the call.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from aiosipua.dialog import Dialog
from aiosipua.message import SipRequest, SipResponse
from aiosipua.outgoing_call import OutgoingCall
from aiosipua.utils import generate_tag

from telephony.sip.digest import Answers, Credentials, challenges_of
from telephony.sip.in_dialog import sent_again
from telephony.sip.messages import Address, cseq_number
from telephony.sip.transport import SipSocket
from telephony.trunks import Trunk

log = structlog.get_logger()
MOST_DIALOGS = 2000
MOST_REQUESTS = 8
_HEADERS = ("Authorization", "Proxy-Authorization")


@dataclass
class _Dialog:
    trunk: str
    answers: Answers
    dialog: Dialog
    of_invite: tuple[tuple[str, str], ...] = ()
    sent: "OrderedDict[int, tuple[SipRequest, Address]]" = field(default_factory=OrderedDict)

    def remember(self, request: SipRequest, addr: Address) -> None:
        self.sent[cseq_number(request)] = (request, addr)
        while len(self.sent) > MOST_REQUESTS:
            self.sent.popitem(last=False)


class TrunkCredentials:
    """The credentials of dialogs through trunks, by Call-ID. `call_of` gives the call that aiosipua keeps for one."""

    def __init__(self, socket: SipSocket, call_of: Callable[[str], OutgoingCall | None]) -> None:
        self._socket = socket
        self._call_of = call_of
        self._dialogs: OrderedDict[str, _Dialog] = OrderedDict()

    def claim(self, call_id: str, trunk: Trunk, peer: Address) -> None:
        """A call was just placed through this trunk."""
        call = self._call_of(call_id)
        if call is None or not trunk.password:
            return
        account = Credentials(trunk.auth_user or trunk.user, trunk.password)
        entry = self._dialogs[call_id] = _Dialog(trunk.name, Answers(account, generate_tag), call.dialog)
        entry.remember(call.invite, peer)
        while len(self._dialogs) > MOST_DIALOGS:
            self._dialogs.popitem(last=False)

    def before_send(self, request: SipRequest, addr: Address) -> None:
        """A request of ours leaves: in a dialog of a trunk it carries credentials (§22.3; an ACK its INVITE's)."""
        entry = self._dialogs.get(request.call_id or "")
        if entry is None or any(request.get_header(name) for name in _HEADERS):
            return
        if request.method == "ACK":
            made = entry.of_invite
        else:
            entry.answers.begin()
            made = entry.answers.headers(request.method, request.uri, request.body)
            entry.remember(request, addr)
            if request.method == "INVITE":
                entry.of_invite = made
        for name, value in made:
            request.headers.append(name, value)

    def takes(self, response: SipResponse) -> bool:
        """A response came: True when it was a challenge, and the request was sent again."""
        entry = self._dialogs.get(response.call_id or "")
        if entry is None or response.status_code not in (401, 407):
            return False
        request, addr = entry.sent.pop(cseq_number(response), (None, None))
        if request is None or addr is None:
            return False
        if not entry.answers.take(challenges_of(response)):
            log.warning("trunk_credentials_refused", trunk=entry.trunk, status=response.status_code)
            return False
        self._send_again(entry, request, addr)
        return True

    def _send_again(self, entry: _Dialog, request: SipRequest, addr: Address) -> None:
        entry.dialog.local_cseq = max(entry.dialog.local_cseq, cseq_number(request)) + 1
        again = sent_again(request, entry.dialog.local_cseq)
        made = entry.answers.headers(again.method, again.uri, again.body)
        for name, value in made:
            again.headers.append(name, value)
        entry.remember(again, addr)
        if again.method == "INVITE":
            entry.of_invite = made
            call = self._call_of(again.call_id or "")
            if call is not None:
                call.invite = again  # what a CANCEL refers to
        self._socket.send(again, addr)
