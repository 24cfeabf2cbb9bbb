"""Ten thousand broken datagrams, SIP and RTP, and a call still works. Seeded, on loopback, in small bursts."""

import asyncio
import random
import socket
import time
from collections.abc import AsyncIterator

import pytest
import structlog
from aiosipua.message import SipRequest

from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.connectors.pyvoip_sip import PyvoipSip
from telephony.sip.limits import Limits
from telephony.sip.messages import NotSip, caller_of, fault_of, parse_datagram
from tests.sip_bench import CONNECTORS, Recorder, level, speaking, until

DATAGRAMS = 10_000
BURST = 50
FLOOD = 6000
SDP = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {rtp} RTP/AVP 8 0 101\r\n"
    "a=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n"
)
HEADERS = (
    'Via: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK{n};rport\r\nFrom: "李" <sip:1380013@127.0.0.1>;tag=t{n}\r\n'
    "To: <sip:95598@127.0.0.1>{to}\r\nCall-ID: {call}\r\nCSeq: {cseq} {method}\r\nMax-Forwards: 70\r\n"
    "Contact: <sip:a@127.0.0.1:{port}>\r\n"
)
RESPONSE = "SIP/2.0 180 Ringing\r\n"
METHODS = ("INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "UPDATE", "REGISTER", "PRACK")
SPLICES = (
    b"\r\n",
    b"\0",
    b"\xff\xfe",
    b"%",
    b"<",
    b'"',
    b";",
    b",",
    b"-1",
    b"99999999999999999999",
    b"SIP/2.0",
    b" ",
)


def seed_message(rng: random.Random, n: int, port: int) -> bytes:
    method = rng.choice(METHODS)
    body = SDP.format(rtp=rng.choice([4000, 0, 99999, -1])) if method in ("INVITE", "UPDATE", "ACK") else ""
    headers = HEADERS.format(
        port=port, n=n, to=rng.choice(["", ";tag=x"]), call=f"fuzz-{n // 5}", cseq=rng.randrange(1, 4), method=method
    )
    start = rng.choice([f"{method} sip:95598@127.0.0.1 SIP/2.0\r\n", RESPONSE])
    kind = "Content-Type: application/sdp\r\n" if body else ""
    return f"{start}{headers}{kind}Content-Length: {len(body)}\r\n\r\n{body}".encode()


def mutate(rng: random.Random, data: bytes) -> bytes:
    broken = bytearray(data)
    for _ in range(rng.randrange(0, 6)):
        at = rng.randrange(len(broken) + 1)
        match rng.randrange(5):
            case 0:
                del broken[at : at + rng.randrange(1, 40)]
            case 1:
                broken[at:at] = rng.choice(SPLICES)
            case 2 if at < len(broken):
                broken[at] ^= 1 << rng.randrange(8)
            case 3:
                broken[at:at] = broken[at : at + rng.randrange(1, 60)] * rng.randrange(1, 5)
            case _:
                del broken[at:]
        if not broken:
            break
    return bytes(broken)


Ends = tuple[AsyncioSip | PyvoipSip, Recorder, AsyncioSip, Recorder]


@pytest.fixture(params=sorted(CONNECTORS))
async def ends(request: pytest.FixtureRequest) -> AsyncIterator[Ends]:
    line_side, caller_side = Recorder(), Recorder()
    unlimited = Limits(new=1e9, guesses=1e9, old=1e9)  # every datagram is to reach the parser
    line = CONNECTORS[request.param]("127.0.0.1:0", rtp_ports=range(35000, 36000), limits=unlimited)
    caller = AsyncioSip("127.0.0.1:0", rtp_ports=range(36000, 37000))
    await line.start(line_side)
    await caller.start(caller_side)
    yield line, line_side, caller, caller_side
    await caller.stop()
    await line.stop()


async def taken(datagrams: int) -> None:
    """So many turns of the loop: in each a socket takes one datagram. On a busy machine a pause of any length
    may be over before the first of them is read, and what the kernel cannot keep is lost."""
    for _ in range(datagrams):
        await asyncio.sleep(0)


async def shower(sock: socket.socket, target: tuple[str, int], rng: random.Random, seeds: list[bytes]) -> None:
    for number in range(DATAGRAMS):
        sock.sendto(mutate(rng, seeds[number % len(seeds)]), target)
        if number % BURST == BURST - 1:
            await taken(BURST)
    await taken(BURST)


async def test_a_call_works_after_ten_thousand_broken_sip_datagrams(ends: Ends) -> None:
    line, line_side, caller, caller_side = ends
    host, port = line.address.split(":")
    failures: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(str(context)))
    rng = random.Random(20)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock, structlog.testing.capture_logs() as logs:
        sock.bind(("127.0.0.1", 0))
        seeds = [seed_message(rng, n, sock.getsockname()[1]) for n in range(500)]
        await shower(sock, (host, int(port)), rng, seeds)
    assert failures == []
    assert [entry for entry in logs if entry["log_level"] == "error"] == []
    assert len([entry for entry in logs if entry["event"] == "sip_dropped"]) < 50
    assert sum(line.dropped.values()) > 500
    for leg in line_side.incoming:
        leg.hang_up()
    theirs = await caller.place(f"sip:1@{line.address}", caller="ok")
    await until(lambda: line_side.incoming[-1].info.number == "ok")
    ours = line_side.incoming[-1]
    await ours.answer()
    async with speaking(theirs, 700):
        await until(lambda: len(line_side.heard(ours)) > 16_000)
    assert level(line_side.heard(ours)[-8_000:], 700) > 6000
    theirs.hang_up()
    await until(lambda: caller_side.ends)


