"""The monthly test (TRN-1): questions made of the rules in force, so that a changed rule is a changed question. Pure.

A paper is drawn by its seed: the same seed and the same rules give the same questions in the same order.
"""

import random
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from scripts_lib.loader import Library
from scripts_lib.model import Phrase, Text
from scripts_lib.penalties import Gravity
from scripts_lib.procedure import Limit, Unit

COUNT: Final = 20
CHOICES: Final = 4
FULL: Final = 100
SHARES: Final = ("words", 8), ("clocks", 5), ("asks", 4), ("offences", 3)
"""How many questions of each kind; together `COUNT`."""
LIMITS: Final = {
    Unit.MINUTES: Text("{n} 分钟内", "within {n} minutes"),
    Unit.HOURS: Text("{n} 小时内", "within {n} hours"),
    Unit.DAYS: Text("{n} 天内", "within {n} days"),
    Unit.WORKING_DAYS: Text("{n} 个工作日内", "within {n} working days"),
    Unit.SAME_DAY: Text("当天", "on the same day"),
    Unit.WEEKS: Text("{n} 周内", "within {n} weeks"),
    Unit.MONTHS: Text("{n} 个月内", "within {n} months"),
    Unit.DAY_OF_MONTH: Text("每月 {n} 日前", "by day {n} of the month"),
}

NUMERALS: Final = {1: "一", 2: "两", 3: "三", 10: "十"}
"""As they stand in the rules' own words."""
GRAVITIES: Final = {
    Gravity.LIGHT: Text("轻度违规", "light"),
    Gravity.MEDIUM: Text("中度违规", "medium"),
    Gravity.HEAVY: Text("重度违规", "heavy"),
    Gravity.DISMISSAL: Text("辞退", "dismissal"),
}


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One question of the bank with its right answer."""

    rule: str
    asked: Text
    right: Text
    wrong: tuple[Text, ...] = ()
    """What else may stand beside it; empty: the answers of others of its kind."""


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
    pools = {
        "words": _words(library),
        "clocks": _clocks(library),
        "asks": _asks(library),
        "offences": _offences(library),
    }
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
    """The right one among three others that read differently: the question's own wrong ones, or other answers."""
    others = item.wrong or _different(one.right for one in pool if one.right != item.right)
    chosen = [item.right, *by_chance.sample(others, min(CHOICES - 1, len(others)))]
    by_chance.shuffle(chosen)
    return tuple(chosen)


def _words(library: Library) -> list[Item]:
    """What to say instead. Beside it stands what answers another kind of rudeness: it must not be right, too."""
    phrases = library.rules.phrases
    return [
        Item(
            rule=one.rule,
            asked=Text(f"忌说“{one.text}”，应该怎么说？", f"Instead of “{one.text}”, what is said?"),
            right=one.say_instead,
            wrong=_different(other.say_instead for other in phrases if not _akin(one, other)),
        )
        for one in phrases
    ]


def _different(texts: Iterable[Text]) -> tuple[Text, ...]:
    return tuple(sorted(set(texts), key=lambda one: one.zh))


def _akin(one: Phrase, other: Phrase) -> bool:
    """Of one kind, or with two characters in common that follow each other."""
    pairs = {one.text[place : place + 2] for place in range(len(one.text) - 1)}
    return one.severity is other.severity or any(pair in other.text for pair in pairs)


def _clocks(library: Library) -> list[Item]:
    """Limits; one whose name tells it already is no question."""
    found = [(one, _limit(one.limit)) for one in library.procedure.clocks]
    return [
        Item(
            rule=one.rule,
            asked=Text(f"“{one.what.zh}”的时限是多久？", f"What is the limit for: {one.what.en}?"),
            right=limit,
        )
        for one, limit in found
        if NUMERALS.get(one.limit.count, str(one.limit.count)) not in one.what.zh
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


def _offences(library: Library) -> list[Item]:
    """How heavy an offence is (PEN-3 to PEN-6)."""
    return [
        Item(
            rule=one.rule,
            asked=Text(f"“{one.what.zh}”属于哪一档违规？", f"How heavy an offence is this: {one.what.en}?"),
            right=GRAVITIES[one.gravity],
        )
        for one in library.penalties.offences
    ]


def _limit(limit: Limit) -> Text:
    words = LIMITS[limit.unit]
    english = words.en.format(n=limit.count)
    return Text(words.zh.format(n=limit.count), english.removesuffix("s") if limit.count == 1 else english)
