"""The month's score: every point from an entry, in any order the same, under other rules another (PEN-1..10)."""

import random
from collections import Counter
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from api.quality.case import COUNTS
from api.quality.events import BonusGiven, MonthAdjusted
from api.quality.score import changes, month_score, ranked, with_thresholds, without_thresholds, year_score
from api.schemas.quality import CaseState, MonthScore, Proof, QualityCase, ScoreKind, Source, Warning
from scripts_lib.loader import load
from scripts_lib.model import Text
from scripts_lib.penalties import Gravity, Penalties

PENALTIES = load().penalties
MONTH = "2026-11"


def case(rule: str, points: int, number: int = 1, state: CaseState = CaseState.CONFIRMED) -> QualityCase:
    return QualityCase(
        case_id=f"q-{number}",
        agent_id="li",
        at=float(number),
        rule=rule,
        source=Source.SYSTEM,
        proof=Proof(call_id=f"c-{number}", what=Text("证据", "evidence"), rules_version="r1"),
        state=state,
        points=points,
        opened_at=0.0,
        decided_by="qian",
        reason="查实",
    )


def bonus(rule: str, number: int = 1, points: int = 5) -> BonusGiven:
    return BonusGiven(
        at=float(number),
        entry_id=f"b-{number}",
        agent_id="li",
        month=MONTH,
        rule=rule,
        points=points,
        by="qian",
        reason="好",
    )


def adjusted(points: int, at: float = 1.0) -> MonthAdjusted:
    return MonthAdjusted(
        at=at, entry_id=f"a-{at}", agent_id="li", month=MONTH, points=points, by="qian", reason="综合"
    )


def score(
    cases: tuple[QualityCase, ...] = (),
    bonuses: tuple[BonusGiven, ...] = (),
    adjustments: tuple[MonthAdjusted, ...] = (),
    penalties: Penalties = PENALTIES,
) -> MonthScore:
    return month_score("li", MONTH, cases, bonuses, adjustments, penalties)


def test_a_month_without_anything_is_the_daily_work() -> None:
    assert score().total == 80


def test_offences_bonuses_and_the_adjustment_are_lines_with_their_evidence() -> None:
    found = score((case("PEN-3-11", 5),), (bonus("PEN-2-4"), bonus("PEN-2-4", 2)), (adjusted(3),))
    assert found.total == 80 - 5 + 10 + 3
    (line,) = [one for one in found.lines if one.kind is ScoreKind.OFFENCE]
    assert (line.rule, line.points, line.entry_id, line.by) == ("PEN-3-11", -5, "q-1", "qian")
    assert line.proof is not None
    assert line.proof.call_id == "c-1"


def test_a_bonus_that_is_given_once_counts_once() -> None:
    assert score(bonuses=(bonus("PEN-2-2"), bonus("PEN-2-2", 2))).total == 85
    assert score(bonuses=(bonus("PEN-2-2", points=50),)).total == 85, "by the rules that the month is scored by"


def test_never_above_the_maximum_nor_below_nothing() -> None:
    many = tuple(bonus("PEN-2-4", number) for number in range(1, 9))
    assert score(bonuses=many).total == 110
    assert score(tuple(case("PEN-5-1", 20, number) for number in range(1, 7))).total == 0


@pytest.mark.parametrize(("more", "total"), [(5, 109), (6, 110)])
def test_up_to_the_maximum_nothing_is_cut(more: int, total: int) -> None:
    """80, five bonuses, and an adjustment that leads to just below the maximum, and to it."""
    bonuses = tuple(bonus("PEN-2-4", number) for number in range(1, more + 1))
    found = score(bonuses=bonuses, adjustments=(adjusted(total - 80 - 5 * more),))
    assert found.total == total
    assert ScoreKind.CAP not in {line.kind for line in found.lines}


@pytest.mark.parametrize("state", [one for one in CaseState if one not in COUNTS])
def test_what_is_not_confirmed_counts_for_nothing(state: CaseState) -> None:
    found = score((case("PEN-5-1", 20, state=state),))
    assert score((case("PEN-7-2", 0, state=state), case("PEN-6-1", 0, 2, state=state))).warnings == ()
    assert found.total == 80
    assert found.undecided == (state in (CaseState.PROPOSED, CaseState.APPEALED))


