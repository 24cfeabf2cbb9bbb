"""How many complaints a second the desk takes through its API, and how long each waits.

A real desk process with a database on disk; clients in this process send creations as fast as they are answered, then
at a steady rate. Prints creations a second, p50, p95, p99 of the time to the answer, and the desk's processor time.
Options: --count, --clients, --rate, --database (an SQLAlchemy URL instead of SQLite).
"""

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import uvloop

from api.schemas import Complaint, NewTicket
from hotline_cli.admin import PASSWORD
from scripts_lib.model import Channel, Content, Nature, Weight

SECRET = "eight-or-more"
FORM = Complaint(
    contact="王女士",
    phone="13800001234",
    place="3-1-502",
    happened_at="今天早上",
    target="",
    matter="厨房天花板漏水",
    demand="尽快上门维修",
    kind="water_leak",
    nature=Nature.VALID,
    content=Content.EQUIPMENT,
    weight=Weight.IMPORTANT,
    department="engineering",
)
BODY = msgspec.json.encode(NewTicket(complaint=FORM, channel=Channel.WEB_FORM))
HOTLINE = [sys.executable, "-W", "ignore", "-m", "hotline_cli"]


@contextmanager
def desk(folder: Path, database: str) -> Iterator[tuple[str, int]]:
    """A desk process; its address, and its id."""
    made = subprocess.run(
        [*HOTLINE, "admin", "create", "--login", "root", "--name", "测", "--surname", "测", "--data", str(folder)],
        env={"PATH": "/usr/bin:/bin", PASSWORD: SECRET, "HOTLINE_DESK_DATABASE": database},
        check=False,
    )
    if made.returncode:
        raise SystemExit("the account could not be made")
    process = subprocess.Popen(
        [*HOTLINE, "desk", "--data", str(folder), "--http", "127.0.0.1:0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={"PATH": "/usr/bin:/bin", "HOTLINE_DESK_DATABASE": database},
    )
    try:
        assert process.stdout is not None
        yield "http://" + process.stdout.readline().partition("http://")[2].partition(" ")[0].strip(), process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


IDLE_S = 3.0
"""A connection that was idle for longer is left: the desk closes it after five seconds."""


class Client:
    """One connection that is kept open. Bare on purpose: it works on the same two cores as the desk."""

    def __init__(self, url: str) -> None:
        host, _, port = url.removeprefix("http://").rpartition(":")
        self._address = (host, int(port))
        self.used = 0.0
        self._head = f"POST %s HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: %d\r\n"

    async def connect(self) -> "Client":
        self._reader, self._writer = await asyncio.open_connection(*self._address)
        return self

    async def post(self, path: str, body: bytes, *headers: str) -> tuple[int, bytes]:
        """Status and body of the answer."""
        lines = "".join(f"{one}\r\n" for one in headers)
        self._writer.write((self._head % (path, len(body)) + lines + "\r\n").encode() + body)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        return int(head[9:12]), await self._reader.readexactly(length)


class Load:
    """Creations by one person."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._token = f"Authorization: Bearer {token}"
        self._free: deque[Client] = deque()

    async def one(self, key: str, times: list[float]) -> None:
        """One creation, and how long its answer took."""
        began = time.perf_counter()
        while self._free and began - self._free[0].used > IDLE_S:
            self._free.popleft()
        client = self._free.pop() if self._free else await Client(self._url).connect()
        status, answer = await client.post("/api/tickets", BODY, self._token, f"Idempotency-Key: {key}")
        client.used = time.perf_counter()
        times.append(client.used - began)
        self._free.append(client)
        if status != 201:
            raise SystemExit(f"refused: {answer.decode()}")

    async def as_fast_as_answered(self, count: int, clients: int) -> list[float]:
        """`clients` at a time, each sends its next when the last was answered."""
        times: list[float] = []

        async def one(mine: range) -> None:
            for number in mine:
                await self.one(f"fast-{number}", times)

        await asyncio.gather(*(one(range(first, count, clients)) for first in range(clients)))
        return times

    async def steadily(self, count: int, rate: float) -> list[float]:
        """One every 1 / rate seconds, whether those before are answered or not."""
        times: list[float] = []
        began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number in range(count):
                await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
                group.create_task(self.one(f"steady-{number}", times))
        return times


def processor_s(pid: int) -> float:
    """Processor seconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def told(name: str, times: list[float], took: float, work: float) -> None:
    """One line of figures, in creations a second and milliseconds; `work` are the desk's processor seconds."""
    ordered = sorted(times)
    p50, p95, p99 = (ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000 for part in (0.5, 0.95, 0.99))
    print(
        f"{name:<28} {len(times) / took:7.0f}/s   p50 {p50:6.1f}  p95 {p95:6.1f}  p99 {p99:6.1f} ms"
        f"   the desk's processor {work / len(times) * 1000:.2f} ms each, {work / took:.0%} of a core"
    )


async def measure(url: str, pid: int, asked: argparse.Namespace) -> None:
    """Sign in, warm up, and print both figures."""
    credentials = msgspec.json.encode({"login": "root", "password": SECRET})
    _, answer = await (await Client(url).connect()).post("/api/session", credentials)
    load = Load(url, msgspec.json.decode(answer)["token"])
    for number in range(20):
        await load.one(f"warm-{number}", [])
    for name, run in (
        (f"{asked.clients} clients, flat out", load.as_fast_as_answered(asked.count, asked.clients)),
        (f"steady {asked.rate:.0f}/s", load.steadily(asked.count, asked.rate)),
    ):
        began, before = time.perf_counter(), processor_s(pid)
        times = await run
        told(name, times, time.perf_counter() - began, processor_s(pid) - before)
    print(f"load of the machine, one minute: {os.getloadavg()[0]:.1f}")


def main() -> None:
    """Run a desk and measure it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--rate", type=float, default=100.0)
    parser.add_argument("--database", default="")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, desk(Path(folder), asked.database) as (url, pid):
        uvloop.run(measure(url, pid, asked))


if __name__ == "__main__":
    main()
