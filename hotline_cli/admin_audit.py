"""`hotline admin audit`: whether the audit log is as it was written, and the whole of it as CSV (SEC-1)."""

import csv
import sys
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Annotated, TextIO, TypeVar

import typer

from api.audit.shelf import AuditFilter, AuditShelf
from api.db import Database
from api.log import EventLog
from api.projector import Projector
from api.schemas import AuditState
from hotline_cli.database import in_database
from hotline_cli.shell import quit_with
from telephony.cadence import CADENCES, DEFAULT_COUNTRY

T = TypeVar("T")
Data = Annotated[Path | None, typer.Option(help="Data folder.", show_default="the user's data folder")]
COLUMNS = ("number", "time", "user_id", "what", "subject", "detail", "previous", "hash")
BROKEN = 1

audit = typer.Typer(help="Verify and export the audit log.", no_args_is_help=True, pretty_exceptions_enable=False)


@audit.command()
def verify(
    head: Annotated[str, typer.Option(help="A hash that was noted elsewhere: the log must still hold it.")] = "",
    data: Data = None,
) -> None:
    """Say whether every entry is as it was written and none is missing. Exit status 1: it is not so."""

    async def work(shelf: AuditShelf) -> tuple[AuditState, bool]:
        state = await shelf.verify()
        found = not head or head in {one.hash async for one in shelf.everything(AuditFilter())}
        return state, found

    state, found = _with_shelf(data, work)
    if state.broken_at is not None:
        typer.echo(f"BROKEN at entry {state.broken_at}: {state.en} ({state.zh}).")
        raise typer.Exit(BROKEN)
    if not found:
        typer.echo("BROKEN: no entry has the hash that was noted; the end was cut off, or the log was made anew.")
        raise typer.Exit(BROKEN)
    typer.echo(f"{state.entries} entries, every one as it was written. Note this elsewhere: {state.head}")


@audit.command()
def export(
    file: Annotated[Path | None, typer.Argument(help="CSV to write; none: to standard output.")] = None,
    since: Annotated[datetime | None, typer.Option(help="From this day on.", formats=["%Y-%m-%d"])] = None,
    data: Data = None,
) -> None:
    """Write the entries as CSV, oldest first."""
    which = AuditFilter(since=since.timestamp() if since is not None else None)

    async def work(shelf: AuditShelf) -> int:
        with file.open("w", encoding="utf-8-sig", newline="") if file else nullcontext(sys.stdout) as out:
            return await _write(shelf, which, out)

    try:
        count = _with_shelf(data, work)
    except OSError as error:
        quit_with(f"{file} cannot be written: {error.strerror}.", "Name a file in a folder that you may write to.")
    if file is not None:
        typer.echo(f"{count} entries in {file}.")


async def _write(shelf: AuditShelf, which: AuditFilter, out: TextIO) -> int:
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    count = 0
    async for one in shelf.everything(which):
        at = datetime.fromtimestamp(one.at).astimezone().isoformat(timespec="milliseconds")
        rows.writerow((one.number, at, one.user_id, one.what, one.subject, one.detail, one.previous, one.hash))
        count += 1
    return count


def _with_shelf(data: Path | None, work: Callable[[AuditShelf], Awaitable[T]]) -> T:
    def on(database: Database) -> Awaitable[T]:
        return work(AuditShelf(database, EventLog(database, Projector(CADENCES[DEFAULT_COUNTRY]))))

    return in_database(data, on)
