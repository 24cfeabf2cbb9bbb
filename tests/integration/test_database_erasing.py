"""Erasing a person on SQLite and PostgreSQL: nothing of the person is left, the figures are, the log is guarded."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from sqlalchemy.exc import DBAPIError

from api.audit.shelf import AuditShelf
from api.errors import Conflict
from api.reports.month import Month
from api.reports.shelf import MonthShelf
from api.schemas.erasing import ErasureAsked
from scripts_lib.loader import load
from tests.integration.test_database_contract import desk_on
from tests.postgres import server
from tests.unit.api import desk_samples as sample
from tests.unit.api import erasing_story as story


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
async def desk(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[sample.Desk]:
    async with desk_on(request, tmp_path) as made:
        yield made


async def test_nothing_of_the_person_is_left_and_the_figures_are(desk: sample.Desk, tmp_path: Path) -> None:
    wang = await story.told(desk)
    assert set(await story.secrets_in(desk)) >= {"event_log", "call", "ticket", "resident", "mail_letter", "visit"}
    shelf = MonthShelf(desk.database, load(), ZoneInfo(sample.ZONE))
    figures = await shelf.month(Month(2026, 11), sample.NOON + 86_400 * 30)
    before = await story.folds(desk)
    service = story.erasing(desk, tmp_path)
    asked = ErasureAsked(resident_id=wang.resident_id, why="王芳本人书面申请")
    seen = await service.ask(asked, "root")
    assert not seen.against
    assert await story.folds(desk) == before
    done = await service.ask(msgspec.structs.replace(asked, confirm=seen.confirm), "root")
    assert done.done
    assert await story.secrets_in(desk) == {}
    assert await shelf.month(Month(2026, 11), sample.NOON + 86_400 * 30) == figures
    redacted = await story.folds(desk)
    await desk.log.rebuild()
    assert await story.folds(desk) == redacted
    for table in ("ticket_count", "ticket_duty", "call_fact", "agent_span", "survey_invitation"):
        assert redacted[table] == before[table], table
    assert (await AuditShelf(desk.database, desk.log).verify()).broken_at is None
    assert await service.broken() == ()


async def test_what_is_others_stays(desk: sample.Desk, tmp_path: Path) -> None:
    wang = await story.told(desk)
    service = story.erasing(desk, tmp_path)
    asked = ErasureAsked(resident_id=wang.resident_id, why="申请")
    seen = await service.ask(asked, "root")
    await service.ask(msgspec.structs.replace(asked, confirm=seen.confirm), "root")
    everything = repr([await desk.rows(table) for table in story.EVERYWHERE])
    for left in ("刘洋", story.NEIGHBOUR, "都好", "很暖", "打印机缺纸", "PEN-3-1", "反映属实", "李明", "赵工"):
        assert left in everything, left
    assert await story.count(desk, "SELECT count(*) FROM call WHERE number LIKE '已删除%'") == 3
    assert await story.count(desk, "SELECT count(DISTINCT number) FROM call WHERE number LIKE '已删除%'") == 2


async def test_the_log_takes_what_was_announced_and_nothing_else(desk: sample.Desk, tmp_path: Path) -> None:
    wang = await story.told(desk)
    service = story.erasing(desk, tmp_path)
    asked = ErasureAsked(resident_id=wang.resident_id, why="申请")
    seen = await service.ask(asked, "root")
    await service.ask(msgspec.structs.replace(asked, confirm=seen.confirm), "root")
    logged = {table: await desk.rows(table) for table in ("event_log", "redaction", "erasure")}
    announce = (
        "INSERT INTO redaction (erasure_id, log_number, at, by_id, why, payload, digest) "
        "VALUES ('x', 2, 1.0, 'me', 'why', 'new', 'd')"
    )
    for statements in (
        ["UPDATE event_log SET payload = 'new' WHERE number = 2"],
        [announce, "UPDATE event_log SET payload = 'other' WHERE number = 2"],
        [announce, "UPDATE event_log SET payload = 'new', at = 1.0 WHERE number = 2"],
        [announce, "UPDATE event_log SET payload = 'new' WHERE number = 3"],
        [announce, "UPDATE redaction SET payload = '' WHERE erasure_id = 'x'"],
        [announce, "UPDATE event_log SET payload = 'new' WHERE number = 2", "UPDATE redaction SET why = 'no'"],
        ["DELETE FROM redaction"],
        ["DELETE FROM event_log"],
        ["UPDATE erasure SET why = 'no'"],
        ["DELETE FROM erasure"],
    ):
        with pytest.raises(DBAPIError, match="only grows"):
            await desk.write(*statements)
    assert {table: await desk.rows(table) for table in logged} == logged


async def test_one_who_is_changed_meanwhile_is_looked_at_again(desk: sample.Desk, tmp_path: Path) -> None:
    wang = await story.told(desk)
    service = story.erasing(desk, tmp_path)
    asked = ErasureAsked(resident_id=wang.resident_id, why="申请")
    seen = await service.ask(asked, "root")
    again = [sample.arrived("c9", sample.NOON + 5000, story.PHONE), *sample.whole_call("c9")[1:]]
    await desk.log.append_line("s2", "line-1", sample.numbered([sample.started(), *again]))
    with pytest.raises(Conflict, match="look at it again"):
        await service.ask(msgspec.structs.replace(asked, confirm=seen.confirm), "root")
