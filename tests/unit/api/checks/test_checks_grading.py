"""A card filled in: weights, what does not apply, fatal items, faults by criterion."""

import pytest

from api.errors import Invalid
from api.quality.checks.grading import filled
from api.schemas.quality_checks import Mark
from tests.unit.api.checks.card_samples import CARD, marks


def test_everything_met_is_a_hundred() -> None:
    found = filled(CARD, marks())
    assert (found.total, found.passed, found.failed_by) == (100.0, True, ())
    assert [one.criterion for one in found.lines] == [one.id for one in CARD.criteria]


def test_levels_count_for_their_share_of_the_weight() -> None:
    found = filled(CARD, marks(ask="partly", ending="missed"))
    assert (found.total, found.passed) == (100 - 7.5 - 10, False)


def test_what_does_not_apply_is_left_out_of_the_whole() -> None:
    found = filled(CARD, marks(repeat=None, opening="missed"))
    assert found.total == round(80 / 90 * 100, 1)


def test_a_fatal_item_that_is_not_met_makes_the_call_nothing() -> None:
    found = filled(CARD, marks(secrecy="missed"))
    assert (found.total, found.passed, found.failed_by) == (0.0, False, ("secrecy",))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (marks()[1:], "opening"),
        ((*marks(), Mark(criterion="opening", level="met")), "opening"),
        ((*marks(), Mark(criterion="smile", level="met")), "smile"),
        (marks(ask="good"), "ask"),
        (marks(ask=None), "ask"),
        ((Mark(criterion="opening", level="met", note="长" * 501), *marks()[1:]), "opening"),
    ],
)
def test_faults_are_said_by_criterion(given: tuple[Mark, ...], field: str) -> None:
    with pytest.raises(Invalid) as raised:
        filled(CARD, given)
    assert list(raised.value.fields) == [field]
