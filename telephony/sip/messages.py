"""Reading what matters in a SIP message: its transaction, its way back, its faults, who calls whom. Pure.

On aiosipua's parser, which is lenient and lazy: every header that is used later is read once here, so that a
faulty one is answered 400 instead of breaking something deeper (RFC 3261 §8.2, §17.2.3, §18.2).
"""

import re
from urllib.parse import unquote

from aiosipua.headers import parse_address, parse_cseq, parse_via, stringify_via
from aiosipua.message import SipMessage, SipRequest, SipResponse, missing_required_headers

from telephony.sip.strict import START_LINE, FaultyRequest, header_fault, start_fault

Address = tuple[str, int]


class StreamAddress(tuple[str, int]):
    """An address that is reached over TCP: what is sent to it goes through the connection to it.

    It passes for a plain pair wherever one is kept. `fallback` is where a new connection is opened when that one is
    gone: for a peer that connected to us, the port of its Via (RFC 3261 §18.2.2); else the address itself.
    """

    fallback: Address

    def __new__(cls, host: str, port: int) -> "StreamAddress":
        made = super().__new__(cls, (host, port))
        made.fallback = (host, port)
        return made


Key = tuple[str, str, str]
"""Branch (or what stands for it), sent-by, method."""

COOKIE = "z9hg4bk"
MAX_CSEQ = 2**31
_RESPONSE_LINE = re.compile(rb"SIP/2\.0 [1-6]\d\d( [^\r\n]*)?\r?\n")


class NotSip(ValueError):
    """A datagram that is no SIP message; nothing can be answered to it."""


def parse_datagram(data: bytes) -> SipRequest | SipResponse:
    """Parse one datagram. Raises NotSip."""
    start = START_LINE.match(data)
    if start is None and not _RESPONSE_LINE.match(data):
        raise NotSip("no SIP start line")
    fault = start_fault(start) if start is not None else None
    try:
        message = SipMessage.parse(data if fault is None or start is None else _mended(start, data))
    except ValueError as error:
        raise NotSip("does not parse") from error  # its text may hold a number
    if fault is not None and isinstance(message, SipRequest):
        message = FaultyRequest(message.headers, message.body, message.method, message.uri, *fault)
    return _with_via(message)


def _mended(start: "re.Match[bytes]", data: bytes) -> bytes:
    """A message with a start line that can be read, so that its other headers can and it can be answered."""
    return start["method"] + b" sip:faulty SIP/2.0\r\n" + data[start.end() :]


def _with_via(message: SipRequest | SipResponse) -> SipRequest | SipResponse:
    """The message, if it can be matched and answered. Raises NotSip."""
    try:
        via = parse_via((message.get_header("via") or "").strip())
    except ValueError as error:
        raise NotSip(f"Via: {error}") from error
    if not via.host:
        raise NotSip("no usable Via")
    return message


def fault_of(request: SipRequest) -> str:
    """What is wrong with a request, for the reason phrase of a 400; empty when nothing is."""
    if isinstance(request, FaultyRequest):
        return request.why
    missing = missing_required_headers(request)
    if missing:
        return f"Missing {missing[0]}"
    try:
        cseq = parse_cseq(request.get_header("cseq") or "")
    except ValueError:
        return "Bad CSeq"
    if cseq.method != request.method or not 0 <= cseq.seq < MAX_CSEQ:
        return "Bad CSeq"
    for name in ("from", "to"):
        if not parse_address(request.get_header(name) or "").uri.host:
            return f"Bad {name.capitalize()}"
    declared = (request.get_header("content-length") or "0").strip()
    if not declared.isascii() or not declared.isdigit() or len(declared) > 7:
        return "Bad Content-Length"
    if int(declared) > len(request.body):
        return "Truncated Body"
    return header_fault(request)


def status_of_fault(request: SipRequest) -> int:
    """The status that answers a faulty request."""
    return request.status if isinstance(request, FaultyRequest) else 400


def fault_of_response(response: SipResponse) -> str:
    """What is wrong with a response, for the log; empty when nothing is."""
    try:
        cseq = parse_cseq(response.get_header("cseq") or "")
    except ValueError:
        return "Bad CSeq"
    if not cseq.method:
        return "Bad CSeq"
    return "" if response.call_id else "Missing Call-ID"


def stamp_via(request: SipRequest, source: Address) -> None:
    """Write where the request really came from into its top Via (RFC 3261 §18.2.1, RFC 3581).

    A `received` that the peer wrote itself is overwritten: replies go to the source and nowhere else.
    """
    first, *rest = request.headers.get("via")
    via = parse_via(first)
    via.params.pop("received", None)
    if "rport" in via.params:
        via.params["rport"] = str(source[1])
    if via.host != source[0] or "rport" in via.params:
        via.params["received"] = source[0]
    request.headers.remove("Via")
    for value in (stringify_via(via), *rest):
        request.headers.append("Via", value)


def way_back(request: SipRequest, source: Address) -> Address:
    """Where responses to a request go (RFC 3261 §18.2.2, RFC 3581): never to another host than it came from."""
    if isinstance(source, StreamAddress):
        return source
    via = parse_via(request.headers.get("via")[0])
    if "rport" in via.params:
        return source
    port = via.port or 5060
    return (source[0], port if 0 < port < 65536 else source[1])


def record_route(response: SipResponse, invite: SipRequest) -> None:
    """What opens a dialog names the proxies that want to stay in it (RFC 3261 §12.1.1); aiosipua leaves them out."""
    if invite.method != "INVITE" or not 100 < response.status_code < 300 or response.headers.get("record-route"):
        return
    for route in invite.headers.get("record-route"):
        response.headers.append("Record-Route", route)


