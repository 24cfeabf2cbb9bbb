"""The line's end of the link against a desk that dies, refuses, forgets, or knows more than it should."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from telephony import link as module
from telephony import retry
from telephony.commands import Answer, Command, HangUp
from telephony.events import CallRinging
from telephony.link import DeskLink
from telephony.outbox import Outbox
from telephony.wire import LinkRefused, Welcome
from tests.integration.line_rig import KEY, Desk
from tests.sip_bench import until


class LineEnd:
    """An outbox and its link, without a line."""

    def __init__(self, folder: Path, desk: Desk) -> None:
        self.outbox = Outbox(folder)
        self.commands: list[Command] = []
        self.link = DeskLink(f"ws://127.0.0.1:{desk.port}/link", KEY, "line-1", self.outbox, self.commands.append)
        self.count = self.outbox.issued

    def tell(self, count: int) -> None:
        for _ in range(count):
            self.count += 1
            self.outbox.append(CallRinging(at=0.0, call_id=f"call-{self.count}", ringing_ms=1.0))
        self.link.notify()


@asynccontextmanager
async def linked(folder: Path, desk: Desk) -> AsyncIterator[LineEnd]:
    end = LineEnd(folder, desk)
    task = asyncio.create_task(end.link.run())
    try:
        yield end
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        end.outbox.close()


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    made = Desk()
    await made.start()
    yield made
    await made.stop()


@pytest.fixture(autouse=True)
def _refusals_are_tried_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "REFUSED_FIRST_S", 0.05)
    monkeypatch.setattr(retry, "REFUSED_LAST_S", 0.05)


def calls(desk: Desk) -> list[str]:
    return [event.call_id for event in desk.kinds(CallRinging)]


def upto(count: int) -> list[str]:
    return [f"call-{n}" for n in range(1, count + 1)]


async def test_events_arrive_once_each_in_order_through_ten_deaths_of_the_desk(tmp_path: Path, desk: Desk) -> None:
    async with linked(tmp_path, desk) as end:
        for _ in range(10):
            end.tell(20)
            await until(lambda: desk.have > 0, what="the first events")
            await desk.stop()
            end.tell(20)
            await desk.start()
        await until(lambda: calls(desk)[-1:] == ["call-400"], limit_s=30, what="the last event")
        assert calls(desk) == upto(400)
        assert [one.seq for one in desk.numbered] == list(range(1, 401))
        await until(lambda: end.outbox.last_seq == 0, what="the last acknowledgement")


async def test_what_waited_while_there_was_no_desk_comes_at_once(tmp_path: Path, desk: Desk) -> None:
    await desk.stop()
    async with linked(tmp_path, desk) as end:
        end.tell(50)
        assert not await end.link.drain(3.0)  # no link: nothing to wait for
        await desk.start()
        await until(lambda: calls(desk) == upto(50))
        assert await end.link.drain(3.0)


async def test_another_key_is_refused_and_said_so_until_it_is_right(tmp_path: Path, desk: Desk) -> None:
    desk.key = "another"
    with capture_logs() as logs:
        async with linked(tmp_path, desk) as end:
            end.tell(1)
            await until(lambda: any(one["event"] == "link_refused" for one in logs))
            desk.key = KEY
            await until(lambda: calls(desk) == upto(1))
    refused = [one for one in logs if one["event"] == "link_refused"]
    assert len(refused) == 1  # the same reason is not said again and again
    assert "link key" in refused[0]["why"]
    assert KEY not in str(logs)


async def test_a_desk_that_refuses_in_words_is_tried_again(tmp_path: Path, desk: Desk) -> None:
    desk.says = LinkRefused(reason="line-1 is already here")
    with capture_logs() as logs:
        async with linked(tmp_path, desk) as end:
            end.tell(1)
            await until(lambda: any("already here" in str(one.get("why")) for one in logs))
            desk.says = None
            await until(lambda: calls(desk) == upto(1))


async def test_what_is_no_desk_is_refused(tmp_path: Path, desk: Desk) -> None:
    desk.says = HangUp(command_id="c", call_id="x", agent_id="li")
    with capture_logs() as logs:
        async with linked(tmp_path, desk):
            await until(lambda: any("Welcome" in str(one.get("why")) for one in logs))


async def test_a_desk_that_knows_later_events_gets_a_new_stream(tmp_path: Path, desk: Desk) -> None:
    """The machine lost power: the journal is back at 3, the desk had 7. New events must not pass for old ones."""
    async with linked(tmp_path / "line", desk) as end:
        end.tell(3)
        await until(lambda: desk.have == 3)
        first_stream = desk.hellos[-1].stream_id
    desk.says = Welcome(have_seq=7)
    again = LineEnd(tmp_path / "line", desk)
    again.tell(20)  # more than the desk's 7: the numbers overlap before the link is up
    task = asyncio.create_task(again.link.run())
    await until(lambda: again.outbox.stream_id != first_stream)
    desk.says, desk.have = None, 0
    await until(lambda: calls(desk)[-1] == "call-23")
    assert calls(desk) == upto(23)
    assert [one.seq for one in desk.numbered] == [1, 2, 3, *range(1, 21)]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_desk_that_lost_its_log_is_told_what_is_left_and_the_gap_is_said(tmp_path: Path, desk: Desk) -> None:
    async with linked(tmp_path, desk) as end:
        end.tell(5)
        await until(lambda: end.outbox.last_seq == 0 and end.outbox.issued == 5)
    desk.have = 2
    with capture_logs() as logs:
        async with linked(tmp_path, desk) as end:
            end.tell(2)
            await until(lambda: calls(desk)[-1] == "call-7")
    assert [one for one in logs if one["event"] == "link_gap" and one["desk_has"] == 2 and one["first_kept"] == 6]


async def test_commands_come_in_order_between_frames_nobody_understands(tmp_path: Path, desk: Desk) -> None:
    async with linked(tmp_path, desk) as end:
        end.tell(1)
        await until(lambda: desk.have == 1)
        sent = [Answer(command_id=f"c{n}", call_id="x", agent_id="li") for n in range(20)]
        for n, command in enumerate(sent):
            await desk.command(command)
            await desk.send_raw(["", "{", '{"type":"Dance"}', '{"type":"Answer"}', "null", '{"type":"Hello"}'][n % 6])
        await until(lambda: len(end.commands) == 20)
        assert end.commands == sent
        end.tell(1)
        await until(lambda: desk.have == 2)
        assert len(desk.hellos) == 1


async def test_a_link_to_nowhere_is_said_once_a_minute(tmp_path: Path, desk: Desk) -> None:
    await desk.stop()
    with capture_logs() as logs:
        async with linked(tmp_path, desk):
            await asyncio.sleep(module.OPEN_S / 10)
    assert len([one for one in logs if one["event"] == "link_down"]) == 1
    await desk.start()
