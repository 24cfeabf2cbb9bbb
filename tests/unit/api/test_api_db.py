"""The database as it is opened: what SQLite is told, one writer, readers beside it."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.unit.api import desk_samples as sample


@pytest.mark.parametrize("side", ["writing", "reading"])
async def test_every_connection_is_set_up(tmp_path: Path, side: str) -> None:
    async with sample.desk(tmp_path) as desk:
        opened = desk.database.writing() if side == "writing" else desk.database.reading()
        async with opened as session:
            names = ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
            values = [await session.scalar(text(f"PRAGMA {name}")) for name in names]
    assert values == ["wal", 1, 2, 5000]  # 2: FULL, each commit waits for the disk


async def test_a_telephone_of_nobody_is_refused(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        values = "(x'00112233445566778899aabbccddeeff', x'00112233445566778899aabbccddeef0', '1')"
        with pytest.raises(IntegrityError, match="FOREIGN KEY"):
            await desk.write(f"INSERT INTO resident_phone (id, resident_id, number) VALUES {values}")


async def test_one_writes_at_a_time_and_others_read_meanwhile(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        inside = 0
        most = 0

        async def write(number: int) -> None:
            nonlocal inside, most
            async with desk.database.writing() as session:
                inside += 1
                most = max(most, inside)
                await session.execute(
                    text("INSERT INTO stream (stream_id, first_line_id, line_id, seq) VALUES (:n, '', '', 0)"),
                    {"n": str(number)},
                )
                await asyncio.sleep(0)
                async with desk.database.reading() as reader:
                    seen = await reader.scalar(text("SELECT count(*) FROM stream"))
                    assert seen is not None
                    assert seen < 20
                inside -= 1

        await asyncio.gather(*(write(number) for number in range(20)))
        assert most == 1
        assert len(await desk.rows("stream")) == 20


async def test_what_raises_is_rolled_back_and_the_next_goes_on(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        insert = text("INSERT INTO stream (stream_id, first_line_id, line_id, seq) VALUES ('s', '', '', 0)")

        async def fail() -> None:
            async with desk.database.writing() as session:
                await session.execute(insert)
                raise RuntimeError

        with pytest.raises(RuntimeError):
            await fail()
        async with desk.database.writing() as session:
            await session.execute(insert)
        assert len(await desk.rows("stream")) == 1
