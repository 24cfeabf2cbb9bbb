"""`hotline listen replay`: what other rules would have suspected in the calls since a day, before they count.

Reads the transcripts of this machine, for administrators who hold its key; with `--again` the recordings, which are
recognised anew (`listen_again.py`). Nothing is changed without `--keep`; then the new judgement stands beside the
words, and the log says so. Past calls are not proposed to quality anew.
"""

import asyncio
import datetime as dt
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from api.db import Database
from api.errors import DatabaseError, DeskError
from api.log import EventLog
from api.migrate import bring_up_to_date
from api.projector import Projector
from api.schemas.transcripts import SuspectedPhrase, TranscriptEntry
from api.settings import DeskSettings
from api.transcripts.again import Again
from api.transcripts.events import TranscriptsJudgedAnew
from api.transcripts.judge import Judge
from api.transcripts.replay import Change, judged_anew
from api.transcripts.shelf import TranscriptShelf
from hotline_cli.desk_settings import rules_of, settings_of
from hotline_cli.listen_again import Listening, told
from hotline_cli.listen_engine import engine_of
from hotline_cli.shell import quit_with
from scripts_lib.hearing.matcher import matcher_for_speech
from scripts_lib.model import Rules
from telephony.errors import ModelUnusable, RecordingUnreadable
from telephony.listening.engine import Engine


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
    again: Annotated[
        bool, typer.Option("--again", help="Recognise the recordings anew; each opening is logged.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a change.")] = False,
    data: Annotated[Path | None, typer.Option(help="Data folder.", show_default="the user's data folder")] = None,
) -> None:
    """Judge past transcripts again and show what changes; nothing is changed without --keep."""
    settings = settings_of(data)
    found = rules_of(settings, rules).rules
    first = _midnight(since, settings)
    if again:
        _again(settings, found, first, keep=keep, as_json=as_json, data=data)
        return
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


def _again(
    settings: DeskSettings, rules: Rules, first: float, *, keep: bool, as_json: bool, data: Path | None
) -> None:
    try:
        calls = asyncio.run(_recognise(settings, rules, engine_of(None, data), first, keep=keep))
    except ModelUnusable as error:
        quit_with(f"Listening is not set up: {error.where}", error.why)
    except DatabaseError as error:
        quit_with(str(error))
    for call in calls:
        if as_json:
            for line in _found_json(call):
                typer.echo(line)
        else:
            entry = call.entries[0]
            typer.echo(f"{entry.call_id}  {len(call.before)} → {len(call.entries)} 段 / segments")
            for line in told(call):
                typer.echo(line)
    if not as_json:
        segments = sum(len(call.entries) for call in calls)
        typer.echo(_summary(segments, len(calls), calls, rules.version, keep=keep))


async def _recognise(
    settings: DeskSettings, rules: Rules, engine: Engine, first: float, *, keep: bool
) -> list[Again]:
    settings.make_folder()
    await bring_up_to_date(settings.database_url)
    database = Database(settings.database_url)
    try:
        log = EventLog(database, Projector(settings.cadence))
        calls = await Listening(settings, database, log, engine, rules).again(first, keep=keep)
        if keep:
            await log.append_desk(_noted(first, len(calls), rules, calls))
        return calls
    finally:
        await database.close()


def _found_json(call: Again) -> Iterator[str]:
    """A change of one segment as an object; phrases that come stand in the words of now, others in the kept ones."""
    for found, came in [*((one, True) for one in call.added), *((one, False) for one in call.removed)]:
        names = _names([found.hit])
        entry = found.entry
        yield _line(entry, found.at_ms, names if came else [], [] if came else names)


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
            await log.append_desk(_noted(first, calls, rules, changes))
        return len(entries), calls, changes
    finally:
        await database.close()


def _noted(first: float, calls: int, rules: Rules, changes: Sequence[Change | Again]) -> TranscriptsJudgedAnew:
    return TranscriptsJudgedAnew(
        at=time.time(),
        since=first,
        calls=calls,
        rules_version=rules.version,
        added=sum(len(change.added) for change in changes),
        removed=sum(len(change.removed) for change in changes),
    )


def _names(hits: Sequence[SuspectedPhrase]) -> list[str]:
    return [f"{hit.rule} {hit.phrase}" for hit in hits]


def _json(change: Change) -> str:
    return _line(change.entry, change.entry.offset_ms, _names(change.added), _names(change.removed))


def _line(entry: TranscriptEntry, at_ms: float, added: list[str], removed: list[str]) -> str:
    line = _Line(entry.call_id, entry.agent_id, round(at_ms / 1000, 1), entry.text, added, removed)
    return msgspec.json.encode(line).decode()


def _plain(change: Change) -> str:
    entry = change.entry
    minutes, seconds = divmod(int(entry.offset_ms / 1000), 60)
    lines = [f"{entry.call_id}  {minutes:02}:{seconds:02}  {entry.text}"]
    lines += [f"    + {name}" for name in _names(change.added)]
    lines += [f"    - {name}" for name in _names(change.removed)]
    return "\n".join(lines)


def _summary(segments: int, calls: int, changes: Sequence[Change | Again], version: str, *, keep: bool) -> str:
    added = sum(len(change.added) for change in changes)
    removed = sum(len(change.removed) for change in changes)
    did = "已采用 / now in force" if keep else "未改动，--keep 采用 / nothing was changed; --keep does"
    return (
        f"{calls} 通电话、{segments} 段话 / {calls} calls, {segments} segments: +{added} -{removed}"
        f"  (规则 / rules {version})  {did}"
    )
