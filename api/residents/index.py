"""Finding a resident by one line of words: home, name, the name's pinyin, number. Held in memory, pure.

Every word must fit somewhere; the better it fits, the higher the resident stands. A site of 20,000 residents is
searched in milliseconds, so nothing of it is kept in the database.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin

from api.schemas import ResidentView

MIN_DIGITS = 4
"""From so many digits on, a word may be the end of a telephone number."""
_PLACES = re.compile(r"号楼|[栋幢楼座#－—_/]|单元|[室房号户]|门")
_SPLIT = re.compile(r"[\s,，、;；]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a resident is found by."""

    resident: ResidentView
    home: str
    name: str
    spelt: str
    """The name in pinyin without blanks."""
    initials: str
    phones: tuple[str, ...]


def entry_of(resident: ResidentView) -> Entry:
    """The resident as it is searched."""
    name = _plain(resident.name)
    return Entry(
        resident=resident,
        home="-".join(_plain(part) for part in (resident.building, resident.unit, resident.room) if part),
        name=name,
        spelt="".join(lazy_pinyin(name)) if _HAN.search(name) else name,
        initials="".join(lazy_pinyin(name, style=Style.FIRST_LETTER)) if _HAN.search(name) else "",
        phones=resident.phones,
    )


def search(entries: Iterable[Entry], words: str) -> list[ResidentView]:
    """Everybody whom every word fits, the best first, then by home and name."""
    wanted = [word for word in _SPLIT.split(_plain(words)) if word]
    if not wanted:
        return []
    forms = [(word, _as_home(word)) for word in wanted]
    found: list[tuple[int, tuple[tuple[int, str], ...], str, ResidentView]] = []
    for entry in entries:
        total = 0
        for word, home in forms:
            rank = _rank(entry, word, home)
            if rank is None:
                break
            total += rank
        else:
            found.append((total, _order(entry.home), entry.name, entry.resident))
    return [one[3] for one in sorted(found, key=lambda one: one[:3])]


def _order(home: str) -> tuple[tuple[int, str], ...]:
    """Building 3 before building 13."""
    return tuple((len(part), part) for part in home.split("-"))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def as_home(words: str) -> str:
    """`3栋2单元501室` and `3-2-501` are the same; words that are no home are left as they are but for their width."""
    return _as_home(_plain(words))


def _as_home(word: str) -> str:
    return _PLACES.sub("-", word).strip("-").replace("--", "-")


def _rank(entry: Entry, word: str, home: str) -> int | None:
    """How well the word fits, 0 best; None when it does not."""
    if entry.home == home or entry.name == word:
        return 0
    if entry.home.endswith("-" + home) or entry.home.startswith(home + "-"):
        return 1
    if entry.name.startswith(word) or entry.initials == word or entry.spelt == word:
        return 1
    if word.isdigit() and len(word) >= MIN_DIGITS and any(phone.endswith(word) for phone in entry.phones):
        return 1
    if word.isascii() and word.isalpha() and (entry.initials.startswith(word) or entry.spelt.startswith(word)):
        return 2
    if home in entry.home or word in entry.name:
        return 3
    return None