async def test_broken_rtp_does_not_stop_the_audio(ends: Ends) -> None:
    line, line_side, caller, _ = ends
    theirs = await caller.place(f"sip:1@{line.address}")
    await until(lambda: line_side.incoming)
    ours = line_side.incoming[0]
    await ours.answer()
    failures: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(str(context)))
    rng = random.Random(21)
    rtp = b"\x80\x08\x00\x01\x00\x00\x00\xa0\x01\x02\x03\x04" + bytes(160)
    event = b"\x80\x65\x00\x02\x00\x00\x01\x40\x01\x02\x03\x04\x01\x8a\x05\x00"
    report = b"\x80\xc8\x00\x06" + bytes(24)
    async with speaking(theirs, 700):
        await until(lambda: len(line_side.heard(ours)) > 16_000)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            for port in (35000, 35001):
                await shower(sock, ("127.0.0.1", port), rng, [rtp, event, report])
        before = len(line_side.heard(ours))
        await until(lambda: len(line_side.heard(ours)) > before + 16_000)
    assert failures == []
    assert level(line_side.heard(ours)[-8_000:], 700) > 6000, "a stranger's packets are not played"


def test_whatever_parses_can_be_looked_at() -> None:
    rng = random.Random(22)
    seeds = [seed_message(rng, n, 5070) for n in range(200)]
    parsed = 0
    for number in range(DATAGRAMS):
        try:
            message = parse_datagram(mutate(rng, seeds[number % len(seeds)]))
        except NotSip:
            continue
        parsed += 1
        if isinstance(message, SipRequest):
            fault_of(message)
            caller_of(message)
    assert parsed > DATAGRAMS // 4


async def test_a_flood_of_calls_is_limited_and_the_call_that_is_there_does_not_suffer() -> None:
    line, ears = AsyncioSip("127.0.0.1:0", rtp_ports=range(36_000, 37_000)), Recorder()
    caller, voice = AsyncioSip("127.0.0.1:0", rtp_ports=range(37_000, 38_000)), Recorder()
    await line.start(ears)
    await caller.start(voice)
    flooder = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    flooder.bind(("127.99.1.1", 0))
    flooder.setblocking(False)
    try:
        leg = await caller.place(f"sip:hotline@{line.address}", caller="13800000001")
        await until(lambda: ears.incoming)
        await ears.incoming[0].answer()
        await until(lambda: "answered" in voice.words())
        host, _, port = line.address.rpartition(":")
        before, began = line.legs, time.monotonic()
        async with speaking(leg, 400.0):
            for number in range(FLOOD):
                text = (
                    f"INVITE sip:x@{line.address} SIP/2.0\r\nVia: SIP/2.0/UDP 127.99.1.1:5060;branch=z9hG4bKf{number}"
                    f"\r\nFrom: <sip:f@127.99.1.1>;tag={number}\r\nTo: <sip:x@{line.address}>\r\nCall-ID: f{number}"
                    "\r\nCSeq: 1 INVITE\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
                )
                flooder.sendto(text.encode(), (host, int(port)))
                if number % BURST == 0:
                    await taken(BURST)
                    await asyncio.sleep(0.01)
            await asyncio.sleep(0.3)
        heard = ears.heard(ears.incoming[0])
        limits = Limits()
        admitted = limits.new * (limits.burst_s + time.monotonic() - began)
        assert line.dropped["over the limit"] >= FLOOD - admitted
        assert line.legs - before <= admitted
        assert level(heard[len(heard) // 2 :], 400.0) > 5000  # the caller is heard throughout
        quality = ears.incoming[0].quality()
        assert quality is not None
        assert quality.lost <= quality.received // 50
        second = await caller.place(f"sip:hotline@{line.address}", caller="13800000002")
        await until(lambda: "13800000002" in [one.info.number for one in ears.incoming])
        second.hang_up()
    finally:
        flooder.close()
        await caller.stop()
        await line.stop()
