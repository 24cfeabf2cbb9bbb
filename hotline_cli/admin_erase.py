"""`hotline admin erase`: erase a resident's personal data; first says what that is, then asks."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from api.audit.ledger import COMMAND_LINE
from api.db import Database
from api.erasing.shelf import Erasing
from api.log import EventLog
from api.projector import Projector
from api.recordings.shelf import RecordingShelf
from api.residents.book import ResidentBook
from api.schemas import ResidentView
from api.schemas.erasing import ErasureAsked, ErasureReport
from hotline_cli.database import in_database
from hotline_cli.desk_settings import settings_of
from hotline_cli.shell import quit_with

Data = Annotated[Path | None, typer.Option(help="Data folder.", show_default="the user's data folder")]


def erase(
    why: Annotated[str, typer.Option(help="Who asked for it and when; kept for good.")],
    home: Annotated[str, typer.Option(help="Of a resident of the book: the home, 3-1-502.")] = "",
    name: Annotated[str, typer.Option(help="And the name.")] = "",
    number: Annotated[str, typer.Option(help="Or the number of somebody who is not in the book.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be erased, change nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Erase without asking; for scripts.")] = False,
    data: Data = None,
) -> None:
    """Erase a person's names, numbers and words everywhere, for good. Figures stay."""
    if bool(home and name) == bool(number):
        quit_with("Say who: --home and --name of a resident of the book, or --number of somebody who is not in it.")
    resident_id = _resident(data, home, name).resident_id if home else ""
    asked = ErasureAsked(resident_id=resident_id, number=number, why=why)
    seen = _ask(data, asked)
    _say(seen)
    if seen.against:
        quit_with("It cannot be done now.")
    if dry_run:
        return
    if not yes and not sys.stdin.isatty():
        quit_with("Nothing was erased: give --yes, or run this on a terminal.")
    if not yes and not typer.confirm("It cannot be undone. Erase it?"):
        quit_with("Nothing was erased.")
    confirmed = ErasureAsked(resident_id=resident_id, number=number, why=why, confirm=seen.confirm)
    done = _ask(data, confirmed)
    typer.echo(f"Erased ({done.erasure_id}). Older backups still hold it: keep them no longer than need be.")


def _say(seen: ErasureReport) -> None:
    for one in seen.counts:
        typer.echo(f"  erased: {one.count} {one.what.en} ({one.what.zh})")
    for line in seen.kept:
        typer.echo(f"  kept:   {line.en} ({line.zh})")
    for line in seen.against:
        typer.echo(f"  first:  {line.en} ({line.zh})")


def _resident(data: Path | None, home: str, name: str) -> ResidentView:
    async def work(database: Database) -> tuple[ResidentView, ...]:
        _, found = await ResidentBook(database).find(f"{home} {name}", limit=10, offset=0)
        return tuple(one for one in found if one.name == name)

    found = in_database(data, work)
    if len(found) != 1:
        quit_with(f"{len(found)} residents of {home} are named {name}: write home and name as the book has them.")
    return found[0]


def _ask(data: Path | None, asked: ErasureAsked) -> ErasureReport:
    settings = settings_of(data)

    async def work(database: Database) -> ErasureReport:
        log = EventLog(database, Projector(settings.cadence))
        recordings = RecordingShelf(database, log, settings.data, settings.retention)
        erasing = Erasing(database, log, recordings, settings.area_code, settings.erase_hold_days)
        return await erasing.ask(asked, COMMAND_LINE)

    return in_database(data, work)
