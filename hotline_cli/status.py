"""`hotline status`: does the desk answer, is a line linked, what stands in the way. For people and monitors."""

import asyncio
import shutil
from pathlib import Path
from typing import Annotated

import httpx
import msgspec
import platformdirs
import typer

from api.schemas import Health, MachineNow
from console.address import BadAddress, find, trusted
from console.errors import ConsoleError
from hotline_cli.own_files import DEFAULT_DESK, own_version, remembered

WELL, TROUBLE, AWAY = 0, 1, 2


def status(
    where: Annotated[
        str,
        typer.Argument(metavar="DESK", help="Address of the desk; without it the last one, or this machine."),
    ] = "",
    desk: Annotated[str, typer.Option(envvar="HOTLINE_DESK", help="The same, as an option.")] = "",
    data: Annotated[
        Path | None,
        typer.Option(
            help="Data folder, for when the desk is away: has its disk room?", show_default="the user's own"
        ),
    ] = None,
) -> None:
    """查看运行状况。 Say how the hotline fares: desk, lines, disk, clocks.

    Exit status 0: all well; 1: something is wrong; 2: the desk does not answer.
    """
    folder = data or Path(platformdirs.user_data_path("sanxiang"))
    asked = where or desk or remembered().desk or DEFAULT_DESK
    try:
        url, health = asyncio.run(_asked(asked))
    except BadAddress as error:
        raise typer.BadParameter(f"{asked!r} is not an address like desk.example or http://10.0.0.5:7800") from error
    except ConsoleError as error:
        _say("desk", error.of("en"))
        _disk_here(folder)
        raise typer.Exit(AWAY) from error
    _say("desk", f"{url} answers, version {health.version}")
    _say("lines", f"{health.lines} linked" if health.lines else "none is linked: callers cannot get through")
    _machine(health.machine)
    for one in health.troubles:
        _say("trouble", f"{one.zh}\n{' ' * 9}{one.en}")
    raise typer.Exit(WELL if health.lines and not health.troubles else TROUBLE)


async def _asked(address: str) -> tuple[str, Health]:
    """The desk's URL and what it says of itself. Raises BadAddress, ConsoleError."""
    url = await find(address, own_version())
    async with httpx.AsyncClient(base_url=url, trust_env=False, verify=trusted(), timeout=10) as http:
        return url, msgspec.json.decode((await http.get("/health")).content, type=Health)


def _machine(machine: MachineNow) -> None:
    if machine.disk_free_mb is not None:
        _say("disk", f"{machine.disk_free_mb:,.0f} MB free where the hotline keeps its data")
    if machine.unsaved:
        _say("log", f"{machine.unsaved} events are in memory alone")
    if machine.refused:
        told = ", ".join(f"{count} with {code}" for code, count in sorted(machine.refused.items()))
        _say("refused", f"calls that did not ring, since the line started: {told} (sip_invite_refused in the log)")
    if abs(machine.clock_off_s) >= 1:
        side = "before" if machine.clock_off_s > 0 else "behind"
        _say("clocks", f"the line's goes {abs(machine.clock_off_s):,.0f} s {side} the desk's")


def _disk_here(folder: Path) -> None:
    """A desk that is away may be so for want of space."""
    if folder.is_dir():
        free = shutil.disk_usage(folder).free / 1_000_000
        full = "" if free >= 1 else ": it is full; make room, and a desk that waits for it starts"
        _say("disk", f"{free:,.0f} MB free for {folder}{full}")


def _say(what: str, told: str) -> None:
    typer.echo(f"{what:<8} {told}")
