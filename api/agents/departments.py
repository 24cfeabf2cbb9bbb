"""Departments: those of the rules' catalogue are the start; an administrator adds, renames and switches them off.

They take effect at once: `Departments` puts them into the `Library` that the desk's services read. A ticket keeps its
department's key, and an option its former names, so that what is old is called as it was then.
"""

import re
import time
import zlib
from collections.abc import Mapping
from email.utils import parseaddr

import msgspec
from msgspec.structs import replace
from sqlalchemy import select

from api.audit.ledger import COMMAND_LINE, entry, note
from api.db import Database
from api.errors import Invalid
from api.models import DepartmentRow
from api.schemas import Department
from scripts_lib.loader import Library
from scripts_lib.model import Advice, FormerLabel, Kind, Option, Rules, Text

KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
LONGEST_NAME = 64
LONGEST_ADDRESS = 254


class Departments:
    """Those of the site. `library` holds the rules of the files; its departments follow what is put here."""

    def __init__(self, database: Database, library: Library) -> None:
        self._database = database
        self._library = library
        self._start = library.rules
        self._kept: dict[str, tuple[Department, tuple[FormerLabel, ...]]] = {}

    async def load(self) -> None:
        """Read what was put; before this, and where nothing was, the catalogue's hold."""
        async with self._database.reading() as session:
            rows = (await session.scalars(select(DepartmentRow).order_by(DepartmentRow.key))).all()
        self._kept = {row.key: (_department(row), _former(row)) for row in rows}
        self._library.rules = in_force(self._start, self._kept)

    @property
    def version(self) -> str:
        """Of the rules with these departments: consoles that have another one ask anew."""
        version = self._start.version
        if not self._kept:
            return version
        return f"{version}.{zlib.crc32(msgspec.json.encode(self._library.rules.catalogue)):08x}"

    def all(self) -> tuple[Department, ...]:
        """Every one, those that are switched off too."""
        return tuple(self._shown(one) for one in self._library.rules.catalogue.departments)

    def address(self, key: str) -> str:
        """Where hand-over forms go by e-mail; empty: nothing was put here."""
        return self._kept[key][0].email if key in self._kept else ""

    def kinds_of(self, key: str) -> tuple[Kind, ...]:
        """The kinds of complaint that go to it unless somebody chooses otherwise."""
        return tuple(one for one in self._library.rules.catalogue.kinds if one.department == key)

    async def put(self, key: str, department: Department, by: str = COMMAND_LINE) -> Department:
        """Add or change one; `by` is who does, for the audit log. Raises Invalid, a message a field."""
        wanted = self._checked(key, department)
        known = {one.value: one for one in self._library.rules.catalogue.departments}
        async with self._database.writing() as session:
            row = await session.get(DepartmentRow, key)
            if row is None:
                row = DepartmentRow(key=key, former=[])
                session.add(row)
            before = known[key].label if key in known else None
            if before is not None and before != Text(wanted.zh, wanted.en):
                row.former = [*row.former, {"until": time.time(), "zh": before.zh, "en": before.en or before.zh}]
            row.zh, row.en, row.email = wanted.zh, wanted.en, wanted.email
            row.active, row.successor = wanted.active, wanted.successor
            await note(session, [entry(by, "department_saved", key)])
            kept = {**self._kept, key: (wanted, _former(row))}
        self._kept = kept
        self._library.rules = in_force(self._start, kept)
        return wanted

    def _checked(self, key: str, one: Department) -> Department:
        """As it is kept. Raises Invalid."""
        zh, email = one.zh.strip(), one.email.strip()
        fields = {}
        if KEY.fullmatch(key) is None or one.key != key:
            fields["key"] = "只能用小写字母、数字、-、_，且与地址一致 / a-z, 0-9, - and _, the same as in the address"
        if not zh or len(zh) > LONGEST_NAME:
            fields["zh"] = f"必填，最多 {LONGEST_NAME} 字 / required, at most {LONGEST_NAME} characters"
        if len(one.en.strip()) > LONGEST_NAME:
            fields["en"] = f"最多 {LONGEST_NAME} 字 / at most {LONGEST_NAME} characters"
        if email and (parseaddr(email)[1] != email or "@" not in email or len(email) > LONGEST_ADDRESS):
            fields["email"] = "邮箱地址不对 / not an e-mail address"
        others = {each.key for each in self.all() if each.active and each.key != key}
        if not one.active and one.successor not in others and (one.successor or self.kinds_of(key)):
            fields["successor"] = "请选择接手的部门 / choose the department that takes over"
        if fields:
            raise Invalid("有内容填写不对", "some fields are wrong", fields)
        return replace(
            one, zh=zh, en=one.en.strip() or zh, email=email, successor="" if one.active else one.successor
        )

    def _shown(self, option: Option) -> Department:
        if option.value in self._kept:
            return self._kept[option.value][0]
        return Department(key=option.value, zh=option.label.zh, en=option.label.en or option.label.zh)


def in_force(start: Rules, kept: Mapping[str, tuple[Department, tuple[FormerLabel, ...]]]) -> Rules:
    """The rules with these departments: the catalogue's in their order, then the others by key. What a kind of
    complaint, or what is proposed, names of one that is switched off goes to its successor. Pure."""
    if not kept:
        return start
    catalogue = start.catalogue
    new = [
        Option(value=key, label=Text("", "")) for key in kept if key not in {o.value for o in catalogue.departments}
    ]
    options = tuple(
        _option(one, *kept[one.value]) if one.value in kept else one for one in (*catalogue.departments, *new)
    )
    heirs = {key: one.successor for key, (one, _) in kept.items() if not one.active and one.successor}
    kinds = tuple(replace(one, department=_heir(one.department, heirs)) for one in catalogue.kinds)
    return replace(
        start,
        catalogue=replace(catalogue, departments=options, kinds=kinds),
        advice=_moved(start.advice, heirs),
    )


def _option(start: Option, one: Department, former: tuple[FormerLabel, ...]) -> Option:
    return replace(start, label=Text(one.zh, one.en), off=not one.active, former=former)


def _heir(key: str, heirs: Mapping[str, str]) -> str:
    """Who has its duties now; where they were handed round in a circle, the last before it closes."""
    seen: list[str] = []
    while key in heirs and key not in seen:
        seen.append(key)
        key = heirs[key]
    return key


def _moved(advice: Advice, heirs: Mapping[str, str]) -> Advice:
    signals = tuple(
        replace(one, value=_heir(one.value, heirs)) if one.field == "department" else one for one in advice.signals
    )
    return replace(advice, signals=signals)


def _department(row: DepartmentRow) -> Department:
    return Department(key=row.key, zh=row.zh, en=row.en, email=row.email, active=row.active, successor=row.successor)


def _former(row: DepartmentRow) -> tuple[FormerLabel, ...]:
    return tuple(FormerLabel(until=one["until"], label=Text(one["zh"], one["en"])) for one in row.former)
