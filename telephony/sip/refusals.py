"""How requests are refused: the reason phrase, and what each refusal has to say beside it (RFC 3261 §20, §21). Pure.

Whoever is refused should learn from the reply alone what would be taken: the methods of a 405, the types of a 415,
the extensions of a 420, why an offer was not met (488), when to come again (503). Knows no connector.
"""

from dataclasses import dataclass, field

from aiosipua.message import SipRequest

from telephony.errors import MediaNotAcceptable
from telephony.sip.media import SDP
from telephony.sip.messages import Address

INFO_TYPES = ("application/dtmf-relay", "application/dtmf")
"""What INFO may carry: keys, as PBXs send them that do not speak RFC 4733."""
REASON = {
    100: "Trying",
    180: "Ringing",
    200: "OK",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    408: "Request Timeout",
    415: "Unsupported Media Type",
    420: "Bad Extension",
    422: "Session Interval Too Small",
    480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist",
    482: "Loop Detected",
    486: "Busy Here",
    487: "Request Terminated",
    488: "Not Acceptable Here",
    491: "Request Pending",
    500: "Server Internal Error",
    503: "Service Unavailable",
    504: "Server Time-out",
    600: "Busy Everywhere",
    603: "Decline",
}
RETRY_AFTER_S = {500: "2", 503: "5"}
"""500: the answer to an earlier offer is not out yet (§14.2). 503: the line is full; without a time it would count
as 500, and the trunk would not try another way (§21.5.4)."""


@dataclass(frozen=True)
class Refusal:
    """Why a request is not taken: its status, a word for the log without anybody's number, headers of this case."""

    status: int
    detail: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def reason_of(status: int) -> str:
    """The reason phrase."""
    return REASON.get(status, "Refused")


def taken_types(request: SipRequest) -> tuple[str, ...]:
    """What a body of this request may be."""
    return INFO_TYPES if request.method == "INFO" else (SDP,)


def headers_of(status: int, request: SipRequest, allow: str, unknown: list[str]) -> dict[str, str]:
    """What this refusal says beside its status. `allow` are the methods that are taken, `unknown` the extensions of
    Require that are not."""
    said = {}
    if status in (405, 415, 488):
        said["Allow"] = allow
    if status in (406, 415, 488):
        said["Accept"] = ", ".join(taken_types(request))
    if status == 420:
        said["Unsupported"] = ", ".join(unknown)
    if status in RETRY_AFTER_S:
        said["Retry-After"] = RETRY_AFTER_S[status]
    return said


def body_refusal(request: SipRequest) -> Refusal | None:
    """415 for a body that is not understood and has to be (§8.2.3): its encoding, or its type. One that may be left
    unread (`handling=optional`) is left."""
    if not request.body or _is_optional(request):
        return None
    encoding = (request.get_header("content-encoding") or "identity").strip().lower()
    if encoding != "identity":
        return Refusal(415, f"Content-Encoding {encoding}"[:80], {"Accept-Encoding": "identity"})
    kind = (request.content_type or "").split(";")[0].strip().lower()
    return None if kind in taken_types(request) else Refusal(415, kind[:80])


def _is_optional(request: SipRequest) -> bool:
    parameters = (request.get_header("content-disposition") or "").lower().split(";")[1:]
    return "handling=optional" in ("".join(one.split()) for one in parameters)


def unmet(error: MediaNotAcceptable, own: Address) -> Refusal:
    """488 with why in Warning (§13.3.1.3, §20.43)."""
    text = str(error)[:120].replace("\\", "").replace('"', "'")
    return Refusal(488, text, {"Warning": f'{error.warning} {_agent(own)} "{text}"'})


def _agent(own: Address) -> str:
    host, port = own
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
