"""A list of residents in whichever file it came: told apart by content, not by name, and bounded in size."""

from collections.abc import Iterator

from api.residents import csv_file, xlsx_file
from api.residents.table import Refused, Residents, Row, only

MOST_BYTES = 8 * 1024 * 1024
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Begins an .xls of before 2007, and an .xlsx that is locked with a password."""


def read(content: bytes) -> Residents:
    """The residents in a file's bytes, CSV or .xlsx; a file that cannot be read is one fault in row 1."""
    try:
        _check(content)
    except Refused as refused:
        return only(1, refused.zh, refused.en)
    return xlsx_file.read(content) if content.startswith(_ZIP) else csv_file.read(content)


def rows_of(content: bytes) -> Iterator[Row]:
    """The rows of any list, CSV or .xlsx, heading first. Raises Refused, also on the way."""
    _check(content)
    yield from xlsx_file.rows_of(content) if content.startswith(_ZIP) else csv_file.rows_of(content)


def _check(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        size = f"{MOST_BYTES // 1024 // 1024} MB"
        raise Refused(f"文件太大，最多 {size}", f"the file is too large, at most {size}")
    if content.startswith(_OLE):
        raise Refused(
            "这是旧版 .xls 或有密码的文件，请去掉密码并另存为 .xlsx",
            "an old .xls, or a file with a password: take the password away and save it as .xlsx",
        )
