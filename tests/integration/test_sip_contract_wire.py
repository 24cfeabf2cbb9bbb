"""The contract of `Connector` where only a peer made by hand shows it: re-sending, CANCEL, OPTIONS, hold, floods."""

import asyncio
import struct
import tracemalloc
from collections.abc import AsyncIterator

import pytest

from telephony.connectors.base import SILENCE
from telephony.events import Side
from tests.sip_bench import CONNECTORS, Recorder, until
from tests.sip_hand import SDP, Hand

Line = tuple[Recorder, Hand]


@pytest.fixture(params=sorted(CONNECTORS))
async def line(request: pytest.FixtureRequest) -> AsyncIterator[Line]:
    """What the line hears, and who calls it."""
    side = Recorder()
    connector = CONNECTORS[request.param]("127.0.0.1:0", rtp_ports=range(33_000, 33_100))
    await connector.start(side)
    hand = Hand(connector.address)
    yield side, hand
    await connector.stop()
    hand.close()


def _tag(message: str) -> str:
    return message.split("To:")[1].split("\r\n")[0].partition(";tag=")[2]


async def test_cancel_is_answered_and_ends_the_invite_once(line: Line) -> None:
    side, hand = line
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
    await until(lambda: side.ends)
    await asyncio.sleep(0.1)
    assert side.words() == ["incoming", "ended"]
    end = side.ends[0][1]
    assert (end.by, end.answered, end.status, end.reason) == (Side.CALLER, False, 487, "cancel")


async def test_an_invite_that_comes_again_is_one_call(line: Line) -> None:
    side, hand = line
    for _ in range(3):
        hand.invite()
    ringing = await hand.receive("SIP/2.0 180")
    hand.invite()
    assert _tag(await hand.receive("SIP/2.0 180")) == _tag(ringing)
    assert len(side.incoming) == 1


async def test_the_200_comes_again_until_ack(line: Line) -> None:
    side, hand = line
    hand.invite()
    await until(lambda: side.incoming)
    await side.incoming[0].answer()
    first = await hand.receive("SIP/2.0 200")
    assert await hand.receive("SIP/2.0 200") == first
    assert side.words() == ["incoming"]
    hand.send("ACK", 1, "a")
    await until(lambda: "established" in side.words())


async def test_options_is_answered(line: Line) -> None:
    side, hand = line
    hand.send("OPTIONS", 1, "o")
    answer = await hand.receive("SIP/2.0 200")
    assert "INVITE" in answer.split("Allow:")[1].split("\r\n")[0]
    assert side.words() == []


async def test_replies_go_where_the_request_came_from(line: Line) -> None:
    """Not to a configured server, nor to a host that Via makes up (RFC 3261 §18.2.2, RFC 3581)."""
    _, hand = line
    port = hand.sip.getsockname()[1]
    text = (
        f"OPTIONS sip:h SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:9;branch=z9hG4bK{port};rport\r\n"
        f"From: <sip:1@h>;tag=f\r\nTo: <sip:2@h>\r\nCall-ID: o{port}\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n"
        "Content-Length: 0\r\n\r\n"
    )
    hand.sip.sendto(text.encode(), hand.remote)
    assert "received=127.0.0.1" in await hand.receive("SIP/2.0 200")


async def test_a_bye_of_a_dialog_that_is_unknown(line: Line) -> None:
    _, hand = line
    hand.to_tag = ";tag=nobody"
    hand.send("BYE", 2, "b")
    await hand.receive("SIP/2.0 481")


async def test_hold_is_answered_in_its_direction(line: Line) -> None:
    side, hand = line
    hand.invite()
    await until(lambda: side.incoming)
    leg = side.incoming[0]
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
    assert side.words() == ["incoming", "established"]
    hand.send("BYE", 9, "b")
    await hand.receive("SIP/2.0 200")
    await until(lambda: side.ends)


async def test_a_held_peer_is_sent_nothing(line: Line) -> None:
    side, hand = line
    hand.invite()
    await until(lambda: side.incoming)
    leg = side.incoming[0]
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


async def test_a_caller_that_talks_too_fast_fills_no_buffer(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten minutes of audio at once: what is kept stays within what can be played."""
    side, hand = line
    monkeypatch.setattr(side, "on_frame", lambda leg, frame: None)  # which would keep it all
    hand.invite()
    await until(lambda: side.incoming)
    leg = side.incoming[0]
    await leg.answer()
    ok = await hand.receive("SIP/2.0 200")
    hand.send("ACK", 1, "a1")
    await until(lambda: "established" in side.words())
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
