"""What a request may not look like, beyond what must be read of it: RFC 3261's grammar, where breaking it does harm.

aiosipua's parser is lenient. A start line that only nearly is one, quotes that never end, one header given twice:
guessing what was meant would let two elements on the way understand one message differently. They are answered 400
(505, 416 where the RFC says so); RFC 4475 has an example of each.
"""

import re
from dataclasses import dataclass

from aiosipua.message import SipRequest

START_LINE = re.compile(
    rb"(?P<method>[A-Za-z0-9.!%*_+`'~-]{1,64})(?P<gap>[ \t]+)(?P<uri>[^\r\n]*?)(?P<space>[ \t]+)"
    rb"SIP/(?P<version>\d{1,3}\.\d{1,3})(?P<tail>[ \t]*)\r?\n"
)
"""Anything that a human would take for a request line of SIP."""
SINGLE = ("from", "to", "call-id", "cseq", "max-forwards", "content-length", "content-type")
MOST_FORWARDS = 255
SDP_TYPES = ("application/sdp", "application/*", "*/*")
_SENT_BY = re.compile(r"SIP\s*/\s*2\.0\s*/\s*[A-Za-z0-9.!%*_+`'~-]+\s+[^\s;,]+(?:\s*:\s*\d+)?")


@dataclass
class FaultyRequest(SipRequest):
    """A request whose start line is faulty: `status` and `why` answer it."""

    status: int = 400
    why: str = "Bad Request-Line"


def start_fault(line: "re.Match[bytes]") -> tuple[int, str] | None:
    """What is wrong with a request line: status and reason, or None."""
    uri = line["uri"]
    if line["version"] != b"2.0":
        return 505, "Version Not Supported"
    if len(line["gap"]) != 1 or len(line["space"]) != 1 or line["tail"] or not uri:
        return 400, "Bad Request-Line"
    if re.search(rb"[\s<>\"]", uri):
        return 400, "Bad Request-URI"
    scheme, colon, rest = uri.partition(b":")
    if not colon or not rest or not re.fullmatch(rb"[A-Za-z][A-Za-z0-9+.-]*", scheme):
        return 400, "Bad Request-URI"
    if scheme.lower() not in (b"sip", b"sips", b"tel"):
        return 416, "Unsupported URI Scheme"
    if b"?" in rest.rpartition(b"@")[2]:  # headers have no place in a Request-URI (RFC 3261 §19.1.1)
        return 400, "Bad Request-URI"
    return None


def header_fault(request: SipRequest) -> str:
    """What is wrong with the headers, for the reason phrase of a 400; empty when nothing is."""
    for name in SINGLE:
        if len({value.strip() for value in request.headers.get(name)}) > 1:
            return f"Several {name}"
    for name in ("from", "to", "contact"):
        if not all(balanced(value) for value in request.headers.get(name)):
            return f"Bad {name.capitalize()}"
    if not all(value.strip() == "*" or _has_uri(value) for value in request.headers.get("contact")):
        return "Bad Contact"
    if not all(_is_via(value) for value in request.headers.get("via")):
        return "Bad Via"
    forwards = (request.get_header("max-forwards") or "70").strip()
    if not (forwards.isascii() and forwards.isdigit() and int(forwards[:9]) <= MOST_FORWARDS):
        return "Bad Max-Forwards"
    return ""


def _is_via(value: str) -> bool:
    sent_by, *params = value.split(";")
    return _SENT_BY.fullmatch(sent_by.strip()) is not None and all(one.strip() for one in params)


def balanced(value: str) -> bool:
    """Does every quote end, and every angle bracket?"""
    quoted = escaped = False
    depth = 0
    for one in value:
        if escaped:
            escaped = False
        elif quoted and one == "\\":
            escaped = True
        elif one == '"':
            quoted = not quoted
        elif not quoted and one in "<>":
            depth += 1 if one == "<" else -1
            if depth not in (0, 1):
                return False
    return not quoted and depth == 0


def _has_uri(value: str) -> bool:
    inner = re.search(r"<([^>]*)>", re.sub(r'"(?:[^"\\]|\\.)*"', "", value))
    uri = inner.group(1) if inner is not None else value
    return re.match(r"\s*[A-Za-z][A-Za-z0-9+.-]*:\S", uri) is not None


def takes_sdp(request: SipRequest) -> bool:
    """May an answer be SDP? Without Accept it may (RFC 3261 §20.1)."""
    accepted = request.headers.get("accept")
    if not accepted:
        return True
    return any(one.split(";")[0].strip().lower() in SDP_TYPES for value in accepted for one in value.split(","))
