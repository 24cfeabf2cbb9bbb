"""The contract of `Connector`, held against each connector over real sockets on loopback.

A connector joins by a line in CONNECTORS (`tests/sip_bench.py`); its peer is always AsyncioSip, so that two that fail
alike are found.
"""

import asyncio
import struct
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.connectors.base import SILENCE, Connector, Leg
from telephony.errors import AddressInUse, CallFailed
from telephony.events import Side
from tests.sip_bench import CONNECTORS, Recorder, level, speaking, until
from tests.sip_hand import SDP, Hand

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


# --- a peer made by hand ---


@pytest.fixture
def hand(pair: Pair) -> Iterator[Hand]:
    made = Hand(pair.line.address)
    yield made
    made.close()


def _tag(message: str) -> str:
    return message.split("To:")[1].split("\r\n")[0].partition(";tag=")[2]


async def test_cancel_is_answered_and_ends_the_invite_once(pair: Pair, hand: Hand) -> None:
    hand.invite()
    await hand.receive("SIP/2.0 100")
    ringing = await hand.receive("SIP/2.0 180")
    hand.send("CANCEL", 1, "i")
    await hand.receive("SIP/2.0 200")
    terminated = await hand.receive("SIP/2.0 487")
    assert _tag(terminated) == _tag(ringing)
    assert "CSeq: 1 INVITE" in terminated
    hand.send("CANCEL", 1, "i")
    await hand.receive("SIP/2.0 200")
    hand.send("ACK", 1, "i")
    await until(lambda: pair.line_side.ends)
    await asyncio.sleep(0.1)
    assert pair.line_side.words() == ["incoming", "ended"]
    end = pair.line_side.ends[0][1]
    assert (end.by, end.answered, end.status, end.reason) == (Side.CALLER, False, 487, "cancel")


async def test_an_invite_that_comes_again_is_one_call(pair: Pair, hand: Hand) -> None:
    for _ in range(3):
        hand.invite()
    ringing = await hand.receive("SIP/2.0 180")
    hand.invite()
    assert _tag(await hand.receive("SIP/2.0 180")) == _tag(ringing)
    assert len(pair.line_side.incoming) == 1


async def test_the_200_comes_again_until_ack(pair: Pair, hand: Hand) -> None:
    hand.invite()
    await until(lambda: pair.line_side.incoming)
    await pair.line_side.incoming[0].answer()
    first = await hand.receive("SIP/2.0 200")
    assert await hand.receive("SIP/2.0 200") == first
    assert pair.line_side.words() == ["incoming"]
    hand.send("ACK", 1, "a")
    await until(lambda: "established" in pair.line_side.words())


async def test_options_is_answered(pair: Pair, hand: Hand) -> None:
    hand.send("OPTIONS", 1, "o")
    answer = await hand.receive("SIP/2.0 200")
    assert "INVITE" in answer.split("Allow:")[1].split("\r\n")[0]
    assert pair.line_side.words() == []


async def test_replies_go_where_the_request_came_from(pair: Pair, hand: Hand) -> None:
    """Not to a configured server, nor to a host that Via makes up (RFC 3261 §18.2.2, RFC 3581)."""
    port = hand.sip.getsockname()[1]
    text = (
        f"OPTIONS sip:h SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:9;branch=z9hG4bK{port};rport\r\n"
        f"From: <sip:1@h>;tag=f\r\nTo: <sip:2@h>\r\nCall-ID: o{port}\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n"
        "Content-Length: 0\r\n\r\n"
    )
    hand.sip.sendto(text.encode(), hand.remote)
    assert "received=127.0.0.1" in await hand.receive("SIP/2.0 200")


async def test_a_bye_of_a_dialog_that_is_unknown(pair: Pair, hand: Hand) -> None:
    hand.to_tag = ";tag=nobody"
    hand.send("BYE", 2, "b")
    await hand.receive("SIP/2.0 481")


async def test_hold_is_answered_in_its_direction(pair: Pair, hand: Hand) -> None:
    hand.invite()
    await until(lambda: pair.line_side.incoming)
    leg = pair.line_side.incoming[0]
    await leg.answer()
    await hand.receive("SIP/2.0 200")
    hand.send("ACK", 1, "a1")
    sdp = SDP.format(rtp=hand.rtp.getsockname()[1])
    versions = set()
    for number, (asked, answered) in enumerate(
        [("sendonly", "recvonly"), ("inactive", "inactive"), ("recvonly", "sendonly"), ("sendrecv", "sendrecv")], 2
    ):
        hand.send("INVITE", number, f"i{number}", sdp + f"a={asked}\r\n")
        answer = await hand.receive("SIP/2.0 200")
        assert f"a={answered}\r\n" in answer
        versions.add(answer.split("o=- ")[1].split(" ")[1])
        hand.send("ACK", number, f"a{number}")
    assert len(versions) == 4, "RFC 3264 §8: each SDP has a version of its own"
    assert pair.line_side.words() == ["incoming", "established"]
    hand.send("BYE", 9, "b")
    await hand.receive("SIP/2.0 200")
    await until(lambda: pair.line_side.ends)


async def test_a_held_peer_is_sent_nothing(pair: Pair, hand: Hand) -> None:
    hand.invite()
    await until(lambda: pair.line_side.incoming)
    leg = pair.line_side.incoming[0]
    await leg.answer()
    await hand.receive("SIP/2.0 200")
    hand.send("ACK", 1, "a1")
    hand.send("INVITE", 2, "i2", SDP.format(rtp=hand.rtp.getsockname()[1]) + "a=sendonly\r\n")
    await hand.receive("SIP/2.0 200")
    for _ in range(10):
        leg.send(SILENCE)
    quality = leg.quality()
    assert quality is not None
    assert quality.sent == 0


async def test_a_caller_that_talks_too_fast_fills_no_buffer(
    pair: Pair, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten minutes of audio at once: what is kept stays within what can be played."""
    monkeypatch.setattr(pair.line_side, "on_frame", lambda leg, frame: None)  # which would keep it all
    hand.invite()
    await until(lambda: pair.line_side.incoming)
    leg = pair.line_side.incoming[0]
    await leg.answer()
    ok = await hand.receive("SIP/2.0 200")
    hand.send("ACK", 1, "a1")
    await until(lambda: "established" in pair.line_side.words())
    target = ("127.0.0.1", int(ok.split("m=audio ")[1].split(" ")[0]))
    tracemalloc.start()
    try:
        await _flood(hand, target, 0, 2_000)
        before = tracemalloc.get_traced_memory()[0]
        await _flood(hand, target, 2_000, 30_000)
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grown < 1_000_000, "28,000 packets are 4.5 MB as they come, 9 MB as PCM"
    assert leg.quality() is not None


async def _flood(hand: Hand, target: tuple[str, int], first: int, last: int) -> None:
    for number in range(first, last):
        header = struct.pack("!BBHII", 0x80, 8, number & 0xFFFF, number * 160, 7)
        hand.rtp.sendto(header + b"\xd5" * 160, target)
        if number % 50 == 49:
            await asyncio.sleep(0.001)
    await asyncio.sleep(0.3)
