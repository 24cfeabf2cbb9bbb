"""The complaint form without its screen: presets, what is missing, what is sent."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from api.schemas import Complaint, Disposition, Explained
from console import sample
from console.drafts import Draft
from console.form import REQUIRED, faults, outcome_of, prefilled, preset
from console.sample_records import WALL
from scripts_lib.loader import load
from scripts_lib.model import Content, Nature, Weight

ZONE = "Asia/Shanghai"
ADVICE = load().rules.advice
NOW = WALL
FIELDS = {
    "contact": "王建国",
    "phone": " 13800135678 ",
    "place": "3栋2单元501室",
    "happened_at": "今早",
    "target": "工程部",
    "matter": "漏水",
    "demand": "止水",
    "kind": "water_leak",
    "nature": "valid",
    "content": "equipment",
    "weight": "important",
    "department": "engineering",
    "own_duty": "yes",
    "requested_by": "11-25 18:00",
}


def draft(**changes: str) -> Draft:
    return Draft(call_id="c", outcome=Disposition.COMPLAINT, fields={**FIELDS, **changes}, notes="n")


def test_what_is_known_of_a_caller() -> None:
    assert prefilled(sample.RINGING, "zh") == {"contact": "王建国", "place": "3栋2单元501室", "phone": "13800135678"}
    assert prefilled(sample.FORGOTTEN, "zh") == {"phone": "01062220000"}


def test_a_kind_presets_content_weight_and_department() -> None:
    catalogue = load().rules.catalogue
    leak = preset("water_leak", catalogue)
    assert leak["department"] == "engineering"
    assert set(leak) == {"kind", "content", "weight", "department"}
    assert preset("nothing", catalogue) == {}


def test_nothing_is_sent_without_an_outcome() -> None:
    assert faults(Draft(call_id="c"), ZONE, NOW, ADVICE) == {"outcome": "form.need_outcome"}


def test_explained_needs_no_fields() -> None:
    explained = Draft(call_id="c", outcome=Disposition.EXPLAINED, notes="问物业费")
    assert faults(explained, ZONE, NOW, ADVICE) == {}
    assert outcome_of(explained, ZONE, NOW) == Explained(notes="问物业费")


@pytest.mark.parametrize("name", REQUIRED)
def test_each_required_field_is_asked_for(name: str) -> None:
    assert faults(draft(**{name: "  "}), ZONE, NOW, ADVICE) == {name: "form.required"}


def test_a_full_form_becomes_a_complaint() -> None:
    assert faults(draft(), ZONE, NOW, ADVICE) == {}
    sent = outcome_of(draft(), ZONE, NOW)
    assert isinstance(sent, Complaint)
    assert (sent.phone, sent.target, sent.own_duty) == ("13800135678", "工程部", True)
    assert (sent.nature, sent.content, sent.weight) == (Nature.VALID, Content.EQUIPMENT, Weight.IMPORTANT)
    assert sent.requested_by == datetime(2026, 11, 25, 18, tzinfo=ZoneInfo(ZONE)).timestamp()


@pytest.mark.parametrize(("typed", "why"), [("尽快", "form.bad_time"), ("11-23 18:00", "form.past_time")])
def test_a_wrong_time_is_told(typed: str, why: str) -> None:
    assert faults(draft(requested_by=typed), ZONE, NOW, ADVICE) == {"requested_by": why}


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"promise_what": "回电"}, {"promise_by": "form.required"}),
        ({"promise_by": "今天 18:00"}, {"promise_what": "form.required"}),
        ({"promise_what": "回电", "promise_by": "尽快"}, {"promise_by": "form.bad_time"}),
        ({"promise_what": "回电", "promise_by": "11-20 18:00"}, {"promise_by": "form.past_time"}),
        ({"promise_what": "回电", "promise_by": "30分钟内"}, {}),
    ],
)
def test_a_promise_says_what_and_by_when(fields: dict[str, str], found: dict[str, str]) -> None:
    made = Draft(call_id="c", outcome=Disposition.EXPLAINED, fields=fields)
    assert faults(made, ZONE, NOW, ADVICE) == found
    promise = outcome_of(made, ZONE, NOW).promise
    assert (promise is not None) is (not found or found == {"promise_by": "form.past_time"})


def test_a_grave_complaint_says_of_whom() -> None:
    assert faults(draft(weight="grave", target=""), ZONE, NOW, ADVICE) == {"target": "form.required"}
    assert faults(draft(weight="slight", target=""), ZONE, NOW, ADVICE) == {}
