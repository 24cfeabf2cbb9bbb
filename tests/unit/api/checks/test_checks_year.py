"""The year's marks (PEN-10): entered by others, the last one counts, none missing for a total."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from api.errors import Invalid
from api.quality.checks.year import YearShelf
from api.quality.checks.year_papers import number_of, paper, workbook
from api.quality.shelf import QualityShelf
from api.schemas.quality_checks import CellMark, NewYearMarks
from tests.unit.api import desk_samples as sample
from tests.unit.api.checks.card_samples import LI, LIBRARY, QIAN, SUN

ZONE = ZoneInfo("Asia/Shanghai")


def shelf_of(desk: sample.Desk) -> YearShelf:
    quality = QualityShelf(desk.database, desk.log, LIBRARY, ZONE)
    return YearShelf(desk.database, desk.log, quality, ZONE)


def all_marks(mark: float) -> NewYearMarks:
    return NewYearMarks(
        marks=tuple(CellMark(check=check, subject=subject, mark=mark) for check in range(3) for subject in range(4))
    )


async def test_a_year_is_reckoned_when_no_mark_is_missing(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        shelf = shelf_of(desk)
        await shelf.mark(2026, "li", NewYearMarks(marks=all_marks(80).marks[1:]), QIAN)
        assert (await shelf.year(2026, ["li"])).items[0].total is None
        await shelf.mark(2026, "li", all_marks(80), QIAN)
        correction = NewYearMarks(marks=(CellMark(check=2, subject=3, mark=100),), reason="年终述职")
        await shelf.mark(2026, "li", correction, SUN)
        await shelf.mark(2026, "zhao", all_marks(90), QIAN)
        found = await shelf.year(2026, ["li", "zhao", "wang"])
        assert [(one.agent_id, one.total) for one in found.items] == [("zhao", 90.0), ("li", 83.0), ("wang", None)]
        last = found.items[1].marks[-1]
        assert (last.mark, last.by, last.reason) == (100, "sun", "年终述职")
        before = await desk.rows("quality_year_mark")
        await desk.log.rebuild()
        assert await desk.rows("quality_year_mark") == before


async def test_the_mean_is_of_months_that_are_over_and_had_calls(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        october = sample.NOON - 40 * 86_400
        events = [sample.started(), sample.arrived("c1", october), *sample.whole_call("c1", "li")[1:]]
        await desk.log.append_line("s1", "line-1", sample.numbered(events))
        found = await shelf_of(desk).year(2026, ["li", "zhao"])
    assert {one.agent_id: one.months_mean for one in found.items} == {"li": 80.0, "zhao": None}


@pytest.mark.parametrize(
    ("year", "new", "by", "field"),
    [
        (1, all_marks(1), QIAN, "year"),
        (2026, NewYearMarks(marks=()), QIAN, "marks"),
        (2026, NewYearMarks(marks=(CellMark(check=0, subject=0, mark=101),)), QIAN, "0-0"),
        (2026, NewYearMarks(marks=(CellMark(check=3, subject=0, mark=1),)), QIAN, "3-0"),
        (2026, all_marks(90), LI, "agent_id"),
    ],
)
async def test_what_is_wrong_is_said_by_field(
    tmp_path: Path, year: int, new: NewYearMarks, by: object, field: str
) -> None:
    async with sample.desk(tmp_path) as desk:
        with pytest.raises(Invalid) as raised:
            await shelf_of(desk).mark(year, "li", new, by)  # type: ignore[arg-type]
        assert list(raised.value.fields) == [field]


async def test_the_form_has_a_column_for_each_check_and_subject(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        shelf = shelf_of(desk)
        await shelf.mark(2026, "li", all_marks(85.5), QIAN)
        found = await shelf.year(2026, ["li"])
    names = {"li": "李娜", "qian": "钱进"}
    book = workbook(found, names, centre="阳光物业", timezone="Asia/Shanghai")
    assert [len(row) for row in book.sheets[0].rows] == [14]
    assert book.sheets[0].rows[0][0] == "李娜"
    assert (book.sheets[1].rows[0][1], book.sheets[1].rows[0][4]) == ("周检查和月检查", "钱进")
    job = paper(found, names, centre="阳光物业", printed_at="2026-12-31", site_folder="")
    assert number_of(2026) == "KN2026"
    rows = job.words["q"]["rows"]  # type: ignore[index]
    assert rows[0]["marks"] == ["85.5"] * 12
