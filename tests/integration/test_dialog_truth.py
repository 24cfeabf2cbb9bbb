"""What happens within a dialog: hold, codecs, offers, refusals, INFO, with peers made by hand."""

from collections.abc import AsyncIterator

import pytest

from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.connectors.sip_legs import info_digit
from telephony.events import Side
from tests.dialog_peer import KEYS
from tests.integration.dialog_rig import BOTH, Line, answering, codec, make, ringing_line
from tests.sip_bench import until


@pytest.fixture
async def ringing(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Line]:
    async with ringing_line(AsyncioSip("127.0.0.1:0", rtp_ports=range(42_000, 42_400)), monkeypatch) as made:
        yield made


@pytest.fixture
async def line(ringing: Line) -> AsyncIterator[Line]:
    async with answering(ringing) as made:
        yield made


@BOTH
@pytest.mark.parametrize("method", ["INVITE", "UPDATE"])
async def test_hold_and_back_by_either_request_in_either_dialog(line: Line, kind: str, method: str) -> None:
    _, side, peer = line
    await make(line, kind)
    for more, host, mirrored in (
        ("a=sendonly\r\n", "127.0.0.1", "a=recvonly"),
        ("a=inactive\r\n", "127.0.0.1", "a=inactive"),
        ("", "0.0.0.0", "a=inactive"),
        ("a=sendrecv\r\n", "127.0.0.1", "a=sendrecv"),
    ):
        peer.send(method, sdp=peer.sdp("8 101", KEYS + more, version=peer.cseq + 2, host=host))
        ok = await peer.response(200, of=method)
        assert mirrored in ok.text
        assert ok.get_header("contact")
        if method == "INVITE":
            peer.send("ACK", cseq=peer.cseq)
    assert side.ends == []


@BOTH
@pytest.mark.parametrize("method", ["INVITE", "UPDATE"])
async def test_the_codec_changes_in_mid_call(line: Line, kind: str, method: str) -> None:
    _, _, peer = line
    leg = await make(line, kind)
    assert codec(leg) == "PCMA"
    for types, name in (("0", "PCMU"), ("9", "G722"), ("8 0", "PCMA")):
        peer.send(method, sdp=peer.sdp(types, version=peer.cseq + 2))
        ok = await peer.response(200, of=method)
        assert f"RTP/AVP {types.split()[0]}\r\n" in ok.text
        assert codec(leg) == name
        if method == "INVITE":
            peer.send("ACK", cseq=peer.cseq)


@BOTH
@pytest.mark.parametrize("method", ["INVITE", "UPDATE"])
async def test_an_offer_that_cannot_be_met_leaves_the_call_as_it_was(line: Line, kind: str, method: str) -> None:
    _, side, peer = line
    leg = await make(line, kind)
    peer.send(method, sdp=peer.sdp("18"))
    refusal = await peer.response(488)
    assert refusal.get_header("accept") == "application/sdp"
    assert codec(leg) == "PCMA"
    peer.send("BYE")
    await peer.response(200, of="BYE")
    await until(lambda: side.ends)
    assert side.ends[0][1].by is Side.CALLER


@BOTH
async def test_a_re_invite_without_an_offer_gets_one_that_the_ack_answers(line: Line, kind: str) -> None:
    _, _, peer = line
    leg = await make(line, kind)
    peer.send("INVITE")
    ok = await peer.response(200)
    assert "RTP/AVP 8 0 101\r\n" in ok.text, "all that we can, what is in use first"
    peer.send("INVITE", sdp=peer.sdp("8"))
    await peer.response(491)
    peer.send("UPDATE", sdp=peer.sdp("8"))
    await peer.response(491)
    peer.send("ACK", cseq=peer.cseq - 2, sdp=peer.sdp("0"))
    await until(lambda: codec(leg) == "PCMU")
    peer.send("UPDATE", sdp=peer.sdp("8"))
    await peer.response(200, of="UPDATE")


