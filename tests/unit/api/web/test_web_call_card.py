"""The card of a form: what was ticked becomes marks, and what is wrong with it leads to its fields."""

import pytest

from api.errors import Conflict, Invalid
from api.quality.checks.grading import filled
from api.web.pages.calls.card import faults_of, marks_of
from scripts_lib.loader import load

CARD = load().card
EVERY = {f"c-{one.id}": CARD.levels[0].value for one in CARD.criteria}


def test_each_criterion_has_its_level_and_note() -> None:
    first, last = CARD.criteria[0].id, CARD.criteria[-1].id
    marks = marks_of(CARD, EVERY | {f"n-{first}": "很好", f"c-{last}": "none"})
    assert [one.criterion for one in marks] == [one.id for one in CARD.criteria]
    assert (marks[0].level, marks[0].note) == (CARD.levels[0].value, "很好")
    assert marks[-1].level is None


def test_what_is_left_out_or_wrong_leads_to_its_field_in_the_order_of_the_form() -> None:
    first, second, third = CARD.criteria[:3]
    sent = EVERY | {f"c-{third.id}": "", f"c-{second.id}": "splendid"}
    del sent[f"c-{first.id}"]
    with pytest.raises(Invalid) as told:
        filled(CARD, marks_of(CARD, sent))
    found = faults_of(CARD, told.value)
    assert [(one.field, one.label) for one in found] == [(f"c-{one.id}", one.label) for one in (first, second, third)]
    assert found[0].why == found[2].why == "必填 / required"
    assert found[1].why.startswith("只能是")


def test_what_is_of_no_criterion() -> None:
    whole = Invalid("没有可计分的项目", "nothing applies", {"marks": "至少一项要评 / at least one"})
    assert [(one.field, one.label) for one in faults_of(CARD, whole)] == [(f"c-{CARD.criteria[0].id}", None)]
    note = Invalid("评语太长", "too long", {"note": "最多 / at most"})
    assert [(one.field, one.why) for one in faults_of(CARD, note)] == [("note", "最多 / at most")]
    assert faults_of(CARD, Conflict("已经评过了", "graded already")) == ()
