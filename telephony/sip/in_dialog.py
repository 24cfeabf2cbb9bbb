"""Requests within a dialog: how they are built, where they go, what their headers say. Pure. RFC 3261 §12.

aiosipua keeps the dialog's data; it neither learns a new target, nor routes strictly, nor looks where a request
should go. Nothing here knows legs.
"""

import ipaddress
from collections.abc import Callable

from aiosipua.dialog import Dialog
from aiosipua.headers import SipUri, parse_address, parse_via, stringify_uri, stringify_via
from aiosipua.message import SipMessage, SipRequest, SipResponse
from aiosipua.utils import format_addr, generate_branch

from telephony.sip.messages import Address, StreamAddress, cseq_number, from_tag, to_tag
from telephony.sip.session_timer import Asked, SessionExpires, read_expires, read_min_se

OPTIONS = ("timer", "100rel")
"""The extensions that we know, by their option tags."""
OWN_GLARE_S = (2.1, 4.0)
THEIR_GLARE_S = (0.0, 2.0)
_NOT_AGAIN = frozenset({"via", "authorization", "proxy-authorization"})
_STEP_S = 0.01


def dialog_of(invite: SipRequest, response: SipResponse) -> Dialog:
    """The dialog that a response to an INVITE of ours opens (RFC 3261 §12.1.2), early until `confirm`."""
    dialog = Dialog(
        call_id=invite.call_id or "",
        local_tag=from_tag(invite),
        local_uri=_uri(invite.get_header("from") or ""),
        remote_uri=_uri(invite.get_header("to") or ""),
        local_cseq=cseq_number(invite),
    )
    adopt(dialog, response, invite.uri)
    return dialog


def adopt(dialog: Dialog, response: SipResponse, uri: str = "") -> None:
    """Make a dialog that we opened the one of this response, whichever branch of a fork was first before."""
    dialog.remote_tag = to_tag(response)
    dialog.route_set = list(reversed(response.headers.get("record-route")))
    dialog.remote_target = dialog.remote_target or uri
    retarget(dialog, response)


def retarget(dialog: Dialog, message: SipMessage) -> None:
    """INVITE, UPDATE and their 2xx name anew where the peer is reached (RFC 3261 §12.2, RFC 3311 §5)."""
    contacts = message.headers.get("contact")
    target = parse_address(contacts[0]).uri if contacts else None
    if target is not None and target.host:
        dialog.remote_target = stringify_uri(target)


def request_in(dialog: Dialog, method: str, own: Address, *, cseq: int | None = None) -> SipRequest:
    """A request of ours with the next CSeq, or with `cseq` (an ACK). `own` goes into Via and Contact.

    A first proxy without `lr` is one of RFC 2543: it is addressed itself, and the target is the last Route
    (§12.2.1.1).
    """
    number = dialog.local_cseq
    request = dialog.create_request(method, via_host=_bracketed(own[0]), via_port=own[1])
    if cseq is not None:
        dialog.local_cseq = number
        request.headers.set_single("CSeq", f"{cseq} {method}")
    if method in ("INVITE", "UPDATE"):
        request.headers.set_single("Contact", f"<sip:{format_addr(*own)}>")
    first = parse_address(dialog.route_set[0]).uri if dialog.route_set else None
    if first is not None and "lr" not in first.params:
        request.headers.remove("Route")
        for route in [*dialog.route_set[1:], f"<{request.uri}>"]:
            request.headers.append("Route", route)
        request.uri = stringify_uri(SipUri(first.scheme, first.user, first.host, first.port, first.params))
    return request


def next_hop(dialog: Dialog, source: Address) -> Address:
    """Where a request in a dialog goes: to the first Route, or else to the peer's Contact (RFC 3261 §12.2.1.1).

    Back to `source`, where the peer was heard last, where that cannot work: over a connection that stands, for a name
    that would have to be looked up, for another transport, and for a private address that is not the source's own: a
    peer behind NAT.
    """
    where = dialog.route_set[0] if dialog.route_set else dialog.remote_target
    uri = parse_address(where if "<" in where else f"<{where}>").uri
    if isinstance(source, StreamAddress) or (uri.params.get("transport") or "udp").lower() != "udp":
        return source
    host, port = uri.host.strip("[]"), uri.port or 5060
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return source
    if not 0 < port < 65536:
        return source
    if host == source[0]:
        return (host, port)
    reachable = address.is_global and address.version == ipaddress.ip_address(source[0]).version
    return (host, port) if reachable else source


def sent_again(request: SipRequest, cseq: int) -> SipRequest:
    """The same request as a new transaction, without credentials."""
    again = SipRequest(method=request.method, uri=request.uri)
    again.body = request.body
    via = parse_via(request.headers.get("via")[0])
    via.branch = generate_branch()
    again.headers.append("Via", stringify_via(via))
    for name, values in request.headers.items():
        if name.lower() not in _NOT_AGAIN:
            for value in values:
                again.headers.append(name, value)
    again.headers.set_single("CSeq", f"{cseq} {request.method}")
    return again


def glare_wait(owns_call_id: bool, random: Callable[[], float]) -> float:
    """Seconds to wait after 491, in steps of 10 ms (RFC 3261 §14.1). `random` gives 0 to 1."""
    least, most = OWN_GLARE_S if owns_call_id else THEIR_GLARE_S
    return least + round(random() * (most - least) / _STEP_S) * _STEP_S


def unknown_options(request: SipRequest) -> list[str]:
    """What Require names that we do not know (RFC 3261 §8.2.2.3)."""
    return [option for option in request.headers.get("require") if option.strip().lower() not in OPTIONS]


def names_option(message: SipMessage, option: str, *, required: bool = False) -> bool:
    """Does Require, or Supported unless `required`, name an option?"""
    named = message.headers.get("require") + ([] if required else message.headers.get("supported"))
    return option in (value.strip().lower() for value in named)


def session_asked(request: SipRequest) -> Asked:
    """What a request says of session timers (RFC 4028). Raises ValueError."""
    min_se = read_min_se(request.get_header("min-se") or "")
    return Asked(session_expires(request), min_se, names_option(request, "timer"))


def session_expires(message: SipMessage) -> SessionExpires | None:
    """Session-Expires, also in its short form `x`. Raises ValueError."""
    value = message.get_header("session-expires") or message.get_header("x")
    return read_expires(value) if value else None


def allows_update(message: SipMessage) -> bool:
    """Does Allow name UPDATE?"""
    return "UPDATE" in (method.strip().upper() for method in message.headers.get("allow"))


def _uri(value: str) -> str:
    return stringify_uri(parse_address(value).uri)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
