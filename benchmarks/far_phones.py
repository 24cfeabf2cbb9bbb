"""The SIP of many far phones on one UDP socket, as little of it as a bridge needs to be set up. No I/O of its own.

Each call has two phones: the one that calls the line, and the one that the line then calls. The bench drives this
with datagrams and the time; it must not cost much beside 20,000 RTP packets a second, so messages are read by hand.
RFC 3261 §13 (INVITE), §15 (BYE); INVITE is sent again on timer A (§17.1.1.2), and each such repetition is counted.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

Address = tuple[str, int]
T1 = 0.5
CRLF = "\r\n"
_PORT = re.compile(r"^m=audio (\d+)", re.MULTILINE)
_CONTACT = re.compile(r"^(?:Contact|m):[^<\r\n]*<sip:(?:[^@>]*@)?([^:;>]+):(\d+)", re.MULTILINE | re.IGNORECASE)


@dataclass
class Phone:
    """One far phone of a call. `line_rtp` is where the line wants this phone's audio, once agreed."""

    call: int
    rtp_port: int
    line_rtp: Address | None = None
    dialog: str = ""
    remote_tag: str = ""
    contact: Address | None = None
    over: bool = False


@dataclass
class Attempt:
    """The INVITE of a call to the line, and how long the line took (seconds, Unix time)."""

    server: Address
    sent_at: float
    text: bytes
    again_at: float
    wait: float = T1
    ringing_s: float | None = None
    answered_s: float | None = None
    repeats: int = 0


def _header(text: str, name: str) -> str:
    found = re.search(rf"^{name}: *(.*?)\r?$", text, re.MULTILINE | re.IGNORECASE)
    return found[1] if found else ""


