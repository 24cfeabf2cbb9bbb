"""Two phones bridged by relaying, packet by packet, over real sockets; and what the legs find out about them."""

import asyncio
import random
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from aiortp.packet import RtcpPacket, RtcpRrPacket

from benchmarks.rtp_generator import bind_pair
from telephony.connectors import rtp_leg
from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.connectors.base import Leg
from telephony.connectors.rtp_leg import RtpLeg
from telephony.connectors.sip_legs import SipLeg
from telephony.events import AudioFault, MediaQuality
from telephony.media.rtp import HEADER
from telephony.sip import g711
from telephony.sip.media import read_media
from tests.sip_bench import Recorder, level, speaking, tone, until

PORTS = range(33_000, 34_000)


def phone(side: Recorder) -> AsyncioSip:
    first = random.randrange(34_000, 36_000, 2)
    return AsyncioSip("127.0.0.1:0", rtp_ports=range(first, first + 500))


@dataclass
class Bridged:
    """Two phones, and their legs at the line, which relays both ways."""

    left: Leg
    right: Leg
    left_side: Recorder
    right_side: Recorder
    line_side: Recorder
    line_left: Leg
    line_right: Leg


def _join(first: Leg, second: Leg) -> None:
    first.relay(second)
    second.relay(first)


@asynccontextmanager
async def bridged(left_codec: str, right_codec: str, *, early: bool = False) -> AsyncIterator[Bridged]:
    """`early` joins the legs before the second has answered."""
    sides = [Recorder() for _ in range(3)]
    line = AsyncioSip("127.0.0.1:0", rtp_ports=PORTS)
    phones = [phone(side) for side in sides[:2]]
    for connector, side in zip((*phones, line), sides, strict=True):
        await connector.start(side)
    try:
        legs: list[Leg] = []
        for number, (made, codec) in enumerate(zip(phones, (left_codec, right_codec), strict=True)):
            legs.append(await made.place(f"sip:1@{line.address}", codecs=(codec,)))
            await until(lambda: len(sides[2].incoming) == number + 1)  # noqa: B023
            if early and number:
                _join(*sides[2].incoming)
            await sides[2].incoming[number].answer()
            await until(lambda: "answered" in sides[number].words())  # noqa: B023
        first, second = sides[2].incoming
        if not early:
            _join(first, second)
        yield Bridged(legs[0], legs[1], sides[0], sides[1], sides[2], first, second)
    finally:
        for connector in (*phones, line):
            await connector.stop()


def quality(leg: Leg) -> MediaQuality:
    figures = leg.quality()
    assert figures is not None
    return figures


@pytest.mark.parametrize(("left", "right"), [("PCMA", "PCMA"), ("PCMA", "PCMU"), ("G722", "G722"), ("PCMA", "G722")])
async def test_each_phone_hears_the_other_and_the_line_hears_both(left: str, right: str) -> None:
    async with bridged(left, right) as made:
        assert (quality(made.line_left).codec, quality(made.line_right).codec) == (left, right)
        async with speaking(made.left, 700), speaking(made.right, 1500):
            await until(
                lambda: (
                    len(made.left_side.heard(made.left)) > 20_000 and len(made.right_side.heard(made.right)) > 20_000
                )
            )
        at_left, at_right = (
            made.left_side.heard(made.left)[-9_600:],
            made.right_side.heard(made.right)[-9_600:],
        )
        assert level(at_left, 1500) > 6000
        assert level(at_left, 700) < 400
        assert level(at_right, 700) > 6000
        assert level(at_right, 1500) < 400
        for leg, frequency in ((made.line_left, 700), (made.line_right, 1500)):
            assert level(made.line_side.heard(leg)[-9_600:], frequency) > 6000
        assert quality(made.right).lost == 0


