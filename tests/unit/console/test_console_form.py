"""The complaint form without its screen: presets, what is missing, what is sent."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from api.schemas import Complaint, Disposition, Explained
from console import sample
from console.drafts import Draft
from console.form import REQUIRED, faults, outcome_of, prefilled, preset, requested_time
from console.sample_records import WALL
from scripts_lib.loader import load
from scripts_lib.model import Content, Nature, Weight

ZONE = "Asia/Shanghai"
NOW = WALL
FIELDS = {
    "contact": "王建国",
    "phone": " 13800135678 ",
    "place": "3栋2单元501室",
    "happened_at": "今早",
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
    assert faults(Draft(call_id="c"), ZONE, NOW) == {"outcome": "form.need_outcome"}


def test_explained_needs_no_fields() -> None:
    explained = Draft(call_id="c", outcome=Disposition.EXPLAINED, notes="问物业费")
    assert faults(explained, ZONE, NOW) == {}
    assert outcome_of(explained, ZONE, NOW) == Explained(notes="问物业费")


@pytest.mark.parametrize("name", REQUIRED)
def test_each_required_field_is_asked_for(name: str) -> None:
    assert faults(draft(**{name: "  "}), ZONE, NOW) == {name: "form.required"}


def test_a_full_form_becomes_a_complaint() -> None:
    assert faults(draft(), ZONE, NOW) == {}
    sent = outcome_of(draft(), ZONE, NOW)
    assert isinstance(sent, Complaint)
    assert (sent.phone, sent.target, sent.own_duty) == ("13800135678", "", True)
    assert (sent.nature, sent.content, sent.weight) == (Nature.VALID, Content.EQUIPMENT, Weight.IMPORTANT)
    assert sent.requested_by == datetime(2026, 11, 25, 18, tzinfo=ZoneInfo(ZONE)).timestamp()


@pytest.mark.parametrize(("typed", "why"), [("明天", "form.bad_time"), ("11-23 18:00", "form.past_time")])
def test_a_wrong_time_is_told(typed: str, why: str) -> None:
    assert faults(draft(requested_by=typed), ZONE, NOW) == {"requested_by": why}


@pytest.mark.parametrize(
    ("typed", "year"), [("01-02 08:00", 2027), ("2027-01-02 08:00", 2027), ("11-30 08:00", 2026)]
)
def test_the_year_is_the_one_meant(typed: str, year: int) -> None:
    at = requested_time(typed, ZONE, NOW)
    assert at is not None
    assert datetime.fromtimestamp(at, ZoneInfo(ZONE)).year == year


def test_29_february_of_no_leap_year() -> None:
    assert requested_time("02-29 08:00", ZONE, NOW) is None
