"""One contract for SQLite and PostgreSQL: the log, its folds, people, residents, tickets, the audit log."""

import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from api.agents.departments import Departments
from api.agents.guesses import GuessBook
from api.agents.organisation import Places
from api.agents.people import People
from api.agents.sessions import Ended, Sessions
from api.audit.shelf import AuditFilter, AuditShelf
from api.errors import Conflict, DatabaseError, LockedOut
from api.migrate import bring_up_to_date
from api.residents.book import ResidentBook
from api.schemas import AgentChange, NewAgent, NewResident, Role, SitePlace, Team
from api.tickets.shelf import TicketFilter, TicketShelf
from scripts_lib.loader import load
from tests.postgres import server
from tests.unit.api import desk_samples as sample
from tests.unit.api.test_api_sessions import begun
from tests.unit.api.test_tickets_finding import CHIEF, DEPUTY
from tests.unit.api.ticket_samples import RULES, made

WANG = NewResident(name="王芳", building="3", unit="1", room="502", phones=("13800001234",), note="怕狗 🐕")
NEW = NewAgent(login="1001", password="long enough", name="李明", surname="李")
TEMPLATE = "hotline_template"


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """Where databases are made; the server is started with the first test that asks for it."""
    with server() as url:
        yield url


async def _make(url: str, name: str, template: str) -> str:
    """A new database as a copy of another one."""
    engine = create_async_engine(url % "postgres", isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    await engine.dispose()
    return url % name


async def _fresh(url: str) -> str:
    """A database that is up to date; the first one is migrated, the others are its copies."""
    try:
        return await _make(url, f"t{uuid.uuid4().hex}", TEMPLATE)
    except DBAPIError:
        await bring_up_to_date(await _make(url, TEMPLATE, "template0"))
        return await _make(url, f"t{uuid.uuid4().hex}", TEMPLATE)


@asynccontextmanager
async def desk_on(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[sample.Desk]:
    """A desk on the database that the fixture's parameter names."""
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path / 'hotline.db'}"
        await bring_up_to_date(url)
    else:
        url = await _fresh(request.getfixturevalue("postgres"))
    made = sample.Desk(url)
    try:
        yield made
    finally:
        await made.database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
async def desk(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[sample.Desk]:
    """A desk on each of the two."""
    async with desk_on(request, tmp_path) as made:
        yield made


async def test_events_are_appended_once_read_in_order_and_folded_again(desk: sample.Desk) -> None:
    events = sample.numbered([sample.started(), *sample.whole_call("c1"), *sample.whole_call("c2", "a2")])
    assert await desk.log.append_line("s1", "line-1", events[:7]) == 7
    assert await desk.log.append_line("s1", "line-1", events) == len(events)
    assert await desk.log.have_seq("s1") == len(events)
    read = [one async for one in desk.log.read()]
    assert [one.event for one in read] == [one.event for one in events]
    assert [one.number for one in read] == sorted(one.number for one in read)
    before = await desk.projections()
    assert len(before["call"]) == 2
    assert await desk.log.rebuild() == len(events)
    assert await desk.projections() == before


async def test_a_complaint_becomes_a_ticket_and_is_folded_again(desk: sample.Desk) -> None:
    await ResidentBook(desk.database).add(WANG)
    await desk.log.append_line("s1", "line-1", sample.numbered([sample.started(), *sample.whole_call("c1")]))
    saved = await desk.dispositions.save("c1", sample.complaint(), sample.person())
    again = await desk.dispositions.save("c1", sample.complaint(), sample.person())
    assert saved.ticket is not None
    assert again.ticket is not None
    assert saved.ticket.number == again.ticket.number
    before = await desk.projections()
    assert len(before["ticket"]) == 1
    await desk.log.rebuild()
    assert await desk.projections() == before


@pytest.mark.parametrize("table", ["event_log", "access_log"])
async def test_the_logs_only_grow(desk: sample.Desk, table: str) -> None:
    await desk.log.append_line("s1", "line-1", sample.numbered([sample.started()]))
    await ResidentBook(desk.database).opened("a1", "call", "c1")
    before = await desk.rows(table)
    statements = [f"UPDATE {table} SET at = 1.0", f"DELETE FROM {table}"]
    if "postgresql" in desk.database.url:
        statements.append(f"TRUNCATE {table}")
    for statement in statements:
        with pytest.raises(DBAPIError, match="only grows"):
            await desk.write(statement)
    assert await desk.rows(table) == before


async def test_a_transaction_that_fails_leaves_nothing(desk: sample.Desk) -> None:
    book = ResidentBook(desk.database)
    with pytest.raises(Conflict):
        await book.add(WANG, WANG)
    assert await desk.rows("resident") == await desk.rows("access_log") == []


async def test_residents_are_found_by_number_home_and_name(desk: sample.Desk) -> None:
    book = ResidentBook(desk.database)
    (added,) = await book.add(WANG)
    assert await book.of_number("138-0000-1234") == added
    assert added.note == WANG.note
    for words in ("王芳", "wangfang", "3-1-502", "1234"):
        assert (await book.find(words, limit=9, offset=0))[1] == (added,), words
    assert (await book.search(number="", room="502", name="", limit=9, offset=0))[0] == 1


async def test_people_their_places_and_sessions(desk: sample.Desk) -> None:
    places = Places(desk.database, Departments(desk.database, load()))
    people = People(desk.database, places)
    await places.put_site("qingshan", SitePlace(key="qingshan", name="青山管理处", buildings=("1", "2")))
    await places.put_team("early", Team(key="early", name="早班", site="qingshan"))
    made = await people.create(NEW)
    change = AgentChange(role=Role.DEPARTMENT_HEAD, departments=("engineering",), site="qingshan", team="early")
    changed = await people.change(made.agent_id, change)
    assert await people.of_id(made.agent_id) == await people.verified("1001", "long enough") == changed
    assert await places.site_of("2") == "qingshan"
    with pytest.raises(Conflict):
        await people.create(NEW)
    sessions = Sessions(desk.database)
    await sessions.begin(begun("s1", made.agent_id), 1000.0)
    assert await sessions.end(made.agent_id, Ended.PASSWORD, 1001.0) == 1
    assert await sessions.ended(["s1"], 1001.0) == {"s1": "password"}


async def test_guesses_lock_out(desk: sample.Desk) -> None:
    book = GuessBook(desk.database)
    for _ in range(5):
        await book.count("1001", "192.0.2.7", 1000.0)
    with pytest.raises(LockedOut):
        await book.count("1001", "192.0.2.7", 1000.0)
    assert await book.unlock("1001", "a1")


async def test_the_audit_log_is_one_chain_whoever_writes(desk: sample.Desk) -> None:
    """Two programs on one database: the desk, and the command line beside it."""
    beside = sample.Desk(desk.database.url)
    for number in range(3):
        await ResidentBook(desk.database).opened("a1", "call", f"c{number}")
        await ResidentBook(beside.database).opened("command-line", "call", f"c{number}")
    await beside.database.close()
    shelf = AuditShelf(desk.database, desk.log)
    await shelf.seal()
    state = await shelf.verify()
    assert (state.entries, state.broken_at) == (6, None)
    assert (await shelf.page(AuditFilter(user_id="a1"), limit=9, offset=0))[0] == 3


async def test_a_server_that_is_not_there_is_said_without_its_password() -> None:
    with pytest.raises(DatabaseError) as refused:
        await bring_up_to_date("postgresql+psycopg://hotline:secret@/hotline?host=/tmp/there-is-no-server")
    assert "secret" not in refused.value.zh + refused.value.en


async def test_complaints_are_found_by_what_they_say_and_stand_once_on_a_worklist(desk: sample.Desk) -> None:
    await desk.log.append_desk(RULES.filled(None, msgspec.structs.replace(made(), home="3|1|502")))
    shelf = TicketShelf(desk.database, desk.log)
    matter = made().complaint.matter
    for words, found in ((matter[:4], 1), ("3-1-502", 1), (made().complaint.phone, 0), ("%", 0)):
        total, _ = await shelf.page(TicketFilter(q=words), DEPUTY, limit=10, offset=0)
        assert total == found, words
    total, _, ((ticket, duties),) = await shelf.work(CHIEF, limit=10, offset=0)
    assert (total, ticket.number) == (1, made().number)
    assert len(duties) > 1
