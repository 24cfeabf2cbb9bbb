"""Excel workbooks: real types, widths, print areas, a heading that stays, and texts that are never calculated."""

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from api.papers import press
from api.schemas.papers import BookJob, Cell, ColumnKind, PressMade, Sheet, SheetColumn
from tests.unit.api import desk_samples as sample

COLUMNS = (
    SheetColumn(heading="编号", width=18),
    SheetColumn(heading="时间", width=17, kind=ColumnKind.MOMENT),
    SheetColumn(heading="件数", width=8, kind=ColumnKind.NUMBER),
    SheetColumn(heading="占比", width=9, kind=ColumnKind.SHARE),
)


def book(*rows: tuple[Cell, ...], total: tuple[Cell, ...] = ()) -> bytes:
    one = Sheet(name="登记表", title="客户投诉登记表", columns=COLUMNS, rows=rows, total=total)
    answer = press.make(BookJob(sheets=(one,), timezone=sample.ZONE, author="青山"))
    assert isinstance(answer, PressMade)
    return answer.content


def test_types_widths_and_print_set_up() -> None:
    content = book(("TS1", sample.NOON, 3, 0.25), ("TS2", None, None, None), total=("合计", None, 3, 1.0))
    sheet = load_workbook(io.BytesIO(content))["登记表"]
    assert [cell.value for cell in sheet[3]] == ["TS1", dt.datetime(2026, 11, 23, 12), 3, 0.25]  # noqa: DTZ001
    assert [cell.number_format for cell in sheet[3]] == ["@", "yyyy-mm-dd hh:mm", "#,##0.##", "0.0%"]
    assert [cell.value for cell in sheet[5]] == ["合计", None, 3, 1]
    assert sheet["A5"].font.bold
    assert not sheet["A4"].font.bold
    assert [sheet.column_dimensions[letter].width for letter in "ABCD"] == [18, 17, 8, 9]
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.auto_filter.ref) == ("A3", "$1:$2", "A2:D4")
    assert sheet.print_area == "'登记表'!$A$1:$D$5"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet["A1"].value == "客户投诉登记表"


@pytest.mark.parametrize("text", ["=1+1", "=cmd|'/c calc'!A1", "+8613800000000", "-1", "@SUM(A1)", "\t=1+1"])
def test_a_text_is_never_calculated(text: str) -> None:
    cell = load_workbook(io.BytesIO(book((text, None, None, None))))["登记表"]["A3"]
    assert (cell.value, cell.data_type, cell.quotePrefix, cell.number_format) == (text, "s", True, "@")


def test_what_excel_cannot_hold_is_left_out() -> None:
    content = book(("漏\x00水\x0b", None, None, None), ("长" * 40_000, None, None, None))
    sheet = load_workbook(io.BytesIO(content))["登记表"]
    assert sheet["A3"].value == "漏水"
    assert len(str(sheet["A4"].value)) == 32_767
