"""Lists of complaints as people write them: every fault has its row, nothing is guessed."""

from zoneinfo import ZoneInfo

import pytest

from api.complaint_lists.table import Listed, read_rows
from scripts_lib.loader import load
from scripts_lib.model import Channel, Weight
from tests.unit.api import desk_samples as sample

HEADING = ["原编号", "登记时间", "联系人", "电话", "地点", "投诉事由", "业主诉求", "类别", "级别", "责任部门", "渠道"]
GOOD = [
    "A-1",
    "2026-11-20 09:30",
    "王芳",
    "138 0000 1234",
    "3-1-502",
    "漏水",
    "维修",
    "漏水跑水",
    "重要",
    "工程部",
    "来函",
]


def listed(*rows: list[str], heading: list[str] = HEADING) -> Listed:
    numbered = enumerate([heading, *rows], start=1)
    return read_rows(numbered, load().rules.catalogue, ZoneInfo(sample.ZONE), sample.NOON)


def test_a_row_in_the_words_of_the_rules() -> None:
    (line,) = listed(GOOD, [""] * 11).lines
    assert (line.row, line.old_number, line.at) == (2, "A-1", sample.NOON - 3 * 86_400 - 2.5 * 3600)
    assert (line.channel, line.complaint.weight, line.complaint.kind) == (
        Channel.LETTER,
        Weight.IMPORTANT,
        "water_leak",
    )
    assert (line.complaint.phone, line.complaint.department) == ("13800001234", "engineering")
    assert line.complaint.notes == "原编号 A-1"


def test_what_is_not_said_follows_from_the_kind() -> None:
    (line,) = listed([*GOOD[:7], "parking", "", "", ""]).lines
    assert (line.complaint.department, line.complaint.weight, line.channel) == (
        "security",
        Weight.SLIGHT,
        Channel.OTHER,
    )


@pytest.mark.parametrize(
    ("place", "text", "said"),
    [
        (0, "", "缺少原编号"),
        (0, "x" * 65, "太长"),
        (1, "", "缺少登记时间"),
        (1, "昨天", "看不懂"),
        (1, "2099-01-01", "不在过去"),
        (5, "", "缺少事由"),
        (5, "x\0", "不能用"),
        (7, "龙", "没有这个类别"),
        (8, "超级", "没有这个轻重"),
        (9, "龙部", "没有这个责任部门"),
        (10, "梦", "没有这个渠道"),
    ],
)
def test_a_fault_has_its_row_and_says_what(place: int, text: str, said: str) -> None:
    wrong = [*GOOD]
    wrong[place] = text
    found = listed(["B-9", *GOOD[1:]], wrong)
    assert [one.row for one in found.faults] == [3]
    assert said in found.faults[0].zh


def test_twice_the_same_number_and_a_heading_that_lacks_columns() -> None:
    assert "重复" in listed(GOOD, GOOD).faults[0].zh
    assert "联系人" in listed(heading=["原编号", "登记时间"]).faults[0].zh
    assert listed(heading=[]).lines == ()


@pytest.mark.parametrize("text", ["2026/11/20 9:30", "2026-11-20T09:30:00", "2026-11-20 09:30"])
def test_times(text: str) -> None:
    (line,) = listed(["A-1", text, *GOOD[2:]]).lines
    assert line.at == sample.NOON - 3 * 86_400 - 2.5 * 3600