@pytest.mark.parametrize(
    ("cases", "more"),
    [
        (("PEN-4-1", "PEN-4-3"), 20),
        (("PEN-4-1",), 0),
        (("PEN-3-1", "PEN-3-2", "PEN-3-3", "PEN-3-4"), 20),
        (("PEN-3-1", "PEN-3-2", "PEN-3-3"), 0),
        (("PEN-4-1", "PEN-4-3", "PEN-3-1", "PEN-3-2", "PEN-3-3", "PEN-3-4"), 20),
    ],
)
def test_two_medium_or_four_light_ones_weigh_twenty_more(cases: tuple[str, ...], more: int) -> None:
    found = score(tuple(case(rule, PENALTIES.offence(rule).least, number) for number, rule in enumerate(cases)))
    assert -sum(line.points for line in found.lines if line.kind is ScoreKind.ACCUMULATION) == more


def test_of_two_accumulations_that_are_met_the_heavier_counts() -> None:
    light, heavy = (replace(one, points=points) for one, points in zip(PENALTIES.accumulations, (5, 30), strict=True))
    met = [one.rule for one in PENALTIES.offences if one.gravity is Gravity.LIGHT][:4]
    met += [one.rule for one in PENALTIES.offences if one.gravity is Gravity.MEDIUM][:2]
    cases = tuple(case(rule, PENALTIES.offence(rule).least, number) for number, rule in enumerate(met))
    for order in ((light, heavy), (heavy, light)):
        found = score(cases, penalties=replace(PENALTIES, accumulations=order))
        assert [line.points for line in found.lines if line.kind is ScoreKind.ACCUMULATION] == [-30]


def test_dismissal_and_concealment_take_no_points_and_are_told() -> None:
    found = score((case("PEN-6-2", 0), case("PEN-7-2", 0, 2)))
    assert found.total == 80
    assert [line.kind for line in found.lines] == [ScoreKind.DAILY_WORK]
    assert [(one.rule, one.entry_id) for one in found.warnings] == [("PEN-6-2", "q-1"), ("PEN-7-2", "q-2")]


def test_the_last_adjustment_counts_and_stays_within_five() -> None:
    assert score(adjustments=(adjusted(5, 1.0), adjusted(-4, 2.0))).total == 76
    assert (score(adjustments=(adjusted(-50),)).total, score(adjustments=(adjusted(50),)).total) == (75, 85)
    together = (adjusted(1), replace(adjusted(2), entry_id="b"))
    assert score(adjustments=together) == score(adjustments=together[::-1]), "two of one moment, in any order"


def others(least: int, most: int) -> Penalties:
    changed = tuple(
        replace(one, least=least, most=most) if one.rule == "PEN-3-11" else one for one in PENALTIES.offences
    )
    return replace(PENALTIES, offences=changed)


def test_the_same_month_under_other_rules_shows_the_difference() -> None:
    cases = (case("PEN-3-11", 5),)
    found = changes([score(cases)], [score(cases, penalties=others(1, 2))])
    assert [(one.before, one.after, one.lines) for one in found] == [(75, 78, (("PEN-3-11", -5, -2),))]
    assert changes([score(cases)], [score(cases)]) == ()
    lower = replace(others(1, 2), month=replace(PENALTIES.month, daily_work=77))
    (same,) = changes([score(cases)], [score(cases, penalties=lower)])
    assert (same.before, same.after) == (75, 75)
    assert same.lines == (("PEN-1", 80, 77), ("PEN-3-11", -5, -2)), "the points come from elsewhere"
    twice = (*cases, case("PEN-3-11", 5, 2))
    (more,) = changes([score(twice)], [score(twice, penalties=others(1, 2))])
    assert more.lines == (("PEN-3-11", -10, -4),)


def month(*totals: int) -> tuple[MonthScore, ...]:
    return ranked(
        MonthScore(agent_id=f"a{number}", month=MONTH, total=total, lines=()) for number, total in enumerate(totals)
    )


def told(months: list[tuple[MonthScore, ...]]) -> dict[str, list[str]]:
    return {one.agent_id: [each.rule for each in one.warnings] for one in with_thresholds(months, PENALTIES)}


