"""A list of residents as a CSV file. Knows neither disk nor database.

What a spreadsheet program in China saves (GB 18030, a byte order mark, UTF-16 with tabs, full-width separators
between telephones) is read as it is.
"""

import codecs
import csv
import io
from collections.abc import Iterator

from api.residents.table import Refused, Residents, Row, only, read_rows

_SEPARATORS = (",", "\t", ";")


def read(content: bytes) -> Residents:
    """The residents in a CSV file's bytes."""
    try:
        return read_rows(rows_of(content))
    except Refused as refused:
        return only(refused.row, refused.zh, refused.en)


def rows_of(content: bytes) -> Iterator[Row]:
    """The file's rows. Raises Refused, also on the way."""
    try:
        text = _decoded(content)
    except UnicodeDecodeError as error:
        raise Refused("文件编码不是 UTF-8，也不是 GB 18030", "the file is neither UTF-8 nor GB 18030") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=_separator(text))
    try:
        yield from enumerate(reader, start=1)
    except csv.Error as error:
        row = max(1, reader.line_num)
        raise Refused(f"不是正确的 CSV：{error}", f"not a CSV file: {error}", row) from error


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _separator(text: str) -> str:
    """What stands most often in the heading."""
    heading = text[: text.find("\n")] if "\n" in text else text
    return max(_SEPARATORS, key=heading.count)
