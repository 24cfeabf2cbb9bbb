"""Recordings over REST: who may open them, what is logged, ranges, what is not there, what is deleted when."""

import io
import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import soundfile

from api.log import EventLog
from api.projector import Projector
from api.recordings.retention import DAY_S, Retention
from api.recordings.routes import byte_range
from api.recordings.shelf import RecordingShelf
from api.schemas import FileState, LoggedEvent, RecordingView
from telephony.recording.keys import load_keys
from telephony.recording.store import Facts, Finished, Spool, finish
from telephony.recording_events import RecordingFinished, RecordingStarted
from tests.integration.desk_rest_rig import DeskRig, desk, problem
from tests.unit.api import desk_samples as sample


def recorded(data: Path, recording_id: str = "r1", call_id: str = "c1", began_at: float = sample.NOON) -> Finished:
    """A finished recording of two seconds on disk."""
    facts = Facts(recording_id=recording_id, call_id=call_id, began_at=began_at)
    keys = load_keys(data)
    spool = Spool(data / "recordings", keys, facts)
    tone = (np.sin(np.arange(16_000) / 3) * 9000).astype("<i2").tobytes()
    spool.audio(tone, bytes(len(tone)))
    spool.close()
    return finish(spool.path, data / "recordings", keys)


async def told(rig: DeskRig, done: Finished) -> EventLog:
    """The line tells the desk of it."""
    facts = done.facts
    begun = RecordingStarted(
        at=facts.began_at, call_id=facts.call_id, recording_id=facts.recording_id, started_ms=8000.0
    )
    over = RecordingFinished(
        at=facts.began_at + 60,
        call_id=facts.call_id,
        recording_id=facts.recording_id,
        length_ms=facts.length_ms,
        size=done.size,
        sha256=done.sha256,
    )
    log = EventLog(rig.database, Projector(sample.CN))
    have = await log.have_seq("s1")
    await log.append_line("s1", "line-1", sample.numbered([begun, over], have + 1))
    return log


async def list_of(rig: DeskRig, call_id: str) -> list[RecordingView]:
    return msgspec.convert(await rig.get("chief", f"/api/calls/{call_id}/recordings"), list[RecordingView])


