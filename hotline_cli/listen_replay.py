"""`hotline listen replay`: what other rules would have suspected in the calls since a day, before they count.

Reads the transcripts of this machine, for administrators who hold its key. Nothing is changed without `--keep`; then
the new judgement stands beside the words, and the log says so.
"""

import asyncio
import datetime as dt
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from api.db import Database
from api.errors import DatabaseError, DeskError
from api.log import EventLog
from api.migrate import bring_up_to_date
from api.projector import Projector
from api.schemas.transcripts import SuspectedPhrase
from api.settings import DeskSettings
from api.transcripts.events import TranscriptsJudgedAnew
from api.transcripts.judge import Judge
from api.transcripts.replay import Change, judged_anew
from api.transcripts.shelf import TranscriptShelf
from hotline_cli.shell import data_folder, quit_with
from scripts_lib.errors import InvalidData
from scripts_lib.hearing.matcher import matcher_for_speech
from scripts_lib.loader import load
from scripts_lib.model import Rules
from telephony.errors import RecordingUnreadable, SettingsError


class _Line(msgspec.Struct, frozen=True):
    """One change as it is printed; `offset` is seconds into the recording."""

    call_id: str
    agent_id: str
    offset: float
    text: str
    added: list[str]
    removed: list[str]


def replay(
    since: Annotated[str, typer.Option(help="The first day, as 2026-11-01, in the site's time.")],
    rules: Annotated[
        Path | None, typer.Option(help="Folder of the new rules.", show_default="those in force")
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Let the new judgement stand from now on.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a change.")] = False,
    data: Annotated[Path | None, typer.Option(help="Data folder.", show_default="the user's data folder")] = None,
) -> None:
    """Judge past transcripts again and show what changes; nothing is changed without --keep."""
    try:
        settings = DeskSettings.load(data_folder(data))
        found = load(rules or settings.rules_folder).rules
    except SettingsError as error:
        quit_with(f"Wrong setting in {error.where}:", *error.faults)
    except InvalidData as invalid:
        quit_with("The rules cannot be used:", *(str(error) for error in invalid.errors))
    first = _midnight(since, settings)
    try:
        segments, calls, changes = asyncio.run(_judge(settings, found, first, keep=keep))
    except (DatabaseError, RecordingUnreadable) as error:
        quit_with(str(error))
    except DeskError as error:
        quit_with(error.en)
    for change in changes:
        typer.echo(_json(change) if as_json else _plain(change))
    if not as_json:
        typer.echo(_summary(segments, calls, changes, found.version, keep=keep))


def _midnight(day: str, settings: DeskSettings) -> float:
    try:
        return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(), settings.zone).timestamp()
    except ValueError:
        quit_with(f"{day!r} is not a day: write it as 2026-11-01.")


async def _judge(settings: DeskSettings, rules: Rules, first: float, *, keep: bool) -> tuple[int, int, list[Change]]:
    """Segments and calls that were read, and what changes."""
    settings.make_folder()
    await bring_up_to_date(settings.database_url)
    database = Database(settings.database_url)
    try:
        log = EventLog(database, Projector(settings.cadence))
        shelf = TranscriptShelf(database, log, settings.data, settings.retention)
        entries = await shelf.entries_since(first)
        matcher = matcher_for_speech(rules.phrases)
        changes = judged_anew(entries, lambda: Judge(matcher))
        calls = len({entry.call_id for entry in entries})
        if keep:
            for change in changes:
                await shelf.judge_anew(change.entry, change.hits, rules.version)
            await log.append_desk(
                TranscriptsJudgedAnew(
                    at=time.time(),
                    since=first,
                    calls=calls,
                    rules_version=rules.version,
                    added=sum(len(change.added) for change in changes),
                    removed=sum(len(change.removed) for change in changes),
                )
            )
        return len(entries), calls, changes
    finally:
        await database.close()


def _names(hits: Sequence[SuspectedPhrase]) -> list[str]:
    return [f"{hit.rule} {hit.phrase}" for hit in hits]


def _json(change: Change) -> str:
    entry = change.entry
    line = _Line(
        entry.call_id,
        entry.agent_id,
        round(entry.offset_ms / 1000, 1),
        entry.text,
        _names(change.added),
        _names(change.removed),
    )
    return msgspec.json.encode(line).decode()


def _plain(change: Change) -> str:
    entry = change.entry
    minutes, seconds = divmod(int(entry.offset_ms / 1000), 60)
    lines = [f"{entry.call_id}  {minutes:02}:{seconds:02}  {entry.text}"]
    lines += [f"    + {name}" for name in _names(change.added)]
    lines += [f"    - {name}" for name in _names(change.removed)]
    return "\n".join(lines)


def _summary(segments: int, calls: int, changes: Sequence[Change], version: str, *, keep: bool) -> str:
    added = sum(len(change.added) for change in changes)
    removed = sum(len(change.removed) for change in changes)
    did = "已采用 / now in force" if keep else "未改动，--keep 采用 / nothing was changed; --keep does"
    return (
        f"{calls} 通电话、{segments} 段话 / {calls} calls, {segments} segments: +{added} -{removed}"
        f"  (规则 / rules {version})  {did}"
    )
