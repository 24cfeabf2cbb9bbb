"""A whole desk on a free port of this machine, with people of every role and calls from before it was started."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
from sqlalchemy import text

from api.agents.people import People, view_of
from api.agents.second_step import SecondStep
from api.agents.secret_files import secret_of
from api.agents.sign_in import SignIn, session_secret
from api.db import Database
from api.log import EventLog
from api.models import UserRow
from api.projector import Projector
from api.residents.book import ResidentBook
from api.schemas import AgentView, NewResident, Problem, Role
from api.serve import DeskReady, run_desk
from api.settings import DeskSettings
from telephony.events import CallEvent, EndCause
from tests.fresh_database import fresh_for
from tests.quick_passwords import QUICK
from tests.unit.api import desk_samples as sample

PASSWORD = "eight-or-more"
PEOPLE = {
    "li": Role.AGENT,
    "zhao": Role.AGENT,
    "chief": Role.SUPERVISOR,
    "qian": Role.QA,
    "root": Role.ADMIN,
    "ma": Role.DEPARTMENT_HEAD,
    "sun": Role.PROPERTY_MANAGER,
    "zhou": Role.DEPUTY_GENERAL_MANAGER,
    "wu": Role.GENERAL_MANAGER,
    "zheng": Role.SITE_HEAD,
}
WANG = NewResident(name="王芳", building="3", unit="1", room="502", phones=("13800001234",))


class DeskRig:
    """A running desk: its address, its people, clients that are signed in as them."""

    def __init__(self, url: str, database: Database, people: dict[str, AgentView]) -> None:
        self.url = url
        self.database = database
        self.people = people
        self.tokens: dict[str, str] = {}
        self.http = httpx.AsyncClient(base_url=url, headers={"Accept-Language": "en"}, timeout=60)

    async def ask(self, who: str, method: str, path: str, body: object = None, **more: Any) -> httpx.Response:
        """A request by this person, by nobody where `who` is empty. `body` is sent as JSON."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}"} if who else {}
        content = msgspec.json.encode(body) if body is not None else None
        if content is not None:
            headers["Content-Type"] = "application/json"
        return await self.http.request(
            method, path, headers=headers | more.pop("headers", {}), content=content, **more
        )

    async def get(self, who: str, path: str, **query: Any) -> Any:
        """What a GET answers, when it succeeds."""
        answer = await self.ask(who, "GET", path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def opened(self) -> list[tuple[str, str, str]]:
        """Who opened or changed what: login, what, subject; without signing in and out, which every test does."""
        logins = {person.agent_id: login for login, person in self.people.items()}
        async with self.database.reading() as session:
            query = "SELECT user_id, what, subject FROM access_log WHERE what NOT LIKE 'signed_%' ORDER BY number"
            rows = await session.execute(text(query))
            return [(logins[row[0]], row[1], row[2]) for row in rows if row[0] in logins]


def problem(answer: httpx.Response) -> Problem:
    """The problem document of an answer."""
    assert answer.headers["content-type"].startswith("application/problem+json"), answer.text
    found = msgspec.json.decode(answer.content, type=Problem)
    assert found.status == answer.status_code
    return found


def calls_of(people: dict[str, AgentView]) -> list[CallEvent]:
    """Ended calls c1 and c2 of li, c3 of zhao; m1 missed by all; t1 in which li talks."""
    li, zhao = people["li"].agent_id, people["zhao"].agent_id
    return [
        sample.started(),
        *sample.whole_call("c1", li),
        sample.arrived("c2", sample.NOON + 100, "13900005678"),
        *sample.whole_call("c2", li)[1:],
        sample.arrived("c3", sample.NOON + 200),
        *sample.whole_call("c3", zhao)[1:],
        sample.arrived("m1", sample.NOON + 300),
        sample.ended("m1", cause=EndCause.ABANDONED),
        sample.arrived("t1", sample.NOON + 400),
        sample.answered("t1", li),
    ]


async def _people(database: Database) -> dict[str, AgentView]:
    rows = {
        login: UserRow(
            login=login, name=f"{login} 明", surname=login, role=role, active=True, password_hash=QUICK.hash(PASSWORD)
        )
        for login, role in PEOPLE.items()
    }
    async with database.writing() as session:
        session.add_all(rows.values())
    return {login: view_of(row) for login, row in rows.items()}


async def start(settings: DeskSettings, stop: asyncio.Event) -> tuple[asyncio.Task[None], str]:
    """Start a desk and wait until it answers; raises what kept it from starting. The task, and its address."""
    ready: asyncio.Queue[DeskReady] = asyncio.Queue()
    serving = asyncio.create_task(run_desk(settings, stop, ready.put_nowait))
    told = asyncio.create_task(ready.get())
    await asyncio.wait({serving, told}, return_when=asyncio.FIRST_COMPLETED)
    if not told.done():
        told.cancel()
        serving.result()
    return serving, (await told).url


@asynccontextmanager
async def desk(folder: Path, calls: int = 0, **more: Any) -> AsyncIterator[DeskRig]:
    """A desk with the calls of `calls_of`, and `calls` ended ones of li more, named x0, x1 and so on. `more` are
    settings, `database` an empty one on PostgreSQL."""
    settings = DeskSettings.load(folder, http="127.0.0.1:0", centre_name="青山物业客服中心", **more)
    settings.folder.mkdir(parents=True)
    await fresh_for(settings)
    database = Database(settings.database_url)
    people = await _people(database)
    await ResidentBook(database).add(WANG)
    events = calls_of(people)
    for number in range(calls):
        events += sample.whole_call(f"x{number}", people["li"].agent_id)
    await EventLog(database, Projector(sample.CN)).append_line("s1", "line-1", sample.numbered(events))
    stop = asyncio.Event()
    serving, url = await start(settings, stop)
    rig = DeskRig(url, database, people)
    try:
        second_step = SecondStep(database, secret_of(settings.folder, "totp.key"), "")
        door = SignIn(database, People(database), second_step, session_secret(settings.folder), hours=1)
        rig.tokens = {login: (await door.session_for(person)).token for login, person in people.items()}
        yield rig
    finally:
        await rig.http.aclose()
        stop.set()
        await serving
        await database.close()
