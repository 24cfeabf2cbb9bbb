"""A database from before cards told their mark in a column: lists by mark find the cards that are there."""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.ext.asyncio import create_async_engine

from api import migrate
from api.migrate import bring_up_to_date

BEFORE = "0045"
COLUMNS = "grade_id, task_id, check_id, call_id, agent_id, grader, call_at, blind, withdrawn, record"


async def test_cards_that_are_there_tell_their_mark(tmp_path: Path) -> None:
    path = tmp_path / "hotline.db"
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}")

    def upgrade(connection: object) -> None:
        config = Config()
        config.set_main_option("script_location", str(migrate.FOLDER))
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE)

    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
    await engine.dispose()
    with closing(sqlite3.connect(path)) as raw, raw:
        for name, record in (("g1", '{"total":87.5,"passed":true}'), ("g2", '{"passed":false,"total":0}')):
            values = (name, "t", "c", "c1", "a1", "q1", 1.0, False, False, record)
            raw.execute(f"INSERT INTO quality_grade ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    await bring_up_to_date(f"sqlite+aiosqlite:///{path}")
    with closing(sqlite3.connect(path)) as raw:
        assert dict(raw.execute("SELECT grade_id, total FROM quality_grade")) == {"g1": 87.5, "g2": 0.0}
        plan = "EXPLAIN QUERY PLAN SELECT 1 FROM event_log WHERE call_id = 'c1' AND kind = 'PhraseSuspected'"
        assert "ix_event_log_suspected" in str(raw.execute(plan).fetchall())
