"""What older versions wrote is read: cards from before their mark was a column, draws of samples in the log."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy.ext.asyncio import create_async_engine

from api import migrate
from api.log import decoded
from api.migrate import bring_up_to_date
from api.quality.checks.events import SampleDrawn, SampleToppedUp

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


def test_draws_of_a_sample_are_read_as_they_were_written() -> None:
    drawn = (
        '{"type":"SampleDrawn","at":2.0,"sample_id":"s","month":"2026-11","per_agent":8,"seed":"a","least_talk_s":30,'
        '"frame":"f","until":2.0,"by":"q1","strata":[],"tasks":[]}'
    )
    more = (
        '{"type":"SampleToppedUp","at":3.0,"sample_id":"s","part":1,"per_agent":5,"frame":"g","until":3.0,"by":"q1",'
        '"strata":[],"tasks":[]}'
    )
    both: dict[str, Any] = {"sample_id": "s", "by": "q1", "strata": (), "tasks": ()}
    assert decoded(drawn) == SampleDrawn(
        at=2.0, until=2.0, month="2026-11", per_agent=8, seed="a", least_talk_s=30, frame="f", **both
    )
    assert decoded(more) == SampleToppedUp(at=3.0, until=3.0, part=1, per_agent=5, frame="g", **both)
