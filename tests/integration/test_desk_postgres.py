"""A whole desk on PostgreSQL: a call from the ring to the ticket and its way to the end, and everything that can be
read, over REST and as pages. What only SQLite understands fails here."""

import asyncio
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import create_engine, text

from api.log import EventLog
from api.projector import Projector
from api.schemas import NewTicket
from api.settings import DeskSettings
from api.web.registry import gather
from scripts_lib.model import Channel
from tests.integration.desk_rest_rig import PASSWORD, DeskRig, desk, start
from tests.integration.live_stage import stage
from tests.integration.test_desk_pages import signed_in
from tests.integration.test_desk_ticket_crash import STEPS
from tests.postgres import server
from tests.unit.api import desk_samples as sample


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """Where databases are made."""
    with server() as url:
        yield url


@pytest.fixture
def database(postgres: str) -> str:
    """An empty one."""
    name = f"t{uuid.uuid4().hex}"
    engine = create_engine(postgres % "postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
    engine.dispose()
    return postgres % name


async def readable(rig: DeskRig, known: dict[str, str]) -> list[str]:
    """The address of everything that can be read by GET; a parameter of a path names something that is there, where
    there is such a thing."""
    found = []
    for path, operations in (await rig.get("root", "/schema/openapi.json"))["paths"].items():
        parts = [part.strip("{}") if part.startswith("{") else "" for part in path.split("/")]
        named = zip(path.split("/"), parts, strict=True)
        if "get" in operations:
            found.append("/".join(known.get(name, "1") if name else part for part, name in named))
    return found


async def test_everything_that_is_read_over_rest_and_as_a_page_is_understood(tmp_path: Path, database: str) -> None:
    async with desk(tmp_path, database=database) as rig:
        new = NewTicket(complaint=sample.complaint(), channel=Channel.VISIT)
        made = await rig.ask("li", "POST", "/api/tickets", new, headers={"Idempotency-Key": "k"})
        again = await rig.ask("li", "POST", "/api/tickets", new, headers={"Idempotency-Key": "k"})
        number, month = made.json()["ticket"]["number"], time.strftime("%Y-%m")
        assert (made.status_code, again.status_code, again.json()["ticket"]["number"]) == (201, 200, number)
        known = {"number": number, "call_id": "c1", "month": month, "agent_id": rig.people["li"].agent_id}
        answers = {
            (who, path): (await rig.ask(who, "GET", path, params={"q": "漏"}, timeout=60)).status_code
            for path in await readable(rig, known)
            for who in ("root", "chief")
        }
        assert [asked for asked, status in answers.items() if status >= 500] == []
        for path in (f"/api/tickets/{number}/story", f"/api/reports/months/{month}", "/api/calls/c1", "/api/board"):
            assert answers["chief", path] == 200, path
        async with httpx.AsyncClient(base_url=rig.url, timeout=60, follow_redirects=True) as browser:
            await signed_in(browser, "chief")
            menu = gather().menu_of(rig.people["chief"])
            pages = {entry.path: (await browser.get(entry.path)).status_code for entry in menu}
        assert len(pages) > 3
        assert set(pages.values()) == {200}, pages


async def test_a_call_becomes_a_ticket_that_goes_its_way_and_outlives_the_desk(tmp_path: Path, database: str) -> None:
    async with stage(tmp_path, chiefs=("chief",), database=database) as on:
        li = on.agent("li")
        await li.begin()
        call_id = await on.in_call(li)
        await on.line.ends(call_id)
        await li.has_pending(call_id)
        form = sample.complaint(own_duty=True, department="customer_service")
        saved = await li.client.dispose(call_id, form)
        assert saved.ticket is not None
        number = saved.ticket.number
        await on.on_disk()
        await li.client.close()
        await on.stop_desk()
        await on.start_desk()
        await on.connect_line()
        async with httpx.AsyncClient(base_url=on.url, timeout=60) as http:
            for login in ("li", "chief"):
                answer = await http.post("/api/session", json={"login": login, "password": PASSWORD})
                http.headers["Authorization"] = f"Bearer {answer.json()['token']}"
                if login == "li":
                    for step, body in STEPS:
                        answer = await http.post(f"/api/tickets/{number}/{step}", json=body)
                        assert answer.status_code in (200, 201), answer.text
            story = (await http.get(f"/api/tickets/{number}/story")).json()
            report = (await http.get(f"/api/reports/months/{time.strftime('%Y-%m')}")).json()
        assert story["ticket"]["call_id"] == call_id
        assert story["lines"][0]["kind"] == "TicketRegistered"
        assert story["ticket"]["state"] == "done"
        assert (report["tickets"]["now"], report["done"]["now"], report["calls"]["calls"]["now"]) == (1, 1, 1)


async def test_complaints_at_once_are_numbered_once_each(tmp_path: Path, database: str) -> None:
    async with desk(tmp_path, database=database) as rig:
        new = NewTicket(complaint=sample.complaint(), channel=Channel.VISIT)
        answers = await asyncio.gather(
            *(
                rig.ask("li", "POST", "/api/tickets", new, headers={"Idempotency-Key": f"k{one % 20}"})
                for one in range(40)
            )
        )
        numbers = [one.json()["ticket"]["number"] for one in answers]
        assert sorted(one.status_code for one in answers) == [200] * 20 + [201] * 20
        assert len(set(numbers)) == 20
        before = await rows(rig)
        await EventLog(rig.database, Projector(sample.CN)).rebuild()
        assert await rows(rig) == before


async def test_a_desk_that_has_grown_moves_from_its_file_with_everything(tmp_path: Path, database: str) -> None:
    async with desk(tmp_path) as rig:
        new = NewTicket(complaint=sample.complaint(), channel=Channel.VISIT)
        number = (await rig.ask("li", "POST", "/api/tickets", new)).json()["ticket"]["number"]
        story = await rig.get("li", f"/api/tickets/{number}/story")
        calls = ids(await rig.get("chief", "/api/calls"))
        (tmp_path / "hotline.toml").write_text(f'[desk]\nhttp = "{rig.url.removeprefix("http://")}"\n')
        assert "is running" in await copied(tmp_path, database, 2)
    before = (tmp_path / "desk" / "hotline.db").read_bytes()
    assert "every row was compared" in await copied(tmp_path, database, 0)
    assert (tmp_path / "desk" / "hotline.db").read_bytes() == before
    assert "not empty" in await copied(tmp_path, database, 2)
    settings, stop = DeskSettings.load(tmp_path, http="127.0.0.1:0", database=database), asyncio.Event()
    serving, url = await start(settings, stop)
    async with httpx.AsyncClient(base_url=url, timeout=60) as http:
        tokens = {}
        for login in ("li", "chief", "root"):
            answer = await http.post("/api/session", json={"login": login, "password": PASSWORD})
            tokens[login] = {"Authorization": f"Bearer {answer.json()['token']}"}
        moved = (await http.get(f"/api/tickets/{number}/story", headers=tokens["li"])).json()
        assert moved == story
        assert ids((await http.get("/api/calls", headers=tokens["chief"])).json()) == calls
        assert (await http.get("/api/audit/state", headers=tokens["root"])).json()["broken_at"] is None
        body = msgspec.json.encode(new)
        after = (await http.post("/api/tickets", content=body, headers=tokens["li"])).json()["ticket"]["number"]
        assert after == f"{number[:-1]}{int(number[-1]) + 1}"
    stop.set()
    await serving


def ids(page: Any) -> list[str]:
    """Of the calls of a list; times of one that goes on run on."""
    return [one["call_id"] for one in page["items"]]


async def copied(data: Path, target: str, code: int) -> str:
    """What `hotline database copy` says, which ends with this code."""
    asked = ("database", "copy", "--to", target, "--data", str(data))
    copying = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hotline_cli", *asked, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    said, _ = await copying.communicate()
    assert copying.returncode == code, said.decode()
    return said.decode()


async def rows(rig: DeskRig) -> list[tuple[object, ...]]:
    """What of the tickets is a fold over the log."""
    async with rig.database.reading() as session:
        found = []
        for table in ("ticket", "ticket_key", "ticket_day", "ticket_count"):
            found += [tuple(row) for row in await session.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2"))]
        return found
