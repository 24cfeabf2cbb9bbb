"""A list of residents as a CSV file: read whole, every fault with its row. Knows neither disk nor database.

Columns may stand in any order and be named in Chinese or English; what a spreadsheet program in China saves
(GB 18030, a byte order mark, full-width separators between telephones) is read as it is.
"""

import csv
import io
import re
from collections.abc import Iterator

import msgspec

from api.privacy import normalised, plausible
from api.schemas import NewResident

COLUMNS = {
    "name": ("name", "姓名", "业主姓名", "住户姓名"),
    "building": ("building", "楼栋", "楼号", "栋"),
    "unit": ("unit", "单元", "单元号"),
    "room": ("room", "房号", "房间号", "室号", "房间"),
    "phones": ("phones", "phone", "电话", "手机", "联系电话", "手机号"),
    "note": ("note", "备注", "说明"),
}
REQUIRED = ("name", "building", "room")
_BETWEEN_PHONES = re.compile(r"[;；/、,，|]+")


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong in which row, as a spreadsheet counts them: the heading is row 1."""

    row: int
    zh: str
    en: str


class Residents(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds: residents, and every fault."""

    rows: tuple[NewResident, ...]
    faults: tuple[Fault, ...]


def read(content: bytes) -> Residents:
    """The residents in a CSV file's bytes."""
    try:
        text = _decoded(content)
    except UnicodeDecodeError:
        return _only(1, "文件编码不是 UTF-8，也不是 GB 18030", "the file is neither UTF-8 nor GB 18030")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        places = _places(next(reader, []))
        missing = [column for column in REQUIRED if column not in places]
        if missing:
            zh = "、".join(COLUMNS[column][1] for column in missing)
            return _only(1, f"表头缺少：{zh}", f"the heading lacks: {', '.join(missing)}")
        return _residents(reader, places)
    except csv.Error as error:
        return _only(reader.line_num, f"不是正确的 CSV：{error}", f"not a CSV file: {error}")


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _only(row: int, zh: str, en: str) -> Residents:
    return Residents(rows=(), faults=(Fault(row=row, zh=zh, en=en),))


def _places(heading: list[str]) -> dict[str, int]:
    """At which place each column stands."""
    known = {name: column for column, names in COLUMNS.items() for name in names}
    places: dict[str, int] = {}
    for place, title in enumerate(heading):
        column = known.get(title.strip().lower())
        if column is not None:
            places.setdefault(column, place)
    return places


def _residents(reader: Iterator[list[str]], places: dict[str, int]) -> Residents:
    rows: list[NewResident] = []
    faults: list[Fault] = []
    seen: dict[tuple[str, ...], int] = {}
    for row, cells in enumerate(reader, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        values = {column: cells[place].strip() if place < len(cells) else "" for column, place in places.items()}
        wrong = list(_faults(row, values))
        who = tuple(values.get(column, "") for column in ("name", "building", "unit", "room"))
        if not wrong and who in seen:
            wrong = [Fault(row=row, zh=f"与第 {seen[who]} 行重复", en=f"the same resident as in row {seen[who]}")]
        seen.setdefault(who, row)
        faults += wrong
        if not wrong:
            rows.append(_resident(values))
    return Residents(rows=tuple(rows), faults=tuple(faults))


def _faults(row: int, values: dict[str, str]) -> Iterator[Fault]:
    for column in REQUIRED:
        if not values[column]:
            yield Fault(row=row, zh=f"缺少{COLUMNS[column][1]}", en=f"no {column}")
    for phone in _phones(values):
        if not plausible(phone):
            yield Fault(row=row, zh="电话号码不对，只能是数字", en="a telephone that is no number")


def _phones(values: dict[str, str]) -> tuple[str, ...]:
    parts = _BETWEEN_PHONES.split(values.get("phones", ""))
    return tuple(dict.fromkeys(normalised(part) for part in parts if part.strip()))


def _resident(values: dict[str, str]) -> NewResident:
    return NewResident(
        name=values["name"],
        building=values["building"],
        unit=values.get("unit", ""),
        room=values["room"],
        phones=_phones(values),
        note=values.get("note", ""),
    )