@BOTH
async def test_an_update_without_sdp(line: Line, kind: str) -> None:
    _, _, peer = line
    await make(line, kind)
    peer.send("UPDATE")
    assert not (await peer.response(200, of="UPDATE")).body


@BOTH
async def test_requests_that_are_refused_in_a_dialog(line: Line, kind: str) -> None:
    _, side, peer = line
    await make(line, kind)
    for method, headers, status, header in (
        ("MESSAGE", "", 405, "allow"),
        ("NOTIFY", "Event: refer\r\n", 405, "allow"),
        ("REFER", "Refer-To: <sip:1@h>\r\n", 403, ""),
        ("UPDATE", "Require: gruu, timer\r\n", 420, "unsupported"),
        ("PRACK", "RAck: 1 1 INVITE\r\n", 481, ""),
    ):
        peer.send(method, headers=headers)
        refusal = await peer.response(status)
        assert refusal.get_header(header) or not header
    assert [*peer.seen[-2].headers.get("unsupported")] == ["gruu"]
    peer.send("UPDATE", cseq=1)
    await peer.response(500)
    peer.to = "<sip:95598@h>;tag=unknown"
    for method in ("INVITE", "UPDATE", "BYE", "INFO", "REFER", "OPTIONS"):
        peer.send(method)
        await peer.response(481, of=method)
    assert side.ends == []


@BOTH
async def test_info(line: Line, kind: str) -> None:
    _, side, peer = line
    await make(line, kind)
    peer.send("INFO")
    await peer.response(200, of="INFO")
    peer.send("INFO", sdp="x", kind="text/plain")
    assert "application/dtmf-relay" in (await peer.response(415)).headers.get("accept")
    peer.send("INFO", sdp="Signal=5\r\nDuration=160\r\n", kind="application/dtmf-relay")
    await peer.response(200, of="INFO")
    assert side.digits == "", "this peer has RFC 4733, where the key comes too"
    peer.send("UPDATE", sdp=peer.sdp("8"))
    await peer.response(200, of="UPDATE")
    for body, kind_of_body in (("Signal=5\r\n", "application/dtmf-relay"), ("#", "application/dtmf")):
        peer.send("INFO", sdp=body, kind=kind_of_body)
        await peer.response(200, of="INFO")
    assert side.digits == "5#"


@pytest.mark.parametrize(
    ("text", "digit"),
    [
        ("Signal= 5\r\nDuration= 160\r\n", "5"),
        ("Duration=160\r\nsignal=*", "*"),
        ("11", "#"),
        ("Signal=10", "*"),
        ("d", "D"),
        ("", ""),
        ("Signal=55", ""),
        ("Duration=5", ""),
    ],
)
def test_the_key_in_an_info(text: str, digit: str) -> None:
    assert info_digit(text) == digit


async def test_before_the_answer_a_second_offer_must_wait(ringing: Line) -> None:
    _, side, peer = ringing
    peer.send("INVITE", sdp=peer.sdp())
    await peer.response(180)
    for method in ("UPDATE", "INVITE"):
        peer.send(method, sdp=peer.sdp())
        refusal = await peer.response(500, of=method)
        assert 0 <= int(refusal.get_header("retry-after") or "-1") <= 10
    peer.send("UPDATE")
    await peer.response(200, of="UPDATE")
    await side.incoming[0].answer()
    await peer.response(200, of="INVITE")


async def test_an_offer_that_crosses_our_own_invite(ringing: Line) -> None:
    connector, _, peer = ringing
    await connector.place(f"sip:1@127.0.0.1:{peer.port}")
    invite = await peer.request("INVITE")
    peer.join(invite)
    peer.reply(invite, 180)
    for method in ("UPDATE", "INVITE"):
        await until(lambda: True)
        peer.send(method, sdp=peer.sdp())
        await peer.response(491, of=method)
    peer.send("BYE")
    await peer.response(481)