@dataclass
class FarPhones:
    """Callers and callees. `send` puts a datagram on the wire; `on_agreed` tells that a phone may begin to talk."""

    own: Address
    send: Callable[[bytes, Address], None]
    on_agreed: Callable[[Phone], None]
    codec: int = 8
    callers: dict[int, Phone] = field(default_factory=dict)
    callees: dict[int, Phone] = field(default_factory=dict)
    attempts: dict[int, Attempt] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def _sdp(self, port: int) -> str:
        lines = ["v=0", f"o=- {port} 1 IN IP4 {self.own[0]}", "s=-", f"c=IN IP4 {self.own[0]}", "t=0 0"]
        return CRLF.join([*lines, f"m=audio {port} RTP/AVP {self.codec}", "a=ptime:20", ""])

    def _request(self, method: str, phone: Phone, uri: str, cseq: int, body: str = "") -> bytes:
        kind = f"Content-Type: application/sdp{CRLF}" if body else ""
        tag = f";tag={phone.remote_tag}" if phone.remote_tag else ""
        text = (
            f"{method} {uri} SIP/2.0{CRLF}"
            f"Via: SIP/2.0/UDP {self.own[0]}:{self.own[1]};branch=z9hG4bK{phone.dialog}{method}{cseq}{CRLF}"
            f"From: <sip:caller{phone.call}@{self.own[0]}>;tag=a{phone.call}{CRLF}To: <sip:95598@line>{tag}{CRLF}"
            f"Call-ID: {phone.dialog}{CRLF}CSeq: {cseq} {method}{CRLF}Max-Forwards: 70{CRLF}"
            f"Contact: <sip:caller{phone.call}@{self.own[0]}:{self.own[1]}>{CRLF}{kind}"
            f"Content-Length: {len(body)}{CRLF}{CRLF}{body}"
        )
        return text.encode()

    def call(self, number: int, server: Address, rtp_port: int) -> None:
        """Place call `number`; the phone that the line then calls is named by it."""
        phone = Phone(number, rtp_port, dialog=f"bench-{number}-{time.time_ns()}")
        self.callers[number] = phone
        text = self._request("INVITE", phone, f"sip:{number}@{server[0]}:{server[1]}", 1, self._sdp(rtp_port))
        now = time.time()
        self.attempts[number] = Attempt(server, now, text, now + T1)
        self.send(text, server)

    def repeat(self, now: float) -> None:
        """Send again each INVITE that had no reply in time."""
        for attempt in self.attempts.values():
            if attempt.ringing_s is None and attempt.answered_s is None and now >= attempt.again_at:
                attempt.repeats += 1
                attempt.wait *= 2
                attempt.again_at = now + attempt.wait
                self.send(attempt.text, attempt.server)

    def hang_up(self, number: int) -> None:
        """BYE from this call's caller."""
        phone = self.callers[number]
        server = self.attempts[number].server
        if not phone.over and phone.line_rtp is not None:
            self.send(self._request("BYE", phone, f"sip:{server[0]}:{server[1]}", 2), server)

    @property
    def left(self) -> int:
        """Callers whose BYE was not answered yet."""
        return sum(not phone.over for phone in self.callers.values())

    # --- from the line ---

    def receive(self, data: bytes, source: Address, at: float) -> None:
        """One datagram that came at `at` (Unix time)."""
        text = data.decode("utf-8", "replace")
        if text.startswith("SIP/2.0 "):
            self._response(text, at)
        elif text.startswith("INVITE "):
            self._invited(text, source)
        elif text.startswith("BYE ") or not text.startswith("ACK "):
            self._reply(text, source, "200 OK")

    def _response(self, text: str, at: float) -> None:
        status, cseq = int(text[8:11]), _header(text, "CSeq")
        number = int(_header(text, "Call-ID").split("-")[1])
        phone, attempt = self.callers[number], self.attempts[number]
        if cseq.endswith("BYE"):
            phone.over = True
            return
        if status >= 180 and attempt.ringing_s is None:
            attempt.ringing_s = at - attempt.sent_at
        if status >= 300:
            phone.over = True
            self.refused.append(text.split(CRLF, 1)[0])
        elif status >= 200:
            self._answered(text, phone, attempt, at)

    def _answered(self, text: str, phone: Phone, attempt: Attempt, at: float) -> None:
        first = attempt.answered_s is None
        if first:
            attempt.answered_s = at - attempt.sent_at
        phone.remote_tag = _header(text, "To").partition(";tag=")[2]
        self.send(self._request("ACK", phone, f"sip:{attempt.server[0]}:{attempt.server[1]}", 1), attempt.server)
        if first:
            self._agree(phone, text, attempt.server)

    def _agree(self, phone: Phone, text: str, server: Address) -> None:
        port = _PORT.search(text)
        if port is not None:
            phone.line_rtp = (server[0], int(port[1]))
            self.on_agreed(phone)

    def _invited(self, text: str, source: Address) -> None:
        number = int(text.split(" ", 2)[1].removeprefix("sip:").split("@")[0])
        phone = self.callees[number]
        first = phone.line_rtp is None
        self._reply(text, source, "180 Ringing")
        self._reply(text, source, "200 OK", self._sdp(phone.rtp_port))
        if first:
            self._agree(phone, text, source)

    def _reply(self, text: str, source: Address, status: str, body: str = "") -> None:
        lines = [f"SIP/2.0 {status}"]
        lines += [line for line in text.split(CRLF) if line.lower().startswith(("via:", "v:", "record-route:"))]
        to = _header(text, "To")
        lines += [f"From: {_header(text, 'From')}", f"To: {to if ';tag=' in to else to + ';tag=b'}"]
        lines += [f"Call-ID: {_header(text, 'Call-ID')}", f"CSeq: {_header(text, 'CSeq')}"]
        lines.append(f"Contact: <sip:phone@{self.own[0]}:{self.own[1]}>")
        if body:
            lines.append("Content-Type: application/sdp")
        lines += [f"Content-Length: {len(body)}", "", body]
        self.send(CRLF.join(lines).encode(), source)
