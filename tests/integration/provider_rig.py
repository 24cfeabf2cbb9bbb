"""A provider of telephone lines for tests: a SIP socket that keeps what it hears and says what each test wants."""

from collections.abc import Callable
from dataclasses import dataclass, field

from aiosipua.message import SipRequest, SipResponse
from aiosipua.utils import generate_tag

from telephony.sip.messages import Address, reply
from telephony.sip.timers import Timers
from telephony.sip.transport import SipSocket

QUICK = Timers(t1=0.05, t2=0.4, t4=0.4)
SDP = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n"
    "a=rtpmap:8 PCMA/8000\r\n"
)


@dataclass
class Provider:
    """A SIP socket that keeps what it hears and answers by `says`: a status and further headers, or None."""

    socket: SipSocket = field(default_factory=lambda: SipSocket(("127.0.0.1", 0), QUICK))
    heard: list[SipRequest] = field(default_factory=list)
    responses: list[SipResponse] = field(default_factory=list)
    says: Callable[[SipRequest], tuple[int, dict[str, str]] | None] = lambda _: (200, {})

    async def start(self) -> "Provider":
        self.socket.on_message = self._on_message
        await self.socket.start()
        return self

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.socket.local_addr[1]}"

    def _on_message(self, message: SipRequest | SipResponse, _source: Address) -> None:
        if isinstance(message, SipResponse):
            self.responses.append(message)
            return
        self.heard.append(message)
        said = None if message.method == "ACK" else self.says(message)
        if said is None:
            return
        answer = reply(message, said[0], "x", tag=generate_tag(), headers=said[1])
        if message.method == "INVITE" and said[0] == 200:
            answer.headers.set_single("Contact", f"<sip:{self.address}>")
            answer.headers.set_single("Content-Type", "application/sdp")
            answer.text = SDP
        self.socket.send_reply(answer)

    def of(self, method: str) -> list[SipRequest]:
        return [request for request in self.heard if request.method == method]

    def calls(self, address: str, uri: str = "sip:85230001@line", **headers: str) -> None:
        """Send an INVITE of these headers to the line."""
        host, _, port = address.rpartition(":")
        tag = generate_tag()
        text = (
            f"Via: SIP/2.0/UDP {self.address};branch=z9hG4bK{tag};rport\r\nMax-Forwards: 70\r\n"
            f"Call-ID: {tag}\r\nCSeq: 1 INVITE\r\nContact: <sip:{self.address}>\r\n"
        )
        invite = SipRequest.parse(f"INVITE {uri} SIP/2.0\r\n{text}\r\n".encode())
        assert isinstance(invite, SipRequest)
        named = {"From": "<sip:13800138000@far>;tag=f", "To": f"<{uri}>"}
        for name, value in (named | {key.replace("_", "-"): value for key, value in headers.items()}).items():
            invite.headers.append(name, value)
        invite.headers.set_single("Content-Type", "application/sdp")
        invite.text = SDP
        self.socket.send(invite, (host, int(port)))


def challenging(
    *methods: str, status: int = 407, accept: bool = True
) -> Callable[[SipRequest], tuple[int, dict[str, str]]]:
    """Challenge these methods; whoever answers is let in, unless not `accept`."""
    header, answer = (
        ("Proxy-Authenticate", "Proxy-Authorization") if status == 407 else ("WWW-Authenticate", "Authorization")
    )
    nonces = iter(range(1000))

    def says(request: SipRequest) -> tuple[int, dict[str, str]]:
        if request.method in methods and (not accept or not request.get_header(answer)):
            return status, {header: f'Digest realm="far", nonce="n{next(nonces)}", qop="auth", algorithm=SHA-256'}
        return 200, {}

    return says
