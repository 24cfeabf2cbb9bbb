"""Cohen's kappa against published values, and criteria compared over calls."""

import pytest

from api.quality.checks.agreement import by_criterion, kappa
from api.quality.checks.grading import filled
from api.schemas.quality_checks import Grade, TaskKind
from tests.unit.api.checks.card_samples import CARD, marks


def pairs(table: list[list[int]]) -> list[tuple[int, int]]:
    return [(one, other) for one, row in enumerate(table) for other, count in enumerate(row) for _ in range(count)]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ([[20, 5], [10, 15]], 0.4),
        ([[45, 15], [25, 15]], 0.1304),
        ([[25, 35], [5, 35]], 0.2593),
        ([[0, 4, 1], [0, 8, 0], [0, 1, 5]], 0.4842),
    ],
)
def test_kappa_is_that_of_textbooks(table: list[list[int]], expected: float) -> None:
    assert kappa(pairs(table), len(table)) == pytest.approx(expected, abs=5e-5)


def test_linear_weights_are_those_of_cicchetti_and_allison() -> None:
    """The table that SAS's manual of FREQ uses: simple 0.4842, weighted 0.4701."""
    found = kappa(pairs([[0, 4, 1], [0, 8, 0], [0, 1, 5]]), 3, weighted=True)
    assert found == pytest.approx(0.4701, abs=5e-5)


def test_with_two_levels_weights_change_nothing() -> None:
    given = pairs([[20, 5], [10, 15]])
    assert kappa(given, 2) == pytest.approx(kappa(given, 2, weighted=True))


@pytest.mark.parametrize(("given", "expected"), [([], None), ([(0, 0)] * 5, None), ([(0, 0), (1, 1)], 1.0)])
def test_where_nothing_can_be_told_apart_there_is_no_kappa(
    given: list[tuple[int, int]], expected: float | None
) -> None:
    assert kappa(given, 3) == expected


def grade(**other: str | None) -> Grade:
    card = filled(CARD, marks(**other))
    return Grade(
        grade_id="g",
        task_id="t",
        kind=TaskKind.CALIBRATION,
        check_id="k",
        call_id="c",
        agent_id="li",
        call_at=0.0,
        grader="qian",
        at=0.0,
        card_version="1",
        lines=card.lines,
        total=card.total,
        passed=card.passed,
    )


def test_criteria_are_compared_over_calls_and_few_are_no_finding() -> None:
    compared = [(grade(), grade()), (grade(ask="missed"), grade(ask="partly")), (grade(repeat=None), grade())]
    found = {one.criterion: one for one in by_criterion(CARD, compared)}
    assert (found["ask"].pairs, found["ask"].agreed) == (3, 2)
    assert (found["repeat"].pairs, found["repeat"].split) == (2, 1)
    assert "还不能下结论" in found["ask"].words.zh


def test_words_follow_the_weighted_kappa() -> None:
    alike = [(grade(ask=one), grade(ask=one)) for one in ("met", "partly", "missed") * 4]
    apart = [(grade(ask=one), grade(ask=other)) for one, other in (("met", "missed"), ("missed", "met")) * 6]
    assert by_criterion(CARD, alike)[2].words.zh == "尺度一致"
    assert "尺度不一" in by_criterion(CARD, apart)[2].words.zh
    assert "分不出尺度" in by_criterion(CARD, alike)[0].words.zh
