"""`hotline database copy`: a desk that has grown moves from its SQLite file to PostgreSQL, with everything."""

import asyncio
import socket
import sqlite3
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.engine.url import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from api.copying import Copied, copy_all, refuse_full
from api.errors import DatabaseError
from api.migrate import bring_up_to_date
from api.settings import DeskSettings
from hotline_cli.desk_settings import settings_of
from hotline_cli.shell import quit_with, set_up_logs
from telephony.setting_kinds import split_address

Data = Annotated[Path | None, typer.Option(help="Data folder.", show_default="the user's data folder")]
KNOCK_S = 2.0

database_app = typer.Typer(help="The desk's database: copy it to PostgreSQL.", no_args_is_help=True)


@database_app.callback()
def database() -> None:
    """The desk's database: copy it to PostgreSQL."""


@database_app.command("copy")
def copy(
    to: Annotated[
        str,
        typer.Option(
            envvar="HOTLINE_COPY_TO", help="postgresql+psycopg://hotline:PASSWORD@db.example/hotline, which is empty."
        ),
    ],
    data: Data = None,
) -> None:
    """Copy everything of the desk's SQLite file into an empty database, and compare it. The file stays as it is."""
    set_up_logs()
    settings = settings_of(data)
    target = _target(to)
    source = make_url(settings.database_url)
    if source.get_backend_name() != "sqlite":
        quit_with("This desk is on PostgreSQL already; pg_dump and pg_restore move it elsewhere.")
    if source.database is None or not Path(source.database).exists():
        quit_with(f"There is no desk in {settings.data}.", "Name its data folder with --data.")
    _refuse_running(settings)
    try:
        refuse_full(target)
        asyncio.run(bring_up_to_date(settings.database_url))
        asyncio.run(bring_up_to_date(target))
        copied = copy_all(settings.database_url, target, _progress)
    except DatabaseError as error:
        quit_with(f"Not copied: {error}.")
    except (DBAPIError, sqlite3.Error) as error:
        quit_with(f"Not copied: {getattr(error, 'orig', None) or error}".rstrip() + ".")
    _summary(copied, target)


def _target(to: str) -> str:
    try:
        url = make_url(to)
        backend = url.get_backend_name()
        url.get_dialect()
    except (ArgumentError, NoSuchModuleError):
        quit_with("--to names no database.", "Such as postgresql+psycopg://hotline:PASSWORD@db.example/hotline")
    if backend != "postgresql":
        quit_with("--to has to name a PostgreSQL database: postgresql+psycopg://…")
    return to


def _refuse_running(settings: DeskSettings) -> None:
    """A desk that runs would write on while it is copied."""
    host, port = split_address(settings.http)
    try:
        socket.create_connection((host, port), KNOCK_S).close()
    except OSError:
        return
    quit_with(
        f"Something answers at {settings.http}: this desk is running.",
        "Stop it (hotline serve or hotline desk) and copy then.",
    )


def _progress(table: str, done: int, total: int) -> None:
    typer.echo(f"  {table:<24} {done:>9} of {total}")


def _summary(copied: tuple[Copied, ...], target: str) -> None:
    rows = sum(one.rows for one in copied)
    where = make_url(target).render_as_string(hide_password=True)
    typer.echo(f"{rows} rows of {len(copied)} tables are in {where}; every row was compared.")
    typer.echo("Name it in hotline.toml ([desk] database = …) and start the desk; the old file stays as it was.")
