"""What a simulated caller says next, by what it was asked. Pure: which line, never how it sounds.

A line names the topics that it answers: a question of the script by its id, a field of the record (`happened_at`), a
kind of question (`ASK-8`). Where nobody can tell what was asked the lines come in their own order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

ANYTHING_ELSE = "ASK-6"
"""Asked whether there is anything else: what is left, or goodbye."""
TOO_WIDE = "matter"
"""Every detail is of the matter: a line said once does not answer all of them."""


class Other(Enum):
    """What is said beside the lines."""

    UNSURE = "unsure"
    """The caller does not know."""
    END = "end"
    """Goodbye."""


@dataclass(frozen=True)
class Asked:
    """What the agent asked. `topics` come most precise first; `key` tells this question from the one before."""

    topics: tuple[str, ...]
    key: str
    heard: bool = False
    """Understood from the agent's words, not only shown on the agent's screen."""


class Answers:
    """`lines` are the topics of each, the first one said at the start; with `unsure` there is a line for what the
    caller does not know."""

    def __init__(self, lines: Sequence[Sequence[str]], *, unsure: bool = False) -> None:
        self._lines = [frozenset(line) for line in lines]
        self._left = list(range(1, len(self._lines)))
        self._unsure = unsure
        self._last: int | Other = 0
        self._key = ""

    def next(self, asked: Asked | None) -> int | Other:
        """The number of the line, or what else is said. Shown again and not heard, a question is no new one."""
        new = asked is not None and bool(asked.topics) and (asked.heard or asked.key != self._key)
        said = self._answer(asked.topics) if asked is not None and new else self._go_on()
        if asked is not None:
            self._key = asked.key
        if said in self._left:
            self._left.remove(said)
        self._last = said
        return said

    def peek(self) -> int | Other:
        """What comes when nobody asks."""
        return self._go_on()

    def _answer(self, topics: Sequence[str]) -> int | Other:
        for topic in topics:
            fresh = next((line for line in self._left if topic in self._lines[line]), None)
            if fresh is not None:
                return fresh
        if ANYTHING_ELSE in topics:
            return self._go_on()
        for topic in topics:
            again = next((line for line, answers in enumerate(self._lines) if topic in answers), None)
            if again is not None and topic != TOO_WIDE:
                return again
        return Other.UNSURE if self._unsure and self._last is not Other.UNSURE else self._go_on()

    def _go_on(self) -> int | Other:
        return self._left[0] if self._left else Other.END