def for_stream(message: SipMessage) -> None:
    """Make a message that we send say TCP: in the Via of a request of ours, and in our Contact (RFC 3261 §18.1.1)."""
    if isinstance(message, SipRequest):
        first, *rest = message.headers.get("via")
        via = parse_via(first)
        via.transport = "TCP"
        message.headers.remove("Via")
        for value in (stringify_via(via), *rest):
            message.headers.append("Via", value)
    contact = message.get_header("contact") or ""
    if contact.startswith("<sip:") and "transport=" not in contact:
        uri, close, parameters = contact.partition(">")
        message.headers.set_single("Contact", f"{uri};transport=tcp{close}{parameters}")


def came_by_stream(response: SipResponse) -> bool:
    """Does a response answer a request that came over TCP?"""
    values = response.headers.get("via")
    return bool(values) and parse_via(values[0]).transport.upper() == "TCP"


def stream_fallback(request: SipRequest, source: Address) -> Address:
    """Where a peer that connected to us can be reached anew."""
    port = parse_via(request.headers.get("via")[0]).port or 5060
    return (source[0], port if 0 < port < 65536 else source[1])


def transaction_key(message: SipMessage, method: str = "") -> Key:
    """What tells transactions apart (RFC 3261 §17.2.3, §17.1.3); `method` overrides CSeq's (ACK and CANCEL).

    A peer of RFC 2543 gives no branch with the magic cookie: there Call-ID, From tag and CSeq stand for it.
    """
    via = parse_via(message.headers.get("via")[0])
    cseq = parse_cseq(message.get_header("cseq") or "")
    branch = via.branch or ""
    if not branch.lower().startswith(COOKIE):
        branch = f"2543 {message.call_id} {from_tag(message)} {cseq.seq}"
    return (branch, f"{via.host.lower()}:{via.port or 5060}", method or cseq.method)


def from_tag(message: SipMessage) -> str:
    """The tag of From, or empty."""
    return parse_address(message.get_header("from") or "").tag or ""


def to_tag(message: SipMessage) -> str:
    """The tag of To, or empty."""
    return parse_address(message.get_header("to") or "").tag or ""


def cseq_number(message: SipMessage) -> int:
    """The number in CSeq."""
    return parse_cseq(message.get_header("cseq") or "").seq


def reply(
    request: SipRequest, status: int, reason: str, *, tag: str = "", headers: dict[str, str] | None = None
) -> SipResponse:
    """A response outside any dialog (RFC 3261 §8.2.6). `tag` is added to To where it has none."""
    response = SipResponse(status_code=status, reason_phrase=reason)
    for via in request.headers.get("via"):
        response.headers.append("Via", via)
    for name in ("From", "To", "Call-ID", "CSeq"):
        value = request.get_header(name)
        if value is not None:
            response.headers.set_single(name, value)
    if tag and not to_tag(request) and request.get_header("to"):
        response.headers.set_single("To", f"{request.get_header('to')};tag={tag}")
    for name, value in (headers or {}).items():
        response.headers.set_single(name, value)
    return response


def ack_for_refusal(invite: SipRequest, response: SipResponse) -> SipRequest:
    """The ACK for a 3xx to 6xx: same branch and Request-URI as the INVITE, To of the response (§17.1.1.3)."""
    ack = _same_transaction(invite, "ACK")
    ack.headers.set_single("To", response.get_header("to") or invite.get_header("to") or "")
    return ack


def cancel_for(invite: SipRequest) -> SipRequest:
    """The CANCEL for an INVITE (§9.1)."""
    return _same_transaction(invite, "CANCEL")


def _same_transaction(invite: SipRequest, method: str) -> SipRequest:
    request = SipRequest(method=method, uri=invite.uri)
    request.headers.append("Via", invite.headers.get("via")[0])
    for name in ("From", "To", "Call-ID"):
        request.headers.set_single(name, invite.get_header(name) or "")
    request.headers.set_single("CSeq", f"{cseq_number(invite)} {method}")
    request.headers.set_single("Max-Forwards", "70")
    for route in invite.headers.get("route"):
        request.headers.append("Route", route)
    return request


_URI_USER = re.compile(r"^\s*(?:sips?:)?([^@]*)@", re.IGNORECASE)
_TEL = re.compile(r"^\s*tel:([^;>\s]*)", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")


def user_of(uri: str) -> str:
    """The number in a `sip:`, `sips:` or `tel:` URI, without parameters; empty when withheld (RFC 3323)."""
    tel = _TEL.match(uri)
    match = tel or _URI_USER.match(uri)
    if match is None:
        return ""
    user = match.group(1).split(";")[0].split(":")[0]
    user = _UNPRINTABLE.sub("", unquote(user))[:64]
    return "" if user.lower() in {"anonymous", "restricted", "unavailable", "unknown"} else user


def caller_of(request: SipRequest) -> tuple[str, str]:
    """Number and display name of From, each empty when it is withheld."""
    return named_number(request.get_header("from") or "")


def named_number(value: str) -> tuple[str, str]:
    """Number and display name of an address (RFC 3261 §20.10), each empty when it is withheld."""
    start, end = value.find("<"), value.rfind(">")
    if not 0 <= start < end:
        return user_of(value), ""
    name = value[:start].strip().strip('"').replace('\\"', '"').replace("\\\\", "\\")
    name = _UNPRINTABLE.sub("", name)[:128]
    number = user_of(value[start + 1 : end])
    return number, "" if name.lower() == "anonymous" else name
