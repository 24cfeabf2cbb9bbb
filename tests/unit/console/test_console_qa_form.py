"""The form: choices by code or by what only one has, faults by field, and nothing written by one key."""

from collections.abc import Mapping

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input, Static

from console.qa.form import Field, FormScreen, Kind, fault_of, fitting
from console.texts import words_in

RULES = Field("rule", "规定", choices=(("PEN-3-1", "未使用普通话"), ("PEN-3-11", "态度不耐烦"), ("PEN-3-13", "吸烟")))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("pen-3-1", ["PEN-3-1"]),
        ("态度", ["PEN-3-11"]),
        ("PEN-3", ["PEN-3-1", "PEN-3-11", "PEN-3-13"]),
        ("睡觉", []),
    ],
)
def test_a_choice_is_named_by_its_code_or_by_what_only_one_has(typed: str, found: list[str]) -> None:
    assert [value for value, _ in fitting(RULES, typed)] == found


@pytest.mark.parametrize(
    ("field", "typed", "fault"),
    [
        (RULES, "", "qa.form.required"),
        (RULES, "PEN-3", "qa.form.choice"),
        (RULES, "吸烟", ""),
        (Field("n", "数", kind=Kind.NUMBER, most=100), "101", "qa.form.number"),
        (Field("n", "数", kind=Kind.NUMBER, least=0), "-1", "qa.form.number"),
        (Field("n", "数", kind=Kind.NUMBER), "nan", "qa.form.number"),
        (Field("n", "数", kind=Kind.NUMBER), "85.5", ""),
        (Field("n", "数", kind=Kind.NUMBER, required=False), " ", ""),
        (Field("t", "时", kind=Kind.TIME), "昨天", "qa.form.time"),
        (Field("t", "时", kind=Kind.TIME), "2026-11-29 14:30", ""),
    ],
)
def test_what_is_wrong_has_its_words(field: Field, typed: str, fault: str) -> None:
    assert fault_of(field, typed) == fault
    if fault:
        assert field.label in words_in("zh")(fault, field=field.label)


async def test_enter_shows_what_will_be_written_and_typing_on_takes_it_back() -> None:
    given: list[Mapping[str, str] | None] = []
    words = words_in("zh")
    form = FormScreen(words, "记录", [RULES, Field("why", "理由")], lambda values: f"记 {values['rule']}")
    app: App[None] = App()
    async with app.run_test() as pilot:
        await app.push_screen(form, given.append)
        await pilot.press("enter")
        assert "规定：必填" in said(pilot)
        await pilot.press("吸", "烟", "tab", "见", "enter")
        assert "记 PEN-3-13" in said(pilot)
        assert given == []
        await pilot.press("到")
        assert said(pilot) == ""
        await pilot.press("enter", "enter")
    assert given == [{"rule": "PEN-3-13", "why": "见到"}]


async def test_escape_writes_nothing() -> None:
    given: list[Mapping[str, str] | None] = []
    app: App[None] = App()
    async with app.run_test() as pilot:
        await app.push_screen(FormScreen(words_in("zh"), "记录", [RULES], lambda _: ""), given.append)
        app.screen.query_one("#field-rule", Input).value = "PEN-3-1"
        await pilot.press("escape")
    assert given == [None]


def said(pilot: Pilot[None]) -> str:
    return str(pilot.app.screen.query_one("#form-said", Static).content)
