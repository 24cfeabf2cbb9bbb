"""A list of residents as an Excel workbook (.xlsx), read as data only. Knows neither disk nor database.

A workbook is a zip of XML that anybody may have made: its parts are counted and their sizes added up before one is
unpacked (`zipfile` never unpacks more of a part than its stated size), and none may declare a document type, which is
where XML hides its own bombs.
"""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from xml.parsers import expat

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from api.residents.table import Refused, Residents, Row, is_heading, only, read_rows

MOST_PARTS = 500
MOST_UNPACKED = 48 * 1024 * 1024
"""Bytes of all parts together: 50,000 residents need some 20 MB."""
MOST_COLUMNS = 60
LAST_ROW = 1_048_576
"""Excel's own."""
_EXACT = 1e15
"""Whole numbers up to here have all their digits in a float."""
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    NotImplementedError,
    RuntimeError,
    SyntaxError,
    expat.ExpatError,
)
"""What zipfile, ElementTree (its ParseError is a SyntaxError) and openpyxl raise for a workbook that is none."""

warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl")  # of what it leaves out: drawings, rules

Value = object
_Rows = list[tuple[Value, ...]]


def read(content: bytes) -> Residents:
    """The residents on the first sheet that is not hidden."""
    try:
        rows = rows_of(content)
    except Refused as refused:
        return only(1, refused.zh, refused.en)
    return read_rows(rows)


def rows_of(content: bytes) -> Iterator[Row]:
    """The first sheet that is not hidden, its cells as text. Raises Refused."""
    try:
        values = _values(content)
    except _BROKEN as error:
        raise Refused(
            "不是完好的 Excel 文件，请在表格软件里另存为 .xlsx 再试",
            "not a sound Excel file; save it again as .xlsx in a spreadsheet program",
        ) from error
    return ((row, [_text(value) for value in line]) for row, line in enumerate(values, start=1))


def _values(content: bytes) -> _Rows:
    """The cells of the list. All of openpyxl's work is done here, so that its faults are told from ours."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        _check(archive)
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        return _list_of(book)
    finally:
        book.close()


def _check(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused("文件展开后太大", "the file is too large when unpacked")
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("文件有密码，请去掉密码再试", "the file has a password; take it away first")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as source:
                _refuse_document_type(source.read(MOST_UNPACKED))


def _refuse_document_type(content: bytes) -> None:
    """Read up to the root element; a document type stands before it, and no workbook has one."""
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise Refused("文件里有不允许的 XML 声明", "the file has an XML document type, which no workbook has")

    def root(*_: object) -> None:
        raise StopIteration

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = root
    try:
        parser.Parse(content, True)
    except StopIteration:
        return


def _list_of(book: Workbook) -> _Rows:
    """The rows of the first sheet; refuses a workbook that has residents on a second one too."""
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        raise Refused("文件里没有工作表", "the file has no worksheet")
    for sheet in sheets[1:]:
        first = next(sheet.iter_rows(max_row=1, max_col=MOST_COLUMNS, values_only=True), ())
        if is_heading([_text(value) for value in first]):
            title = sheet.title[:31]
            raise Refused(
                f"只读第一张工作表，而“{title}”里也有住户，请合并到一张表",
                f"only the first sheet is read, and {title!r} has residents too: put them on one sheet",
            )
    return list(_without_tail(sheets[0].iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS, values_only=True)))


def _without_tail(rows: Iterator[tuple[Value, ...]]) -> Iterator[tuple[Value, ...]]:
    """The rows without the million empty ones that a format on whole columns leaves behind."""
    empty = 0
    for row in rows:
        if any(value is not None for value in row):
            yield from ((),) * empty
            empty = 0
            yield row
        else:
            empty += 1


def _text(value: Value) -> str:
    """A cell as it would be typed: numbers without the point that Excel gives them, dates as ISO 8601."""
    match value:
        case None:
            return ""
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < _EXACT else str(value)
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
    return str(value)
