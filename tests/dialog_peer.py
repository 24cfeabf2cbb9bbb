"""A SIP peer made by hand that keeps a dialog, as caller or as called: it sends what a test says, and waits for what
the test expects."""

import asyncio
import random
import socket

from aiosipua.message import SipRequest, SipResponse

from telephony.connectors.addresses import split_address
from telephony.sip.messages import parse_datagram, reply

SDP = (
    "v=0\r\no=- 1 {version} IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
    "m=audio {port} RTP/AVP {types}\r\n{more}"
)
KEYS = "a=rtpmap:101 telephone-event/8000\r\n"


class Peer:
    """One peer on a port of its own. `port` is that of its SIP socket, `rtp` the one that its SDP names."""

    def __init__(self, remote: str = "127.0.0.1:9") -> None:
        self.remote = split_address(remote)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.media = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        for one in (self.socket, self.media):
            one.bind(("127.0.0.1", 0))
            one.setblocking(False)
        self.port = int(self.socket.getsockname()[1])
        self.rtp = int(self.media.getsockname()[1])
        self.call_id = f"peer-{random.random()}"
        self.local = "<sip:peer@h>;tag=f"
        self.to = "<sip:95598@h>"
        self.cseq = 0
        self.contact = f"<sip:peer@127.0.0.1:{self.port}>"
        self.seen: list[SipRequest | SipResponse] = []

    def sdp(self, types: str = "8", more: str = "", *, version: int = 1, host: str = "127.0.0.1") -> str:
        """An offer or answer for this peer's audio."""
        return SDP.format(version=version, host=host, port=self.rtp, types=types, more=more)

    def send(
        self, method: str, *, sdp: str = "", headers: str = "", cseq: int = 0, branch: str = "", kind: str = ""
    ) -> str:
        """Send a request; the next CSeq unless one is given. Returns its branch."""
        if not cseq:
            self.cseq += 1
        branch = branch or f"z9hG4bK{random.random()}"
        number = cseq or self.cseq
        body = f"Content-Type: {kind or 'application/sdp'}\r\n" if sdp else ""
        text = (
            f"{method} sip:95598@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{self.port};branch={branch}\r\n"
            f"From: {self.local}\r\nTo: {self.to}\r\nCall-ID: {self.call_id}\r\nCSeq: {number} {method}\r\n"
            f"Max-Forwards: 70\r\nContact: {self.contact}\r\n{headers}{body}Content-Length: {len(sdp)}\r\n\r\n{sdp}"
        )
        self.socket.sendto(text.encode(), self.remote)
        return branch

    def reply(self, request: SipRequest, status: int, *, tag: str = "p", sdp: str = "", **headers: str) -> None:
        """Answer a request of the connector; headers with `_` for `-`."""
        made = {name.replace("_", "-"): value for name, value in headers.items()}
        made = {"Contact": self.contact} | made | ({"Content-Type": "application/sdp"} if sdp else {})
        response = reply(request, status, "Said", tag=tag, headers=made)
        if sdp:
            response.text = sdp
        self.socket.sendto(bytes(response), self.remote)

    async def get(self, what: str | int, *, of: str = "") -> SipRequest | SipResponse:
        """The next message of this method or status (`of` a method); others are passed over, and kept in `seen`."""
        async with asyncio.timeout(10):
            while True:
                data, source = await asyncio.get_running_loop().sock_recvfrom(self.socket, 65_535)
                message = parse_datagram(data)
                self.seen.append(message)
                if isinstance(message, SipRequest):
                    self.remote = (str(source[0]), int(source[1]))
                    if message.method == what:
                        return message
                elif message.status_code == what and (not of or (message.get_header("cseq") or "").endswith(of)):
                    return message

    async def request(self, method: str) -> SipRequest:
        """The next request of this method."""
        message = await self.get(method)
        assert isinstance(message, SipRequest)
        return message

    async def response(self, status: int, *, of: str = "") -> SipResponse:
        """The next response with this status. Its tag becomes the dialog's."""
        message = await self.get(status, of=of)
        assert isinstance(message, SipResponse)
        if 100 < status < 300 and ";tag=" in (message.get_header("to") or ""):
            self.to = message.get_header("to") or ""
        return message

    async def silent(self, seconds: float) -> bool:
        """Does nothing come for so long?"""
        try:
            async with asyncio.timeout(seconds):
                await asyncio.get_running_loop().sock_recv(self.socket, 65_535)
        except TimeoutError:
            return True
        return False

    async def call(self, headers: str = "", *, sdp: str | None = None) -> SipResponse:
        """Call the connector, until the ACK of its 200 is out."""
        self.send("INVITE", sdp=self.sdp("8 0 101", KEYS) if sdp is None else sdp, headers=headers)
        ok = await self.response(200)
        self.send("ACK", cseq=self.cseq)
        return ok

    def join(self, invite: SipRequest, tag: str = "p") -> None:
        """The dialog of an INVITE that came: requests of this peer go there."""
        self.local = f"{invite.get_header('to')};tag={tag}"
        self.to = invite.get_header("from") or ""
        self.call_id = invite.call_id or ""

    async def taken(self, **headers: str) -> SipRequest:
        """Answer the INVITE that comes, until its ACK."""
        invite = await self.request("INVITE")
        self.join(invite)
        self.reply(invite, 200, sdp=self.sdp("8 101", KEYS), **headers)
        await self.request("ACK")
        return invite

    def close(self) -> None:
        """Free the ports."""
        self.socket.close()
        self.media.close()
