"""`hotline listen replay`: shows what changes, changes nothing unless it is asked to, and says what is wrong."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.db import Database
from api.log import EventLog
from api.projector import Projector
from api.settings import DeskSettings
from api.transcripts.events import TranscriptsJudgedAnew
from api.transcripts.shelf import TranscriptShelf
from hotline_cli.listen import listen_app
from telephony.events import Side
from telephony.speech_events import SpeechHeard
from tests.fresh_database import fresh_database

TEXTS = ("您好,物业服务中心,我姓李。", "这个情况我不知道。")


def said(text: str, segment: int) -> SpeechHeard:
    return SpeechHeard(
        at=time.time(),
        call_id="call-1",
        side=Side.AGENT,
        agent_id="li",
        segment=segment,
        text=text,
        readings=(text,),
        start_ms=5000.0 + 2000 * segment,
        end_ms=6000.0 + 2000 * segment,
        offset_ms=62_000.0 + 2000 * segment,
        final=True,
        engine="e",
        model="m",
    )


async def fill(folder: Path) -> None:
    settings = DeskSettings.load(folder)
    settings.make_folder()
    await fresh_database(settings.folder / "hotline.db")
    database = Database(settings.database_url)
    shelf = TranscriptShelf(
        database, EventLog(database, Projector(settings.cadence)), settings.data, settings.retention
    )
    for segment, text in enumerate(TEXTS):
        await shelf.keep(said(text, segment), (), "old rules")
    await database.close()


async def logged(folder: Path) -> list[TranscriptsJudgedAnew]:
    settings = DeskSettings.load(folder)
    database = Database(settings.database_url)
    log = EventLog(database, Projector(settings.cadence))
    found = [one.event async for one in log.read() if isinstance(one.event, TranscriptsJudgedAnew)]
    await database.close()
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    asyncio.run(fill(tmp_path))
    return tmp_path


def run(folder: Path, *arguments: str) -> Any:
    return CliRunner().invoke(listen_app, ["replay", "--data", str(folder), *arguments])


def test_it_shows_what_changes_and_changes_nothing(folder: Path) -> None:
    for _ in range(2):
        result = run(folder, "--since", "2026-01-01")
        assert result.exit_code == 0, result.output
        assert "call-1  01:04  这个情况我不知道。" in result.stdout
        assert "+ SAY-F02 不知道" in result.stdout
        assert "1 calls, 2 segments: +1 -0" in result.stdout
    assert asyncio.run(logged(folder)) == []


def test_json_is_one_object_a_change(folder: Path) -> None:
    (line,) = run(folder, "--since", "2026-01-01", "--json").stdout.splitlines()
    change = json.loads(line)
    assert (change["call_id"], change["offset"], change["removed"]) == ("call-1", 64.0, [])
    assert change["added"] == ["SAY-F02 不知道"]


def test_keep_lets_the_new_judgement_stand_and_logs_it(folder: Path) -> None:
    assert "now in force" in run(folder, "--since", "2026-01-01", "--keep").stdout
    (fact,) = asyncio.run(logged(folder))
    assert (fact.calls, fact.added, fact.removed) == (1, 1, 0)
    assert "+0 -0" in run(folder, "--since", "2026-01-01").stdout


def test_calls_before_that_day_are_left_alone(folder: Path) -> None:
    assert "0 calls, 0 segments" in run(folder, "--since", "2999-01-01").stdout


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01"])
def test_a_day_that_is_none_is_said(folder: Path, day: str) -> None:
    result = run(folder, "--since", day)
    assert result.exit_code == 2
    assert "write it as 2026-11-01" in result.stderr
