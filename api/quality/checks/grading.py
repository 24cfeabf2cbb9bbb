"""A card filled in: what each mark is worth and what the call comes to. Pure.

The total is the weighted mean of the criteria that apply, 0 to 100; a fatal one that is not met at all makes it 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.errors import Invalid
from api.schemas.quality_checks import GradeLine, Mark
from scripts_lib.score_card import Criterion, Level, ScoreCard, reached

LONGEST_NOTE = 500


@dataclass(frozen=True)
class Filled:
    """What a card came to."""

    lines: tuple[GradeLine, ...]
    total: float
    passed: bool
    failed_by: tuple[str, ...]


def filled(card: ScoreCard, marks: Sequence[Mark]) -> Filled:
    """The card with these marks. Raises Invalid with one message a criterion that is missing, unknown or wrong."""
    levels = {one.value: one for one in card.levels}
    faults = _faults(card, marks, levels)
    if faults:
        raise Invalid("评分卡填写有误", "the card is not filled in rightly", faults)
    given = {one.criterion: one for one in marks}
    lines = tuple(_line(one, given[one.id], levels) for one in card.criteria)
    total, failed = reached(card, {one.criterion: one.level for one in marks})
    if total is None:
        why = {"marks": "至少一项要评 / at least one criterion applies"}
        raise Invalid("没有可计分的项目", "nothing of the card applies", why)
    return Filled(lines, total, total >= card.pass_at, failed)


def _line(criterion: Criterion, mark: Mark, levels: Mapping[str, Level]) -> GradeLine:
    level = levels[mark.level] if mark.level is not None else None
    return GradeLine(
        criterion=criterion.id,
        label=criterion.label,
        weight=criterion.weight,
        fatal=criterion.fatal,
        level=mark.level,
        level_label=level.label if level is not None else None,
        percent=level.percent if level is not None else None,
        note=mark.note.strip(),
    )


def _faults(card: ScoreCard, marks: Sequence[Mark], levels: Mapping[str, Level]) -> dict[str, str]:
    known = {one.id: one for one in card.criteria}
    faults: dict[str, str] = {}
    seen: set[str] = set()
    for mark in marks:
        criterion = known.get(mark.criterion)
        if criterion is None:
            faults[mark.criterion] = "评分卡上没有这一项 / not on the card"
        elif mark.criterion in seen:
            faults[mark.criterion] = "这一项填了两次 / marked twice"
        elif mark.level is None and not criterion.optional:
            faults[mark.criterion] = "这一项不能填不适用 / this one always applies"
        elif mark.level is not None and mark.level not in levels:
            faults[mark.criterion] = f"只能是 {'、'.join(levels)} / one of {', '.join(levels)}"
        elif len(mark.note) > LONGEST_NOTE:
            faults[mark.criterion] = f"备注最多 {LONGEST_NOTE} 字 / at most {LONGEST_NOTE} characters"
        seen.add(mark.criterion)
    return faults | dict.fromkeys(known.keys() - seen, "必填 / required")