def test_under_sixty_and_twice_last_under_seventy_are_told_to_the_supervisor() -> None:
    assert told([month(59, 80)]) == {"a1": [], "a0": ["PEN-9-1"]}
    assert told([month(60, 80)])["a0"] == [], "under sixty, not sixty"
    assert told([month(69, 80), month(65, 70)]) == {"a1": [], "a0": ["PEN-9-2"]}
    assert told([month(80, 69), month(65, 70)])["a0"] == []
    assert told([month(69), month(65)]) == {"a0": []}, "alone is not last"
    assert told([month(60, 80)])["a0"] == told([month(65, 80), month(70, 75)])["a0"] == [], "under, not at"
    assert told([month(69, 69, 80), month(65, 65, 80)]) == {"a2": [], "a0": ["PEN-9-2"], "a1": ["PEN-9-2"]}
    (low, _) = with_thresholds([month(59, 80)], PENALTIES)[::-1]
    confirmed = Warning(rule="PEN-6-1", what=Text("睡觉", "asleep"), entry_id="q-1")
    both = replace(low, warnings=(confirmed, *low.warnings))
    assert without_thresholds(both, PENALTIES).warnings == (confirmed,), "what was confirmed of an agent is no secret"


def test_equal_scores_share_a_rank() -> None:
    assert [(one.agent_id, one.rank) for one in month(80, 90, 80, 7)] == [("a1", 1), ("a0", 2), ("a2", 2), ("a3", 4)]


def test_the_year_weighs_checks_and_subjects() -> None:
    full = {(check, subject): 100.0 for check in range(3) for subject in range(4)}
    assert year_score(full, PENALTIES) == 100.0
    assert year_score(full | {(2, 3): 0.0}, PENALTIES) == 85.0
    assert year_score({(0, 0): 100.0}, PENALTIES) is None
    with pytest.raises(ValueError, match="outside"):
        year_score(full | {(0, 0): 101.0}, PENALTIES)


RULES = [one.rule for one in PENALTIES.offences] + [one.rule for one in PENALTIES.concealment] + ["PEN-0-0"]
CASES = st.lists(
    st.tuples(st.sampled_from(RULES), st.integers(0, 40), st.sampled_from(list(CaseState))), max_size=12
).map(lambda found: tuple(case(rule, points, number, state) for number, (rule, points, state) in enumerate(found)))
BONUSES = st.lists(st.sampled_from([one.rule for one in PENALTIES.bonuses]), max_size=8).map(
    lambda found: tuple(bonus(rule, number) for number, rule in enumerate(found))
)


BOUNDS = {one.rule: (one.least, one.most, one.gravity) for one in PENALTIES.offences}
MANY_TIMES = {"PEN-2-4", "PEN-2-6"}


def by_hand(cases: tuple[QualityCase, ...], bonuses: tuple[BonusGiven, ...], points: list[int]) -> int:
    """The total as the rule book has it (PEN-1..8), in other words than the fold's."""
    counting = [one for one in cases if one.state in ("confirmed", "upheld") and one.rule in BOUNDS]
    taken = sum(middle(BOUNDS[one.rule][0], one.points, BOUNDS[one.rule][1]) for one in counting)
    gravities = Counter(BOUNDS[one.rule][2] for one in counting)
    often = gravities[Gravity.MEDIUM] >= 2 or gravities[Gravity.LIGHT] >= 4
    times = Counter(one.rule for one in bonuses)
    given = sum(5 * (count if rule in MANY_TIMES else 1) for rule, count in times.items())
    adjusted_by = middle(-5, points[-1], 5) if points else 0
    return middle(0, 80 + given - taken - (20 if often else 0) + adjusted_by, 110)


def middle(least: int, value: int, most: int) -> int:
    return sorted((least, value, most))[1]


@given(CASES, BONUSES, st.lists(st.integers(-9, 9), max_size=3), st.randoms(use_true_random=False))
def test_in_any_order_the_same_score_and_every_point_has_its_line(
    cases: tuple[QualityCase, ...], bonuses: tuple[BonusGiven, ...], points: list[int], order: random.Random
) -> None:
    adjustments = tuple(adjusted(one, float(number)) for number, one in enumerate(points))
    found = score(cases, bonuses, adjustments)
    assert found.total == by_hand(cases, bonuses, points)
    assert found.total == sum(line.points for line in found.lines)
    counting = {one.case_id for one in cases if one.state in COUNTS}
    assert {line.entry_id for line in found.lines if line.kind is ScoreKind.OFFENCE} <= counting
    again = score(shuffled(cases, order), shuffled(bonuses, order), shuffled(adjustments, order))
    assert again == found


T = TypeVar("T")


def shuffled(entries: tuple[T, ...], order: random.Random) -> tuple[T, ...]:
    mixed = list(entries)
    order.shuffle(mixed)
    return tuple(mixed)
