"""A list of residents as a CSV file. Knows neither disk nor database.

What a spreadsheet program in China saves (GB 18030, a byte order mark, UTF-16 with tabs, full-width separators
between telephones) is read as it is.
"""

import codecs
import csv
import io

from api.residents.table import Residents, only, read_rows

_SEPARATORS = (",", "\t", ";")


def read(content: bytes) -> Residents:
    """The residents in a CSV file's bytes."""
    try:
        text = _decoded(content)
    except UnicodeDecodeError:
        return only(1, "文件编码不是 UTF-8，也不是 GB 18030", "the file is neither UTF-8 nor GB 18030")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=_separator(text))
    try:
        return read_rows(enumerate(reader, start=1))
    except csv.Error as error:
        return only(max(1, reader.line_num), f"不是正确的 CSV：{error}", f"not a CSV file: {error}")


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
