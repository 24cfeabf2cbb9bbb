"""Telephone numbers as a Chinese site writes, hears and compares them: one canonical form. Pure; knows no SIP.

The canonical form is what the line reports, what the book of residents stores, and what both compare:

- a mobile: its 11 digits, `13800138000`;
- a fixed line: area code and number, `01085238888`;
- a service: as it is dialled, `95598`, `110`, `12345`, `4008123123`;
- an extension: untouched, `8001`;
- a foreign number: E.164 with its plus, `+85223456789`.

What is none of these is kept as it was sent: a wrong guess would show another person's home.
Sources: the numbering plan as `phonenumbers` knows it; RFC 3966 for `tel:` and its parameters; ITU-T E.164.
"""

import re
import unicodedata

import phonenumbers
from phonenumbers import NumberParseException

MAX_SENT = 64
AREA_CODE = re.compile(r"0(?:10|2\d|[3-9]\d{2})")
_SCHEME = re.compile(r"^(?:tel|sips?):", re.IGNORECASE)
_CONTEXT = re.compile(r";phone-context=\+?(?P<digits>\d+)(?:;|$)", re.IGNORECASE)
_NOISE = re.compile(r"[\s\-.()/\u2010-\u2015\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_DIALLED = re.compile(r"\+?\d+")
_MOBILE = re.compile(r"0?(?P<number>1[3-9]\d{9})")
_SERVICE_BEHIND_AREA = re.compile(r"0(?:10|2\d|[3-9]\d{2})(?P<number>95\d{3,4}|1\d{2}|12\d{3})")
_LOCAL = re.compile(r"[2-8]\d{6,7}")
_SHORT = re.compile(r"\d{2,6}|95\d{3,6}")
_FREE_CALL = re.compile(r"[48]00\d{7}")
_EXTENSION = 6
_SHORTEST_ABROAD = 9


def canonical(sent: str, area_code: str = "") -> str:
    """The canonical form of a number as a peer or a person wrote it.

    `area_code` is the site's own, with its nought (`010`): a local number of 7 or 8 digits gets it. Empty: a local
    number stays as it is. Never raises; what is no number comes back as it was sent, at most MAX_SENT characters.
    """
    sent = "".join(character for character in sent if character.isprintable() or character.isspace())
    text, context = _bare(sent)
    if not _DIALLED.fullmatch(text):
        return _kept(sent)
    if context and not text.startswith("+"):
        text, area_code = _in_context(text, context, area_code)
    if text.startswith("00") and len(text) >= _SHORTEST_ABROAD:
        text = "+" + text[2:]
    if text.startswith("+86"):
        return _chinese(text[3:], area_code, known_chinese=True) or _kept(sent)
    if text.startswith("+"):
        return _foreign(text) or _kept(sent)
    if text.startswith("86") and len(text) >= 12:  # a gateway that leaves the plus out
        without = _chinese(text[2:], area_code, known_chinese=True)
        if without:
            return without
    return _chinese(text, area_code) or _kept(sent)


def spellings(number: str, area_code: str = "") -> tuple[str, ...]:
    """A canonical number and how it may stand in a book that was written before the area code was set."""
    local = number.removeprefix(area_code) if area_code else number
    return (number, local) if local != number and _LOCAL.fullmatch(local) else (number,)


def is_area_code(text: str) -> bool:
    """Is this an area code of the mainland, with its nought?"""
    return AREA_CODE.fullmatch(text) is not None


def _bare(sent: str) -> tuple[str, str]:
    """Digits (and a plus) without scheme, separators and parameters; and the digits of `phone-context`."""
    text = _SCHEME.sub("", unicodedata.normalize("NFKC", sent[: 4 * MAX_SENT]).strip())
    context = _CONTEXT.search(text)
    number = text.split(";")[0].split("@")[0].split("?")[0]
    return _NOISE.sub("", number), context["digits"] if context else ""


def _in_context(text: str, context: str, area_code: str) -> tuple[str, str]:
    """A local number of RFC 3966 §5.1.5: within a country (`+86`), an area (`+8610`) or abroad (`+852`)."""
    if not context.startswith("86"):
        return (
            ("+" + context + text, area_code) if len(context) <= 4 and len(text) > _EXTENSION else (text, area_code)
        )
    area = "0" + context[2:]
    return (text, area) if is_area_code(area) else (text, area_code)


def _chinese(digits: str, area_code: str, *, known_chinese: bool = False) -> str:
    """Canonical form of a number of the mainland, or empty where it is none."""
    mobile = _MOBILE.fullmatch(digits)
    if mobile:
        return mobile["number"]
    if _SHORT.fullmatch(digits) or _FREE_CALL.fullmatch(digits):
        return digits
    service = _SERVICE_BEHIND_AREA.fullmatch(digits)
    if service:
        return service["number"]
    if _LOCAL.fullmatch(digits) and not known_chinese:
        return area_code + digits if len(area_code + digits) in (11, 12) else digits
    return _fixed(digits)


def _fixed(digits: str) -> str:
    """Area code and number, where the numbering plan has such a line; a gateway may leave the nought out."""
    national = digits.removeprefix("0")
    if national.startswith("0"):
        return ""
    try:
        parsed = phonenumbers.parse("+86" + national, None)
    except NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(parsed):
        return ""
    return "".join(filter(str.isdigit, phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)))


def _foreign(text: str) -> str:
    """E.164, or empty where no country has such a number."""
    try:
        parsed = phonenumbers.parse(text, None)
    except NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _kept(sent: str) -> str:
    return "".join(character for character in sent if character.isprintable()).strip()[:MAX_SENT]
