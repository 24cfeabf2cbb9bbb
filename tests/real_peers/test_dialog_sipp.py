"""SIPp in dialogs: session timers, hold, codec changes, glare, forks, merges, crossings. Sessions last 2 s."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.connectors.base import Leg
from telephony.events import Side
from telephony.sip.session_timer import SessionPolicy
from tests.real_peers.sipp import SIPP, Sipp
from tests.sip_bench import Recorder, until

pytestmark = [pytest.mark.real_peer, pytest.mark.skipif(SIPP is None, reason="SIPp is not installed")]


class Line:
    """A connector that answers what comes after a moment."""

    def __init__(self) -> None:
        self.side = Recorder()
        self.side.on_new = self._take
        self.tasks: list[asyncio.Task[float]] = []
        self.connector = AsyncioSip("127.0.0.1:0", rtp_ports=range(43_000, 43_400), session=SessionPolicy(2, 2))

    def _take(self, leg: Leg) -> None:
        async def answer() -> float:
            await asyncio.sleep(0.2)
            return await leg.answer()

        leg.ring()
        self.tasks.append(asyncio.get_running_loop().create_task(answer()))

    def ends(self) -> list[tuple[Side, bool, str]]:
        return [(end.by, end.answered, end.reason) for _, end in self.side.ends]

    async def meets(self, folder: Path, scenario: str, *options: str) -> None:
        """Let SIPp call with this scenario, or be called where its name begins with `uas`."""
        sipp = Sipp(folder, self.connector.address, scenario, *options)
        running = asyncio.create_task(sipp.run())
        if scenario.startswith("uas"):
            await self.connector.place(f"sip:95598@127.0.0.1:{sipp.port}", caller="4001")
        (await running).check()
        await until(lambda: self.side.ends)


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    line = Line()
    await line.connector.start(line.side)
    yield line
    await line.connector.stop()
    await asyncio.gather(*line.tasks)


@pytest.mark.parametrize(
    "scenario",
    [
        "timer_peer_refreshes",
        "timer_line_refreshes",
        "timer_line_reinvites",
        "timer_too_small",
        "uas_timer_line_refreshes",
        "uas_timer_peer_refreshes",
        "codec_change",
        "hold_by_address",
        "late_reinvite",
        "update",
        "glare",
        "merged",
        "reliable_ringing",
        "uas_forked",
    ],
)
async def test_a_call_that_its_peer_ends(line: Line, tmp_path: Path, scenario: str) -> None:
    await line.meets(tmp_path, scenario)
    assert line.ends() == [(Side.CALLER, True, "bye")]


async def test_a_session_that_nobody_refreshes_is_ended(line: Line, tmp_path: Path) -> None:
    await line.meets(tmp_path, "timer_peer_silent")
    assert line.ends() == [(Side.LINE, True, "session_expired")]


async def test_both_sides_hang_up_at_once(line: Line, tmp_path: Path) -> None:
    running = asyncio.create_task(line.meets(tmp_path, "bye_crosses", "-nr"))
    await until(lambda: "established" in line.side.words())
    line.side.incoming[0].hang_up()
    await running
    assert line.ends() == [(Side.LINE, True, "bye")]


async def test_a_caller_behind_nat_is_hung_up_where_it_was_heard(line: Line, tmp_path: Path) -> None:
    running = asyncio.create_task(line.meets(tmp_path, "nat"))
    await until(lambda: "established" in line.side.words())
    line.side.incoming[0].hang_up()
    await running
    assert line.ends() == [(Side.LINE, True, "bye")]


async def test_a_call_that_is_sent_elsewhere(line: Line, tmp_path: Path) -> None:
    await line.meets(tmp_path, "uas_redirects")
    assert [(end.answered, end.status, end.reason) for _, end in line.side.ends] == [(False, 302, "refused")]
