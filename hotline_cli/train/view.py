"""A play as the trainer sees it: marks, words, what was asked and missed, rings, time, a good record. Pure: lines."""

import math
from collections.abc import Iterator, Mapping, Sequence

from api.schemas import ScriptStep
from api.training.role_play import Fault
from console.drafts import Draft
from hotline_cli.train.marks import Played
from hotline_cli.train.words import LABELS, tell
from scripts_lib.callers import FIELDS
from scripts_lib.model import Moment, Question, Rules
from scripts_lib.runner import Step


def view(plays: Sequence[Played], rules: Rules, lang: str) -> Iterator[str]:
    """Every call in lines."""
    names = {key: text.of(lang) for key, text in LABELS.items()}
    for options in (rules.catalogue.kinds, rules.catalogue.weights, rules.catalogue.natures):
        names |= {option.value: option.label.of(lang) for option in options}
    for number, one in enumerate(plays, 1):
        yield tell("call", lang, n=number, total=one.score.total) + f"  {one.caller.about.of(lang)}"
        yield tell("times", lang, ring=_ring(one), talk=one.detail.call.talk_ms / 1000)
        for mark in one.score.marks:
            lacking = tell("lacking", lang, lacking=_named(mark.lacking, names)) if mark.lacking else ""
            yield f"  {mark.points:3d}/{mark.most:<3d} {mark.rule:7} {mark.what.of(lang)}{lacking}"
        yield from _words(one, rules, lang)
        yield from _asked(one, rules, lang)
        record = one.caller.record
        yield tell("model", lang, at=record.happened_at, matter=record.matter, demand=record.demand)


def _named(lacking: str, names: Mapping[str, str]) -> str:
    """What is lacking in the words of the screen: `place: 1201` and `water_leak` as people call them."""
    parts = (part.partition(": ") for part in lacking.split(", "))
    return ", ".join(f"{names.get(key, key)}{colon}{rest}" for key, colon, rest in parts)


def _ring(one: Played) -> str:
    ring = one.detail.call.ring
    return f"{ring.ring_ms / 1000:.1f}" if ring is not None and math.isfinite(ring.ring_ms) else "-"


def _words(one: Played, rules: Rules, lang: str) -> Iterator[str]:
    """Faults in what was said, with what to say instead, then the parts of opening and ending."""
    instead = {phrase.rule: phrase.say_instead.of(lang) for phrase in rules.phrases}
    for fault in one.score.faults:
        yield _fault(fault, instead.get(fault.rule, ""), lang)
    for moment in (Moment.OPENING, Moment.ENDING):
        parts = [f"{'✓' if heard else '✗'}{part.label.of(lang)}" for part, heard in one.said if part.moment is moment]
        if parts:
            yield tell(f"said_{moment.value}", lang, parts="  ".join(parts))


def _fault(fault: Fault, instead: str, lang: str) -> str:
    second = fault.at_ms // 1000
    points = f"-{fault.points}" if fault.points else tell("uncounted", lang)
    line = f"  {points:>4}    {fault.rule:7} {second // 60}:{second % 60:02d} {fault.what.of(lang)}：{fault.words}"
    return line + (tell("instead", lang, words=instead) if instead else "")


def _asked(one: Played, rules: Rules, lang: str) -> Iterator[str]:
    """The questions of the script, asked or missed; of a call that is not registered yet, as far as it is."""
    complaint = one.ticket.complaint if one.ticket is not None else None
    run = one.draft.run if one.draft is not None else None
    if complaint is not None:
        yield from _steps(complaint.steps, complaint.script_id, "", rules, lang)
    elif run is not None:
        yield from _steps(run.steps, run.script_id, run.current or "", rules, lang)
    else:
        yield tell("no_ticket", lang)
    if complaint is None and one.draft is not None:
        yield from _written(one.draft, lang)


def _steps(
    steps: Sequence[ScriptStep | Step], script_id: str, current: str, rules: Rules, lang: str
) -> Iterator[str]:
    script = next((each for each in rules.scripts if each.id == script_id), None)
    questions: dict[str, Question] = {each.id: each for each in script.questions} if script is not None else {}
    for step in steps:
        done = "✓" if not step.skipped and step.answer else "✗"
        words = questions[step.question_id].text.of(lang) if step.question_id in questions else step.question_id
        yield f"    {'▶' if step.question_id == current else done} {words}"


def _written(draft: Draft, lang: str) -> Iterator[str]:
    written = [f"{LABELS[name].of(lang)} {draft.fields[name]}" for name in FIELDS if draft.fields.get(name)]
    if written:
        yield tell("written", lang, fields="; ".join(written))
