"""The contract of `Connector`, held against each connector over real sockets on loopback.

A connector joins by a line in CONNECTORS (`tests/sip_bench.py`); its peer is always AsyncioSip, so that two that fail
alike are found.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.connectors.base import Connector, Leg
from telephony.errors import AddressInUse, CallFailed
from telephony.events import AudioFault, Side
from tests.sip_bench import CONNECTORS, Recorder, level, speaking, until

RTP = range(31000, 32000)


@pytest.fixture(params=sorted(CONNECTORS))
def make(request: pytest.FixtureRequest) -> Callable[..., Connector]:
    return CONNECTORS[request.param]


class Pair:
    """A line under test and a caller."""

    def __init__(self, line: Connector, line_side: Recorder, caller: AsyncioSip, caller_side: Recorder) -> None:
        self.line, self.line_side = line, line_side
        self.caller, self.caller_side = caller, caller_side

    async def call(self, **options: Any) -> Leg:
        return await self.caller.place(f"sip:95598@{self.line.address}", caller="13800138000", **options)

    async def talk(self, **options: Any) -> tuple[Leg, Leg]:
        """A call that stands: the caller's leg and the line's."""
        theirs = await self.call(**options)
        await until(lambda: "ringing" in self.caller_side.words())
        ours = self.line_side.incoming[-1]
        await ours.answer()
        await until(lambda: "established" in self.line_side.words() and "answered" in self.caller_side.words())
        return theirs, ours

    async def placed(self, **options: Any) -> tuple[Leg, Leg]:
        """The line calls: its leg, and that of the one who is called, which rings."""
        ours = await self.line.place(f"sip:13800138000@{self.caller.address}", caller="95598", **options)
        await until(lambda: "ringing" in self.line_side.words() and self.caller_side.incoming)
        return ours, self.caller_side.incoming[-1]

    async def both_end(self) -> None:
        await until(lambda: self.line_side.ends and self.caller_side.ends)


@pytest.fixture
async def pair(make: Callable[..., Connector]) -> AsyncIterator[Pair]:
    line_side, caller_side = Recorder(), Recorder()
    line = make("127.0.0.1:0", rtp_ports=RTP)
    caller = AsyncioSip("127.0.0.1:0", rtp_ports=range(32000, 33000))
    await line.start(line_side)
    await caller.start(caller_side)
    yield Pair(line, line_side, caller, caller_side)
    await caller.stop()
    await line.stop()


async def test_a_port_that_is_taken_is_named(make: Callable[..., Connector], pair: Pair) -> None:
    second = make(pair.line.address, rtp_ports=RTP)
    with pytest.raises(AddressInUse) as caught:
        await second.start(Recorder())
    assert caught.value.where == pair.line.address


async def test_the_leg_tells_who_calls_whom(pair: Pair) -> None:
    await pair.call(name='李 "小" 华')
    await until(lambda: pair.line_side.incoming)
    info = pair.line_side.incoming[0].info
    assert (info.number, info.called, info.name) == ("13800138000", "95598", '李 "小" 华')
    assert info.source == pair.caller.address


async def test_ring_answer_and_the_caller_hangs_up(pair: Pair) -> None:
    theirs, ours = await pair.talk()
    assert pair.line_side.words() == ["incoming", "established"]
    assert pair.caller_side.words() == ["ringing", "answered"]
    theirs.hang_up()
    await pair.both_end()
    leg, end = pair.line_side.ends[0]
    assert (leg, end.by, end.answered, end.reason) == (ours, Side.CALLER, True, "bye")
    assert pair.caller_side.ends[0][1].by is Side.LINE


async def test_the_line_hangs_up(pair: Pair) -> None:
    _, ours = await pair.talk()
    ours.hang_up()
    ours.hang_up()
    assert not pair.line_side.ends, "no callback from within a method"
    await pair.both_end()
    assert pair.line_side.ends[0][1].by is Side.LINE
    assert pair.caller_side.ends[0][1].by is Side.CALLER
    await asyncio.sleep(0.1)
    assert len(pair.line_side.ends) == len(pair.caller_side.ends) == 1


async def test_a_caller_that_gives_up_is_abandonment(pair: Pair) -> None:
    theirs = await pair.call()
    await until(lambda: "ringing" in pair.caller_side.words())
    theirs.hang_up()
    await pair.both_end()
    end = pair.line_side.ends[0][1]
    assert (end.by, end.answered, end.status, end.reason) == (Side.CALLER, False, 487, "cancel")
    assert pair.caller_side.ends[0][1].status == 487


@pytest.mark.parametrize("status", [486, 503])
async def test_a_refusal_reaches_the_caller(pair: Pair, status: int) -> None:
    pair.line_side.on_new = lambda leg: leg.reject(status)
    await pair.call()
    await pair.both_end()
    assert pair.caller_side.ends[0][1].status == status
    assert pair.line_side.ends[0][1].status == status
    assert not pair.line_side.ends[0][1].answered


async def test_hanging_up_a_ringing_leg_declines_it(pair: Pair) -> None:
    await pair.call()
    await until(lambda: "ringing" in pair.caller_side.words())
    pair.line_side.incoming[0].hang_up()
    await pair.both_end()
    assert pair.caller_side.ends[0][1].status == 603


@pytest.mark.parametrize("codec", ["PCMA", "PCMU"])
async def test_audio_goes_both_ways(pair: Pair, codec: str) -> None:
    theirs, ours = await pair.talk(codecs=(codec,))
    async with speaking(theirs, 700), speaking(ours, 1500):
        await until(lambda: len(pair.line_side.heard(ours)) > 48_000 and len(pair.caller_side.heard(theirs)) > 48_000)
    at_line, at_caller = pair.line_side.heard(ours)[-16_000:], pair.caller_side.heard(theirs)[-16_000:]
    assert level(at_line, 700) > 6000
    assert level(at_line, 1500) < 300
    assert level(at_caller, 1500) > 6000
    assert level(at_caller, 700) < 300
    quality = ours.quality()
    assert quality is not None
    assert quality.codec == codec
    assert quality.received > 100
    assert quality.lost == 0


async def test_the_line_prefers_a_law(pair: Pair) -> None:
    _, ours = await pair.talk(codecs=("PCMU", "PCMA"))
    quality = ours.quality()
    assert quality is not None
    assert quality.codec == "PCMA"


@pytest.mark.parametrize("codec", ["PCMA", "PCMU"])
async def test_a_call_of_the_line_is_answered_and_heard(pair: Pair, codec: str) -> None:
    ours, theirs = await pair.placed(name="客服中心", codecs=(codec,))
    assert (theirs.info.number, theirs.info.name) == ("95598", "客服中心")
    await theirs.answer()
    await until(lambda: "answered" in pair.line_side.words() and "established" in pair.caller_side.words())
    async with speaking(theirs, 700), speaking(ours, 1500):
        await until(lambda: len(pair.line_side.heard(ours)) > 48_000 and len(pair.caller_side.heard(theirs)) > 48_000)
    assert level(pair.line_side.heard(ours)[-16_000:], 700) > 6000
    assert level(pair.caller_side.heard(theirs)[-16_000:], 1500) > 6000
    quality = ours.quality()
    assert quality is not None
    assert quality.codec == codec
    theirs.hang_up()
    await pair.both_end()
    assert pair.line_side.words() == ["ringing", "answered", "ended"]
    assert (pair.line_side.ends[0][1].by, pair.line_side.ends[0][1].answered) == (Side.CALLER, True)


async def test_a_call_of_the_line_is_refused(pair: Pair) -> None:
    ours, theirs = await pair.placed()
    theirs.reject(486)
    await pair.both_end()
    assert pair.line_side.words() == ["ringing", "ended"]
    leg, end = pair.line_side.ends[0]
    assert (leg, end.by, end.answered, end.status, end.reason) == (ours, Side.CALLER, False, 486, "refused")


async def test_the_line_gives_up_its_call(pair: Pair) -> None:
    ours, _ = await pair.placed()
    ours.hang_up()
    ours.hang_up()
    await pair.both_end()
    assert pair.line_side.words() == ["ringing", "ended"]
    assert (pair.line_side.ends[0][1].by, pair.line_side.ends[0][1].status) == (Side.LINE, 487)
    assert (pair.caller_side.ends[0][1].by, pair.caller_side.ends[0][1].reason) == (Side.CALLER, "cancel")


async def test_the_line_hangs_up_its_call(pair: Pair) -> None:
    ours, theirs = await pair.placed()
    await theirs.answer()
    await until(lambda: "answered" in pair.line_side.words())
    ours.hang_up()
    await pair.both_end()
    assert pair.line_side.ends[0][1].by is Side.LINE
    assert (pair.caller_side.ends[0][1].by, pair.caller_side.ends[0][1].reason) == (Side.CALLER, "bye")


async def test_silence_is_told_and_its_end(pair: Pair) -> None:
    theirs, _ = await pair.talk()
    await until(lambda: pair.line_side.audio == [AudioFault.SILENT])
    async with speaking(theirs, 700):
        await until(lambda: pair.line_side.audio == [AudioFault.SILENT, None])


async def test_legs_are_relayed_to_each_other(pair: Pair) -> None:
    """Two calls of two codecs: what one says is heard in the other without a frame sent by the line."""
    first_there, first = await pair.talk(codecs=("PCMA",))
    pair.line_side.story.clear()
    pair.caller_side.story.clear()
    second_there, second = await pair.talk(codecs=("PCMU",))
    first.relay(second)
    second.relay(first)
    async with speaking(first_there, 700), speaking(second_there, 1500):
        await until(lambda: len(pair.caller_side.heard(first_there)) > 48_000)
        await until(lambda: len(pair.caller_side.heard(second_there)) > 48_000)
        await until(lambda: len(pair.line_side.heard(first)) > 16_000)
    assert level(pair.caller_side.heard(second_there)[-16_000:], 700) > 6000
    assert level(pair.caller_side.heard(first_there)[-16_000:], 1500) > 6000
    assert level(pair.line_side.heard(first)[-16_000:], 700) > 6000, "on_frame goes on being called"


async def test_digits_of_the_line_are_heard(pair: Pair) -> None:
    _, ours = await pair.talk()
    for digit in "5A#":
        ours.send_digit(digit)
    await until(lambda: len(pair.caller_side.digits) == 3)
    assert pair.caller_side.digits == "5A#"


async def test_digits_are_heard(pair: Pair) -> None:
    theirs, _ = await pair.talk()
    for digit in "1*#":
        theirs.send_digit(digit)
    await until(lambda: len(pair.line_side.digits) == 3)
    assert pair.line_side.digits == "1*#"


async def test_no_frame_after_the_end(pair: Pair) -> None:
    theirs, ours = await pair.talk()
    async with speaking(theirs, 700):
        await until(lambda: pair.line_side.heard(ours))
        ours.hang_up()
        await until(lambda: pair.line_side.ends)
        heard = len(pair.line_side.heard(ours))
        await asyncio.sleep(0.1)
    assert len(pair.line_side.heard(ours)) == heard
    assert ours.quality() is not None


async def test_stopping_says_bye_and_refuses(pair: Pair) -> None:
    await pair.talk()
    await pair.call()
    await until(lambda: len(pair.line_side.incoming) == 2)
    await pair.line.stop()
    await until(lambda: len(pair.caller_side.ends) == 2)
    ends = sorted((end.answered, end.status) for _, end in pair.caller_side.ends)
    assert ends == [(False, 503), (True, 0)]
    assert {end.reason for _, end in pair.line_side.ends} == {"shutdown"}


async def test_nobody_at_that_name(pair: Pair) -> None:
    with pytest.raises(CallFailed) as caught:
        await pair.caller.place("sip:1@no-such-host.invalid")
    assert caught.value.status == 404
    with pytest.raises(CallFailed):
        await pair.caller.place("not an address")
