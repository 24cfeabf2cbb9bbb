"""What a script must keep to: ways, ends, the order of ASK, LINE-7; each fault with its line and question."""

from pathlib import Path

import pytest

from scripts_lib.errors import InvalidData
from scripts_lib.loader import Library, load
from scripts_lib.model import Script
from scripts_lib.script_checks import FIELDS, followers

HEAD = 'version: "1"\neffective_from: 2026-01-01\nid: mine\ntitle: {zh: 甲, en: A}\nquestions:\n'
CHOICE = "{value: a, label: {zh: 甲, en: A}%s}"


WORDS, WHY = "text: {zh: 问, en: q}", "purpose: {zh: 为, en: p}"


def question(name: str, ask: str, rest: str = "") -> str:
    return f"  - {{id: {name}, ask: {ask}, {WORDS}, {WHY}{rest}}}\n"


OPEN = question("open", "ASK-7")  # line 6
DETAIL = "".join(  # lines 7 to 12
    question(field, "ASK-1", f", fills: {field}")
    for field in ("contact", "phone", "place", "happened_at", "matter", "demand")
)
END = question("offer", "ASK-5") + question("core", "ASK-8") + question("more", "ASK-6")  # lines 13 to 15
SOUND = HEAD + OPEN + DETAIL + END


def loaded(folder: Path, text: str) -> Library:
    (folder / "scripts").mkdir(exist_ok=True)
    (folder / "scripts" / "mine.yaml").write_text(text, "utf-8")
    return load(folder)


def faults_of(folder: Path, text: str) -> list[str]:
    with pytest.raises(InvalidData) as caught:
        loaded(folder, text)
    return [str(error).removeprefix(f"{folder}/scripts/mine.yaml:") for error in caught.value.errors]


def test_a_small_script_is_sound(tmp_path: Path) -> None:
    assert loaded(tmp_path, SOUND)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("id: mine", "id: yours", "3: yours: the id of this script must be 'mine'"),
        ("open, ask: ASK-7", "open, ask: ASK-1", "6: mine/open: a script begins with ASK-7, not ASK-1 [ASK]"),
        ("open, ask: ASK-7", "open, ask: ASK-1", "6: mine/open: a script needs an open question (ASK-7) [ASK]"),
        ("more, ask: ASK-6", "more, ask: ASK-8", "15: mine/more: a script ends with ASK-6, not ASK-8 [ASK]"),
        ("core, ask: ASK-8", "core, ask: ASK-5", "14: mine/core: ASK-6 (more) may not follow ASK-5"),
        ("offer, ask: ASK-5", "offer, ask: ASK-1", "13: mine/offer: ASK-8 (core) may not follow ASK-1"),
        ("offer, ask: ASK-5", "offer, ask: ASK-4", "13: mine/offer: ASK-8 (core) may not follow ASK-4"),
        (f"contact, ask: ASK-1, {WORDS}, {WHY}", f"contact, ask: ASK-3, {WORDS}", "7: contact: 'purpose' is missing"),
        ("fills: phone", "fills: fax", "8: mine/phone: fills unknown field 'fax'"),
        (", fills: phone", "", "3: mine: a way through this script never asks for 'phone' [LINE-7]"),
        ("fills: contact", "next: nowhere", "7: mine/contact: next names unknown question 'nowhere' [next]"),
        ("fills: contact", "next: contact", "6: mine/open: from here the script goes round and never ends [next]"),
        ("fills: contact", "next: contact", "7: mine/contact: from here the script goes round and never ends [next]"),
        ("fills: contact", "next: contact", "8: mine/phone: no way leads to this question [next]"),
        ("fills: contact", "next: place", "8: mine/phone: no way leads to this question [next]"),
        ("id: phone", "id: contact", "8: mine/contact: this question id is here twice"),
        ("ask: ASK-8", "ask: ASK-9", "14: core: 'ASK-9' is none of ASK-1"),
        ("zh: 问, en: q", "zh: 问", "6: open: 'en' is missing"),
        (", fills: phone", ", fills: phone, filled: {zh: '{x}', en: x}", "8: mine/phone: {x} is no field"),
        ("fills: phone", f"choices: [{CHOICE}, {CHOICE}]" % ("", ""), "8: mine/phone: choice 'a' is here twice"),
        ("fills: phone", f"choices: [{CHOICE}]" % ", next: x", "8: mine/phone: next names unknown question 'x'"),
        ("questions:", "question:", "5: mine: unknown key 'question'"),
        ("questions:", "question:", "1: mine: 'questions' is missing"),
        (OPEN + DETAIL + END, "  []\n", "3: mine: a script needs questions"),
    ],
)
def test_a_faulty_script_is_named_with_line_and_question(tmp_path: Path, old: str, new: str, fault: str) -> None:
    """ASK-3: a question says why it is asked. ASK-4 comes before a solution is offered (ASK-5)."""
    found = faults_of(tmp_path, SOUND.replace(old, new, 1))
    assert any(one.startswith(fault) for one in found), found


def test_an_emergency_may_settle_a_fact_about_people_first(tmp_path: Path) -> None:
    urgent = SOUND.replace(OPEN, question("trapped", "ASK-2") + OPEN)
    assert any("begins with ASK-7" in one for one in faults_of(tmp_path, urgent))
    reason = "emergency: {zh: 有人被困先问人, en: People come first}\nquestions:"
    assert loaded(tmp_path, urgent.replace("questions:", reason))


def test_skipping_may_not_lead_out_of_the_order_either(tmp_path: Path) -> None:
    jumping = question("offer", "ASK-5", f", choices: [{CHOICE}]" % ", next: core")
    text = SOUND.replace(question("offer", "ASK-5"), jumping + question("late", "ASK-1"))
    assert any("mine/offer: ASK-1 (late) may not follow ASK-5" in one for one in faults_of(tmp_path, text))


def test_a_branch_that_leaves_out_a_field_is_named(tmp_path: Path) -> None:
    branch = question("kind", "ASK-2", f", choices: [{CHOICE}]" % ", next: place")
    text = SOUND.replace(OPEN, OPEN + branch)
    assert faults_of(tmp_path, text) == [
        "3: mine: a way through this script never asks for 'contact' [LINE-7]",
        "3: mine: a way through this script never asks for 'phone' [LINE-7]",
    ]


def test_a_loop_with_a_way_out_is_sound(tmp_path: Path) -> None:
    again = question("core", "ASK-8", f", choices: [{CHOICE}]" % ", next: core")
    assert loaded(tmp_path, SOUND.replace(question("core", "ASK-8"), again))


@pytest.mark.parametrize("script", load().rules.scripts, ids=lambda script: script.id)
def test_every_way_through_a_shipped_script_asks_all_seven_things(script: Script) -> None:
    """LINE-7 and CMP-6: on each of the ways, choices and skips alike, every field of the form is asked for."""
    by_id = {question.id: question for question in script.questions}
    ways = 0
    waiting: list[tuple[str, frozenset[str]]] = [(script.questions[0].id, frozenset())]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        at, filled = waiting.pop()
        if (at, filled) in seen:
            continue
        seen.add((at, filled))
        fills = by_id[at].fills
        filled |= {fills} if fills else frozenset()
        for target in followers(script, by_id[at]):
            if target is None:
                ways += 1
                assert filled == set(FIELDS)
            else:
                waiting.append((target, filled))
    assert ways >= 1
