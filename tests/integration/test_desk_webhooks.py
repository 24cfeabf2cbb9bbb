"""Web hooks from a running desk to a real HTTP receiver that checks them with the specification's own library."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from standardwebhooks import Webhook

from tests.integration.desk_rest_rig import DeskRig, desk, problem
from tests.unit.api import desk_samples as sample

Reader = asyncio.StreamReader
Writer = asyncio.StreamWriter


class Receiver:
    """An HTTP server that takes POSTs, and answers with `statuses` in turn, then with 200."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.got: asyncio.Queue[tuple[dict[str, str], str]] = asyncio.Queue()
        self.url = ""

    async def serve(self, reader: Reader, writer: Writer) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
        headers = {
            name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)
        }
        body = (await reader.readexactly(int(headers["content-length"]))).decode()
        status = self.statuses.pop(0) if self.statuses else 200
        writer.write(f"HTTP/1.1 {status} So\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()
        self.got.put_nowait((headers, body))


@asynccontextmanager
async def receiving(*statuses: int) -> AsyncIterator[Receiver]:
    made = Receiver(*statuses)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    async with server:
        yield made


async def until(ask: Callable[[], Awaitable[bool]]) -> None:
    """Ask until it is so."""
    async with asyncio.timeout(20):
        while not await ask():  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def register(rig: DeskRig) -> str:
    answer = await rig.ask("li", "POST", "/api/calls/c1/disposition", sample.complaint())
    assert answer.status_code == 200, answer.text
    number: str = answer.json()["ticket"]["number"]
    return number


async def added(rig: DeskRig, url: str, *kinds: str) -> dict[str, Any]:
    answer = await rig.ask("root", "POST", "/api/webhooks", {"url": url, "kinds": kinds})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_a_registered_ticket_is_told_signed_and_without_its_resident(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, receiving() as receiver:
        hook = await added(rig, receiver.url, "ticket.registered")
        number = await register(rig)
        async with asyncio.timeout(20):
            headers, body = await receiver.got.get()
        told = Webhook(hook["secret"]).verify(body, headers)
        assert told["data"]["number"] == number
        assert json.loads(body)["type"] == "ticket.registered"
        assert "13800001234" not in body
        deliveries = f"/api/webhooks/{hook['webhook_id']}/deliveries"

        async def is_sent() -> bool:
            return [one["state"] for one in (await rig.get("root", deliveries))["items"]] == ["sent"]

        await until(is_sent)


async def test_what_fails_is_shown_and_can_be_delivered_again(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, receiving(410) as receiver:
        hook = await added(rig, receiver.url, "ticket.registered")
        await register(rig)
        path = f"/api/webhooks/{hook['webhook_id']}/deliveries"

        async def is_dead() -> bool:
            return bool((await rig.get("root", path, delivery_state="dead"))["items"])

        await until(is_dead)
        (dead,) = (await rig.get("root", path))["items"]
        assert (dead["last_status"], (await rig.get("root", "/api/webhooks"))["items"][0]["dead"]) == (410, 1)
        again = await rig.ask("root", "POST", f"/api/webhooks/deliveries/{dead['delivery_id']}/redeliver")
        assert again.json()["state"] == "waiting"
        async with asyncio.timeout(20):
            first, second = await receiver.got.get(), await receiver.got.get()
        assert first[0]["webhook-id"] == second[0]["webhook-id"]


async def test_only_administrators_may(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        for who in ("li", "chief", "qian"):
            assert problem(await rig.ask(who, "GET", "/api/webhooks")).code == "forbidden"
        hook = await added(rig, "http://127.0.0.1:9/hook")
        switched = await rig.ask("root", "PATCH", f"/api/webhooks/{hook['webhook_id']}", {"active": False})
        assert switched.json()["active"] is False
        assert (await rig.ask("root", "DELETE", f"/api/webhooks/{hook['webhook_id']}")).status_code == 204
        assert (await rig.ask("root", "DELETE", f"/api/webhooks/{hook['webhook_id']}")).status_code == 404
