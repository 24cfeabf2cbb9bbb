"""How alike two graders judge: Cohen's kappa, plain and with linear weights (Cohen 1960, 1968). Pure.

Levels are numbered from 0, best first. What one of them holds not applicable is no level: it is counted apart.
"""

from collections.abc import Iterable, Sequence

from api.schemas.quality_checks import CriterionAgreement, Difference, Grade
from scripts_lib.model import Text
from scripts_lib.score_card import ScoreCard

FEW = 10
"""With fewer pairs kappa is a number, not a finding."""
GOOD, FAIR = 0.8, 0.6
"""From which kappa on graders are taken to judge alike, or nearly so."""
Pair = tuple[int, int]


def kappa(pairs: Sequence[Pair], levels: int, *, weighted: bool = False) -> float | None:
    """Agreement beyond chance, 1 at most. None for no pairs, or where chance alone would agree always."""
    if not pairs or levels < 2:
        return None
    count = len(pairs)
    first = [sum(one == level for one, _ in pairs) / count for level in range(levels)]
    second = [sum(other == level for _, other in pairs) / count for level in range(levels)]
    observed = sum(_apart(one, other, levels, weighted=weighted) for one, other in pairs) / count
    by_chance = sum(
        first[one] * second[other] * _apart(one, other, levels, weighted=weighted)
        for one in range(levels)
        for other in range(levels)
    )
    return None if by_chance == 0 else 1 - observed / by_chance


def _apart(one: int, other: int, levels: int, *, weighted: bool) -> float:
    return abs(one - other) / (levels - 1) if weighted else float(one != other)


def differences(first: Grade, second: Grade) -> tuple[Difference, ...]:
    """Criterion by criterion, in the first card's order; what only one card has is left out."""
    others = {one.criterion: one for one in second.lines}
    return tuple(
        Difference(
            criterion=one.criterion,
            label=one.label,
            first=one.level,
            second=others[one.criterion].level,
            agreed=one.level == others[one.criterion].level,
        )
        for one in first.lines
        if one.criterion in others
    )


def by_criterion(card: ScoreCard, compared: Iterable[tuple[Grade, Grade]]) -> tuple[CriterionAgreement, ...]:
    """Each criterion of the card over several calls. Levels that the card no longer knows are left out."""
    place = {level.value: number for number, level in enumerate(card.levels)}
    marks: dict[str, list[tuple[str | None, str | None]]] = {one.id: [] for one in card.criteria}
    for first, second in compared:
        for one in differences(first, second):
            marks.get(one.criterion, []).append((one.first, one.second))
    found = []
    for criterion in card.criteria:
        given = marks[criterion.id]
        pairs = [(place[one], place[other]) for one, other in given if one in place and other in place]
        plain, linear = (kappa(pairs, len(place), weighted=weighted) for weighted in (False, True))
        found.append(
            CriterionAgreement(
                criterion=criterion.id,
                label=criterion.label,
                pairs=len(pairs),
                agreed=sum(one == other for one, other in pairs),
                split=sum((one is None) != (other is None) for one, other in given),
                kappa=plain,
                weighted=linear,
                words=_words(pairs, linear),
            )
        )
    return tuple(found)


def _words(pairs: Sequence[Pair], linear: float | None) -> Text:
    if not pairs:
        return Text("还没有可比的评分", "nothing to compare yet")
    if len(pairs) < FEW:
        return Text(f"只比对了 {len(pairs)} 通，还不能下结论", f"only {len(pairs)} calls compared: no finding yet")
    if linear is None:
        return Text("两人给的都是同一档，分不出尺度", "both always gave one level: nothing can be told apart")
    if linear >= GOOD:
        return Text("尺度一致", "they judge alike")
    if linear >= FAIR:
        return Text("基本一致，分歧处宜再讨论", "nearly alike; talk about where they differ")
    return Text(
        "尺度不一：先统一评分说明，再用于评价", "they judge differently: agree on the guide before it is used"
    )
