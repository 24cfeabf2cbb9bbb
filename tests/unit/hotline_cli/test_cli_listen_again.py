"""`hotline listen replay --again`: recordings are recognised anew, opened in the log, and kept when that is said."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.db import Database
from api.log import EventLog
from api.log_events import RecordingOpened
from api.projector import Projector
from api.settings import DeskSettings
from api.transcripts.events import PhraseSuspected, TranscriptsJudgedAnew
from api.transcripts.shelf import TranscriptShelf
from hotline_cli import listen_again, listen_engine
from hotline_cli.listen import listen_app
from telephony.errors import ModelUnusable
from telephony.events import CallEvent
from telephony.listening.scripted import Line, ScriptedRecogniser
from telephony.recording.keys import load_keys
from telephony.recording.store import Facts, Spool, finish
from telephony.recording_events import RecordingFinished, RecordingStarted
from tests.fresh_database import fresh_database
from tests.unit.api import desk_samples as sample
from tests.unit.hotline_cli.test_cli_listen_replay import said

BEGAN = sample.NOON + 8
AGENT = [Line(0.0, 1.5, "您好,物业服务中心。"), Line(2.0, 3.5, "这个情况我不知道。")]
CALLER = [Line(1.6, 1.9, "电梯坏了。")]


class Named:
    name, model = "engine 2", "model 2"


async def fill(folder: Path) -> None:
    settings = DeskSettings.load(folder)
    settings.make_folder()
    await fresh_database(settings.folder / "hotline.db")
    database = Database(settings.database_url)
    log = EventLog(database, Projector(settings.cadence))
    recorded: list[CallEvent] = [
        RecordingStarted(at=BEGAN, call_id="call-1", recording_id="r-1", started_ms=8000.0),
        RecordingFinished(
            at=BEGAN + 60, call_id="call-1", recording_id="r-1", length_ms=4000.0, size=1, sha256="0" * 64
        ),
    ]
    await log.append_line(
        "s1", "line-1", sample.numbered([sample.started(), *sample.whole_call("call-1"), *recorded])
    )
    await TranscriptShelf(database, log, settings.data, settings.retention).keep(
        said("这个情况我不自道。", 0), (), "old rules"
    )
    await database.close()
    keys = load_keys(settings.data)
    spool = Spool(settings.data / "recordings", keys, Facts(recording_id="r-1", call_id="call-1", began_at=BEGAN))
    spool.audio(bytes(64_000), bytes(64_000))
    spool.close()
    finish(spool.path, settings.data / "recordings", keys)


async def looked_at(folder: Path) -> tuple[list[str], list[tuple[str, str, str]]]:
    """What the log says of openings and judgements, and the words that stand."""
    settings = DeskSettings.load(folder)
    database = Database(settings.database_url)
    log = EventLog(database, Projector(settings.cadence))
    kinds = RecordingOpened | TranscriptsJudgedAnew | PhraseSuspected
    logged = [type(one.event).__name__ async for one in log.read() if isinstance(one.event, kinds)]
    entries = await TranscriptShelf(database, log, settings.data, settings.retention).entries_of("call-1")
    await database.close()
    return logged, [(entry.text, entry.agent_id, entry.model) for entry in entries]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    asyncio.run(fill(tmp_path))
    scripts: list[list[Line]] = []

    def recogniser(engine: object, partials: bool, propose: object) -> ScriptedRecogniser:
        scripts[:] = scripts or [AGENT, CALLER]
        return ScriptedRecogniser(scripts.pop(0))

    monkeypatch.setattr(listen_engine, "load_engine", lambda folder: Named())
    monkeypatch.setattr(listen_again, "recogniser_of", recogniser)
    monkeypatch.setattr(listen_again, "NICENESS", 0)
    return tmp_path


def run(folder: Path, *arguments: str) -> Any:
    words = ["replay", "--again", "--since", "2026-01-01", "--data", str(folder), *arguments]
    return CliRunner().invoke(listen_app, words)


def test_it_shows_what_changes_logs_the_opening_and_keeps_nothing(folder: Path) -> None:
    result = run(folder)
    assert result.exit_code == 0, result.output
    assert "call-1  1 → 3 段 / segments" in result.stdout
    assert "+ 00:02  SAY-F02 不知道  这个情况我不知道。" in result.stdout
    assert "1 calls, 3 segments: +1 -0" in result.stdout
    assert "nothing was changed" in result.stdout
    logged, kept = asyncio.run(looked_at(folder))
    assert logged == ["RecordingOpened"]
    assert kept == [("这个情况我不自道。", "li", "m")]


def test_kept_only_when_said_so_and_then_a_second_time_changes_nothing(folder: Path) -> None:
    assert "now in force" in run(folder, "--keep").stdout
    logged, kept = asyncio.run(looked_at(folder))
    assert logged == ["RecordingOpened", "TranscriptsJudgedAnew"], "and nothing that quality would propose"
    assert kept == [
        ("您好,物业服务中心。", "li", "model 2"),
        ("电梯坏了。", "", "model 2"),
        ("这个情况我不知道。", "li", "model 2"),
    ]
    assert "3 segments: +0 -0" in run(folder).stdout


def test_json_is_one_object_a_change(folder: Path) -> None:
    (line,) = run(folder, "--json").stdout.splitlines()
    change = json.loads(line)
    assert (change["call_id"], change["added"], change["removed"]) == ("call-1", ["SAY-F02 不知道"], [])


def test_where_nobody_is_heard_the_kept_words_stay(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listen_again, "recogniser_of", lambda engine, partials, propose: ScriptedRecogniser([]))
    assert "0 calls, 0 segments" in run(folder, "--keep").stdout
    assert len(asyncio.run(looked_at(folder))[1]) == 1


def test_a_recording_that_is_not_here_is_named_and_left(folder: Path) -> None:
    for path in (folder / "recordings").glob("*/*/*/*.sxr"):
        path.unlink()
    result = run(folder, "--keep")
    assert "call-1  r-1: the file is not on this machine" in result.stderr
    assert asyncio.run(looked_at(folder))[1] == [("这个情况我不自道。", "li", "m")]


def test_without_a_model_it_says_what_to_do(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: object) -> object:
        raise ModelUnusable("no model", "hotline listen setup")

    monkeypatch.setattr(listen_engine, "load_engine", none)
    result = run(folder)
    assert result.exit_code == 2
    assert "hotline listen setup" in result.stderr