async def test_a_supervisor_hears_a_recording_and_the_log_tells_who_and_why(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        await told(rig, recorded(tmp_path))
        (view,) = await list_of(rig, "c1")
        assert (view.state, view.length_ms) == (FileState.READY, 2000)
        answer = await rig.ask("chief", "GET", "/api/recordings/r1/audio", params={"why": "投诉复核"})
        assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/flac")
        samples, rate = soundfile.read(io.BytesIO(answer.content))
        assert (rate, samples.shape) == (8000, (16_000, 2))
        events = msgspec.convert((await rig.get("chief", "/api/calls/c1"))["events"], list[LoggedEvent])
        (opened,) = [one for one in events if one.kind == "RecordingOpened"]
        assert opened.data["why"] == "投诉复核"
        assert opened.data["agent_id"] == rig.people["chief"].agent_id
        wav = await rig.ask("chief", "GET", "/api/recordings/r1/audio", params={"why": "复核", "form": "wav"})
        assert wav.content[:4] == b"RIFF"


@pytest.mark.parametrize("who", ["li", ""])
async def test_an_agent_may_not_open_recordings(tmp_path: Path, who: str) -> None:
    async with desk(tmp_path) as rig:
        await told(rig, recorded(tmp_path))
        for path in ("/api/recordings/r1/audio?why=curious", "/api/calls/c1/recordings"):
            assert (await rig.ask(who, "GET", path)).status_code == (403 if who else 401)


async def test_without_a_reason_it_stays_closed(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        await told(rig, recorded(tmp_path))
        assert (await rig.ask("chief", "GET", "/api/recordings/r1/audio")).status_code in (400, 422)


async def test_a_range_is_given(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        await told(rig, recorded(tmp_path))
        url = "/api/recordings/r1/audio?why=check"
        whole = (await rig.ask("chief", "GET", url)).content
        part = await rig.ask("chief", "GET", url, headers={"Range": "bytes=10-19"})
        assert (part.status_code, part.content) == (206, whole[10:20])
        assert part.headers["content-range"] == f"bytes 10-19/{len(whole)}"
        beyond = await rig.ask("chief", "GET", url, headers={"Range": f"bytes={len(whole)}-"})
        assert beyond.status_code == 416
        half = await rig.ask("chief", "GET", url, headers={"Range": f"bytes=0-{len(whole) // 2 - 1}"})
        assert half.status_code == 206
    opened, given = logged(tmp_path)
    assert (opened["why"], given["why"]) == ("check", "check"), "one opening, and how much of it was fetched"
    assert (given["percent"], given["pieces"]) == (50, 2)


def logged(folder: Path) -> list[dict[str, Any]]:
    """What the log of a desk that has ended says of openings."""
    (file,) = folder.rglob("hotline.db")
    with closing(sqlite3.connect(file)) as database:
        query = "SELECT payload FROM event_log WHERE kind IN ('RecordingOpened', 'RecordingGivenOut') ORDER BY number"
        return [json.loads(row[0]) for row in database.execute(query)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", None),
        ("bytes=0-0", (0, 0)),
        ("bytes=5-", (5, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-0", (100, 99)),
        ("bytes=90-500", (90, 99)),
        ("bytes=1-2,4-5", None),
        ("lines=1-2", None),
    ],
)
def test_range_headers(text: str, wanted: tuple[int, int] | None) -> None:
    assert byte_range(text, 100) == wanted


async def test_a_file_that_is_elsewhere_or_broken_is_told(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        done = recorded(tmp_path)
        await told(rig, done)
        data = bytearray(done.path.read_bytes())
        data[-1] ^= 1
        done.path.write_bytes(data)
        broken = await rig.ask("chief", "GET", "/api/recordings/r1/audio?why=check")
        assert problem(broken).code == "recording_unavailable"
        done.path.unlink()
        gone = await rig.ask("chief", "GET", "/api/recordings/r1/audio?why=check")
        assert "not on this machine" in problem(gone).detail
        nothing = await rig.ask("chief", "GET", "/api/recordings/none/audio?why=check")
        assert nothing.status_code == 404


async def test_old_ones_are_deleted_and_those_of_open_tickets_are_not(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        plain, complaint = recorded(tmp_path), recorded(tmp_path, "r2", "c2")
        log = await told(rig, plain)
        await told(rig, complaint)
        answer = await rig.ask("li", "POST", "/api/calls/c2/disposition", sample.complaint())
        assert answer.status_code == 200, answer.text
        shelf = RecordingShelf(rig.database, log, tmp_path, Retention(keep_days=180, ticket_days=365))
        assert await shelf.sweep(sample.NOON + 10 * DAY_S) == 0
        assert await shelf.sweep(time.time() + 400 * DAY_S) == 1
        assert (plain.path.exists(), complaint.path.exists()) == (False, True)
        (view,) = await list_of(rig, "c1")
        assert view.state is FileState.DELETED
        assert "180" in view.reason


async def test_what_a_dead_line_was_recording_is_told_until_it_is_saved(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        log = EventLog(rig.database, Projector(sample.CN))
        have = await log.have_seq("s1")
        begun = RecordingStarted(at=sample.NOON + 410, call_id="t1", recording_id="r9", started_ms=1.0)
        again = [
            msgspec.structs.replace(one, seq=one.seq + have) for one in sample.numbered([begun, sample.started()])
        ]
        await log.append_line("s1", "line-1", again)
        (view,) = await list_of(rig, "t1")
        assert (view.state, view.reason) == (FileState.FAILED, "the line stopped")
        saved = RecordingFinished(
            at=sample.NOON + 500, call_id="t1", recording_id="r9", length_ms=900.0, size=10, sha256="x"
        )
        await log.append_line("s1", "line-1", sample.numbered([saved], have + 3))
        (view,) = await list_of(rig, "t1")
        assert view.state is FileState.READY
