"""Legs against a peer made by hand, datagram by datagram: the moments that real peers seldom show."""

import asyncio
import struct
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.connectors.base import Leg
from telephony.connectors.pyvoip_sip import PyvoipSip
from telephony.errors import IllegalEvent, MediaNotAcceptable, NoMediaPort
from telephony.events import Side
from telephony.sip import g711
from tests.sip_bench import CONNECTORS, Recorder, level, tone, until
from tests.sip_hand import CODED_SDP, SDP, Hand

Make = type[AsyncioSip] | type[PyvoipSip]
Line = tuple[AsyncioSip | PyvoipSip, Recorder, Hand]


@pytest.fixture(params=sorted(CONNECTORS))
def make(request: pytest.FixtureRequest) -> Make:
    return CONNECTORS[request.param]


@pytest.fixture
async def line(make: Make) -> AsyncIterator[Line]:
    side = Recorder()
    connector = make("0.0.0.0:0", rtp_ports=range(37_400, 37_440))
    await connector.start(side)
    hand = Hand(f"127.0.0.1:{connector.address.split(':')[1]}")
    yield connector, side, hand
    await connector.stop()
    hand.close()


async def test_a_socket_on_every_address_names_the_one_that_leads_to_the_peer(line: Line) -> None:
    connector, side, hand = line
    hand.invite()
    await until(lambda: side.incoming)
    await side.incoming[0].answer()
    ok = await hand.receive("SIP/2.0 200")
    assert f"Contact: <sip:127.0.0.1:{connector.address.split(':')[1]}>" in ok
    assert "c=IN IP4 127.0.0.1\r\n" in ok


async def test_the_address_told_to_peers_can_be_set(make: Make) -> None:
    side = Recorder()
    connector = make("0.0.0.0:0", advertised_ip="203.0.113.9", rtp_ports=range(37_440, 37_460))
    await connector.start(side)
    hand = Hand(f"127.0.0.1:{connector.address.split(':')[1]}")
    hand.invite()
    await until(lambda: side.incoming)
    await side.incoming[0].answer()
    ok = await hand.receive("SIP/2.0 200")
    assert "Contact: <sip:203.0.113.9:" in ok
    assert "c=IN IP4 203.0.113.9\r\n" in ok
    await connector.stop()
    hand.close()


async def test_a_bye_of_ours_waits_for_the_ack(line: Line) -> None:
    _, side, hand = line
    hand.invite()
    await until(lambda: side.incoming)
    leg = side.incoming[0]
    await leg.answer()
    await hand.receive("SIP/2.0 200")
    leg.hang_up()
    await until(lambda: side.ends)
    assert await hand.silent(0.3), "RFC 3261 §15: no BYE before the ACK"
    hand.send("ACK", 1, "a")
    await hand.receive("BYE ")
    assert side.words() == ["incoming", "ended"]


async def test_a_bye_before_the_answer(line: Line) -> None:
    _, side, hand = line
    hand.invite()
    ringing = await hand.receive("SIP/2.0 180")
    hand.to_tag = ";tag=" + ringing.split("To:")[1].split(";tag=")[1].split("\r\n")[0]
    hand.send("BYE", 2, "b")
    await hand.receive("SIP/2.0 487")
    await until(lambda: side.ends)
    end = side.ends[0][1]
    assert (end.by, end.answered, end.status) == (Side.CALLER, False, 487)


async def test_answering_a_leg_that_is_over_or_answered(line: Line) -> None:
    _, side, hand = line
    hand.invite()
    await until(lambda: side.incoming)
    leg = side.incoming[0]
    await leg.answer()
    for illegal in (leg.ring, lambda: leg.reject(486)):
        with pytest.raises(IllegalEvent):
            illegal()
    with pytest.raises(IllegalEvent):
        await leg.answer()
    leg.hang_up()
    leg.ring()
    leg.reject(486)
    with pytest.raises(IllegalEvent):
        await leg.answer()


async def test_no_rtp_port_left_is_503(make: Make) -> None:
    side = Recorder()
    connector = make("127.0.0.1:0", rtp_ports=range(37_460, 37_460))
    await connector.start(side)
    other = Hand(connector.address)
    other.invite()
    await until(lambda: side.incoming)
    with pytest.raises(NoMediaPort) as caught:
        await side.incoming[0].answer()
    assert isinstance(caught.value, MediaNotAcceptable)
    await other.receive("SIP/2.0 503")
    await until(lambda: side.ends)
    await connector.stop()
    other.close()


async def test_ports_come_back(line: Line) -> None:
    _, side, hand = line
    for number in range(50):
        hand.call, hand.to_tag = f"hand-port-{number}", ""
        hand.invite()
        await until(lambda: len(side.incoming) == number + 1)  # noqa: B023
        await side.incoming[-1].answer()
        await hand.receive("SIP/2.0 200")
        hand.send("ACK", 1, "a")
        hand.send("BYE", 2, "b")
        await hand.receive("SIP/2.0 200")
        await until(lambda: len(side.ends) == number + 1)  # noqa: B023


