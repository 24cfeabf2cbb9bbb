"""What the words of a complaint speak for: weight, nature, content, department, with the reason (CMP-3..7). Pure.

The words are data (`advice.yaml`); this file knows how they are looked for. A word counts only where its clause does
not deny it (没有人受伤) or only fears it (怕孩子摔伤). It proposes and never decides: the agent does.
"""

import re
from collections.abc import Iterator, Mapping

from scripts_lib.model import Advice, Catalogue, Signal, Weight

ADVICE_FILE = "advice.yaml"
FIELDS = ("weight", "nature", "content", "department")
BEFORE = 8
"""So many characters before a word may deny it."""
_HEAVIEST = (Weight.GRAVE, Weight.IMPORTANT, Weight.SLIGHT)
_CLAUSE = re.compile(r"[，。；！？,.;!?\s：:]+")


class Suggestion(Signal, frozen=True, kw_only=True):
    """A value proposed for a field of the form: `field`, `value`, `why`, `rule`; `said` is the word that speaks for
    it, empty where it follows from the home's other ticket."""

    said: str = ""


def suggest(
    advice: Advice, fields: Mapping[str, str], notes: str, *, repeat: bool = False, overdue: bool = False
) -> tuple[Suggestion, ...]:
    """What is proposed and differs from what the form has, at most one value for each field.

    `repeat`: the home complains again of what is open; `overdue`: and that is beyond its time.
    """
    text = "。".join((fields.get("matter", ""), fields.get("demand", ""), notes))
    found = [_made(signal, word) for signal in advice.signals if (word := said(advice, signal, text))]
    if repeat:
        found.append(_made(advice.repeat_overdue if overdue else advice.repeat, ""))
    chosen = (_best(name, [one for one in found if one.field == name], fields.get(name, "")) for name in FIELDS)
    return tuple(one for one in chosen if one is not None and one.value != fields.get(one.field, ""))


def said(advice: Advice, signal: Signal, text: str) -> str:
    """The first of the signal's words that the text says and means; empty when there is none."""
    for clause in _CLAUSE.split(text):
        for word in signal.words:
            at = clause.find(word)
            if at >= 0 and not any(no in clause[max(0, at - BEFORE) : at] for no in advice.negations):
                return word
    return ""


def _best(name: str, found: list[Suggestion], present: str) -> Suggestion | None:
    """The heaviest weight, else what the data names first. A weight is never proposed down."""
    if not found:
        return None
    if name != "weight":
        return found[0]
    heaviest = min(found, key=lambda one: _HEAVIEST.index(Weight(one.value)))
    lighter = present and _HEAVIEST.index(Weight(present)) <= _HEAVIEST.index(Weight(heaviest.value))
    return None if lighter else heaviest


def _made(signal: Signal, word: str) -> Suggestion:
    return Suggestion(
        rule=signal.rule, field=signal.field, value=signal.value, words=signal.words, why=signal.why, said=word
    )


def needed(advice: Advice, weight: str) -> tuple[str, ...]:
    """The fields that a complaint of this weight has to record beyond those of every complaint (CMP-6)."""
    return advice.needs.get(weight, ())


def faults_of(advice: Advice, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """What is inconsistent in the data: rule and message."""
    known = {
        "weight": {one.value for one in catalogue.weights},
        "nature": {one.value for one in catalogue.natures},
        "content": {one.value for one in catalogue.contents},
        "department": {one.value for one in catalogue.departments},
    }
    for signal in (*advice.signals, advice.repeat, advice.repeat_overdue):
        if signal.field not in known:
            yield signal.rule, f"no field of the form to propose for: {signal.field!r}"
        elif signal.value not in known[signal.field]:
            yield signal.rule, f"{signal.field} has no value {signal.value!r}"
    for signal in advice.signals:
        if not all(word.strip() for word in signal.words) or not signal.words:
            yield signal.rule, f"the signal for {signal.value!r} has no word to look for"
    for weight in advice.needs.keys() - known["weight"]:
        yield "CMP-5", f"needs names no weight: {weight!r}"