async def test_legs_joined_before_one_has_answered_are_relayed_once_it_has() -> None:
    async with bridged("PCMA", "PCMA", early=True) as made:
        async with speaking(made.left, 700), speaking(made.right, 1500):
            await until(
                lambda: (
                    len(made.left_side.heard(made.left)) > 20_000 and len(made.right_side.heard(made.right)) > 20_000
                )
            )
        assert level(made.left_side.heard(made.left)[-9_600:], 1500) > 6000
        assert level(made.right_side.heard(made.right)[-9_600:], 700) > 6000
        for leg in (made.line_left, made.line_right):
            assert isinstance(leg, SipLeg)
            assert leg.playout()["playout_delay_ms"] == 0.0, "packets do not wait on the way"


async def test_keys_pass_through_and_are_heard_on_the_way() -> None:
    async with bridged("PCMA", "PCMU") as made:
        async with speaking(made.left, 700):
            await until(lambda: made.right_side.heard(made.right))
            for digit in "15#":
                made.left.send_digit(digit)
            await until(lambda: len(made.right_side.digits) == 3)
            before = len(made.right_side.heard(made.right))
            await until(lambda: len(made.right_side.heard(made.right)) > before + 6400)
        assert made.right_side.digits == made.line_side.digits == "15#"


async def test_a_relay_that_ends_leaves_room_for_frames_of_ours() -> None:
    async with bridged("PCMA", "PCMA") as made:
        async with speaking(made.left, 700):
            await until(lambda: len(made.right_side.heard(made.right)) > 16_000)
            made.line_left.relay(None)
            made.right_side.frames.clear()
            async with speaking(made.line_right, 1900):
                await until(lambda: len(made.right_side.heard(made.right)) > 20_000)
        heard = made.right_side.heard(made.right)[-9_600:]
        assert level(heard, 1900) > 6000
        assert level(heard, 700) < 400
        assert quality(made.right).lost == 0, "one stream for the phone, without a hole"


# --- legs without SIP, whose clock the test moves ---


def sdp(port: int, direction: str = "sendrecv") -> str:
    return (
        f"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP 8 101\r\n"
        f"a=rtpmap:101 telephone-event/8000\r\na={direction}\r\n"
    )


@dataclass
class End:
    """An RtpLeg and all it told."""

    leg: RtpLeg
    port: int
    frames: list[bytes]
    faults: list[AudioFault | None]


@asynccontextmanager
async def ends(dead_s: float = 60.0) -> AsyncIterator[tuple[End, End]]:
    made = []
    for _ in range(2):
        frames: list[bytes] = []
        faults: list[AudioFault | None] = []
        leg = RtpLeg(frames.append, lambda digit: None, faults.append, dead_s)
        for port in range(random.randrange(36_000, 37_000, 2), 37_200, 2):
            try:
                await leg.open("127.0.0.1", port)
            except OSError:
                continue
            break
        made.append(End(leg, port, frames, faults))
    one, other = made
    one.leg.agree(read_media(sdp(other.port)), "PCMA")
    other.leg.agree(read_media(sdp(one.port)), "PCMA")
    try:
        yield one, other
    finally:
        for end in made:
            await end.leg.close()


def later(seconds: float) -> float:
    return time.monotonic() + seconds


async def test_silence_and_death_are_told_and_audio_that_is_back() -> None:
    async with ends(dead_s=30.0) as (one, other):
        one.leg.look(later(3.0))
        assert one.faults == [AudioFault.SILENT]
        one.leg.look(later(31.0))
        assert one.faults == [AudioFault.SILENT, AudioFault.DEAD]
        other.leg.send(bytes(320))
        await until(lambda: one.leg.quality().received == 1)
        one.leg.look(later(0.1))
        assert one.faults == [AudioFault.SILENT, AudioFault.DEAD, None]


