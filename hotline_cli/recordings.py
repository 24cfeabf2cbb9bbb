"""`hotline recordings`: list, export and check recordings on this machine, for administrators who hold its key.

An export is in clear: the log of the desk does not see it, so the command says so and asks for a reason, which it
writes into the desk's log (SEC-1).
"""

import asyncio
import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from api.db import Database
from api.errors import DatabaseError
from api.log import EventLog
from api.log_events import RecordingOpened
from api.migrate import bring_up_to_date
from api.projector import Projector
from api.recordings.shelf import as_wav
from api.settings import DeskSettings
from hotline_cli.desk_settings import settings_of
from hotline_cli.shell import quit_with
from telephony.errors import RecordingUnreadable, SettingsError
from telephony.recording.keys import Keys, load_keys
from telephony.recording.store import PART, WHOLE, Facts, read_whole

Data = Annotated[Path | None, typer.Option(help="Data folder.", show_default="the user's data folder")]
WHO = "administrator"

recordings_app = typer.Typer(help="Recordings: list, export, check.", no_args_is_help=True)


@recordings_app.callback()
def recordings() -> None:
    """Recordings: list, export, check."""


@recordings_app.command("list")
def list_recordings(data: Data = None) -> None:
    """Every recording on this machine: when, how long, which call."""
    settings, keys = _open(data)
    files = list(_files(settings.data))
    if not files:
        typer.echo(f"There is no recording in {settings.data / 'recordings'}.", err=True)
    for path in files:
        try:
            facts, _ = _read(path, keys)
        except (OSError, RecordingUnreadable) as error:
            typer.echo(f"{path.stem}  {error}")
            continue
        began = dt.datetime.fromtimestamp(facts.began_at, settings.zone)
        length = f"{facts.length_ms / 1000:8.1f} s"
        kind = "message" if facts.voicemail else "call"
        typer.echo(f"{facts.recording_id}  {began:%Y-%m-%d %H:%M:%S}  {length}  {kind} {facts.call_id}")


@recordings_app.command("export")
def export(
    recording_id: Annotated[str, typer.Argument(help="Which, as `list` names it.")],
    target: Annotated[Path, typer.Argument(help="Where to: a name that ends in .flac or .wav.")],
    why: Annotated[str, typer.Option(help="The reason, kept in the log.", prompt="Why is it opened")],
    data: Data = None,
) -> None:
    """Write one recording in clear. Whoever has the file can hear it: delete it when it has served."""
    if target.suffix not in (".flac", ".wav"):
        quit_with(f"{target} must end in .flac or .wav.")
    if target.exists():
        quit_with(f"{target} is there already; name another file.")
    settings, keys = _open(data)
    path = next((one for one in _files(settings.data) if one.stem == recording_id), None)
    if path is None:
        quit_with(f"There is no recording {recording_id} on this machine; `hotline recordings list` names them.")
    try:
        facts, flac = _read(path, keys)
    except (OSError, RecordingUnreadable) as error:
        quit_with(str(error))
    asyncio.run(_note(settings, facts, why))
    target.write_bytes(flac if target.suffix == ".flac" else as_wav(flac))
    target.chmod(0o600)
    typer.echo(f"Wrote {target}: {facts.length_ms / 1000:.1f} s, agent left, caller right. It is not encrypted.")


@recordings_app.command("verify")
def verify(data: Data = None) -> None:
    """Read every recording to its end. Exit status 1: one was changed, cut off, or has a key that is not here."""
    settings, keys = _open(data)
    sound = faulty = 0
    for path in _files(settings.data):
        try:
            _read(path, keys)
            sound += 1
        except (OSError, RecordingUnreadable) as error:
            faulty += 1
            typer.echo(f"{path.name}: {error}")
    left = len(list((settings.data / "recordings").glob(f"*/*/*/*{PART}")))
    typer.echo(f"{sound} sound, {faulty} faulty" + (f", {left} unfinished (a line finishes them)" if left else ""))
    raise typer.Exit(1 if faulty else 0)


def _open(data: Path | None) -> tuple[DeskSettings, Keys]:
    settings = settings_of(data)
    if not settings.data.is_dir():
        quit_with(f"There is no data folder {settings.data}.", "Name it with --data, as `hotline serve` has it.")
    try:
        return settings, load_keys(settings.data)
    except SettingsError as error:
        quit_with(f"Wrong setting in {error.where}:", *error.faults)


def _files(data: Path) -> Iterator[Path]:
    yield from sorted((data / "recordings").glob(f"*/*/*/*{WHOLE}"))


def _read(path: Path, keys: Keys) -> tuple[Facts, bytes]:
    with path.open("rb") as file:
        return read_whole(file, keys.known)


async def _note(settings: DeskSettings, facts: Facts, why: str) -> None:
    """The opening, in the desk's log before the file is written."""
    settings.make_folder()
    try:
        await bring_up_to_date(settings.database_url)
        database = Database(settings.database_url)
        try:
            await EventLog(database, Projector(settings.cadence)).append_desk(
                RecordingOpened(
                    at=time.time(),
                    recording_id=facts.recording_id,
                    call_id=facts.call_id,
                    agent_id=WHO,
                    why=why,
                )
            )
        finally:
            await database.close()
    except DatabaseError as error:
        quit_with(str(error), "The opening cannot be noted, so the recording stays closed.")
