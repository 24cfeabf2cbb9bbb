"""Excel workbooks with real types, widths, print areas and a heading that stays (openpyxl). Part of the press.

A text is always written as text: what begins with `=` or `@` is shown as it stands and never calculated, neither when
the workbook is opened nor when a cell is edited (quote prefix).
"""

import io
from datetime import datetime
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.cell.cell import Cell as Place
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from api.schemas.papers import BookJob, Cell, ColumnKind, Sheet

LONGEST_CELL = 32_767
"""Characters that Excel keeps in a cell."""
FORMATS = {
    ColumnKind.TEXT: "@",
    ColumnKind.NUMBER: "#,##0.##",
    ColumnKind.SHARE: "0.0%",
    ColumnKind.MOMENT: "yyyy-mm-dd hh:mm",
}
_LINE = Side(style="thin", color="808080")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_FILL = PatternFill("solid", fgColor="DDE7F0")
_CALCULATES = ("=", "+", "-", "@", "\t", "\r")
HEADING = 2
"""The row of the heading; above it stands the title."""
A4 = 9


def make(job: BookJob) -> bytes:
    """The workbook's bytes."""
    zone = ZoneInfo(job.timezone)
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = job.author
    for one in job.sheets:
        _fill(book.create_sheet(one.name[:31]), one, zone)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _fill(sheet: Worksheet, what: Sheet, zone: ZoneInfo) -> None:
    width = len(what.columns)
    title = sheet.cell(row=1, column=1, value=what.title)
    title.font = Font(bold=True, size=14)
    title.alignment = Alignment(horizontal="center", vertical="center")
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    sheet.row_dimensions[1].height = 26
    for place, column in enumerate(what.columns, start=1):
        cell = sheet.cell(row=HEADING, column=place, value=column.heading)
        cell.font, cell.fill, cell.border = Font(bold=True), _FILL, _BORDER
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    rows = [*what.rows, *([what.total] if what.total else [])]
    for number, row in enumerate(rows, start=HEADING + 1):
        for place, (column, value) in enumerate(zip(what.columns, row, strict=True), start=1):
            bold = bool(what.total) and number == HEADING + len(rows)
            _write(sheet.cell(row=number, column=place), value, column.kind, zone, bold=bold)
    _print_set_up(sheet, what, HEADING + len(rows))


def _write(cell: Place | MergedCell, value: Cell, kind: ColumnKind, zone: ZoneInfo, *, bold: bool) -> None:
    cell.border, cell.font = _BORDER, Font(bold=bold)
    cell.number_format = FORMATS[kind]
    across = "left" if kind is ColumnKind.TEXT else "right"
    cell.alignment = Alignment(horizontal=across, vertical="top", wrap_text=kind is ColumnKind.TEXT)
    if value is None:
        return
    if kind is ColumnKind.MOMENT and not isinstance(value, str):
        cell.value = datetime.fromtimestamp(value, zone).replace(tzinfo=None)
    elif isinstance(value, str):
        _write_text(cell, value)
    else:
        cell.value = value


def _write_text(cell: Place | MergedCell, value: str) -> None:
    text = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL]
    cell.value = text
    cell.number_format = FORMATS[ColumnKind.TEXT]
    cell.data_type = "s"
    if text.startswith(_CALCULATES):
        cell.quotePrefix = True


def _print_set_up(sheet: Worksheet, what: Sheet, last: int) -> None:
    corner = f"{get_column_letter(len(what.columns))}{last}"
    sheet.freeze_panes = f"A{HEADING + 1}"
    if what.rows:
        sheet.auto_filter.ref = f"A{HEADING}:{get_column_letter(len(what.columns))}{HEADING + len(what.rows)}"
    sheet.print_area = f"A1:{corner}"
    sheet.print_title_rows = f"1:{HEADING}"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape" if what.landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    foot = sheet.oddFooter
    assert foot is not None
    foot.center.text = "第 &P 页 共 &N 页"
