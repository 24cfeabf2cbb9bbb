"""What the words of a complaint speak for (CMP-3..7): with a reason, never for what is denied or only feared."""

from pathlib import Path

import pytest

from scripts_lib.advice import Suggestion, needed, suggest
from scripts_lib.errors import InvalidData
from scripts_lib.loader import SHIPPED, load

RULES = load().rules
ADVICE = RULES.advice


def proposed(matter: str, **more: object) -> dict[str, str]:
    fields = {
        "matter": matter,
        **{name: str(value) for name, value in more.items() if name not in ("repeat", "overdue")},
    }
    found = suggest(ADVICE, fields, "", repeat=bool(more.get("repeat")), overdue=bool(more.get("overdue")))
    return {one.field: one.value for one in found}


@pytest.mark.parametrize(
    ("matter", "weight"),
    [
        ("孩子在楼道摔伤了", "grave"),
        ("地库电动车着火", "grave"),
        ("家里被盗，保安不知道", "grave"),
        ("反映多次，一直没解决", "grave"),
        ("约好了没来", "important"),
        ("保安骂人", "important"),
        ("有人困在电梯里", "important"),
        ("没有人受伤，就是吓着了", None),
        ("怕孩子摔伤，想装个扶手", None),
        ("有没有受伤还不清楚", None),
        ("差点着火", None),
        ("楼道灯坏了", None),
        ("", None),
    ],
)
def test_a_weight_is_proposed_for_what_is_said_and_meant(matter: str, weight: str | None) -> None:
    assert proposed(matter).get("weight") == weight


def test_a_weight_is_never_proposed_down_and_not_twice() -> None:
    assert "weight" not in proposed("保安骂人", weight="grave")
    assert "weight" not in proposed("保安骂人", weight="important")
    assert proposed("保安骂人", weight="slight")["weight"] == "important"


def test_a_repeat_weighs_more_beyond_its_time() -> None:
    assert proposed("还是吵", repeat=True)["weight"] == "important"
    assert proposed("还是吵", repeat=True, overdue=True)["weight"] == "grave"


def test_nature_content_and_department_come_with_their_reason() -> None:
    """CMP-3, CMP-4, CMP-7."""
    (weight, nature, content, department) = suggest(ADVICE, {"matter": "电梯没修好，有人被困"}, "")
    assert [one.value for one in (weight, nature, content, department)] == [
        "important",
        "valid",
        "sudden_event",
        "engineering",
    ]
    assert isinstance(weight, Suggestion)
    assert (department.rule, department.said) == ("CMP-7", "电梯")
    assert department.why.zh
    assert department.why.en


def test_notes_speak_too() -> None:
    assert suggest(ADVICE, {}, "业主被烫伤")[0].value == "grave"


def test_a_weight_names_what_it_has_to_record() -> None:
    assert (needed(ADVICE, "grave"), needed(ADVICE, "slight"), needed(ADVICE, "")) == (("target",), (), ())


def test_wrong_advice_of_a_site_is_named_with_its_line(tmp_path: Path) -> None:
    shipped = (SHIPPED / "advice.yaml").read_text(encoding="utf-8")
    (tmp_path / "advice.yaml").write_text(shipped.replace("value: engineering", "value: moon"), encoding="utf-8")
    with pytest.raises(InvalidData) as caught:
        load(tmp_path)
    assert "moon" in str(caught.value)
