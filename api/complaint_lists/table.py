"""A list of open complaints as rows of cells: heading, complaints, every fault with its row. Pure.

Columns may stand in any order and be named in Chinese or English; choices are named as the rules name them.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from api.residents import fields
from api.residents.table import Row, places_of
from api.schemas import Complaint, ImportFault
from scripts_lib.model import Catalogue, Channel, Kind, Nature, Option, Weight

COLUMNS = {
    "old_number": ("old_number", "原编号", "编号", "投诉单号"),
    "registered_at": ("registered_at", "登记时间", "投诉时间", "受理时间"),
    "contact": ("contact", "联系人", "投诉人", "姓名"),
    "phone": ("phone", "电话", "联系电话", "手机"),
    "place": ("place", "地点", "房号", "楼栋房号"),
    "matter": ("matter", "事由", "投诉事由", "投诉内容"),
    "demand": ("demand", "诉求", "业主诉求"),
    "kind": ("kind", "类别", "投诉类别"),
    "weight": ("weight", "轻重", "级别"),
    "nature": ("nature", "性质"),
    "department": ("department", "责任部门", "部门"),
    "channel": ("channel", "渠道", "来源"),
    "target": ("target", "被投诉", "被投诉对象"),
    "happened_at": ("happened_at", "发生时间"),
    "notes": ("notes", "备注", "说明"),
}
REQUIRED = ("old_number", "registered_at", "contact", "phone", "place", "matter", "demand")
MOST_ROWS = 2000
LONGEST = 2000
LONGEST_NUMBER = 64
_TIMES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A complaint of the list. `at`: when it was registered, Unix seconds."""

    row: int
    old_number: str
    at: float
    channel: Channel
    complaint: Complaint


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """What a list holds."""

    lines: tuple[Line, ...] = ()
    faults: tuple[ImportFault, ...] = ()


def read_rows(rows: Iterable[Row], catalogue: Catalogue, zone: ZoneInfo, now: float) -> Listed:
    """The complaints in these rows, the first of which is the heading. `zone` is the site's."""
    remaining = iter(rows)
    _, heading = next(remaining, (1, ()))
    places = places_of(heading, COLUMNS)
    missing = [column for column in REQUIRED if column not in places]
    if missing:
        zh = "、".join(COLUMNS[column][1] for column in missing)
        return Listed(
            faults=(ImportFault(row=1, zh=f"表头缺少：{zh}", en=f"the heading lacks {', '.join(missing)}"),)
        )
    reader = _Reader(catalogue, zone, now)
    for row, cells in remaining:
        texts = {
            column: fields.cell_text(cells[place]) if place < len(cells) else "" for column, place in places.items()
        }
        if any(texts.values()):
            reader.take(row, texts)
        if len(reader.seen) > MOST_ROWS:
            zh, en = f"行数太多，最多 {MOST_ROWS} 行", f"too many rows, at most {MOST_ROWS}"
            return Listed(faults=(ImportFault(row=row, zh=zh, en=en),))
    return Listed(lines=tuple(reader.lines), faults=tuple(reader.faults))


class _Reader:
    """Reads row by row, and keeps what it finds."""

    def __init__(self, catalogue: Catalogue, zone: ZoneInfo, now: float) -> None:
        self._catalogue = catalogue
        self._zone = zone
        self._now = now
        self.lines: list[Line] = []
        self.faults: list[ImportFault] = []
        self.seen: dict[str, int] = {}

    def take(self, row: int, texts: Mapping[str, str]) -> None:
        """One row: a complaint, or its faults."""
        before = len(self.faults)
        self._check_texts(row, texts)
        at = self._time(row, texts["registered_at"])
        kind = self._kind(row, texts.get("kind", ""))
        weight = self._choice(row, "weight", self._catalogue.weights, texts, kind.weight)
        nature = self._choice(row, "nature", self._catalogue.natures, texts, Nature.VALID)
        department = self._choice(row, "department", self._catalogue.open_departments, texts, kind.department)
        channel = self._choice(row, "channel", self._catalogue.channels, texts, Channel.OTHER)
        if len(self.faults) > before:
            return
        old = texts["old_number"]
        complaint = Complaint(
            contact=texts["contact"],
            phone=next(iter(fields.telephones(texts["phone"])), ""),
            place=texts["place"],
            happened_at=texts.get("happened_at", ""),
            target=texts.get("target", ""),
            matter=texts["matter"],
            demand=texts["demand"],
            kind=kind.value,
            nature=Nature(nature),
            content=kind.content,
            weight=Weight(weight),
            department=department,
            notes=f"原编号 {old} {texts.get('notes', '')}".strip(),
        )
        self.lines.append(Line(row=row, old_number=old, at=at, channel=Channel(channel), complaint=complaint))

    def _check_texts(self, row: int, texts: Mapping[str, str]) -> None:
        for column in REQUIRED:
            if not texts[column]:
                self._fault(row, f"缺少{COLUMNS[column][1]}", f"no {column}")
        for column, text in texts.items():
            longest = LONGEST_NUMBER if column == "old_number" else LONGEST
            if len(text) > longest or "\0" in text:
                self._fault(row, f"{COLUMNS[column][1]}太长或有不能用的字符", f"{column}: too long, or not text")
        old = texts["old_number"]
        if old in self.seen:
            self._fault(row, f"原编号与第 {self.seen[old]} 行重复", f"the same number as in row {self.seen[old]}")
        self.seen.setdefault(old or f"row {row}", row)

    def _time(self, row: int, text: str) -> float:
        plain = " ".join(text.replace("/", "-").replace("T", " ").split())
        for form in _TIMES:
            try:
                at = datetime.strptime(plain, form).replace(tzinfo=self._zone).timestamp()
            except (ValueError, OverflowError):
                continue
            if 0 < at <= self._now:
                return at
            self._fault(row, f"登记时间不在过去：{text}", f"registered in the future: {text}")
            return 0.0
        if text:
            zh = f"登记时间看不懂：{text[:40]}，请写成 2026-11-20 09:30"
            self._fault(row, zh, f"not a time such as 2026-11-20 09:30: {text[:40]}")
        return 0.0

    def _kind(self, row: int, text: str) -> Kind:
        kinds = self._catalogue.kinds
        fallback = next((one for one in kinds if one.value == "other"), kinds[-1])
        if not text:
            return fallback
        found = next((one for one in kinds if text in (one.value, one.label.zh, one.label.en)), None)
        if found is None:
            self._fault(row, f"没有这个类别：{text[:40]}", f"no such kind: {text[:40]}")
        return found or fallback

    def _choice(
        self, row: int, column: str, options: Sequence[Option], texts: Mapping[str, str], fallback: str
    ) -> str:
        text = texts.get(column, "")
        if not text:
            return fallback
        found = next((one.value for one in options if text in (one.value, one.label.zh, one.label.en)), None)
        if found is None:
            self._fault(row, f"没有这个{COLUMNS[column][1]}：{text[:40]}", f"no such {column}: {text[:40]}")
        return found or fallback

    def _fault(self, row: int, zh: str, en: str) -> None:
        self.faults.append(ImportFault(row=row, zh=zh, en=en))
