"""A person's traces, and any fact or fold without them. Pure.

Numbers become one pseudonym each, so that repeated calls still count as repeated; it is drawn by lot, so that nobody
can find the number by trying them all. Empty texts stay empty: whether a form was filled in is a figure too.
"""

import secrets
from collections.abc import Mapping
from enum import Enum
from typing import Any, Final, TypeVar

import msgspec

from api.erasing.rules import WORDS, Rule, rule_of
from api.privacy import normalised

MARK: Final = "【已删除】"
PSEUDONYM: Final = "已删除"
SHORTEST_NAME: Final = 2
SHORTEST_NUMBER: Final = 5
"""Shorter ones stand in too many texts by accident."""
T = TypeVar("T")


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Who is erased: names, numbers with their pseudonyms, and the ids of all that is this person's alone."""

    names: frozenset[str] = frozenset()
    numbers: Mapping[str, str] = {}
    """A number as it is stored or written -> its pseudonym."""
    calls: frozenset[str] = frozenset()
    tickets: frozenset[str] = frozenset()
    visits: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    invitations: frozenset[str] = frozenset()

    def owns(self, fact: msgspec.Struct) -> bool:
        """Whether all that is said in it is about this person."""
        return any(
            getattr(fact, field, None) in ids
            for field, ids in (
                ("call_id", self.calls),
                ("ticket_number", self.tickets),
                ("number", self.tickets),
                ("visit_id", self.visits),
                ("item_id", self.items),
                ("invitation_id", self.invitations),
            )
        )

    def without(self, value: T) -> T:
        """A fact or fold without this person; the same object where nothing changes."""
        done: T = self._without(value, own=False)
        return done

    def words(self, text: str) -> str:
        """A text of others, without this person's numbers and names."""
        for number in sorted(self.numbers, key=len, reverse=True):
            if len(number) >= SHORTEST_NUMBER:
                text = text.replace(number, self.numbers[number])
        for name in sorted(self.names, key=len, reverse=True):
            if len(name) >= SHORTEST_NAME:
                text = text.replace(name, MARK)
        return text

    def number(self, text: str) -> str:
        """The pseudonym of a number of this person, however it is written; any other text as it is."""
        return self.numbers.get(text) or self.numbers.get(normalised(text)) or text

    def _without(self, value: Any, *, own: bool) -> Any:
        if isinstance(value, msgspec.Struct):
            own = own or self.owns(value)
            changed = {
                field: after
                for field, before in ((name, getattr(value, name)) for name in value.__struct_fields__)
                if (after := self._field(type(value), field, before, own=own)) != before
            }
            return msgspec.structs.replace(value, **changed) if changed else value
        if isinstance(value, tuple):
            return tuple(self._without(one, own=own) for one in value)
        return self.number(value) if isinstance(value, str) and not isinstance(value, Enum) else value

    def _field(self, kind: type, field: str, value: Any, *, own: bool) -> Any:
        if isinstance(value, Enum) or not isinstance(value, str):
            return self._without(value, own=own)
        rule = rule_of(kind, field)
        if rule is Rule.KEPT or not value:
            return self.number(value) if value else value
        if rule is Rule.WORDS and own:
            return MARK
        return self.words(value)


def without_words(value: T) -> T:
    """A fact without any words that people wrote in it, whoever they are about; what is counted stays."""
    done: T = _without_words(value)
    return done


def _without_words(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_without_words(one) for one in value)
    if not isinstance(value, msgspec.Struct):
        return value
    changed = {}
    for field in value.__struct_fields__:
        before = getattr(value, field)
        if isinstance(before, str) and not isinstance(before, Enum):
            is_words = field in WORDS and rule_of(type(value), field) is not Rule.KEPT
            changed[field] = MARK if is_words and before else before
        else:
            changed[field] = _without_words(before)
    return msgspec.structs.replace(value, **changed)


def pseudonym() -> str:
    """A new one. It is no number that could be dialled, and no way leads back."""
    return PSEUDONYM + secrets.token_hex(4)
