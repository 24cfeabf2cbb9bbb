"""The monthly test (TRN-1): questions made of the rules in force, so that a changed rule is a changed question. Pure.

A paper is drawn by its seed: the same seed and the same rules give the same questions in the same order.
"""

import random
from collections.abc import Sequence
from typing import Final

import msgspec

from scripts_lib.loader import Library
from scripts_lib.model import Text
from scripts_lib.procedure import Limit, Unit

COUNT: Final = 20
CHOICES: Final = 4
FULL: Final = 100
SHARES: Final = ("words", 10), ("clocks", 6), ("asks", 4)
"""How many questions of each kind; together `COUNT`."""
LIMITS: Final = {
    Unit.MINUTES: Text("{n} 分钟内", "within {n} minutes"),
    Unit.HOURS: Text("{n} 小时内", "within {n} hours"),
    Unit.DAYS: Text("{n} 天内", "within {n} days"),
    Unit.WORKING_DAYS: Text("{n} 个工作日内", "within {n} working days"),
    Unit.SAME_DAY: Text("当天", "on the same day"),
    Unit.WEEKS: Text("{n} 周内", "within {n} weeks"),
    Unit.MONTHS: Text("{n} 个月", "{n} months"),
    Unit.DAY_OF_MONTH: Text("每月 {n} 日前", "by day {n} of the month"),
}


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One question of the bank with its right answer."""

    rule: str
    asked: Text
    right: Text


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question as it is put: which choice is right is not in it."""

    rule: str
    asked: Text
    choices: tuple[Text, ...]


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """A paper: questions, and the places of the right choices."""

    questions: tuple[Question, ...]
    right: tuple[int, ...]


def draw(library: Library, seed: str) -> Drawn:
    """The paper of this seed."""
    by_chance = random.Random(seed)  # noqa: S311  a test paper, no secret
    pools = {"words": _words(library), "clocks": _clocks(library), "asks": _asks(library)}
    questions: list[Question] = []
    right: list[int] = []
    for name, count in SHARES:
        pool = pools[name]
        for item in by_chance.sample(pool, min(count, len(pool))):
            choices = _choices(item, pool, by_chance)
            questions.append(Question(rule=item.rule, asked=item.asked, choices=choices))
            right.append(choices.index(item.right))
    return Drawn(questions=tuple(questions), right=tuple(right))


def points(drawn: Drawn, answers: Sequence[int | None]) -> int:
    """Of 100, rounded down; an answer that is missing is wrong."""
    given = [*answers, *[None] * len(drawn.right)]
    good = sum(one == right for one, right in zip(given, drawn.right, strict=False))
    return FULL * good // len(drawn.right) if drawn.right else 0


def _choices(item: Item, pool: Sequence[Item], by_chance: random.Random) -> tuple[Text, ...]:
    """The right one among three others that read differently."""
    others = sorted({one.right for one in pool} - {item.right}, key=lambda one: one.zh)
    chosen = [item.right, *by_chance.sample(others, min(CHOICES - 1, len(others)))]
    by_chance.shuffle(chosen)
    return tuple(chosen)


def _words(library: Library) -> list[Item]:
    return [
        Item(
            rule=one.rule,
            asked=Text(f"忌说「{one.text}」，应该怎么说？", f"Instead of 「{one.text}」, what is said?"),
            right=one.say_instead,
        )
        for one in library.rules.phrases
    ]


def _clocks(library: Library) -> list[Item]:
    return [
        Item(
            rule=one.rule,
            asked=Text(f"「{one.what.zh}」的时限是多久？", f"What is the limit for: {one.what.en}?"),
            right=_limit(one.limit),
        )
        for one in library.procedure.clocks
    ]


def _asks(library: Library) -> list[Item]:
    return [
        Item(
            rule=one.value,
            asked=Text(f"哪一类问题的用意是“{one.hint.zh}”？", f"Which kind of question is this: {one.hint.en}?"),
            right=one.label,
        )
        for one in library.rules.catalogue.asks
        if one.hint is not None
    ]


def _limit(limit: Limit) -> Text:
    words = LIMITS[limit.unit]
    return Text(words.zh.format(n=limit.count), words.en.format(n=limit.count))
