"""Callers of the console bench: their INVITE leaves this process, and its 200 comes back here. SIP by hand, no RTP.

RFC 3261 §13 (INVITE), §15 (BYE), §17.1.1.2 (timer A). `now` is `time.monotonic()`, the clock that all processes of
this machine share. Each caller has a telephone number of its own, so a screen tells which call it shows.
"""

import re
import socket
import time
from dataclasses import dataclass, field

T1 = 0.5
CRLF = "\r\n"
_STATUS = re.compile(r"^SIP/2.0 (\d{3})")


@dataclass
class Caller:
    """One call, and the moments in it (monotonic seconds)."""

    number: str
    called: str
    sent_at: float
    text: bytes
    again_at: float
    wait: float = T1
    remote_tag: str = ""
    replied: bool = False
    answered_at: float | None = None
    hang_up_at: float | None = None
    over: bool = False
    status: int = 0


@dataclass
class Callers:
    """All callers on one socket."""

    line: tuple[str, int]
    sock: socket.socket = field(default_factory=lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    calls: dict[str, Caller] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sock.bind(("127.0.0.1", 0))
        self.sock.setblocking(False)
        self.port = int(self.sock.getsockname()[1])

    def call(self, number: str, called: str) -> Caller:
        """Ring at the line; `sent_at` is the moment before the datagram is handed to the kernel."""
        body = CRLF.join(("v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0"))
        body += f"{CRLF}m=audio {self.port} RTP/AVP 8{CRLF}a=ptime:20{CRLF}"
        text = self._request("INVITE", number, called, "", 1, body)
        now = time.monotonic()
        self.sock.sendto(text, self.line)
        made = self.calls[number] = Caller(number, called, now, text, now + T1)
        return made

    def hang_up(self, caller: Caller) -> None:
        """BYE."""
        caller.hang_up_at = None
        self.sock.sendto(self._request("BYE", caller.number, caller.called, caller.remote_tag, 2), self.line)

    def pass_on(self) -> None:
        """Take what came, and send what is due: repeated INVITEs, and BYEs of those who have talked enough."""
        try:
            while True:
                self._received(self.sock.recv(65535).decode("utf-8", "replace"), time.monotonic())
        except BlockingIOError:
            pass
        now = time.monotonic()
        for caller in [one for one in self.calls.values() if not one.over]:
            if not caller.replied and now >= caller.again_at:
                caller.wait *= 2
                caller.again_at = now + caller.wait
                self.sock.sendto(caller.text, self.line)
            if caller.hang_up_at is not None and now >= caller.hang_up_at:
                self.hang_up(caller)

    def _received(self, text: str, at: float) -> None:
        found = _STATUS.match(text)
        caller = self.calls.get(_header(text, "Call-ID").removeprefix("bench-"))
        if caller is None:
            return
        if found is None:
            self._asked(text, caller)
            return
        caller.replied, caller.status = True, int(found[1])
        if _header(text, "CSeq").endswith("BYE"):
            caller.over = True
        elif caller.status >= 300:
            caller.over = True
            self._ack(caller, text)
        elif caller.status >= 200:
            caller.answered_at = caller.answered_at or at
            self._ack(caller, text)

    def _ack(self, caller: Caller, text: str) -> None:
        caller.remote_tag = _header(text, "To").partition(";tag=")[2]
        self.sock.sendto(self._request("ACK", caller.number, caller.called, caller.remote_tag, 1), self.line)

    def _asked(self, text: str, caller: Caller) -> None:
        """A request of the line: BYE ends the call, anything is confirmed."""
        if text.startswith("ACK "):
            return
        caller.over = caller.over or text.startswith("BYE ")
        kept = [
            line
            for line in text.split(CRLF)
            if line.lower().startswith(("via:", "from:", "to:", "call-id:", "cseq:"))
        ]
        self.sock.sendto(CRLF.join(["SIP/2.0 200 OK", *kept, "Content-Length: 0", "", ""]).encode(), self.line)

    def _request(self, method: str, number: str, called: str, tag: str, cseq: int, body: str = "") -> bytes:
        own = f"127.0.0.1:{self.port}"
        lines = [
            f"{method} sip:{called}@{self.line[0]}:{self.line[1]} SIP/2.0",
            f"Via: SIP/2.0/UDP {own};branch=z9hG4bK{number}{method}{cseq}",
            f"From: <sip:{number}@{own}>;tag=a{number}",
            f"To: <sip:{called}@{self.line[0]}>{f';tag={tag}' if tag else ''}",
            f"Call-ID: bench-{number}",
            f"CSeq: {cseq} {method}",
            "Max-Forwards: 70",
            f"Contact: <sip:{number}@{own}>",
        ]
        if body:
            lines.append("Content-Type: application/sdp")
        return CRLF.join([*lines, f"Content-Length: {len(body)}", "", body]).encode()

    def close(self) -> None:
        """Hang up where somebody still talks."""
        for caller in self.calls.values():
            if not caller.over and caller.answered_at is not None:
                self.hang_up(caller)
        self.sock.close()


def _header(text: str, name: str) -> str:
    found = re.search(rf"^{name}: *(.*?)\r?$", text, re.MULTILINE | re.IGNORECASE)
    return found[1] if found else ""