async def test_a_peer_that_holds_us_is_not_called_silent() -> None:
    async with ends() as (one, other):
        one.leg.agree(read_media(sdp(other.port, "sendonly")), "PCMA")
        one.leg.look(later(100.0))
        assert one.faults == []
        one.leg.agree(read_media(sdp(other.port)), "PCMA")
        one.leg.look(later(3.0))
        assert one.faults == [AudioFault.SILENT]
        one.leg.agree(read_media(sdp(other.port, "inactive")), "PCMA")
        assert one.faults == [AudioFault.SILENT, None]


async def test_reports_go_both_ways_and_measure_the_round_trip(monkeypatch: pytest.MonkeyPatch) -> None:
    async with ends() as (one, other):
        for end in (one, other):
            end.leg.send(bytes(320))
        await until(lambda: one.leg.quality().received == other.leg.quality().received == 1)
        assert one.leg.quality().round_trip_ms is None
        ahead = 0.0
        monkeypatch.setattr(rtp_leg, "_now", lambda: time.monotonic() + ahead)
        for _ in range(60):  # a report falls due after 1.25 to 7.5 seconds, of a clock that runs ahead
            ahead += 0.5
            for end in (one, other):
                end.leg.look(time.monotonic() + ahead)
            await asyncio.sleep(0.005)
        for end in (one, other):
            figures = end.leg.quality()
            assert figures.round_trip_ms is not None
            assert figures.mos is not None
            assert 4.0 < figures.mos < 4.5
            assert end.leg.faulty == {}


@asynccontextmanager
async def hand_made() -> AsyncIterator[tuple[End, socket.socket, socket.socket]]:
    """A leg whose peer is two sockets, RTP and RTCP."""
    rtp, rtcp = bind_pair("127.0.0.1")
    async with ends() as (one, _):
        one.leg.agree(read_media(sdp(rtp.getsockname()[1])), "PCMA")
        try:
            yield one, rtp, rtcp
        finally:
            rtp.close()
            rtcp.close()


async def talk(one: End, rtp: socket.socket, count: int, lost: set[int], pace_s: float) -> None:
    """Send a tone of 700 Hz to the leg, without the packets named."""
    payload = g711.encode("PCMA", tone(700, 1.0))
    for number in range(count):
        at = 160 * (number % 50)
        if number not in lost:
            header = HEADER.pack(0x80, 8, number, 160 * number, 99)
            rtp.sendto(header + payload[at : at + 160], ("127.0.0.1", one.port))
        await asyncio.sleep(pace_s)


async def test_the_peer_is_told_what_it_lost() -> None:
    async with hand_made() as (one, rtp, rtcp):
        await talk(one, rtp, 20, {7, 8, 13}, 0.0)
        await until(lambda: one.leg.quality().received == 17)
        at = later(0.0)
        for number in range(17):
            one.leg.look(at + 0.5 * number)
        async with asyncio.timeout(10):
            report = RtcpPacket.parse(await asyncio.get_running_loop().sock_recv(rtcp, 2048))[0]
        assert isinstance(report, RtcpRrPacket), "it sends nothing, so no SR"
        heard = report.reports[0]
        assert (heard.ssrc, heard.packets_lost, heard.highest_sequence) == (99, 3, 19)
        assert heard.fraction_lost == 3 * 256 // 20


async def test_losses_are_filled_in_at_the_ear() -> None:
    async with hand_made() as (one, rtp, _):
        await talk(one, rtp, 100, set(range(11, 95, 12)), 0.02)
        await until(lambda: len(one.frames) >= 95)
        figures = one.leg.quality()
        assert figures.lost == 7
        assert figures.concealed >= 7
        assert level(b"".join(one.frames)[6400:25_600], 700) > 6500
        assert figures.mos is not None
        assert 2.0 < figures.mos < 3.9


async def test_nothing_stays_behind() -> None:
    before = len(asyncio.all_tasks())
    async with ends() as (one, _):
        one.leg.send_digit("1")
    await asyncio.sleep(0)
    assert len(asyncio.all_tasks()) == before
