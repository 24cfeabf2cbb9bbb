"""The empty list of residents as an Excel workbook: columns that are text, so that no room becomes a date. Pure."""

import io
from functools import cache

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from api.residents.table import COLUMNS

AS_TEXT = "@"
TYPED_ROWS = 2000
"""So many rows are text in programs that look at cells only, not at columns."""
_WIDTHS = {"name": 14, "building": 10, "unit": 10, "room": 12, "phones": 32, "note": 40}
_RULES = (
    ("一行一位住户；姓名、楼栋、房号必填。", "One resident a row; name, building and room are required."),
    ("楼栋、单元、房号只写编号：3、2、501。", "Building, unit and room are numbers or letters alone: 3, 2, 501."),
    ("几个电话用分号隔开：13800001234; 010-85230000。", "Several telephones: with a semicolon between."),
    (
        "同名同房的是同一位住户：电话和备注按本表更新。",
        "The same name in the same home is the same resident: telephones and note are brought up to date.",
    ),
    ("空格不改原有内容；写“-”清空。", "An empty cell changes nothing; a dash empties the field."),
    ("不在表里的住户不会被删除。", "Residents who are not in the list stay in the book."),
    ("先试导入，看清会改什么，再正式导入。", "Do a dry run first: it lists what would change."),
)


@cache
def template() -> bytes:
    """The workbook's bytes: the sheet 住户 with its heading, the sheet 说明 with the rules."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "住户"
    _list_into(sheet)
    _rules_into(book.create_sheet("说明"))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _list_into(sheet: Worksheet) -> None:
    for place, (column, names) in enumerate(COLUMNS.items(), start=1):
        heading = sheet.cell(row=1, column=place, value=names[1])
        heading.font = Font(bold=True)
        heading.fill = PatternFill("solid", fgColor="DDE7F0")
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = _WIDTHS[column]
        sheet.column_dimensions[letter].number_format = AS_TEXT
        for row in range(2, TYPED_ROWS + 2):
            sheet.cell(row=row, column=place).number_format = AS_TEXT
    sheet.freeze_panes = "A2"


def _rules_into(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width = 60
    sheet.column_dimensions["B"].width = 90
    for row, rule in enumerate(_RULES, start=1):
        for place, words in enumerate(rule, start=1):
            sheet.cell(row=row, column=place, value=words).alignment = Alignment(wrap_text=True, vertical="top")
