"""What stands on papers: numbers alike across forms, boxes, times, and every name that a template uses."""

from zoneinfo import ZoneInfo

import pytest
from jinja2 import meta, nodes

from api.papers.forms import FORMS, number_of
from api.papers.shift_words import shift_number
from api.papers.specimen import note, specimen, ticket
from api.papers.speech import boxes, day, moment, option_boxes, percent, short_moment
from api.papers.templates_of import SHIPPED, environment
from api.papers.ticket_words import Speech, label_of, ticket_words
from api.papers.word_layouts import LAYOUTS
from api.schemas.papers import PaperSubject
from scripts_lib.loader import load
from tests.unit.api import desk_samples as sample

ZONE = ZoneInfo(sample.ZONE)
SPEECH = Speech(load().rules.catalogue, ZONE, {"a1": "李娜"})


def test_all_forms_of_the_rule_book_are_there() -> None:
    assert {form.title for form in FORMS.values()} >= {
        "客户投诉意见表",
        "客户投诉登记表",
        "投诉处理表",
        "投诉处置记录表",
        "投诉记录表",
        "投诉记录月总结表",
        "维修服务单",
        "回访单",
        "交接班记录",
    }
    assert len({form.code for form in FORMS.values()}) == len(FORMS)


def test_forms_of_one_complaint_are_numbered_alike() -> None:
    numbers = {number_of(form, "TS20261123-0001") for form in FORMS.values()}
    assert {number[2:] for number in numbers} == {"20261123-0001"}
    assert number_of(FORMS["record"], "TS20261123-0001") == "JL20261123-0001"
    assert number_of(FORMS["shift"], shift_number(note(), SPEECH)) == "JB20260101-1700"


def test_times_are_the_sites() -> None:
    assert moment(sample.NOON, ZONE) == "2026年11月23日 12:00"
    assert short_moment(sample.NOON, ZONE) == "11-23 12:00"
    assert day(sample.NOON, ZONE) == "2026年11月23日"
    assert moment(None, ZONE) == short_moment(None, ZONE) == day(None, ZONE) == ""


def test_boxes() -> None:
    assert boxes((("yes", "是"), ("no", "否")), "no") == "□是　■否"
    assert (
        option_boxes(SPEECH.catalogue.channels, "visit")
        == "□来电　■来访　□来函　□网上投诉　□电子邮件　□意见箱　□其它"
    )
    assert (
        option_boxes(SPEECH.catalogue.channels, None) == "□来电　□来访　□来函　□网上投诉　□电子邮件　□意见箱　□其它"
    )


@pytest.mark.parametrize(("part", "whole", "text"), [(7, 8, "87.5%"), (0, 3, "0.0%"), (0, 0, "—")])
def test_percent(part: int, whole: int, text: str) -> None:
    assert percent(part, whole) == text


def test_a_complaint_in_words() -> None:
    words = ticket_words(ticket(), SPEECH)
    assert words["contact"] == "王女士"
    assert words["kind"] == "漏水跑水"
    assert words["nature_boxes"] == "■有效投诉　沟通性投诉（□求助型　□咨询型　□发泄型）　□无效投诉"
    assert words["weight_boxes"] == "■重大　□重要　□轻微"
    assert words["requested_by"] == "2026年1月1日 17:00"
    assert label_of(SPEECH.catalogue.kinds, "lost_kind") == "lost_kind"
    story = str(words["story_text"])
    assert "赵强　呈报公司总经理：请批示" in story
    assert "维修服务单（WX-17）签回，王女士签字" in story


@pytest.mark.parametrize("name", [name for name in FORMS if (SHIPPED / f"{name}.html").exists()])
def test_templates_name_nothing_that_is_not_said(name: str) -> None:
    made = environment("")
    source = (SHIPPED / f"{name}.html").read_text("utf-8")
    tree = made.parse(source)
    macros = {macro.name for macro in tree.find_all(nodes.Macro)}
    asked = meta.find_undeclared_variables(tree) - macros
    words = specimen(FORMS[name].subject, SPEECH)
    assert asked <= {*words, "paper", "p"}  # p: parts.html


def test_word_forms_name_nothing_that_is_not_said() -> None:
    known = {
        PaperSubject.TICKET: set(ticket_words(ticket(), SPEECH)),
        PaperSubject.HANDOVER: set(specimen(PaperSubject.HANDOVER, SPEECH)["s"]),  # type: ignore[call-overload]
    }
    for name, layout in LAYOUTS.items():
        for word in str(layout).replace("(", " ").replace("'", " ").split():
            if word.startswith(("t.", "s.")):
                assert word[2:].rstrip(",)") in known[FORMS[name].subject], (name, word)
