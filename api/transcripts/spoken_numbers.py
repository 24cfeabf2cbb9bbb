"""Numbers that a caller says, as the form has them: telephone numbers and homes. Pure.

A telephone number is spoken digit by digit (幺三八零零…, or written in figures by the recogniser); a home as
三号楼二单元五零二, 八栋一二零三室 or 3号楼2单元502. Anything in doubt is no number: a wrong offer costs a look.
"""

import re
from collections.abc import Iterator
from typing import Final

from api.schemas.transcripts import SpokenNumber

_DIGITS: Final = {
    **dict(zip("零一二三四五六七八九", "0123456789", strict=True)),
    **dict(zip("〇幺两洞拐勾", "012079", strict=True)),
    **{str(number): str(number) for number in range(10)},
}
_DIGIT: Final = "[" + "".join(_DIGITS) + "]"
_GAP: Final = re.compile(r"[\s,，、.-]{1,2}")
_RUN: Final = re.compile(rf"{_DIGIT}+(?:{_GAP.pattern}{_DIGIT}+)*")
"""Digits, and groups of digits with short breaks between them."""
_AMOUNT: Final = "[" + "".join(_DIGITS) + "十百]{1,6}"
_HOME: Final = re.compile(
    rf"(?P<building>{_AMOUNT})(?:号楼|号院|栋|幢|号)[\s,，的]{{0,2}}"
    rf"(?:(?P<unit>{_AMOUNT})(?:单元|门)[\s,，的]{{0,2}})?"
    rf"(?P<room>{_AMOUNT})(?:室|号房?|房|户)?"
)
_LANDLINE: Final = re.compile(r"0\d{9,11}|[2-8]\d{6,7}")
_MOBILE: Final = re.compile(r"1[3-9]\d{9}")


def numbers_in(text: str) -> list[SpokenNumber]:
    """The numbers in what was said, in order, each once."""
    found = dict.fromkeys((*_phones(text), *_homes(text)))
    return list(found)


def _phones(text: str) -> Iterator[SpokenNumber]:
    for run in _RUN.finditer(text):
        groups = ["".join(_DIGITS[char] for char in group) for group in _GAP.split(run[0])]
        first = 0
        while first < len(groups):
            length = next((size for size in range(len(groups) - first, 0, -1) if _is_phone(groups, first, size)), 0)
            if length:
                yield SpokenNumber(field="phone", value="".join(groups[first : first + length]))
            first += length or 1


def _is_phone(groups: list[str], first: int, size: int) -> bool:
    digits = "".join(groups[first : first + size])
    return bool(_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits))


def _homes(text: str) -> Iterator[SpokenNumber]:
    for run in _HOME.finditer(text):
        parts = [value_of(run[name]) for name in ("building", "unit", "room") if run[name]]
        room = parts[-1]
        if all(parts) and len(room) >= 3:
            yield SpokenNumber(field="home", value="-".join(parts))


def value_of(spoken: str) -> str:
    """Digits of a number below a thousand, spoken as an amount (十二) or digit by digit; empty for neither."""
    if not set(spoken) & set("十百"):
        return "".join(_DIGITS[char] for char in spoken).lstrip("0")
    hundreds, mark, rest = spoken.partition("百")
    if not mark:
        hundreds, rest = "", spoken
    tens, ten, ones = rest.lstrip("零〇").partition("十")
    if not ten:
        tens, ones = "", tens
    parts = [hundreds or "0", (tens or "1") if ten else "0", ones or "0"]
    if any(part not in _DIGITS for part in parts) or (mark and not hundreds):
        return ""
    return str(int("".join(_DIGITS[part] for part in parts)))
