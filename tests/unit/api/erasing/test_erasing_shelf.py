"""Erasing as one asks for it: what stands against it, what is said, what is in the file afterwards."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from api.erasing.find import traces_of
from api.errors import Conflict, Invalid, NotFound
from api.log_events import CallExplained, RecordingDeleted
from api.residents.book import ResidentBook
from api.schemas import Explained, NewResident
from api.schemas.erasing import ErasureAsked
from telephony.events import CallEvent, EndCause
from telephony.recording.store import Facts, path_of
from telephony.recording_events import RecordingFinished, RecordingStarted
from tests.unit.api import desk_samples as sample
from tests.unit.api import erasing_story as story
from tests.unit.api import ticket_samples as tickets


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[sample.Desk]:
    async with sample.desk(tmp_path) as made:
        yield made


def files_of(folder: Path) -> bytes:
    """The database as it lies on the disk."""
    return b"".join(path.read_bytes() for path in folder.glob("hotline.db*"))


async def test_the_file_itself_holds_nothing_any_more(desk: sample.Desk, tmp_path: Path) -> None:
    wang = await story.told(desk)
    service = story.erasing(desk, tmp_path)
    asked = ErasureAsked(resident_id=wang.resident_id, why=f"王芳 {story.PHONE} 来函要求")
    seen = await service.ask(asked, "root")
    done = await service.ask(replace(asked, confirm=seen.confirm), "root")
    left = files_of(tmp_path)
    for secret in story.SECRETS:
        assert secret.encode() not in left, secret
    total, (view,) = await service.page(limit=9, offset=0)
    assert (total, view.erasure_id, view.by) == (1, done.erasure_id, "root")
    assert "来函要求" in view.why
    await desk.write(
        "DROP TRIGGER event_log_no_update", "UPDATE event_log SET payload = payload || ' ' WHERE number = 2"
    )
    assert await service.broken() == (2,)
    assert await ResidentBook(desk.database).find("王芳", limit=9, offset=0) == (0, ())


async def test_what_would_go_and_what_stays_is_said_first(desk: sample.Desk, tmp_path: Path) -> None:
    wang = await story.told(desk)
    seen = await story.erasing(desk, tmp_path).ask(ErasureAsked(resident_id=wang.resident_id, why="申请"), "root")
    counts = {one.what.zh: one.count for one in seen.counts}
    assert counts["通话"] == 3
    assert counts["电话号码"] == 2
    assert (counts["投诉"], counts["走访"], counts["来信"], counts["通话文字"]) == (1, 1, 1, 1)
    assert any("长期保存" in line.zh for line in seen.kept)
    assert await story.count(desk, "SELECT what FROM access_log ORDER BY number DESC LIMIT 1") == "erasure_checked"


async def test_an_open_complaint_is_finished_first(desk: sample.Desk, tmp_path: Path) -> None:
    (wang,) = await ResidentBook(desk.database).add(story.WANG)
    await desk.log.append_desk(replace(tickets.made(resident_id=wang.resident_id), home=story.HOME, call_id=""))
    service = story.erasing(desk, tmp_path)
    asked = ErasureAsked(resident_id=wang.resident_id, why="申请")
    seen = await service.ask(asked, "root")
    assert [line.zh for line in seen.against] == [f"投诉尚未办结（1）：{tickets.NUMBER}"]
    with pytest.raises(Conflict, match=tickets.NUMBER):
        await service.ask(replace(asked, confirm=seen.confirm), "root")
    assert await desk.rows("redaction") == []


async def test_what_law_keeps_is_kept_for_its_time(desk: sample.Desk, tmp_path: Path) -> None:
    wang = await story.told(desk)
    service = story.erasing(desk, tmp_path, hold_days=36_500)
    seen = await service.ask(ErasureAsked(resident_id=wang.resident_id, why="申请"), "root")
    assert ["36500 天" in line.zh for line in seen.against] == [True]


async def test_a_call_that_lasts_and_a_caller_to_be_rung_back_stand_against_it(
    desk: sample.Desk, tmp_path: Path
) -> None:
    missed: list[CallEvent] = [sample.arrived("m1"), sample.ended("m1", cause=EndCause.ABANDONED)]
    events = sample.numbered([sample.started(), *missed, sample.arrived("c1", sample.NOON + 9)])
    await desk.log.append_line("s1", "line-1", events)
    seen = await story.erasing(desk, tmp_path).ask(ErasureAsked(number=story.PHONE, why="申请"), "root")
    assert [line.zh for line in seen.against] == ["通话尚未结束（1）：c1", "待办事项未了（1）：m1"]


async def test_a_number_that_others_have_too_stays(desk: sample.Desk, tmp_path: Path) -> None:
    husband = NewResident(name="周强", building="3", unit="1", room="502", phones=(story.PHONE,))
    wang, _ = await ResidentBook(desk.database).add(story.WANG, husband)
    await desk.log.append_line("s1", "line-1", sample.numbered([sample.started(), *sample.whole_call("c1")]))
    service = story.erasing(desk, tmp_path)
    asked = ErasureAsked(resident_id=wang.resident_id, why="申请")
    seen = await service.ask(asked, "root")
    assert any("138****1234" in line.zh for line in seen.kept)
    assert any("同住其他人" in line.zh for line in seen.kept)
    await service.ask(replace(asked, confirm=seen.confirm), "root")
    assert [row[4] for row in await desk.rows("call")] == [story.PHONE]
    assert (await ResidentBook(desk.database).find("周强", limit=9, offset=0))[0] == 1


async def test_somebody_who_is_not_in_the_book(desk: sample.Desk, tmp_path: Path) -> None:
    await desk.log.append_line("s1", "line-1", sample.numbered([sample.started(), *sample.whole_call("c1")]))
    service = story.erasing(desk, tmp_path)
    asked = ErasureAsked(number="138 0000 1234", why="来电要求")
    seen = await service.ask(asked, "root")
    assert (await service.ask(replace(asked, confirm=seen.confirm), "root")).done
    assert story.PHONE not in repr([await desk.rows(table) for table in story.EVERYWHERE])
    with pytest.raises(NotFound):
        await service.ask(asked, "root")


async def test_what_cannot_be_asked(desk: sample.Desk, tmp_path: Path) -> None:
    wang, _ = await ResidentBook(desk.database).add(story.WANG, story.LIU)
    await desk.log.append_line("s1", "line-1", sample.numbered([sample.started(), *sample.whole_call("c1")]))
    service = story.erasing(desk, tmp_path)
    for asked, wrong in (
        (ErasureAsked(resident_id=wang.resident_id, why=" "), Invalid),
        (ErasureAsked(resident_id=wang.resident_id, why="长" * 201), Invalid),
        (ErasureAsked(resident_id="nobody", why="申请"), NotFound),
        (ErasureAsked(number=story.PHONE, why="申请"), Invalid),
        (ErasureAsked(number="962121", why="申请"), Invalid),
        (ErasureAsked(number="x", why="申请"), Invalid),
        (ErasureAsked(resident_id=wang.resident_id, why="申请", confirm="0" * 16), Conflict),
    ):
        with pytest.raises(wrong):
            await service.ask(asked, "root")


async def test_recordings_go_with_an_entry_and_those_elsewhere_are_named(desk: sample.Desk, tmp_path: Path) -> None:
    started = [
        RecordingStarted(at=sample.NOON, call_id="c1", recording_id=one, started_ms=1.0) for one in ("r1", "r2")
    ]
    finished = [
        RecordingFinished(at=sample.NOON, call_id="c1", recording_id=one, length_ms=1.0, size=1, sha256="0")
        for one in ("r1", "r2")
    ]
    events = sample.numbered([sample.started(), *sample.whole_call("c1"), *started, *finished])
    await desk.log.append_line("s1", "line-1", events)
    here = path_of(tmp_path / "recordings", Facts(recording_id="r1", call_id="c1", began_at=sample.NOON))
    here.parent.mkdir(parents=True)
    here.write_bytes(b"sound")
    service = story.erasing(desk, tmp_path)
    asked = ErasureAsked(number=story.PHONE, why="申请")
    seen = await service.ask(asked, "root")
    assert any("录音 r2" in line.zh for line in seen.kept)
    await service.ask(replace(asked, confirm=seen.confirm), "root")
    assert not here.exists()
    deleted = [one.event async for one in desk.log.read() if isinstance(one.event, RecordingDeleted)]
    assert [one.recording_id for one in deleted] == ["r1"]


async def test_a_call_that_somebody_else_was_chosen_for_is_not_the_persons(desk: sample.Desk) -> None:
    wang, liu = await ResidentBook(desk.database).add(story.WANG, story.LIU)
    calls = [*sample.whole_call("c1"), *sample.whole_call("c2")]
    await desk.log.append_line("s1", "line-1", sample.numbered([sample.started(), *calls]))
    for call_id, who in (("c1", wang), ("c2", liu)):
        explained = Explained(notes="问停水", resident_id=who.resident_id)
        await desk.log.append_desk(CallExplained(at=sample.NOON, call_id=call_id, agent_id="a1", explained=explained))
    async with desk.database.reading() as session:
        assert await session.scalar(text("SELECT count(*) FROM call")) == 2
        found = await traces_of(session, wang.resident_id, "", "")
    assert found.call_ids == {"c1"}
