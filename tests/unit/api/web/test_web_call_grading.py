"""The card of a form: every criterion is marked, or told which is not."""

import pytest

from api.errors import Invalid
from api.web.pages.calls.grading import marks_of
from scripts_lib.loader import load

CARD = load().card
EVERY = {f"c-{one.id}": CARD.levels[0].value for one in CARD.criteria}


def test_each_criterion_has_its_level_and_note() -> None:
    first, last = CARD.criteria[0].id, CARD.criteria[-1].id
    marks = marks_of(CARD, EVERY | {f"n-{first}": "很好", f"c-{last}": "none"})
    assert [one.criterion for one in marks] == [one.id for one in CARD.criteria]
    assert (marks[0].level, marks[0].note) == (CARD.levels[0].value, "很好")
    assert marks[-1].level is None


def test_what_is_left_out_is_named() -> None:
    left = CARD.criteria[1]
    with pytest.raises(Invalid) as told:
        marks_of(CARD, {name: level for name, level in EVERY.items() if name != f"c-{left.id}"})
    assert left.label.zh in told.value.zh
