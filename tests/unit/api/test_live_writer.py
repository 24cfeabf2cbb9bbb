"""The writer behind the floor: in order, one kind a transaction, again after a failure, told only when on disk."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from api.live import writer as module
from api.live.writer import BATCH, LineEntry, LogWriter
from api.log import EventLog
from api.log_events import AgentSignedIn, DeskEvent
from telephony.wire import Numbered
from tests.unit.api.desk_samples import NOON, Desk, desk, numbered, started, whole_call


class Flaky(EventLog):
    """A log whose next writes fail, on their way in or after them all."""

    def __init__(self, real: Desk) -> None:
        super().__init__(real.database, real.log._projector)
        self.failing = 0
        self.calls: list[tuple[str, int]] = []

    def _fail(self) -> None:
        if self.failing:
            self.failing -= 1
            raise OperationalError("INSERT", {}, Exception("disk I/O error"))

    async def append_line(self, stream_id: str, line_id: str, numbered: Sequence[Numbered]) -> int:
        self.calls.append((stream_id, len(numbered)))
        self._fail()
        return await super().append_line(stream_id, line_id, numbered)

    async def append_desk(self, *events: DeskEvent) -> None:
        self.calls.append(("desk", len(events)))
        self._fail()
        await super().append_desk(*events)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_RETRY_S", 0.001)
    monkeypatch.setattr(module, "LAST_RETRY_S", 0.002)


@asynccontextmanager
async def made(folder: Path) -> AsyncIterator[tuple[LogWriter, Flaky]]:
    """A writer that does not run yet, and its log."""
    async with desk(folder) as real:
        log = Flaky(real)
        yield LogWriter(log), log


@asynccontextmanager
async def running(writer: LogWriter) -> AsyncIterator[None]:
    task = asyncio.create_task(writer.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_disk_that_refuses_is_told_once_and_again_when_it_takes(tmp_path: Path) -> None:
    async with made(tmp_path) as (writer, log), running(writer):
        log.failing = 5
        with capture_logs() as logs:
            writer.put(AgentSignedIn(at=NOON, agent_id="a1"))
            assert await writer.flushed(5)
        assert (writer.failing_since, writer.waiting) == (None, 0)
    assert [one["event"] for one in logs] == ["log_write_failed", "log_writes_again"]


def signed_in(agent_id: str) -> AgentSignedIn:
    return AgentSignedIn(at=NOON, agent_id=agent_id)


def entries(written: Callable[[int], None], stream_id: str = "s1") -> list[LineEntry]:
    return [LineEntry(stream_id, "line-1", one, written) for one in numbered([started(), *whole_call()])]


async def kinds(log: EventLog) -> list[str]:
    return [type(record.event).__name__ async for record in log.read()]


async def test_what_is_put_is_written_in_order_and_told_after_the_commit(tmp_path: Path) -> None:
    async with made(tmp_path) as (writer, log):
        told: list[tuple[int, int]] = []
        seen: list[asyncio.Task[int]] = []

        def written(seq: int) -> None:
            seen.append(asyncio.create_task(log.have_seq("s1")))
            told.append((seq, len(seen)))

        first, *rest = entries(written)
        writer.put(first)
        writer.put(signed_in("a"))
        for entry in rest:
            writer.put(entry)
        writer.put(signed_in("b"))
        async with running(writer):
            assert await writer.flushed(10)
        assert [seq for seq, _ in told] == [1, 6]
        for (seq, _), on_disk in zip(told, seen, strict=True):
            assert await on_disk >= seq
        assert (await kinds(log))[:3] == ["LineStarted", "AgentSignedIn", "CallArrived"]
        assert (await kinds(log))[-1] == "AgentSignedIn"
        assert log.calls == [("s1", 1), ("desk", 1), ("s1", 5), ("desk", 1)]


async def test_a_failing_log_is_tried_again_and_nothing_is_lost_doubled_or_out_of_order(tmp_path: Path) -> None:
    async with made(tmp_path) as (writer, log):
        told: list[int] = []
        log.failing = 4
        for entry in entries(told.append):
            writer.put(entry)
        writer.put(signed_in("a"))
        async with running(writer):
            assert await writer.flushed(10)
            assert told == [6]
            writer.put(signed_in("b"))
            assert await writer.flushed(10)
        assert log.failing == 0
        assert len(log.calls) == 4 + 3
        assert await kinds(log) == [
            "LineStarted",
            "CallArrived",
            "CallRinging",
            "CallAnswered",
            "CallEstablished",
            "CallEnded",
            "AgentSignedIn",
            "AgentSignedIn",
        ]


async def test_nothing_is_told_while_the_log_fails(tmp_path: Path) -> None:
    async with made(tmp_path) as (writer, log):
        told: list[int] = []
        log.failing = 1_000_000
        for entry in entries(told.append):
            writer.put(entry)
        async with running(writer):
            assert not await writer.flushed(0.05)
            assert told == []
            assert await kinds(log) == []
            log.failing = 0
            assert await writer.flushed(10)
        assert told == [6]


async def test_what_a_line_sends_again_is_written_once_and_told_again(tmp_path: Path) -> None:
    async with made(tmp_path) as (writer, log):
        told: list[int] = []
        again: list[int] = []
        async with running(writer):
            for entry in entries(told.append):
                writer.put(entry)
            assert await writer.flushed(10)
            for entry in entries(again.append):
                writer.put(entry)
            assert await writer.flushed(10)
        assert (told, again) == ([6], [6])
        assert len(await kinds(log)) == 6


async def test_two_links_of_one_stream_are_each_told(tmp_path: Path) -> None:
    """The line is back on a new link while events of the old one still wait."""
    async with made(tmp_path) as (writer, _):
        old: list[int] = []
        new: list[int] = []
        for entry in entries(old.append)[:3] + entries(new.append):
            writer.put(entry)
        async with running(writer):
            assert await writer.flushed(10)
        assert new == [6]


async def test_streams_do_not_share_a_transaction_and_a_batch_is_bounded(tmp_path: Path) -> None:
    async with made(tmp_path) as (writer, log):
        for agent in range(BATCH + 1):
            writer.put(signed_in(str(agent)))
        writer.put(entries(lambda _: None, "s1")[0])
        writer.put(entries(lambda _: None, "s2")[0])
        async with running(writer):
            assert await writer.flushed(20)
        assert log.calls == [("desk", BATCH), ("desk", 1), ("s1", 1), ("s2", 1)]


async def test_nothing_to_write_is_flushed_at_once(tmp_path: Path) -> None:
    async with made(tmp_path) as (writer, _):
        assert await writer.flushed(0)
