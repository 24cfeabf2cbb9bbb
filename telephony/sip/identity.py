"""Who calls, as far as the peer may be believed. Pure.

A trunk that is ours asserts the caller in P-Asserted-Identity (RFC 3325 §9.1); whoever else writes that header is not
believed. Without it From speaks (RFC 3261 §8.1.1.3), and where From names no number, Remote-Party-ID
(draft-ietf-sip-privacy-04), which old PBXs still send. A caller who withholds the number (RFC 3323 §4.2, RFC 3325
§9.3) gets neither number nor name here: what is not kept cannot be shown by mistake (SEC-1).
"""

import re
from dataclasses import dataclass

from aiosipua.message import SipRequest

from telephony.numbers import canonical
from telephony.sip.messages import caller_of, named_number, user_of

_WITHHOLDING = {"id", "user", "header", "critical"}
_ENTRY = re.compile(r'(?:"(?:[^"\\]|\\.)*"|<[^>]*>|[^,"<])+')
DIALLED = re.compile(r"\+?\d{2,}")
_DIGITS = re.compile(r"[+*#0-9\s()./-]*")
_RPID_PRIVACY = re.compile(r';\s*privacy\s*=\s*"?(full|uri|name|off)', re.IGNORECASE)
_RPID_CALLED = re.compile(r";\s*party\s*=\s*called", re.IGNORECASE)


@dataclass(frozen=True)
class Caller:
    """The caller of an INVITE. `sent` is the number as it was written, where that is not `number`."""

    number: str
    name: str
    sent: str = ""
    withheld: bool = False


WITHHELD = Caller("", "", withheld=True)


def caller(request: SipRequest, *, trusted: bool, area_code: str = "") -> Caller:
    """The caller of an INVITE. `trusted`: it came from a trunk of ours, whose assertions count."""
    if trusted:
        asserted = _asserted(request)
        if asserted is not None:
            return WITHHELD if _withholds(request) else _made(*asserted, area_code)
    number, name = caller_of(request)
    if number and not _withholds(request):
        return _made(number, name, area_code)
    if not number and trusted and not _withholds(request):
        return _remote_party(request, area_code)
    return WITHHELD


def _made(number: str, name: str, area_code: str) -> Caller:
    """A name that is but a number says nothing, and would show in full what screens mask."""
    normal = canonical(number, area_code)
    shown = "" if _DIGITS.fullmatch(name) or number in name else name
    return Caller(normal, shown, number if normal != number else "")


def _asserted(request: SipRequest) -> tuple[str, str] | None:
    """Number and name of P-Asserted-Identity; of its two values the one with a number (RFC 3325 §9.1)."""
    name = ""
    for header in request.headers.get("p-asserted-identity"):
        for entry in _ENTRY.findall(header):
            number, said = named_number(entry)
            name = name or said
            if number:
                return number, name
    return None


def _withholds(request: SipRequest) -> bool:
    values = {
        value.strip().lower() for header in request.headers.get("privacy") for value in re.split(r"[;,]", header)
    }
    return bool(values & _WITHHOLDING)


def _remote_party(request: SipRequest, area_code: str) -> Caller:
    for header in request.headers.get("remote-party-id"):
        for entry in _ENTRY.findall(header):
            if _RPID_CALLED.search(entry):
                continue
            privacy = _RPID_PRIVACY.search(entry)
            word = privacy[1].lower() if privacy else "off"
            number, name = named_number(entry)
            if word in ("full", "uri"):
                return WITHHELD
            if number:
                return _made(number, "" if word == "name" else name, area_code)
    return WITHHELD


def called(
    request: SipRequest, area_code: str = "", *, account: str = "", numbers: frozenset[str] = frozenset()
) -> str:
    """The number called (DID), canonical: the user part of the request URI.

    A provider at which we registered may put our `account` there; then P-Called-Party-ID (RFC 7315 §4.2) or To names
    the number. Where the trunk's `numbers` (canonical) are known, the first of the three that is one of them.
    """
    asserted = (named_number(value)[0] for value in request.headers.get("p-called-party-id"))
    named = (user_of(request.uri), *asserted, named_number(request.get_header("to") or "")[0])
    found = [canonical(number, area_code) for number in named if number]
    for number in found:
        if number in numbers:
            return number
    elsewhere = [number for number in found if number != canonical(account, area_code) and DIALLED.fullmatch(number)]
    if account and found and found[0] == canonical(account, area_code) and elsewhere:
        return elsewhere[0]
    return canonical(user_of(request.uri), area_code)
