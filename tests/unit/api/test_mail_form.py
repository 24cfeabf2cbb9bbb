"""A letter as a form: who, where, how to reach, what; and what its words speak for."""

import pytest

from api.mail.form import complaint_of, joined, own_words, phone_in, place_in
from api.mail.letter import read
from scripts_lib.loader import load
from scripts_lib.model import Content, Weight
from tests.unit.api.mail_letters import raw


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("请打 13800001234 找我", "13800001234"),
        ("电话：138-0000-1234。", "13800001234"),
        ("+86 138 0000 1234", "13800001234"),
        ("座机 010-85230000", "01085230000"),
        ("订单 20261123138000012345", ""),
        ("没有电话", ""),
    ],
)
def test_telephones(text: str, number: str) -> None:
    assert phone_in(text) == number


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("我住3号楼1单元502", "3-1-502"),
        ("三栋 2 单元 301 室", "三-2-301"),
        ("B座1203漏水", "B-1203"),
        ("3-1-502 漏水", "3-1-502"),
        ("2026-11-23 停水", ""),
        ("小区门口", ""),
    ],
)
def test_places(text: str, place: str) -> None:
    assert place_in(text) == place


@pytest.mark.parametrize(
    "mark", ["> 您好", "-----原始邮件-----", "在 2026年11月23日，客服中心 写道：", "On Mon, X wrote:"]
)
def test_what_is_quoted_is_no_complaint(mark: str) -> None:
    assert own_words(f"还在漏水\n{mark}\n电梯坏了") == "还在漏水"


def test_a_letter_that_is_all_quoted_is_kept() -> None:
    assert own_words("> 停水") == "> 停水"


def test_words_below_a_quotation_are_the_letters_own() -> None:
    assert own_words("> 请补充电话\n>\n13800001234") == "13800001234"


def test_letters_that_complete_one_another_are_one_form() -> None:
    first = read(raw("电梯坏了"), largest_part=1)
    added = read(raw("13800001234，3-1-502\n> 请补充", Subject="Re: 请补充"), largest_part=1)
    form = complaint_of(joined([first, added]), load())
    assert (form.phone, form.place, form.kind) == ("13800001234", "3-1-502", "lift_fault")
    assert form.matter == "厨房漏水\n电梯坏了\n\n13800001234，3-1-502"


def test_the_form() -> None:
    form = complaint_of(read(raw("3号楼1单元502厨房漏水，请打13800001234"), largest_part=1), load())
    assert (form.contact, form.phone, form.place) == ("王芳", "13800001234", "3-1-502")
    assert (form.kind, form.department, form.content) == ("water_leak", "engineering", Content.EQUIPMENT)
    assert form.matter.startswith("厨房漏水\n3号楼")
    assert "wang@example.cn" in form.notes


def test_words_make_it_heavier_and_an_unknown_matter_is_other() -> None:
    form = complaint_of(read(raw("有人受伤了", Subject="急"), largest_part=1), load())
    assert (form.kind, form.weight) == ("other", Weight.GRAVE)
    assert complaint_of(read(raw("你好", Subject="", From="a@b.cn"), largest_part=1), load()).contact == "a"
