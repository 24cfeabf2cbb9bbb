"""Reading the audit log: pages, export, verification against its seals."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.audit.shelf import AuditFilter, AuditShelf
from tests.unit.api import desk_samples as sample

TRIGGERS = ("access_log_no_update", "access_log_no_delete")


class Bench:
    """A desk with its audit log, and somebody who gets at the database."""

    def __init__(self, desk: sample.Desk) -> None:
        self.desk = desk
        self.shelf = AuditShelf(desk.database, desk.log)

    async def noted(self, count: int) -> None:
        for number in range(count):
            await self.shelf.note(f"a{number % 2}", "call", f"c{number}", "phones")

    async def tampers(self, statement: str) -> None:
        for trigger in TRIGGERS:
            await self.desk.write(f"DROP TRIGGER {trigger}")
        await self.desk.write(statement)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with sample.desk(tmp_path) as desk:
        yield Bench(desk)


async def test_pages_and_filters(bench: Bench) -> None:
    await bench.noted(5)
    total, items = await bench.shelf.page(AuditFilter(), limit=2, offset=1)
    assert (total, [one.number for one in items]) == (5, [4, 3])
    total, items = await bench.shelf.page(AuditFilter(user_id="a1", what="call"), limit=9, offset=0)
    assert (total, [one.subject for one in items]) == (2, ["c3", "c1"])
    (one,) = [one async for one in bench.shelf.everything(AuditFilter(subject="c2"))]
    assert (one.number, one.detail) == (3, "phones")
    later = AuditFilter(since=one.at + 1000.0)
    assert (await bench.shelf.page(later, limit=9, offset=0))[0] == 0
    assert (await bench.shelf.page(AuditFilter(until=one.at + 1000.0), limit=9, offset=0))[0] == 5


async def test_a_log_that_was_left_alone_is_whole(bench: Bench) -> None:
    assert (await bench.shelf.verify()).entries == 0
    await bench.shelf.seal()
    await bench.noted(3)
    await bench.shelf.seal()
    await bench.shelf.seal()
    await bench.noted(1)
    state = await bench.shelf.verify()
    assert (state.entries, state.broken_at) == (4, None)
    assert [row[4] for row in await bench.desk.rows("event_log")] == ["AuditSealed"], "sealed once at each place"


async def test_a_changed_entry_is_named(bench: Bench) -> None:
    await bench.noted(4)
    await bench.tampers("UPDATE access_log SET user_id = 'a9' WHERE number = 2")
    state = await bench.shelf.verify()
    assert (state.broken_at, state.entries, state.en) == (2, 1, "its content was changed")


async def test_an_end_that_was_cut_off_is_known_by_the_seal(bench: Bench) -> None:
    await bench.noted(4)
    await bench.shelf.seal()
    await bench.tampers("DELETE FROM access_log WHERE number > 2")
    state = await bench.shelf.verify()
    assert (state.broken_at, state.en) == (3, "entries from 3 on are gone")


async def test_a_log_that_was_made_anew_is_known_by_the_seal(bench: Bench) -> None:
    await bench.noted(2)
    await bench.shelf.seal()
    await bench.tampers("DELETE FROM access_log")
    await bench.noted(3)
    state = await bench.shelf.verify()
    assert (state.broken_at, state.en) == (2, "it is not what was sealed")
