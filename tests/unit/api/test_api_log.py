"""The event log: once each, in order, all or none, never changed; and what its tables stand on."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.log import PAGE, LoggedRecord
from api.log_events import DESK_STREAM, AnyEvent, CallExplained, CallOffered
from api.schemas import Explained
from telephony.events import CallEvent
from tests.unit.api import desk_samples as sample


async def logged(desk: sample.Desk, after: int = 0) -> list[LoggedRecord]:
    return [record async for record in desk.log.read(after)]


def offered(call_id: str = "c1") -> CallOffered:
    return CallOffered(at=sample.NOON, call_id=call_id, agent_id="a1")


async def test_events_are_read_back_as_they_were_in_order(tmp_path: Path) -> None:
    events: list[AnyEvent] = [*sample.whole_call()]
    async with sample.desk(tmp_path) as desk:
        assert await desk.log.append_line("s1", "line-1", sample.numbered(sample.whole_call())) == 5
        await desk.log.append_desk(offered())
        records = await logged(desk)
    assert [record.event for record in records] == [*events, offered()]
    assert [record.number for record in records] == [1, 2, 3, 4, 5, 6]
    assert [(record.stream_id, record.seq) for record in records[4:]] == [("s1", 5), (DESK_STREAM, 1)]


async def test_what_is_sent_again_is_passed_over(tmp_path: Path) -> None:
    numbered = sample.numbered(sample.whole_call())
    async with sample.desk(tmp_path) as desk:
        assert await desk.log.append_line("s1", "line-1", numbered[:3]) == 3
        before = await desk.projections()
        assert await desk.log.append_line("s1", "line-1", numbered[:3]) == 3
        assert await desk.projections() == before
        assert await desk.log.append_line("s1", "line-1", numbered[1:]) == 5
        assert len(await logged(desk)) == 5


async def test_a_number_that_is_there_keeps_its_first_event(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await desk.log.append_line("s1", "line-1", sample.numbered([sample.arrived("c1")]))
        await desk.log.append_line("s1", "line-1", sample.numbered([sample.arrived("c2")]))
        assert [record.event for record in await logged(desk)] == [sample.arrived("c1")]


async def test_each_stream_counts_for_itself(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await desk.log.append_line("s1", "line-1", sample.numbered([sample.arrived("c1"), sample.ringing("c1")]))
        await desk.log.append_line("s2", "line-2", sample.numbered([sample.arrived("c2")]))
        await desk.log.append_desk(offered(), offered("c2"))
        assert [await desk.log.have_seq(name) for name in ("s1", "s2", DESK_STREAM, "s3")] == [2, 1, 2, 0]


async def test_a_gap_is_logged_as_it_is(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await desk.log.append_line("s1", "line-1", sample.numbered([sample.arrived()], first=1))
        assert await desk.log.append_line("s1", "line-1", sample.numbered([sample.ended()], first=9)) == 9
        assert [record.seq for record in await logged(desk)] == [1, 9]


async def test_a_page_boundary_loses_and_doubles_nothing(tmp_path: Path) -> None:
    many = sample.numbered([sample.ringing(f"c{n}") for n in range(PAGE + 3)])
    async with sample.desk(tmp_path) as desk:
        await desk.log.append_line("s1", "line-1", many)
        assert [record.number for record in await logged(desk)] == list(range(1, PAGE + 4))
        assert [record.number for record in await logged(desk, after=PAGE)] == [PAGE + 1, PAGE + 2, PAGE + 3]


async def test_a_crash_in_the_middle_leaves_neither_log_nor_tables(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await desk.log.append_line("s1", "line-1", sample.numbered(sample.whole_call()))
        before = await desk.projections(), await desk.rows("event_log"), await desk.rows("stream")

        async def work(session: AsyncSession) -> None:
            explained = Explained(notes="half")
            event = CallExplained(at=sample.NOON, call_id="c1", agent_id="a1", explained=explained)
            await desk.log.append_within(session, event)
            raise RuntimeError("power cut")

        with pytest.raises(RuntimeError, match="power cut"):
            await desk.log.in_transaction(work)
        assert (await desk.projections(), await desk.rows("event_log"), await desk.rows("stream")) == before
        await desk.log.append_desk(offered())
        assert await desk.log.have_seq(DESK_STREAM) == 1


async def test_a_cancelled_append_leaves_the_writer_usable(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        started = asyncio.Event()

        async def work(session: AsyncSession) -> None:
            await desk.log.append_within(session, offered())
            started.set()
            await asyncio.Event().wait()

        task = asyncio.create_task(desk.log.in_transaction(work))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await desk.log.append_desk(offered("c2"))
        assert [record.event for record in await logged(desk)] == [offered("c2")]


async def test_a_batch_that_fails_in_the_middle_is_not_there_at_all(tmp_path: Path) -> None:
    broken = sample.numbered([sample.arrived("c1")])
    async with sample.desk(tmp_path) as desk:
        with pytest.raises(AttributeError):
            await desk.log.append_line("s1", "line-1", [*broken, None])  # type: ignore[list-item]
        assert await logged(desk) == []
        assert await desk.log.have_seq("s1") == 0


async def test_fifty_appends_at_once_keep_one_order(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await asyncio.gather(*(desk.log.append_desk(offered(f"c{n}"), offered(f"d{n}")) for n in range(50)))
        records = await logged(desk)
    assert [record.seq for record in records] == list(range(1, 101))
    names = [record.event.call_id for record in records if isinstance(record.event, CallOffered)]
    assert all(names[n][1:] == names[n + 1][1:] for n in range(0, 100, 2))


@pytest.mark.parametrize("statement", ["UPDATE event_log SET payload = '{}'", "DELETE FROM event_log"])
async def test_the_log_refuses_to_change(tmp_path: Path, statement: str) -> None:
    async with sample.desk(tmp_path) as desk:
        await desk.log.append_desk(offered())
        before = await desk.rows("event_log")
        with pytest.raises(DBAPIError, match="the event log only grows"):
            await desk.write(statement)
        assert await desk.rows("event_log") == before


async def test_one_number_of_a_stream_is_there_once_whoever_writes(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await desk.log.append_desk(offered())
        columns = "stream_id, seq, at, kind, call_id, payload"
        with pytest.raises(IntegrityError):
            await desk.write(f"INSERT INTO event_log ({columns}) SELECT {columns} FROM event_log")


async def test_replacing_an_entry_counts_as_changing_it(tmp_path: Path) -> None:
    """INSERT OR REPLACE deletes the old row without a DELETE trigger unless recursive triggers are on."""
    async with sample.desk(tmp_path) as desk:
        await desk.log.append_desk(offered())
        before = await desk.rows("event_log")
        columns = "number, stream_id, seq, at, kind, call_id"
        replace = f"INSERT OR REPLACE INTO event_log ({columns}, payload) SELECT {columns}, '{{}}' FROM event_log"
        with pytest.raises(DBAPIError):
            await desk.write(replace)
        assert await desk.rows("event_log") == before


async def test_the_entries_of_one_call(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        mixed: list[CallEvent] = [sample.arrived("c1"), sample.arrived("c2"), sample.ringing("c1"), sample.started()]
        await desk.log.append_line("s1", "line-1", sample.numbered(mixed))
        await desk.log.append_desk(offered("c1"))
        kinds = [row.kind for row in await desk.log.of_call("c1")]
    assert kinds == ["CallArrived", "CallRinging", "CallOffered"]
