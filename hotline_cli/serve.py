"""`hotline serve`: the whole hotline on one machine, line and desk as two processes under one data folder.

Starts both, says where they are, starts again what dies, and stops the line first so that the desk takes its last
events. Answers no call and no request itself.
"""

import asyncio
import math
import os
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

import httpx
import typer

from api.settings import DeskSettings
from hotline_cli.children import Child, ChildFailed
from hotline_cli.shell import data_folder, quit_with
from telephony.errors import SettingsError
from telephony.setting_kinds import split_address
from telephony.settings import LineSettings
from telephony.settings_file import FILE, SectionSettings

Section = TypeVar("Section", bound=SectionSettings)

READY_WITHIN_S = 60.0
LOOK_EVERY_S = 0.1
TEMPLATE = Path(__file__).parent / "hotline.toml"
BIND_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "*": "127.0.0.1"}  # noqa: S104 - compared, not bound


@dataclass(frozen=True)
class Plan:
    """What is to be started, read from settings and found to be free."""

    data: Path
    line: LineSettings
    desk: DeskSettings

    @property
    def desk_address(self) -> str:
        """`host:port` under which this machine reaches the desk."""
        host, port = split_address(self.desk.http)
        host = BIND_EVERYWHERE.get(host, host)
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    def line_arguments(self) -> list[str]:
        """`hotline line ...`."""
        own = ["--sip", self.line.sip, "--headset", self.line.headset]
        own += ["--connector", self.line.connector]
        return ["line", "--data", str(self.data), *own, "--desk-url", f"ws://{self.desk_address}/link"]

    def desk_arguments(self) -> list[str]:
        """`hotline desk ...`."""
        return ["desk", "--data", str(self.data), "--http", self.desk.http]


def serve(
    data: Annotated[Path | None, typer.Option(help="Data folder.", show_default="the user's data folder")] = None,
    sip: Annotated[str | None, typer.Option(help="HOST:PORT on which SIP is heard.")] = None,
    http: Annotated[str | None, typer.Option(help="HOST:PORT of consoles and pages.")] = None,
    headset: Annotated[str | None, typer.Option(help="HOST:PORT on which consoles connect their audio.")] = None,
    connector: Annotated[
        str | None, typer.Option(help="What speaks SIP: aiosipua, or pyvoip for one extension of a PBX.")
    ] = None,
) -> None:
    """Run the hotline on this machine: line and desk. Ctrl-C says goodbye to callers and stops both.

    Example: hotline serve --data /var/lib/sanxiang --http 0.0.0.0:7800
    """
    plan = checked_plan(data_folder(data), sip=sip, http=http, headset=headset, connector=connector)
    try:
        status = asyncio.run(keep_running(plan, os.environ))
    except ChildFailed as fault:
        quit_with(
            f"{str(fault).capitalize()}; its messages {_where()} say why.",
            code=fault.status if fault.status > 0 else 1,
        )
    raise typer.Exit(status)


# --- before anything is started -------------------------------------------------------------------------------------


def checked_plan(
    folder: Path, *, sip: str | None, http: str | None, headset: str | None, connector: str | None = None
) -> Plan:
    """The plan, once the folder can be written and the ports are free. Otherwise says what to change, and leaves."""
    _claim(folder)
    line, desk = _settings(folder, sip=sip, http=http, headset=headset, connector=connector)
    for option, what, address, kind in (
        ("--sip", "SIP", line.sip, socket.SOCK_DGRAM),
        ("--http", "the desk", desk.http, socket.SOCK_STREAM),
        ("--headset", "headsets", line.headset, socket.SOCK_STREAM),
    ):
        _probe(option, what, address, kind)
    return Plan(folder, line, desk)


def _settings(
    folder: Path, *, sip: str | None, http: str | None, headset: str | None, connector: str | None
) -> tuple[LineSettings, DeskSettings]:
    """The settings of both; what is wrong with either is said at once."""
    wrong: list[str] = []
    line = _loaded(LineSettings, folder, wrong, sip=sip, headset=headset, connector=connector)
    desk = _loaded(DeskSettings, folder, wrong, http=http)
    if line is None or desk is None:
        quit_with("Wrong settings; nothing was started:", *dict.fromkeys(wrong))
    return line, desk


def _loaded(kind: type[Section], folder: Path, wrong: list[str], **given: str | None) -> Section | None:
    """None where they cannot be used; their faults are then among what is wrong."""
    try:
        return kind.load(folder, **given)
    except SettingsError as error:
        wrong += [f"{error.where}:", *(f"  {one}" for one in error.faults)]
        return None


