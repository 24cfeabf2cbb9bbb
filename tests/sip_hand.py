"""A SIP peer made by hand, datagram by datagram, for the moments that real peers seldom show."""

import asyncio
import random
import socket

SDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {rtp} RTP/AVP 8\r\n"
CODED_SDP = "Application/SDP;charset=utf-8"


class Hand:
    """A SIP peer that sends exactly what the test says."""

    def __init__(self, remote: str) -> None:
        host, port = remote.split(":")
        self.remote = (host, int(port))
        self.sip = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.rtp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        for sock in (self.sip, self.rtp):
            sock.bind(("127.0.0.1", 0))
            sock.setblocking(False)
        self.call = f"hand-{random.random()}"
        self.to_tag = ""

    def send(
        self, method: str, cseq: int, branch: str, body: str = "", headers: str = "", kind: str = CODED_SDP
    ) -> None:
        port = self.sip.getsockname()[1]
        kind = f"Content-Type: {kind}\r\n" if body else ""
        text = (
            f"{method} sip:95598@h SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK{self.call}{branch}\r\n"
            f"From: <sip:1@h>;tag=f\r\nTo: <sip:2@h>{self.to_tag}\r\nCall-ID: {self.call}\r\n"
            f"CSeq: {cseq} {method}\r\n"
            f"Contact: <sip:1@127.0.0.1:{port}>\r\n{headers}{kind}Content-Length: {len(body)}\r\n\r\n{body}"
        )
        self.sip.sendto(text.encode(), self.remote)

    def invite(self, **options: str) -> None:
        self.send("INVITE", 1, "i", SDP.format(rtp=self.rtp.getsockname()[1]), **options)

    async def receive(self, start: str) -> str:
        """The next message that begins so; others are passed over."""
        async with asyncio.timeout(10):
            while True:
                data = await asyncio.get_running_loop().sock_recv(self.sip, 65_535)
                text = data.decode()
                if text.startswith("SIP/2.0 200") and ";tag=" in text:
                    self.to_tag = ";tag=" + text.split("To:")[1].split(";tag=")[1].split("\r\n")[0]
                if text.startswith(start):
                    return text

    async def silent(self, seconds: float) -> bool:
        """Does nothing come for so long?"""
        try:
            async with asyncio.timeout(seconds):
                await asyncio.get_running_loop().sock_recv(self.sip, 65_535)
        except TimeoutError:
            return True
        return False

    def close(self) -> None:
        self.sip.close()
        self.rtp.close()
