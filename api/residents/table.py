"""A list of residents as rows of cells, wherever they came from: heading, residents, every fault with its row. Pure.

Columns may stand in any order and be named in Chinese or English. The heading is row 1.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from api.residents import fields
from api.schemas import ImportFault, NewResident

COLUMNS = {
    "name": ("name", "姓名", "业主姓名", "住户姓名"),
    "building": ("building", "楼栋", "楼号", "栋"),
    "unit": ("unit", "单元", "单元号"),
    "room": ("room", "房号", "房间号", "室号", "房间"),
    "phones": ("phones", "phone", "电话", "手机", "联系电话", "手机号"),
    "note": ("note", "备注", "说明"),
}
REQUIRED = ("name", "building", "room")
WHO = ("name", "building", "unit", "room")
MAY_CHANGE = ("phones", "note")
MOST_ROWS = 50_000
_BLANKS = re.compile(r"\s+")

Row = tuple[int, Sequence[str]]
"""The row's number as a spreadsheet counts it, and its cells."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A row that can be read. `says` names those of MAY_CHANGE that the row says something about."""

    row: int
    resident: NewResident
    says: frozenset[str]


class Residents(msgspec.Struct, frozen=True, kw_only=True):
    """What a list holds: residents, and every fault."""

    lines: tuple[Line, ...]
    faults: tuple[ImportFault, ...]

    @property
    def rows(self) -> tuple[NewResident, ...]:
        """The residents alone."""
        return tuple(line.resident for line in self.lines)


class Refused(Exception):
    """A file that is not read at all. Carries what people read."""

    def __init__(self, zh: str, en: str, row: int = 1) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en
        self.row = row


def only(row: int, zh: str, en: str) -> Residents:
    """A list that is nothing but one fault."""
    return Residents(lines=(), faults=(ImportFault(row=row, zh=zh, en=en),))


def is_heading(cells: Sequence[str]) -> bool:
    """Does a list of residents begin with these cells?"""
    return not _missing(places_of(cells, COLUMNS))


def read_rows(rows: Iterable[Row]) -> Residents:
    """The residents in these rows, the first of which is the heading."""
    remaining = iter(rows)
    _, heading = next(remaining, (1, ()))
    places = places_of(heading, COLUMNS)
    missing = _missing(places)
    if missing:
        zh = "、".join(COLUMNS[column][1] for column in missing)
        return only(1, f"表头缺少：{zh}", f"the heading lacks: {', '.join(missing)}")
    return _residents(remaining, places)


def places_of(heading: Sequence[str], columns: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """At which place each column stands that the heading names. `columns` are the names that each may have."""
    known = {name: column for column, names in columns.items() for name in names}
    places: dict[str, int] = {}
    for place, title in enumerate(heading):
        column = known.get(_BLANKS.sub("", title).lower())
        if column is not None:
            places.setdefault(column, place)
    return places


def _missing(places: dict[str, int]) -> list[str]:
    return [column for column in REQUIRED if column not in places]


def _residents(rows: Iterator[Row], places: dict[str, int]) -> Residents:
    lines: list[Line] = []
    faults: list[ImportFault] = []
    seen: dict[tuple[str, ...], int] = {}
    filled = (one for one in rows if any(cell.strip() for cell in one[1]))
    for count, (row, cells) in enumerate(filled):
        if count == MOST_ROWS:
            return only(row, f"行数太多，最多 {MOST_ROWS} 行", f"too many rows, at most {MOST_ROWS}")
        line = _line(row, {column: cells[place] if place < len(cells) else "" for column, place in places.items()})
        who = fields.identity(*(getattr(line.resident, column) for column in WHO))
        wrong = list(_faults(line))
        if not wrong and who in seen:
            wrong = [_fault(row, f"与第 {seen[who]} 行重复", f"the same resident as in row {seen[who]}")]
        seen.setdefault(who, row)
        faults += wrong
        if not wrong:
            lines.append(line)
    return Residents(lines=tuple(lines), faults=tuple(faults))


def _line(row: int, cells: dict[str, str]) -> Line:
    texts = {column: fields.cell_text(text) for column, text in cells.items()}
    emptied = {column for column in MAY_CHANGE if texts.get(column, "").casefold() in fields.NOTHING}
    phones, note = ("" if column in emptied else texts.get(column, "") for column in MAY_CHANGE)
    resident = NewResident(
        name=fields.name(texts["name"]),
        building=fields.home_part("building", texts["building"]),
        unit=fields.home_part("unit", texts.get("unit", "")),
        room=fields.home_part("room", texts["room"]),
        phones=fields.telephones(phones),
        note=note,
    )
    return Line(row=row, resident=resident, says=frozenset(one for one in MAY_CHANGE if texts.get(one)))


def _faults(line: Line) -> Iterator[ImportFault]:
    for column in REQUIRED:
        if not getattr(line.resident, column):
            yield _fault(line.row, f"缺少{COLUMNS[column][1]}", f"no {column}")
    for column in (*WHO, "note"):
        for zh, en in fields.wrong_text(column, getattr(line.resident, column)):
            yield _fault(line.row, f"{COLUMNS[column][1]}：{zh}", f"{column}: {en}")
    for zh, en in fields.wrong_phones(line.resident.phones):
        yield _fault(line.row, zh, en)


def _fault(row: int, zh: str, en: str) -> ImportFault:
    return ImportFault(row=row, zh=zh, en=en)
