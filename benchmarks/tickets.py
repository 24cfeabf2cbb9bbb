"""How many complaints a second the desk takes through its API, and how long each waits.

A real desk process with a database on disk; clients in this process send creations as fast as they are answered, then
at a steady rate. Prints creations a second and p50, p95, p99 of the time to the answer. Options: --count, --clients,
--rate, --database (an SQLAlchemy URL instead of SQLite).
"""

import argparse
import asyncio
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec

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
def desk(folder: Path, database: str) -> Iterator[str]:
    """A desk process; its address."""
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
        yield "http://" + process.stdout.readline().partition("http://")[2].partition(" ")[0].strip()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


async def post(http: httpx.AsyncClient, key: str, times: list[float]) -> None:
    """One creation, and how long its answer took."""
    began = time.perf_counter()
    answer = await http.post("/api/tickets", content=BODY, headers={"Idempotency-Key": key})
    times.append(time.perf_counter() - began)
    if answer.status_code != 201:
        raise SystemExit(f"refused: {answer.text}")


async def as_fast_as_answered(http: httpx.AsyncClient, count: int, clients: int) -> list[float]:
    """`clients` at a time, each sends its next when the last was answered."""
    times: list[float] = []

    async def one(mine: range) -> None:
        for number in mine:
            await post(http, f"fast-{number}", times)

    await asyncio.gather(*(one(range(first, count, clients)) for first in range(clients)))
    return times


async def steadily(http: httpx.AsyncClient, count: int, rate: float) -> list[float]:
    """One every 1 / rate seconds, whether those before are answered or not."""
    times: list[float] = []
    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(count):
            await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            group.create_task(post(http, f"steady-{number}", times))
    return times


def told(name: str, times: list[float], took: float) -> None:
    """One line of figures, in creations a second and milliseconds."""
    ordered = sorted(times)
    p50, p95, p99 = (ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000 for part in (0.5, 0.95, 0.99))
    print(f"{name:<28} {len(times) / took:7.0f}/s   p50 {p50:6.1f}  p95 {p95:6.1f}  p99 {p99:6.1f} ms")


async def measure(url: str, count: int, clients: int, rate: float) -> None:
    """Sign in, warm up, and print both figures."""
    limits = httpx.Limits(max_connections=clients * 4, max_keepalive_connections=clients * 4)
    async with httpx.AsyncClient(base_url=url, timeout=60, limits=limits) as http:
        answer = await http.post("/api/session", json={"login": "root", "password": SECRET})
        http.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        http.headers["Content-Type"] = "application/json"
        for number in range(20):
            await post(http, f"warm-{number}", [])
        began = time.perf_counter()
        times = await as_fast_as_answered(http, count, clients)
        told(f"{clients} clients, flat out", times, time.perf_counter() - began)
        began = time.perf_counter()
        times = await steadily(http, count, rate)
        told(f"steady {rate:.0f}/s", times, time.perf_counter() - began)


def main() -> None:
    """Run a desk and measure it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--rate", type=float, default=100.0)
    parser.add_argument("--database", default="")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, desk(Path(folder), asked.database) as url:
        asyncio.run(measure(url, asked.count, asked.clients, asked.rate))


if __name__ == "__main__":
    main()
