"""A complaint from what was typed: what is left open follows from the kind."""

from zoneinfo import ZoneInfo

import pytest

from api.errors import Invalid
from api.web.complaints import LONGEST, complaint_of, typed_of
from scripts_lib.model import Content, Nature, Weight
from tests.unit.api.desk_samples import NOON
from tests.unit.api.web.web_site import RULES

CN = ZoneInfo("Asia/Shanghai")
TYPED = {
    "contact": "王女士",
    "phone": "13800001234",
    "place": "3-1-502",
    "matter": "漏水",
    "demand": "修",
    "kind": "water_leak",
}


def test_weight_content_and_department_follow_from_the_kind_and_it_counts_as_valid() -> None:
    made = complaint_of(TYPED, RULES.catalogue, CN)
    assert (made.weight, made.content, made.department) == (Weight.IMPORTANT, Content.EQUIPMENT, "engineering")
    assert (made.nature, made.own_duty, made.requested_by) == (Nature.VALID, False, None)


def test_what_was_chosen_holds() -> None:
    chosen = {
        "weight": "grave",
        "nature": "asking",
        "content": "quality",
        "department": "property",
        "own_duty": "yes",
        "requested_by": "2026-11-23T12:00",
    }
    made = complaint_of(TYPED | chosen, RULES.catalogue, CN)
    assert (made.weight, made.content, made.department) == (Weight.GRAVE, Content.QUALITY, "property")
    assert (made.nature, made.own_duty, made.requested_by) == (Nature.ASKING, True, NOON)


def test_without_a_kind_and_with_too_much_text_both_are_said() -> None:
    with pytest.raises(Invalid) as refused:
        complaint_of(TYPED | {"kind": "nothing", "matter": "x" * (LONGEST["matter"] + 1)}, RULES.catalogue, CN)
    assert set(refused.value.fields) == {"kind", "matter"}
    with pytest.raises(Invalid) as refused:
        complaint_of(TYPED | {"contact": "x" * 65}, RULES.catalogue, CN)
    assert set(refused.value.fields) == {"contact"}


def test_a_complaint_fills_its_form_and_the_form_gives_it_again() -> None:
    asked = TYPED | {"requested_by": "2026-11-23T12:00", "weight": "grave"}
    made = complaint_of(asked, RULES.catalogue, CN)
    filled = typed_of(made, CN)
    assert filled["requested_by"] == "2026-11-23T12:00"
    assert complaint_of(filled, RULES.catalogue, CN) == made
