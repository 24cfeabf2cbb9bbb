"""The chain of the audit log (SEC-1): each entry's hash covers the one before, so what is changed, missing or put in
breaks every hash after it. Pure.

SHA-256 over the entry as a JSON array that begins with the hash before; the first entry has `BEGINNING` before it.
This form is kept: entries of years ago are verified by it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator

import msgspec

BEGINNING = "0" * 64


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody did. `subject` and `detail` name rows and fields, never a number or a name in clear."""

    at: float
    """Unix time in seconds."""
    user_id: str
    what: str
    subject: str
    detail: str = ""


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """An entry in its place in the chain."""

    number: int
    entry: Entry
    previous: str
    hash: str


class Broken(msgspec.Struct, frozen=True, kw_only=True):
    """Where the chain is broken first, and how."""

    number: int
    zh: str
    en: str


def hash_of(number: int, entry: Entry, previous: str) -> str:
    """The hash of an entry in its place: 64 hexadecimal digits."""
    what = [previous, number, entry.at, entry.user_id, entry.what, entry.subject, entry.detail]
    return hashlib.sha256(json.dumps(what, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def linked(entries: Iterable[Entry], last: int, previous: str) -> Iterator[Link]:
    """The entries as they follow number `last`, whose hash is `previous`."""
    for number, entry in enumerate(entries, last + 1):
        link = Link(number=number, entry=entry, previous=previous, hash=hash_of(number, entry, previous))
        yield link
        previous = link.hash


class Walk:
    """Verifies a chain, link by link, from the first on. `broken` is None while all is well."""

    def __init__(self) -> None:
        self.count = 0
        self.head = BEGINNING
        self.broken: Broken | None = None

    def step(self, link: Link) -> None:
        """The next link; nothing more is looked at after the first fault."""
        if self.broken is not None:
            return
        expected = self.count + 1
        if link.number != expected:
            self._breaks(expected, f"缺少第 {expected} 条", f"entry {expected} is missing")
        elif link.previous != self.head:
            self._breaks(link.number, "与上一条对不上", "it does not follow the entry before")
        elif link.hash != hash_of(link.number, link.entry, link.previous):
            self._breaks(link.number, "内容被改动", "its content was changed")
        else:
            self.count, self.head = link.number, link.hash

    def _breaks(self, number: int, zh: str, en: str) -> None:
        self.broken = Broken(number=number, zh=zh, en=en)
