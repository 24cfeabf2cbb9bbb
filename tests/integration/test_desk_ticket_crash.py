"""The desk is killed again and again in the middle of a thousand ticket operations: nothing is lost, nothing doubled.

Real desk processes, `kill -9` at random moments while eight clients have something under way. A client that gets no
answer sends the same again once the desk is back: creations under their Idempotency-Key, steps as they were.
"""

import asyncio
import random
import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from api.db import Database
from api.log import EventLog
from api.projector import Projector
from api.schemas import NewTicket
from api.settings import DeskSettings
from scripts_lib.model import Channel
from tests.integration.test_desk_process import HOTLINE, PASSWORD, create, environment
from tests.unit.api import desk_samples as sample

OPERATIONS = 1000
KILLS = 4
SENDERS = 8
STEPS: tuple[tuple[str, dict[str, str]], ...] = (
    ("take", {}),
    ("reply", {"what": "已安排"}),
    ("done", {"result": "已修好"}),
    ("tell", {"what": "已修好"}),
)
"""What each ticket goes through after its creation: five operations, two hundred tickets."""
FORM = sample.complaint(own_duty=True, department="customer_service")
EVERY = len(STEPS) + 1


class Desk:
    """A desk process that is killed and started again on the same data and port."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.url = ""
        self.up = asyncio.Event()
        self.process: subprocess.Popen[str] | None = None

    async def start(self) -> None:
        """Start it; `up` is set when it says where it is."""
        where = self.url.removeprefix("http://") or "127.0.0.1:0"
        self.process = await asyncio.to_thread(
            subprocess.Popen,
            [*HOTLINE, "desk", "--data", str(self.data), "--http", where],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment(),
        )
        assert self.process.stdout is not None
        said = await asyncio.to_thread(self.process.stdout.readline)
        assert "http://" in said, said
        self.url = "http://" + said.partition("http://")[2].partition(" ")[0].strip()
        self.up.set()

    async def kill(self, sent: int = signal.SIGKILL) -> None:
        """End it, by default as a power cut would."""
        assert self.process is not None
        self.up.clear()
        self.process.send_signal(sent)
        await asyncio.to_thread(self.process.wait)
        assert self.process.stdout is not None
        self.process.stdout.close()


class Progress:
    """How many operations are known to be done, and who waits for how many."""

    def __init__(self) -> None:
        self.done = 0
        self._waiting: dict[int, asyncio.Event] = {}

    def step(self) -> None:
        """One more."""
        self.done += 1
        if self.done in self._waiting:
            self._waiting[self.done].set()

    async def reached(self, count: int) -> None:
        """Wait until so many are done; asked before they are."""
        await self._waiting.setdefault(count, asyncio.Event()).wait()


class Sender:
    """A client that goes on with the next operation only when it knows that the last one was carried out."""

    def __init__(self, desk: Desk, token: str, progress: Progress) -> None:
        self.desk = desk
        self.progress = progress
        self.headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
        self.again = 0

    async def ticket(self, http: httpx.AsyncClient, key: str) -> str:
        """Create one and take it through its steps. Its number."""
        body = NewTicket(complaint=FORM, channel=Channel.WEB_FORM)
        made = await self._sure(http, "/api/tickets", msgspec.to_builtins(body), {"Idempotency-Key": key})
        number: str = made.json()["ticket"]["number"]
        self.progress.step()
        for name, step in STEPS:
            answer = await self._sure(http, f"/api/tickets/{number}/{name}", step, {})
            assert answer.status_code in (200, 409), answer.text
            self.progress.step()
        return number

    async def _sure(self, http: httpx.AsyncClient, path: str, body: Any, more: dict[str, str]) -> httpx.Response:
        """Send until there is an answer. A step that was carried out already is answered 409 the second time."""
        for attempt in range(100):
            await self.desk.up.wait()
            try:
                answer = await http.post(self.desk.url + path, json=body, headers=self.headers | more)
            except httpx.HTTPError:
                self.again += 1
                await asyncio.sleep(0.01)
                continue
            assert answer.status_code < 500, answer.text
            assert answer.status_code != 409 or attempt > 0, answer.text
            return answer
        raise AssertionError("the desk never came back")


async def token_of(desk: Desk) -> str:
    """An administrator's session."""
    made = await asyncio.to_thread(create, desk.data, "root")
    assert made.returncode == 0, made.stderr
    async with httpx.AsyncClient(timeout=30) as http:
        answer = await http.post(f"{desk.url}/api/session", json={"login": "root", "password": PASSWORD})
    token: str = answer.json()["token"]
    return token


async def hammered(desk: Desk, token: str) -> tuple[list[str], int]:
    """Every ticket's number, and how often something had to be sent again."""
    progress = Progress()
    senders = [Sender(desk, token, progress) for _ in range(SENDERS)]
    keys = [f"order-{index}" for index in range(OPERATIONS // EVERY)]
    chance = random.Random(20261129)

    async def send(sender: Sender, mine: list[str]) -> list[str]:
        async with httpx.AsyncClient(timeout=30) as http:
            return [await sender.ticket(http, key) for key in mine]

    moments = sorted(chance.sample(range(OPERATIONS // 10, OPERATIONS * 9 // 10), KILLS))

    async def cut() -> None:
        for reached in [asyncio.create_task(progress.reached(at)) for at in moments]:
            await reached
            await desk.kill()
            await desk.start()

    cutting = asyncio.create_task(cut())
    numbers = await asyncio.gather(*(send(one, keys[index::SENDERS]) for index, one in enumerate(senders)))
    await cutting
    assert progress.done == OPERATIONS
    return [number for mine in numbers for number in mine], sum(one.again for one in senders)


@pytest.mark.timeout(300)
async def test_nothing_is_lost_and_nothing_doubled(tmp_path: Path) -> None:
    settings = DeskSettings.load(tmp_path)
    desk = Desk(tmp_path)
    await desk.start()
    try:
        token = await token_of(desk)
        numbers, again = await hammered(desk, token)
    finally:
        await desk.kill(signal.SIGTERM)
    assert again >= KILLS, "each cut met somebody in the middle"
    assert len(numbers) == len(set(numbers)) == OPERATIONS // EVERY
    with closing(sqlite3.connect(settings.folder / "hotline.db")) as connection:
        states = connection.execute("SELECT number, state FROM ticket").fetchall()
        facts = connection.execute(
            "SELECT ticket_number, kind, count(*) FROM event_log WHERE kind LIKE 'Ticket%' GROUP BY 1, 2"
        ).fetchall()
    assert dict(states) == dict.fromkeys(numbers, "done")
    assert {count for _, _, count in facts} == {1}, "each was logged once"
    assert len(facts) == OPERATIONS
    await the_rows_are_those_of_the_log(settings)


async def the_rows_are_those_of_the_log(settings: DeskSettings) -> None:
    database = Database(settings.database_url)
    tables = ("ticket", "ticket_duty", "ticket_key", "ticket_day", "duty_item")

    def rows() -> list[list[Any]]:
        with closing(sqlite3.connect(settings.folder / "hotline.db")) as connection:
            return [connection.execute(f"SELECT * FROM {one} ORDER BY 1, 2").fetchall() for one in tables]

    before = rows()
    await EventLog(database, Projector(sample.CN)).rebuild()
    assert rows() == before
    await database.close()
