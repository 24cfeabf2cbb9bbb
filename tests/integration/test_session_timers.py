"""RFC 4028 on the wire, with peers made by hand and sessions of two seconds."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from telephony.connectors import sip_connector
from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.events import Side
from telephony.sip.session_timer import SessionPolicy
from tests.dialog_peer import KEYS, Peer
from tests.sip_bench import Recorder, until

KNOWS = "Supported: timer\r\nAllow: INVITE, ACK, BYE, CANCEL, UPDATE\r\n"
NO_UPDATE = "Supported: timer\r\nAllow: INVITE, ACK, BYE, CANCEL\r\n"
ASKS = "Session-Expires: 2\r\n"
Line = tuple[AsyncioSip, Recorder, Peer]


@pytest.fixture
async def line(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Line]:
    monkeypatch.setattr(sip_connector, "STOP_WAIT_S", 0.1)  # peers here do not answer the last BYE
    side = Recorder()
    tasks: list[asyncio.Task[float]] = []
    side.on_new = lambda leg: tasks.append(asyncio.get_running_loop().create_task(leg.answer()))
    connector = AsyncioSip("127.0.0.1:0", rtp_ports=range(41_000, 41_200), session=SessionPolicy(2, 1))
    await connector.start(side)
    peer = Peer(connector.address)
    yield connector, side, peer
    await connector.stop()
    peer.close()
    await asyncio.gather(*tasks)


def ends(side: Recorder) -> list[tuple[Side, bool, str]]:
    return [(end.by, end.answered, end.reason) for _, end in side.ends]


async def test_a_call_is_refreshed_by_update_as_often_as_needed(line: Line) -> None:
    _, side, peer = line
    ok = await peer.call(KNOWS + ASKS)
    assert ok.get_header("session-expires") == "2;refresher=uas"
    assert ok.headers.get("require") == ["timer"]
    assert "timer" in ok.headers.get("supported")
    for _ in range(2):
        update = await peer.request("UPDATE")
        assert update.get_header("session-expires") == "2;refresher=uac"
        assert not update.body
        peer.reply(update, 200, Session_Expires="2;refresher=uac")
    assert side.ends == []
    peer.send("BYE")
    await peer.response(200, of="BYE")
    assert await peer.silent(1.3), "no refresh of a call that is over"


async def test_a_peer_without_update_is_refreshed_by_the_same_offer(line: Line) -> None:
    _, side, peer = line
    ok = await peer.call(NO_UPDATE + ASKS)
    invite = await peer.request("INVITE")
    assert invite.text == ok.text, "the same version of the same SDP (RFC 4028 §7.4)"
    assert "transport" not in invite.uri
    peer.reply(invite, 200, sdp=peer.sdp("8"), Session_Expires="2;refresher=uac")
    ack = await peer.request("ACK")
    assert ack.get_header("cseq") == (invite.get_header("cseq") or "").replace("INVITE", "ACK")
    peer.reply(invite, 200, sdp=peer.sdp("8"), Session_Expires="2;refresher=uac")
    assert (await peer.request("ACK")).get_header("via") == ack.get_header("via"), "for the 200 that came again"
    assert (await peer.request("INVITE")).get_header("cseq") == "2 INVITE"
    assert side.ends == []


async def test_a_peer_that_should_refresh_and_does_not_is_hung_up(line: Line) -> None:
    _, side, peer = line
    ok = await peer.call(KNOWS + "Session-Expires: 2;refresher=uac\r\nRequire: timer\r\n")
    assert ok.get_header("session-expires") == "2;refresher=uac"
    await peer.request("BYE")
    await until(lambda: side.ends)
    assert ends(side) == [(Side.LINE, True, "session_expired")]


async def test_the_refreshes_of_the_peer_keep_the_call(line: Line) -> None:
    _, side, peer = line
    await peer.call(KNOWS + "Session-Expires: 2;refresher=uac\r\n")
    for _ in range(2):
        await asyncio.sleep(0.9)
        peer.send("UPDATE", headers=KNOWS + "Session-Expires: 2;refresher=uac\r\n")
        answer = await peer.response(200, of="UPDATE")
        assert answer.get_header("session-expires") == "2;refresher=uac"
        assert not answer.body
    assert side.ends == []
    await peer.request("BYE")


async def test_a_refresh_by_the_same_offer_changes_nothing(line: Line) -> None:
    _, _, peer = line
    ok = await peer.call(NO_UPDATE + "Session-Expires: 2;refresher=uac\r\n")
    peer.send("INVITE", sdp=peer.sdp("8 0 101", KEYS), headers=NO_UPDATE + ASKS)
    again = await peer.response(200)
    assert again.text == ok.text
    assert again.get_header("session-expires") == "2;refresher=uac", "the roles stay"


async def test_a_peer_that_asks_for_nothing_gets_what_its_least_allows(line: Line) -> None:
    _, _, peer = line
    assert (await peer.call(KNOWS)).get_header("session-expires") == "90;refresher=uas", "90 where Min-SE is left out"
    peer.send("UPDATE", headers=KNOWS + "Min-SE: 2\r\n")
    assert (await peer.response(200, of="UPDATE")).get_header("session-expires") == "2;refresher=uas"
    await peer.request("UPDATE")


async def test_an_interval_below_ours_is_refused_with_422() -> None:
    side = Recorder()
    connector = AsyncioSip("127.0.0.1:0", rtp_ports=range(41_200, 41_210))
    await connector.start(side)
    peer = Peer(connector.address)
    peer.send("INVITE", sdp=peer.sdp(), headers=KNOWS + "Session-Expires: 60\r\n")
    refusal = await peer.response(422)
    assert refusal.get_header("min-se") == "90"
    assert side.incoming == []
    await connector.stop()
    peer.close()


async def test_a_header_that_does_not_parse_is_bad(line: Line) -> None:
    _, side, peer = line
    peer.send("INVITE", sdp=peer.sdp(), headers="Session-Expires: soon\r\n")
    await peer.response(400)
    assert side.incoming == []


@pytest.mark.parametrize("status", [481, 408])
async def test_a_refresh_that_finds_no_call_ends_it(line: Line, status: int) -> None:
    _, side, peer = line
    await peer.call(KNOWS + ASKS)
    peer.reply(await peer.request("UPDATE"), status)
    await peer.request("BYE")
    await until(lambda: side.ends)
    assert ends(side) == [(Side.LINE, True, "session_expired")]


async def test_a_refresh_that_is_never_accepted_ends_the_call(line: Line) -> None:
    _, side, peer = line
    await peer.call(KNOWS + ASKS)
    peer.reply(await peer.request("UPDATE"), 503)
    peer.reply(await peer.request("UPDATE"), 503)
    await peer.request("BYE")
    await until(lambda: side.ends)
    assert ends(side) == [(Side.LINE, True, "session_expired")]


async def test_a_peer_that_does_not_know_update_after_all(line: Line) -> None:
    _, _, peer = line
    await peer.call(KNOWS + ASKS)
    peer.reply(await peer.request("UPDATE"), 405)
    invite = await peer.request("INVITE")
    assert invite.get_header("session-expires") == "2;refresher=uac"


async def test_a_refresh_for_which_the_peer_asks_more_time(line: Line) -> None:
    _, _, peer = line
    await peer.call(KNOWS + ASKS)
    peer.reply(await peer.request("UPDATE"), 422, Min_SE="9")
    update = await peer.request("UPDATE")
    assert update.get_header("session-expires") == "9;refresher=uac"
    assert update.get_header("min-se") == "9"


async def test_a_refresh_that_crosses_one_of_the_peer_comes_again_later(line: Line) -> None:
    _, _, peer = line
    await peer.call(NO_UPDATE + "Session-Expires: 20;refresher=uas\r\n")
    peer.send("UPDATE", headers=NO_UPDATE + "Session-Expires: 4;refresher=uas\r\n")
    await peer.response(200, of="UPDATE")
    first = await peer.request("INVITE")
    peer.send("INVITE", sdp=peer.sdp("8"))
    await peer.response(491)
    peer.reply(first, 491)
    second = await peer.request("INVITE")
    assert second.get_header("cseq") == "2 INVITE"
    peer.reply(second, 200, sdp=peer.sdp("8"), Session_Expires="20;refresher=uac")
    await peer.request("ACK")
    peer.send("INVITE", sdp=peer.sdp("8"))
    await peer.response(200)


# --- calls that we place ---


async def test_a_placed_call_asks_and_refreshes(line: Line) -> None:
    connector, side, peer = line
    await connector.place(f"sip:1@127.0.0.1:{peer.port}")
    invite = await peer.taken(Session_Expires="2;refresher=uac", Require="timer", Allow="INVITE, UPDATE")
    assert invite.get_header("session-expires") == "2"
    assert "timer" in invite.headers.get("supported")
    assert "UPDATE" in invite.headers.get("allow")
    update = await peer.request("UPDATE")
    assert update.uri == f"sip:peer@127.0.0.1:{peer.port}"
    peer.reply(update, 200)
    assert await peer.silent(1.5), "an answer without Session-Expires ends the timer"
    assert side.ends == []


async def test_a_placed_call_asks_for_longer_where_it_must(line: Line) -> None:
    connector, side, peer = line
    await connector.place(f"sip:1@127.0.0.1:{peer.port}", caller="4001", name="客服")
    first = await peer.request("INVITE")
    peer.reply(first, 422, Min_SE="7")
    second = await peer.request("INVITE")
    assert second.get_header("session-expires") == second.get_header("min-se") == "7"
    assert second.get_header("cseq") == "2 INVITE"
    for name in ("from", "to", "call-id", "contact", "user-agent"):
        assert second.get_header(name) == first.get_header(name)
    assert second.body == first.body
    peer.reply(second, 422, Min_SE="7")
    await until(lambda: side.ends)
    assert [end.status for _, end in side.ends] == [422]


async def test_a_placed_call_whose_far_end_refreshes(line: Line) -> None:
    connector, side, peer = line
    await connector.place(f"sip:1@127.0.0.1:{peer.port}")
    await peer.taken(Session_Expires="2;refresher=uas", Require="timer")
    peer.send("UPDATE", headers=KNOWS + "Session-Expires: 2;refresher=uac\r\n")
    assert (await peer.response(200, of="UPDATE")).get_header("session-expires") == "2;refresher=uac"
    await peer.request("BYE")
    await until(lambda: side.ends)
    assert ends(side) == [(Side.LINE, True, "session_expired")]