def _claim(folder: Path) -> None:
    """Make the folder, see that it can be written, and leave a commented file of settings in a new one."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = folder / f".probe-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
        if not (folder / FILE).exists():
            (folder / FILE).write_bytes(TEMPLATE.read_bytes())
    except OSError as error:
        advice = "Choose a folder that you may write to: hotline serve --data FOLDER"
        quit_with(f"The data folder {folder} cannot be written: {error.strerror or error}.", advice)


def _probe(option: str, what: str, address: str, kind: socket.SocketKind) -> None:
    host, port = split_address(address)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, kind) as probe:
        if kind is socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror:
            quit_with(f"{host} (for {what}) is no address of this machine.", f"Use {option} 127.0.0.1:{port}")
        except PermissionError:
            quit_with(f"Port {port} (for {what}) needs rights of root.", f"Use {option} {host}:{port + 10000}")
        except OSError as error:
            advice = f"Stop what uses it, or choose another one: hotline serve {option} {host}:{port + 1}"
            quit_with(f"Port {port} (for {what}, on {host}) cannot be used: {error.strerror}.", advice)


# --- running --------------------------------------------------------------------------------------------------------


async def keep_running(plan: Plan, environment: Mapping[str, str]) -> int:
    """Run both until SIGINT or SIGTERM; the exit status. Raises ChildFailed when one cannot start."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    desk = Child("desk", plan.desk_arguments(), environment, _say)
    line = Child("line", plan.line_arguments(), environment, _say)
    running = [asyncio.create_task(desk.run()), asyncio.create_task(line.run())]
    introducing = asyncio.create_task(_introduce(plan, desk, line))
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([stopped, *running], return_when=asyncio.FIRST_COMPLETED)
        if stop.is_set():
            _say("Saying goodbye to callers and stopping. Press Ctrl-C once more to stop without waiting.")
            _let_go_at_once(loop)
    finally:
        introducing.cancel()
        stopped.cancel()
        await line.stop()
        await desk.stop()
        results = await asyncio.gather(*running, introducing, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            raise result
    _say("Stopped.")
    return 0


def _where() -> str:
    """Where line and desk have said what is wrong."""
    return "above" if sys.stderr.isatty() else "on standard error (with systemd: journalctl)"


def _let_go_at_once(loop: asyncio.AbstractEventLoop) -> None:
    """From now on a signal has its usual effect; children end with us."""
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.remove_signal_handler(number)
        signal.signal(number, signal.SIG_DFL)


async def _introduce(plan: Plan, desk: Child, line: Child) -> None:
    """Wait until both are at work, and say where they are and what comes next."""
    _say("Starting line and desk ...")
    lines = await _lines_linked(plan, desk, READY_WITHIN_S)
    line.settled = True
    if not desk.settled:
        _say(f"The desk has not started yet; its messages {_where()} say why. It goes on trying.")
        _say("Until then the telephone rings, but nobody can pick up.")
        await _lines_linked(plan, desk, math.inf, least=0)
        lines = await _lines_linked(plan, desk, READY_WITHIN_S)
    _say(f"The hotline is open. Data and settings are in {plan.data}")
    _say(f"  SIP       {plan.line.sip}   (try it: hotline call sip:hotline@{_reachable(plan.line.sip)})")
    _say(f"  consoles  http://{plan.desk_address}   (hotline agent --desk http://{plan.desk_address})")
    if not lines:
        _say(f"  The line is not linked to the desk yet; its messages {_where()} say why. It goes on trying.")
        await _lines_linked(plan, desk, math.inf, least=0)  # from here on the desk's end is no failure to start
    if not await _has_accounts(plan.desk):
        _say("There is no account yet. Make the first administrator:")
        _say(f"  hotline admin create --data {plan.data}")
    _say("Ctrl-C stops it.")


async def _lines_linked(plan: Plan, desk: Child, within_s: float, *, least: int = 1) -> int:
    """How many lines are linked, as soon as the desk answers and there are so many; 0 when the time is over."""
    loop = asyncio.get_running_loop()
    until = loop.time() + within_s
    async with httpx.AsyncClient(base_url=f"http://{plan.desk_address}", trust_env=False, timeout=2) as http:
        while loop.time() < until:
            with suppress(httpx.TransportError):
                health = await http.get("/health")
                desk.settled = desk.settled or health.is_success
                if health.is_success and (lines := int(health.json()["lines"])) >= least:
                    return lines
            await asyncio.sleep(LOOK_EVERY_S)
    return 0


async def _has_accounts(settings: DeskSettings) -> bool:
    from api.agents.people import People
    from api.db import Database

    database = Database(settings.database_url)
    try:
        return bool(await People(database).all())
    finally:
        await database.close()


def _reachable(address: str) -> str:
    host, port = split_address(address)
    host = BIND_EVERYWHERE.get(host, host)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _say(line: str) -> None:
    print(line, flush=True)
