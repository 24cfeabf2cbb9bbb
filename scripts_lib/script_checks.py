"""What a script must keep to: known targets, an end, the order of ASK, the things that LINE-7 asks for.

Knows the shape of a script only, not where it was written; each fault comes with the question it is about, so that
the loader can name its line.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from scripts_lib.model import Ask, Question, Script

FIELDS: Final = ("contact", "phone", "place", "happened_at", "matter", "demand", "target")
"""The fields of the ticket that a question may fill (CMP-6)."""

ASKED_IN_EVERY_CALL: Final = ("contact", "phone", "place", "happened_at", "matter", "demand")
"""Who, number, where, when, what, what is wanted (LINE-7). Whom it is about is asked where it is not plain."""

_DETAIL: Final = frozenset({Ask.TARGETED, Ask.SELECTIVE, Ask.INFORMATIONAL, Ask.CLARIFYING})

_FOLLOWS: Final[Mapping[Ask, frozenset[Ask]]] = {
    Ask.OPEN: frozenset({Ask.OPEN}) | _DETAIL,
    **{ask: _DETAIL | {Ask.CONSULTATIVE} for ask in _DETAIL},
    Ask.CONSULTATIVE: frozenset({Ask.CONSULTATIVE, Ask.CLOSING}),
    Ask.CLOSING: frozenset({Ask.CLOSING, Ask.SERVICE}),
    Ask.SERVICE: frozenset({Ask.SERVICE}),
}
"""Which kind of question may follow which: ASK-7, then ASK-1..4, ASK-5, ASK-8, ASK-6."""

_EMERGENCY_FOLLOWS: Final[Mapping[Ask, frozenset[Ask]]] = {
    **_FOLLOWS,
    Ask.SELECTIVE: _FOLLOWS[Ask.SELECTIVE] | {Ask.OPEN},
    Ask.TARGETED: _FOLLOWS[Ask.TARGETED] | {Ask.OPEN},
}
"""In an emergency facts about people come before the open question."""

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class ScriptFault:
    """A fault of a script; `question` is empty when it is about the script as a whole."""

    question: str
    rule: str
    message: str


def followers(script: Script, question: Question) -> tuple[str | None, ...]:
    """Ids of the questions that may come next, by choice or when it is skipped; None for the end of the script."""
    order = [one.id for one in script.questions]
    place = order.index(question.id)
    in_list = order[place + 1] if place + 1 < len(order) else None
    anyway = question.next if question.next is not None else in_list
    by_choice = [choice.next if choice.next is not None else anyway for choice in question.choices]
    return tuple(dict.fromkeys([*by_choice, anyway]))


def faults_of(script: Script) -> Iterator[ScriptFault]:
    """Everything wrong with a script. The order of ASK is only judged when its ways are sound."""
    if not script.questions:
        yield ScriptFault("", "ASK", "a script needs questions")
        return
    broken = list(_broken_questions(script))
    yield from broken
    if any(fault.rule == "next" for fault in broken):
        return
    ways = {question.id: followers(script, question) for question in script.questions}
    endless = list(_unsound_ways(script, ways))
    yield from endless
    if not endless:
        yield from _order_of_ask(script, ways)
        yield from _left_unasked(script, ways)


def _broken_questions(script: Script) -> Iterator[ScriptFault]:
    ids: set[str] = set()
    known = {question.id for question in script.questions}
    for question in script.questions:
        if question.id in ids:
            yield ScriptFault(question.id, "next", "this question id is here twice")
        ids.add(question.id)
        if question.fills is not None and question.fills not in FIELDS:
            yield ScriptFault(
                question.id, "fills", f"fills unknown field {question.fills!r}, not {', '.join(FIELDS)}"
            )
        values = [choice.value for choice in question.choices]
        for value in sorted({value for value in values if values.count(value) > 1}):
            yield ScriptFault(question.id, "choices", f"choice {value!r} is here twice")
        for target in (question.next, *(choice.next for choice in question.choices)):
            if target is not None and target not in known:
                yield ScriptFault(question.id, "next", f"next names unknown question {target!r}")
        yield from _broken_placeholders(question)


def _broken_placeholders(question: Question) -> Iterator[ScriptFault]:
    if question.filled is None:
        return
    for text in (question.filled.zh, question.filled.en):
        for name in _PLACEHOLDER.findall(text):
            if name not in FIELDS:
                yield ScriptFault(question.id, "filled", f"{{{name}}} is no field of the ticket")


def _unsound_ways(script: Script, ways: Mapping[str, tuple[str | None, ...]]) -> Iterator[ScriptFault]:
    reached = {script.questions[0].id}
    waiting = [script.questions[0].id]
    while waiting:
        for target in ways[waiting.pop()]:
            if target is not None and target not in reached:
                reached.add(target)
                waiting.append(target)
    ending: set[str] = set()
    size = -1
    while size != len(ending):
        size = len(ending)
        ending |= {at for at, targets in ways.items() if any(one is None or one in ending for one in targets)}
    for question in script.questions:
        if question.id not in reached:
            yield ScriptFault(question.id, "next", "no way leads to this question")
        elif question.id not in ending:
            yield ScriptFault(question.id, "next", "from here the script goes round and never ends")


def _order_of_ask(script: Script, ways: Mapping[str, tuple[str | None, ...]]) -> Iterator[ScriptFault]:
    asks = {question.id: question.ask for question in script.questions}
    follows = _FOLLOWS if script.emergency is None else _EMERGENCY_FOLLOWS
    first = script.questions[0]
    may_begin = {Ask.OPEN} if script.emergency is None else {Ask.OPEN, Ask.SELECTIVE, Ask.TARGETED}
    if first.ask not in may_begin:
        yield ScriptFault(first.id, "ASK", f"a script begins with ASK-7, not {first.ask.value}")
    if Ask.OPEN not in asks.values():
        yield ScriptFault(first.id, "ASK", "a script needs an open question (ASK-7)")
    for at, targets in ways.items():
        for target in targets:
            if target is None and asks[at] is not Ask.SERVICE:
                yield ScriptFault(at, "ASK", f"a script ends with ASK-6, not {asks[at].value}")
            elif target is not None and asks[target] not in follows[asks[at]]:
                message = f"{asks[target].value} ({target}) may not follow {asks[at].value}"
                yield ScriptFault(at, "ASK", f"{message}: ASK-7, ASK-1..4, ASK-5, ASK-8, ASK-6")


def _left_unasked(script: Script, ways: Mapping[str, tuple[str | None, ...]]) -> Iterator[ScriptFault]:
    """Fields of LINE-7 that some way through the script does not fill."""
    fills = {question.id: question.fills for question in script.questions}
    for field in ASKED_IN_EVERY_CALL:
        waiting, seen = [script.questions[0].id], set()
        while waiting:
            at = waiting.pop()
            if at in seen or fills[at] == field:
                continue
            seen.add(at)
            if None in ways[at]:
                yield ScriptFault("", "LINE-7", f"a way through this script never asks for {field!r}")
                break
            waiting.extend(target for target in ways[at] if target is not None)
