"""What a resident's fields may hold, and how people write them in lists: homes, names, telephones. Pure.

One spelling of a home is kept (`3`, not `3栋` or `３号楼`): screens add the words, and a home written in two ways
would be two homes.
"""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from api.privacy import normalised, plausible

LONGEST = {"name": 64, "building": 32, "unit": 32, "room": 32, "note": 2000}
"""Characters; the database's columns are so wide."""
MOST_PHONES = 10
NOTHING = ("-", "—", "无", "none")
"""A cell with one of these empties the field; an empty cell leaves what is in the book."""
_COUNTS = "0-9A-Za-z一二三四五六七八九十甲乙丙丁"
_WORDS = {
    "building": re.compile(rf"(?<=[{_COUNTS}])\s*(?:号楼?|[栋幢楼座#])$"),
    "unit": re.compile(rf"(?<=[{_COUNTS}])\s*(?:单元|门)$"),
    "room": re.compile(rf"(?<=[{_COUNTS}])\s*(?:号房|[室房号户])$"),
}
_BETWEEN_PHONES = re.compile(r"[;；/、,，|\n]+")
_ENOUGH_DIGITS = 7
_WHOLE = re.compile(r"(\d+)\.0+")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{1,2}")
_KEPT_AS_TEXT = re.compile(r'="(.*)"')
_DATE = re.compile(r"\d{1,2}月\d{1,2}日|\d{1,2}-[A-Z][a-z]{2}|\d{4}[-/]\d{1,2}[-/]\d{1,2}( 00:00:00)?")
_ERRORS = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"))

Wrong = tuple[str, str]
"""What is wrong, in Chinese and in English."""


def home_part(field: str, text: str) -> str:
    """A building, unit or room in the one spelling: `３ 号楼` is `3`, `2单元` is `2`, `501室` is `501`."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    return _WORDS[field].sub("", plain)


def name(text: str) -> str:
    """A name as it is kept: `王 芳`, as lists align it, is `王芳`."""
    words = text.split()
    return (" " if any(character.isascii() for word in words for character in word) else "").join(words)


def identity(name_: str, building: str, unit: str, room: str) -> tuple[str, ...]:
    """The same for the same resident of the same home, however it is written."""
    parts = (
        "".join(name_.split()),
        home_part("building", building),
        home_part("unit", unit),
        home_part("room", room),
    )
    return tuple(unicodedata.normalize("NFKC", part).casefold() for part in parts)


def cell_text(text: str) -> str:
    """A cell's text without what spreadsheet programs put around it: `="0501"`, `'0501`, `501.0`."""
    text = text.strip()
    kept = _KEPT_AS_TEXT.fullmatch(text)
    text = kept[1] if kept else text.removeprefix("'")
    whole = _WHOLE.fullmatch(text)
    return whole[1] if whole else text


def telephones(text: str) -> tuple[str, ...]:
    """The numbers in a cell, normalised, each once; what is no number stays to be found by `wrong_phones`."""
    parts = [number for part in _BETWEEN_PHONES.split(text) for number in _apart(part)]
    return tuple(dict.fromkeys(normalised(_unshortened(part)) for part in parts if part.strip()))


def _apart(part: str) -> list[str]:
    """Two numbers with a blank between; `138 0000 1234` and `010 85230000` are one."""
    pieces = part.split()
    several = len(pieces) > 1 and all(sum(map(str.isdigit, piece)) >= _ENOUGH_DIGITS for piece in pieces)
    return pieces if several else [part]


def _unshortened(text: str) -> str:
    """`13800135678.0` and `1.3800135678E+10` as the number they were; `1.38E+10` has lost digits and stays."""
    text = cell_text(text)
    if not _SCIENTIFIC.fullmatch(text):
        return text
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return str(int(number)) if len(number.as_tuple().digits) == number.adjusted() + 1 else text


def wrong_text(field: str, text: str) -> Iterator[Wrong]:
    """What is wrong with a name, a part of the home, or a note."""
    if text.upper() in _ERRORS:
        yield f"公式出错：{text}", f"a formula that failed: {text}"
    if len(text) > LONGEST[field]:
        yield f"太长，最多 {LONGEST[field]} 个字", f"too long, at most {LONGEST[field]} characters"
    if field == "note":
        printable = all(one.isprintable() or one in "\r\n\t" for one in text)
    else:
        printable = text.isprintable() and "|" not in text
    if not printable:
        yield "有不能用的字符", "characters that cannot be used"
    if field in _WORDS and _DATE.fullmatch(text):
        yield (
            f"表格软件把它变成了日期（{text}），请把这一列设为文本格式",
            f"made a date by the spreadsheet program ({text}); format the column as text",
        )


def wrong_phones(phones: tuple[str, ...]) -> Iterator[Wrong]:
    """What is wrong with normalised telephones."""
    if len(phones) > MOST_PHONES:
        yield f"电话太多，最多 {MOST_PHONES} 个", f"too many telephones, at most {MOST_PHONES}"
    for phone in phones:
        if _SCIENTIFIC.fullmatch(phone):
            yield (
                "表格软件把号码缩短了，缺了后几位，请把这一列设为文本格式再填",
                "a telephone that the spreadsheet program has shortened; format the column as text",
            )
        elif not plausible(phone):
            yield "电话号码不对，只能是数字", "a telephone that is no number"
