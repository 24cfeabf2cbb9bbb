"""Entries are written in their place; the table refuses to be changed; two writers make no second chain."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from api.audit.chain import BEGINNING, Walk
from api.audit.ledger import COMMAND_LINE, entry, link_of, note
from api.db import Database
from api.models import AccessRow
from tests.unit.api import desk_samples as sample


async def test_entries_follow_each_other_across_transactions(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        for count in (1, 3, 0, 2):
            async with desk.database.writing() as session:
                await note(session, [entry("a1", "call", "x" * 999, "y" * 999) for _ in range(count)])
        async with desk.database.reading() as session:
            rows = [await session.get_one(AccessRow, number) for number in range(1, 7)]
    walk = Walk()
    for row in rows:
        walk.step(link_of(row))
    assert (walk.broken, walk.count) == (None, 6)
    assert rows[0].previous == BEGINNING
    assert (len(rows[0].subject), len(rows[0].detail)) == (200, 500)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_log SET subject = 'x'",
        "DELETE FROM access_log",
        "REPLACE INTO access_log SELECT number, at, 'a2', what, subject, detail, previous, hash FROM access_log",
    ],
)
async def test_the_table_only_grows(tmp_path: Path, statement: str) -> None:
    async with sample.desk(tmp_path) as desk:
        async with desk.database.writing() as session:
            await note(session, [entry("a1", "call", "c1")])
        before = await desk.rows("access_log")
        with pytest.raises(DBAPIError, match="the audit log only grows"):
            await desk.write(statement)
        assert await desk.rows("access_log") == before


async def test_a_second_chain_beside_the_first_is_refused(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        async with desk.database.writing() as session:
            await note(session, [entry("a1", "call", "c1")])
        with pytest.raises((IntegrityError, DBAPIError)):
            await desk.write(
                "INSERT INTO access_log (number, at, user_id, what, subject, detail, previous, hash) "
                f"VALUES (9, 1.0, 'a1', 'call', 'c1', '', '{BEGINNING}', 'h')"
            )


async def test_a_command_beside_a_desk_waits_for_its_turn(tmp_path: Path) -> None:
    """Two programs on one SQLite file: neither reads the end of the chain while the other adds to it."""

    async def many(database: Database, who: str) -> None:
        for number in range(25):
            async with database.writing() as session:
                await note(session, [entry(who, "call", f"c{number}")])

    async with sample.desk(tmp_path) as desk:
        command = Database(desk.database.url)
        try:
            await asyncio.gather(many(desk.database, "a1"), many(command, COMMAND_LINE))
            rows = await desk.rows("access_log")
        finally:
            await command.close()
    assert len(rows) == 50