async def test_a_handler_that_fails_refuses_the_call(line: Line) -> None:
    _, side, hand = line

    def fail(leg: Leg) -> None:
        raise RuntimeError("no room")

    side.on_new = fail
    hand.invite()
    await hand.receive("SIP/2.0 500")
    await until(lambda: side.ends)
    assert side.ends[0][1].reason == "failed"


async def test_an_invite_within_a_dialog_that_is_not_there_is_no_call(line: Line) -> None:
    _, side, hand = line
    hand.to_tag = ";tag=unknown"
    hand.invite()
    await hand.receive("SIP/2.0 481")
    assert side.incoming == []


@pytest.mark.parametrize(
    ("offer", "kind", "headers", "status", "says"),
    [
        ("4000 RTP/AVP 8", CODED_SDP, "Require: gruu\r\n", 420, "Unsupported: gruu\r\n"),
        ("4000 RTP/AVP 8", "text/plain", "", 415, "Accept: application/sdp\r\n"),
        ("4000 RTP/AVP 8", CODED_SDP, "Content-Encoding: gzip\r\n", 415, "Accept-Encoding: identity\r\n"),
        ("4000 RTP/AVP 18", CODED_SDP, "", 488, 'Warning: 305 127.0.0.1:{port} "no common codec: '),
        ("13800138000x RTP/AVP 8", CODED_SDP, "", 488, 'Warning: 399 127.0.0.1:{port} "SDP does not parse"\r\n'),
    ],
)
async def test_who_is_refused_learns_what_would_be_taken(
    line: Line, offer: str, kind: str, headers: str, status: int, says: str
) -> None:
    connector, side, hand = line
    body = SDP.format(rtp=4000).replace("4000 RTP/AVP 8", offer)
    with capture_logs() as logs:
        hand.send("INVITE", 1, "i", body, headers, kind)
        refusal = await hand.receive(f"SIP/2.0 {status}")
    assert says.format(port=hand.remote[1]) in refusal
    assert "13800138000" not in refusal + str(logs)
    assert side.incoming == []
    assert connector.refused == {str(status): 1}
    assert [one["status"] for one in logs if one["event"] == "sip_invite_refused"] == [status]


async def test_a_body_that_need_not_be_read_is_left_unread(line: Line) -> None:
    _, side, hand = line
    hand.send("INVITE", 1, "i", "<x/>", "Content-Disposition: render; handling=optional\r\n", "application/xml")
    await until(lambda: side.incoming)
    await side.incoming[0].answer()
    assert "m=audio" in await hand.receive("SIP/2.0 200"), "our offer, since there was none"


async def test_a_second_invite_with_the_same_call_id_is_a_loop(line: Line) -> None:
    _, side, hand = line
    hand.invite()
    await hand.receive("SIP/2.0 180")
    hand.send("INVITE", 1, "other", SDP.format(rtp=4000))
    await hand.receive("SIP/2.0 482")
    assert len(side.incoming) == 1


async def test_a_request_without_call_id_is_bad(line: Line) -> None:
    _, _, hand = line
    port = hand.sip.getsockname()[1]
    text = (
        f"OPTIONS sip:h SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bKq\r\nFrom: <sip:1@h>;tag=f\r\n"
        "To: <sip:2@h>\r\nCSeq: 1 OPTIONS\r\n\r\n"
    )
    hand.sip.sendto(text.encode(), hand.remote)
    assert "Missing call-id" in await hand.receive("SIP/2.0 400")


@pytest.mark.parametrize("milliseconds", [10, 30, 40, 60])
async def test_packets_of_other_lengths_are_heard_as_frames(line: Line, milliseconds: int) -> None:
    _, side, hand = line
    hand.invite()
    await until(lambda: side.incoming)
    leg = side.incoming[0]
    await leg.answer()
    ok = await hand.receive("SIP/2.0 200")
    hand.send("ACK", 1, "a")
    await until(lambda: "established" in side.words())
    port = int(ok.split("m=audio ")[1].split()[0])
    payload = g711.encode("PCMA", tone(700, 1.8))
    samples = 8 * milliseconds
    for number in range(len(payload) // samples):
        header = struct.pack("!BBHII", 0x80, 8, number, number * samples, 99)
        hand.rtp.sendto(header + payload[number * samples : (number + 1) * samples], ("127.0.0.1", port))
        await asyncio.sleep(milliseconds / 1000)
    await until(lambda: len(side.heard(leg)) > 20_000)
    assert level(side.heard(leg)[4_000:20_000], 700) > 6000
    quality = leg.quality()
    assert quality is not None
    assert quality.lost == 0
