"""A database from before tickets went their whole way: its tickets are read, go on, and keep their numbers."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy.ext.asyncio import create_async_engine

from api import migrate
from api.migrate import bring_up_to_date
from api.schemas import AgentView, Role, TicketState
from api.tickets.shelf import TicketShelf
from tests.unit.api import desk_samples
from tests.unit.api.ticket_samples import NOON, NUMBER, made

BEFORE = "0020"
CHIEF = AgentView(agent_id="chief", login="chief", name="主管", surname="赵", role=Role.SUPERVISOR)


async def old_database(path: Path) -> None:
    """Brought to the revision before, with one ticket as it was written then."""
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
        raw.execute(
            "INSERT INTO event_log (stream_id, seq, at, kind, call_id, payload) VALUES (?, ?, ?, ?, ?, ?)",
            ("desk", 1, NOON, "TicketRegistered", "c1", json.dumps(old_event(), ensure_ascii=False)),
        )
        raw.execute("INSERT INTO stream (stream_id, first_line_id, line_id, seq) VALUES ('desk', '', '', 1)")
        raw.execute(
            "INSERT INTO ticket (number, registered_at, registered_by, call_id, phone, state, weight, kind, home,"
            " next_due, record)"
            " VALUES (?, ?, 'a1', 'c1', '13800001234', 'registered', 'important', 'x', '3|1|502', ?, ?)",
            (NUMBER, NOON, NOON + 600, json.dumps(old_record(), ensure_ascii=False)),
        )


def old_clocks() -> list[dict[str, object]]:
    return [
        {"rule": one.rule, "what": {"zh": one.what.zh, "en": one.what.en}, "start": one.start, "due": one.due}
        for one in made().clocks
    ]


def old_complaint() -> dict[str, object]:
    form = made().complaint
    names = ("contact", "phone", "place", "happened_at", "target", "matter", "demand", "kind", "nature", "content")
    told: dict[str, object] = {name: getattr(form, name) for name in (*names, "weight", "department")}
    return told | {"disposition": "complaint"}


def old_event() -> dict[str, object]:
    common = {"complaint": old_complaint(), "clocks": old_clocks(), "rules_version": "r0", "home": "3|1|502"}
    return {"type": "TicketRegistered", "at": NOON, "number": NUMBER, "call_id": "c1", "agent_id": "a1"} | common


def old_record() -> dict[str, object]:
    return {
        "number": NUMBER,
        "state": "registered",
        "channel": "call",
        "registered_at": NOON,
        "registered_by": "a1",
        "call_id": "c1",
        "complaint": old_complaint(),
        "clocks": old_clocks(),
        "rules_version": "r0",
    }


async def test_an_old_ticket_is_read_and_its_story_found(tmp_path: Path) -> None:
    path = tmp_path / "hotline.db"
    await old_database(path)
    await bring_up_to_date(f"sqlite+aiosqlite:///{path}")
    async with desk_samples.desk(tmp_path) as desk:
        story = await TicketShelf(desk.database, desk.log).story(NUMBER, CHIEF)
        assert story is not None
        ticket = story.ticket
        assert (ticket.state, ticket.weight, ticket.owner, ticket.department) == (
            TicketState.REGISTERED,
            "important",
            "a1",
            "engineering",
        )
        assert [one.kind for one in story.lines] == ["TicketRegistered"]
        (row,) = await desk.rows("ticket_day")
        assert row == ("20261123", 1), "the next one gets the next number"
        with pytest.raises(sqlite3.IntegrityError), closing(sqlite3.connect(path)) as raw:
            raw.execute("UPDATE event_log SET payload = ''")
        before = await TicketShelf(desk.database, desk.log).of_number(NUMBER, CHIEF)
        await desk.log.rebuild()
        after = await TicketShelf(desk.database, desk.log).of_number(NUMBER, CHIEF)
        assert after is not None
        assert before is not None
        assert [one.due for one in after.clocks] == [one.due for one in before.clocks]
