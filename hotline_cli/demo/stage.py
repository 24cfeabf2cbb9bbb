"""The demo's hotline: a data folder with accounts and residents, and `hotline serve` on free ports.

A real hotline in every part; only the people are made up. A folder that holds a real hotline's data is refused.
"""

import asyncio
import os
import random
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import msgspec

from api.agents.people import People
from api.db import Database
from api.errors import NoRoom
from api.migrate import bring_up_to_date
from api.residents.book import ResidentBook
from api.schemas import NewAgent, Role
from api.settings import DeskSettings
from hotline_cli.children import die_with_parent
from hotline_cli.demo.cast import Cast

LOGINS = "demo.json"
LOG = "demo.log"
READY_WITHIN_S = 180.0
STOP_WITHIN_S = 30.0


class StageFault(Exception):
    """The demo cannot be set up, or its hotline does not start. Carries a line that says why."""


class Logins(msgspec.Struct, frozen=True, kw_only=True):
    """Who may sign in; kept in the folder so that the demo can be run on it again."""

    agent: str
    agent_password: str
    admin: str
    admin_password: str


@dataclass(frozen=True)
class Stage:
    """A hotline that runs."""

    folder: Path
    desk: str
    """`http://host:port`."""
    sip: str
    """`sip:hotline@host:port`, what callers call."""
    logins: Logins
    serving: "subprocess.Popen[bytes]"

    @property
    def log(self) -> Path:
        """Where line and desk write what they have to say."""
        return self.folder / LOG

    @property
    def drafts(self) -> Path:
        """Where the console keeps what is typed: beside the made-up hotline, not among the user's own."""
        return self.folder / "drafts"


@contextmanager
def stage(given: Path | None, cast: Cast, settings: Mapping[str, str] | None = None) -> Iterator[Stage]:
    """A hotline in this folder, or in one that is gone afterwards; `settings` go into its environment. Raises
    StageFault."""
    with _temporary() as temporary:
        folder = given.expanduser().resolve() if given is not None else Path(temporary)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            logins = asyncio.run(_prepare(folder, cast))
        except (OSError, NoRoom) as error:
            raise StageFault(f"{folder} cannot be used: {error}") from error
        with _serving(folder, _environment(cast) | dict(settings or {}), logins) as ready:
            yield ready


def _temporary() -> "tempfile.TemporaryDirectory[str]":
    """Raises StageFault where there is none to be had."""
    try:
        return tempfile.TemporaryDirectory(prefix="hotline-demo-", ignore_cleanup_errors=True)
    except OSError as error:
        raise StageFault(f"{error}; make room there, or name another place: hotline demo --data FOLDER") from error


async def _prepare(folder: Path, cast: Cast) -> Logins:
    """Accounts and residents, once in each folder."""
    kept = folder / LOGINS
    if kept.exists():
        try:
            return msgspec.json.decode(kept.read_bytes(), type=Logins)
        except msgspec.DecodeError as error:
            raise StageFault(f"{kept} is damaged ({error}); choose another folder") from error
    settings = DeskSettings.load(folder)
    if (settings.folder / "hotline.db").exists():
        raise StageFault(f"{folder} holds a hotline that is no demo: choose another folder")
    settings.folder.mkdir(parents=True, exist_ok=True)
    own = f"sqlite+aiosqlite:///{settings.folder / 'hotline.db'}"
    await bring_up_to_date(own)
    database = Database(own)
    logins = Logins(
        agent=cast.agent.login,
        agent_password=secrets.token_urlsafe(9),
        admin="admin",
        admin_password=secrets.token_urlsafe(9),
    )
    try:
        card = cast.agent
        for login, password, name, surname, role in (
            (logins.admin, logins.admin_password, "管理员", "管", Role.ADMIN),
            (logins.agent, logins.agent_password, card.name, card.surname, Role.AGENT),
        ):
            new = NewAgent(login=login, password=password, name=name, surname=surname, role=role)
            await People(database).create(new)
        await ResidentBook(database).add(*cast.residents)
    finally:
        await database.close()
    kept.touch(mode=0o600)
    kept.write_bytes(msgspec.json.encode(logins))
    return logins


@contextmanager
def _serving(folder: Path, environment: dict[str, str], logins: Logins) -> Iterator[Stage]:
    sip, http, headset = free_port(socket.SOCK_DGRAM), free_port(socket.SOCK_STREAM), free_port(socket.SOCK_STREAM)
    command = [sys.executable, "-m", "hotline_cli", "serve", "--data", str(folder)]
    command += ["--sip", f"127.0.0.1:{sip}", "--http", f"127.0.0.1:{http}", "--headset", f"127.0.0.1:{headset}"]
    with (folder / LOG).open("ab") as log:
        serving = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
    ready = Stage(folder, f"http://127.0.0.1:{http}", f"sip:hotline@127.0.0.1:{sip}", logins, serving)
    try:
        _wait_until_open(ready)
        yield ready
    finally:
        stop(serving, STOP_WITHIN_S)


def _environment(cast: Cast) -> dict[str, str]:
    """Ours, less settings of a real hotline that may stand in it."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("HOTLINE_LINE_", "HOTLINE_DESK_"))
    }
    first = random.randrange(20_000, 29_000, 200)  # noqa: S311  only to keep apart from another demo
    ports = f"{first}-{first + 199}"
    return {**kept, "HOTLINE_DESK_CENTRE_NAME": cast.centre_name, "HOTLINE_LINE_RTP_PORTS": ports}


def _wait_until_open(ready: Stage) -> None:
    until = time.monotonic() + READY_WITHIN_S
    with httpx.Client(base_url=ready.desk, trust_env=False, timeout=2) as http:
        while time.monotonic() < until:
            if ready.serving.poll() is not None:
                break
            with suppress(httpx.TransportError):
                health = http.get("/health")
                if health.is_success and health.json()["lines"]:
                    return
            time.sleep(0.1)
    last = ready.log.read_text(encoding="utf-8", errors="replace").splitlines()[-6:]
    raise StageFault("\n  ".join(["line and desk did not start; the last lines of their log:", *last]))


def stop(process: "subprocess.Popen[bytes]", within_s: float) -> None:
    """End a process of ours and wait; a stubborn one is killed."""
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(within_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port(kind: socket.SocketKind) -> int:
    """A port on loopback that was free a moment ago."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
