"""The views of checks as data: what each reads, its columns, its rows, and one thing in full. Knows no screen."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

from api.schemas.incidents import IncidentView
from api.schemas.quality import Hint
from api.schemas.quality_checks import AgentYear, Agreement, Calibration, Grade, ReviewTask, Sample, YearView
from console.incidents import cells, detail
from console.qa import check_rows
from console.qa.records import QualityRecords
from console.qa.required import Counted, counted, days_of, required_lines, required_row
from console.qa.rows import Telling

T = TypeVar("T")
INCIDENTS = "incidents"
MOST = 200
"""Rows of a list: what a person works down in a day, and what the desk gives at once."""


class OfYear(msgspec.Struct, frozen=True):
    """Somebody's year with what its marks are called."""

    one: AgentYear
    view: YearView


class Reported(msgspec.Struct, frozen=True):
    """An incident, and when it was read: Unix seconds."""

    one: IncidentView
    read_at: float


class Compared(msgspec.Struct, frozen=True):
    """A calibration, with how alike graders judge over all of them."""

    one: Calibration
    agreement: Agreement


@dataclass(frozen=True)
class Part(Generic[T]):
    """One view. `read` takes the month; `key`, `row` and `lines` one of what it gave."""

    columns: tuple[str, ...]
    read: Callable[[QualityRecords, str], Awaitable[Sequence[T]]]
    key: Callable[[T], str]
    row: Callable[[T, Telling], tuple[str, ...]]
    lines: Callable[[T, Telling], tuple[str, ...]]


async def _hints(records: QualityRecords, month: str) -> Sequence[Hint]:
    return (await records.hints(month)).items


async def _tasks(records: QualityRecords, _: str) -> Sequence[ReviewTask]:
    return (await records.tasks()).items


async def _grades(records: QualityRecords, month: str) -> Sequence[Grade]:
    return (await records.grades(month)).items


async def _samples(records: QualityRecords, month: str) -> Sequence[Sample]:
    return await records.samples(month)


async def _calibrations(records: QualityRecords, _: str) -> Sequence[Compared]:
    agreement = await records.agreement()
    return [Compared(one, agreement) for one in await records.calibrations()]


async def _required(records: QualityRecords, month: str) -> Sequence[Counted]:
    return counted(await records.required(*days_of(month)))


async def _year(records: QualityRecords, month: str) -> Sequence[OfYear]:
    view = await records.year(month[:4])
    return [OfYear(one, view) for one in view.items]


async def _incidents(records: QualityRecords, _: str) -> Sequence[Reported]:
    now = time.time()
    return [Reported(one, now) for one in (await records.incidents()).items]


PARTS: Mapping[str, Part[Any]] = {
    "hints": Part(
        ("time", "agent", "fact"), _hints, lambda one: one.hint_id, check_rows.hint_row, check_rows.hint_lines
    ),
    "tasks": Part(
        ("kind", "time", "agent", "talk", "queue"),
        _tasks,
        lambda one: one.task_id,
        check_rows.task_row,
        check_rows.task_lines,
    ),
    "grades": Part(
        ("time", "agent", "total", "passed", "grader", "kind"),
        _grades,
        lambda one: one.grade_id,
        check_rows.grade_row,
        check_rows.grade_lines,
    ),
    "samples": Part(
        ("time", "drawer", "count", "drawn", "graded", "rate"),
        _samples,
        lambda one: one.sample_id,
        check_rows.sample_row,
        check_rows.sample_lines,
    ),
    "calibrations": Part(
        ("time", "agent", "graders", "done"),
        _calibrations,
        lambda found: found.one.calibration_id,
        lambda found, telling: check_rows.calibration_row(found.one, telling),
        lambda found, telling: check_rows.calibration_lines(found.one, found.agreement, telling),
    ),
    "year": Part(
        ("agent", "total", "marks", "months"),
        _year,
        lambda found: found.one.agent_id,
        lambda found, telling: check_rows.year_row(found.one, found.view, telling),
        lambda found, telling: check_rows.year_lines(found.one, found.view, telling),
    ),
    "required": Part(
        ("of", "name", "calls", "heard", "missing", "not_judged"),
        _required,
        lambda one: one.key,
        required_row,
        required_lines,
    ),
    INCIDENTS: Part(
        ("inc_state", "inc_kind", "inc_words", "inc_name", "time"),
        _incidents,
        lambda found: found.one.incident_id,
        lambda found, telling: cells(found.one, found.read_at, telling.zone, telling.words, telling.lang),
        lambda found, telling: (detail(found.one, telling.words),),
    ),
}
