"""SIPp calls the connector and is called by it: the faults of a lossy network, answered as RFC 3261 asks."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from telephony.connectors.base import Leg
from telephony.events import Side
from telephony.sip.timers import Timers
from tests.real_peers.sipp import SIPP, Sipp
from tests.sip_bench import CONNECTORS, Recorder, until

pytestmark = [pytest.mark.real_peer, pytest.mark.skipif(SIPP is None, reason="SIPp is not installed")]


class Line:
    """A connector with the handler that a test wants."""

    def __init__(self, connector: str, timers: Timers | None = None) -> None:
        self.side = Recorder()
        self.tasks: list[asyncio.Task[float]] = []
        self.connector = CONNECTORS[connector]("127.0.0.1:0", rtp_ports=range(34000, 35000), timers=timers)

    def answer_after(self, seconds: float) -> None:
        async def answer(leg: Leg) -> float:
            await asyncio.sleep(seconds)
            return await leg.answer()

        def on_new(leg: Leg) -> None:
            leg.ring()
            self.tasks.append(asyncio.get_running_loop().create_task(answer(leg)))

        self.side.on_new = on_new

    def ends(self) -> list[tuple[Side, bool, int, str]]:
        return [(end.by, end.answered, end.status, end.reason) for _, end in self.side.ends]

    def sipp(self, folder: Path, scenario: str, *options: str, builtin: bool = False) -> Sipp:
        return Sipp(folder, self.connector.address, scenario, *options, builtin=builtin)


@pytest.fixture(params=sorted(CONNECTORS))
def connector(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def line(connector: str) -> AsyncIterator[Line]:
    line = Line(connector)
    await line.connector.start(line.side)
    yield line
    await line.connector.stop()
    for task in line.tasks:
        if not task.cancelled() and task.done():
            task.result()


async def test_sipp_own_caller(line: Line, tmp_path: Path) -> None:
    line.answer_after(0.05)
    (await line.sipp(tmp_path, "uac", "-m", "10", "-r", "5", "-d", "300", builtin=True).run()).check()
    await until(lambda: len(line.side.ends) == 10)
    assert line.ends() == [(Side.CALLER, True, 0, "bye")] * 10
    assert line.side.words().count("established") == 10


async def test_cancel_while_ringing(line: Line, tmp_path: Path) -> None:
    (await line.sipp(tmp_path, "cancel").run()).check()
    assert line.ends() == [(Side.CALLER, False, 487, "cancel")]


async def test_cancel_that_crosses_the_answer_changes_nothing(line: Line, tmp_path: Path) -> None:
    line.answer_after(0.0)
    (await line.sipp(tmp_path, "cancel_after_answer").run()).check()
    await until(lambda: line.side.ends)
    assert line.ends() == [(Side.CALLER, True, 0, "bye")]


async def test_200_comes_again_until_ack(line: Line, tmp_path: Path) -> None:
    line.answer_after(0.0)
    (await line.sipp(tmp_path, "lost_ack", "-nr").run()).check()
    await until(lambda: line.side.ends)
    assert line.side.words() == ["incoming", "established", "ended"]


async def test_no_ack_at_all_ends_in_bye(connector: str, tmp_path: Path) -> None:
    line = Line(connector, Timers(t1=0.05, t2=0.4))
    line.answer_after(0.0)
    await line.connector.start(line.side)
    (await line.sipp(tmp_path, "no_ack", "-nr").run()).check()
    await line.connector.stop()
    assert line.ends() == [(Side.LINE, True, 0, "no_ack")]


async def test_a_repeated_invite_is_one_call(line: Line, tmp_path: Path) -> None:
    line.answer_after(0.5)
    (await line.sipp(tmp_path, "invite_again", "-nr").run()).check()
    await until(lambda: line.side.ends)
    assert line.side.words() == ["incoming", "established", "ended"]


async def test_the_bye_of_the_line_comes_again(line: Line, tmp_path: Path) -> None:
    line.answer_after(0.0)
    running = asyncio.create_task(line.sipp(tmp_path, "line_hangs_up", "-nr").run())
    await until(lambda: "established" in line.side.words())
    line.side.incoming[0].hang_up()
    (await running).check()
    assert line.ends() == [(Side.LINE, True, 0, "bye")]


async def test_options_and_methods_not_allowed(line: Line, tmp_path: Path) -> None:
    (await line.sipp(tmp_path, "options", "-nr").run()).check()
    assert line.side.words() == []


@pytest.mark.parametrize("scenario", ["bad_sdp", "no_codec", "sdp_host_name"])
async def test_an_offer_that_cannot_be_met(line: Line, tmp_path: Path, scenario: str) -> None:
    (await line.sipp(tmp_path, scenario, "-nr").run()).check()
    assert line.side.words() == []


async def test_hold_and_back(line: Line, tmp_path: Path) -> None:
    line.answer_after(0.0)
    (await line.sipp(tmp_path, "hold").run()).check()
    await until(lambda: line.side.ends)
    assert line.side.words() == ["incoming", "established", "ended"]


async def test_an_invite_without_an_offer(line: Line, tmp_path: Path) -> None:
    line.answer_after(0.0)
    running = asyncio.create_task(line.sipp(tmp_path, "late_offer").run())
    await until(lambda: "established" in line.side.words())
    quality = line.side.incoming[0].quality()
    assert quality is not None
    assert quality.codec == "PCMU", "what the ACK answered"
    (await running).check()
    await until(lambda: line.side.ends)


# --- calls that we place ---


async def place(line: Line, sipp: Sipp) -> Leg:
    """SIPp needs a moment to listen; a call that is too early is sent again by timer A."""
    return await line.connector.place(f"sip:95598@127.0.0.1:{sipp.port}", caller="4001")


async def test_the_invite_comes_again_until_it_is_heard(line: Line, tmp_path: Path) -> None:
    sipp = line.sipp(tmp_path, "uas_lost_invite", "-nr")
    running = asyncio.create_task(sipp.run())
    await place(line, sipp)
    (await running).check()
    await until(lambda: line.side.ends)
    assert line.side.words() == ["ringing", "answered", "ended"]
    assert line.ends() == [(Side.CALLER, True, 0, "bye")]


async def test_a_refusal_is_acknowledged_each_time(line: Line, tmp_path: Path) -> None:
    sipp = line.sipp(tmp_path, "uas_busy", "-nr")
    running = asyncio.create_task(sipp.run())
    await place(line, sipp)
    (await running).check()
    assert line.ends() == [(Side.CALLER, False, 486, "refused")]


async def test_giving_up_while_it_rings(line: Line, tmp_path: Path) -> None:
    sipp = line.sipp(tmp_path, "uas_cancelled")
    running = asyncio.create_task(sipp.run())
    leg = await place(line, sipp)
    await until(lambda: "ringing" in line.side.words())
    leg.hang_up()
    (await running).check()
    assert line.ends() == [(Side.LINE, False, 487, "cancel")]


async def test_an_answer_that_crosses_our_cancel(line: Line, tmp_path: Path) -> None:
    sipp = line.sipp(tmp_path, "uas_answer_crosses")
    running = asyncio.create_task(sipp.run())
    leg = await place(line, sipp)
    await until(lambda: "ringing" in line.side.words())
    leg.hang_up()
    (await running).check()
    assert line.ends() == [(Side.LINE, False, 487, "cancel")]


async def test_sipp_own_called_party(line: Line, tmp_path: Path) -> None:
    sipp = line.sipp(tmp_path, "uas", builtin=True)
    running = asyncio.create_task(sipp.run())
    leg = await place(line, sipp)
    await until(lambda: "answered" in line.side.words())
    leg.hang_up()
    (await running).check()
    assert line.ends() == [(Side.LINE, True, 0, "bye")]


async def test_nobody_there_times_out(connector: str) -> None:
    line = Line(connector, Timers(t1=0.01))
    await line.connector.start(line.side)
    await line.connector.place("sip:1@127.0.0.1:9")
    await until(lambda: line.side.ends)
    await line.connector.stop()
    assert line.ends() == [(Side.LINE, False, 408, "timeout")]
