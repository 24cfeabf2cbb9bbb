"""Requests that cross, fork or merge, reliable ringing, and the ways of requests, with peers made by hand."""

import asyncio
from collections.abc import AsyncIterator

import aiosipua.transaction
import pytest
import structlog

from telephony.connectors import sip_uac
from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.events import Side
from tests.dialog_peer import Peer
from tests.integration.dialog_rig import BOTH, Line, answering, codec, incoming, make, ringing_line
from tests.sip_bench import until


@pytest.fixture
async def ringing(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Line]:
    async with ringing_line(AsyncioSip("127.0.0.1:0", rtp_ports=range(41_500, 41_900)), monkeypatch) as made:
        yield made


@pytest.fixture
async def line(ringing: Line) -> AsyncIterator[Line]:
    async with answering(ringing) as made:
        yield made


# --- forked and merged ---


async def test_a_merged_invite_is_refused_and_harms_nothing(ringing: Line) -> None:
    _, side, peer = ringing
    branch = peer.send("INVITE", sdp=peer.sdp())
    await peer.response(180)
    peer.to = "<sip:95598@h>"
    other = peer.send("INVITE", sdp=peer.sdp(), cseq=1)
    await peer.response(482)
    peer.send("CANCEL", cseq=1, branch=other)
    await peer.response(200, of="CANCEL")
    await side.incoming[0].answer()
    await peer.response(200, of="INVITE")
    peer.send("ACK", cseq=1)
    await until(lambda: "established" in side.words())
    peer.send("CANCEL", cseq=1, branch=branch)
    await peer.response(200, of="CANCEL")
    assert side.words() == ["incoming", "established"]


async def test_a_merged_invite_of_a_call_that_was_refused(ringing: Line) -> None:
    _, side, peer = ringing
    side.on_new = lambda leg: leg.reject(486)
    peer.send("INVITE", sdp=peer.sdp())
    await peer.response(486)
    peer.send("INVITE", sdp=peer.sdp(), cseq=1)
    await peer.response(482)
    assert len(side.incoming) == 1


async def test_of_a_fork_the_first_answer_counts_and_the_others_are_hung_up(ringing: Line) -> None:
    connector, side, peer = ringing
    leg = await connector.place(f"sip:1@127.0.0.1:{peer.port}")
    invite = await peer.request("INVITE")
    for tag, status in (("a", 180), ("b", 183), ("c", 180), ("c", 199)):
        peer.reply(invite, status, tag=tag, sdp=peer.sdp("0") if tag == "a" else "")
    for tag in ("b", "a"):
        peer.reply(invite, 200, tag=tag, sdp=peer.sdp("8"))
    first, second, bye = [await peer.request(method) for method in ("ACK", "ACK", "BYE")]
    assert [(one.get_header("to") or "")[-6:] for one in (first, second, bye)] == [";tag=b", ";tag=a", ";tag=a"]
    assert bye.get_header("cseq") == "2 BYE"
    peer.reply(bye, 200)
    assert side.words() == ["ringing", "answered"]
    assert codec(leg) == "PCMA", "the early SDP of another branch is not this one's answer"
    for tag in ("a", "b"):
        peer.reply(invite, 200, tag=tag, sdp=peer.sdp("8"))
        assert (await peer.request("ACK")).get_header("to") == f"{invite.get_header('to')};tag={tag}"
    leg.hang_up()
    assert (await peer.request("BYE")).get_header("to") == f"{invite.get_header('to')};tag=b"
    peer.reply(invite, 200, tag="b", sdp=peer.sdp("8"))
    await peer.request("ACK")
    peer.reply(invite, 200, tag="late", sdp=peer.sdp("8"))
    await peer.request("ACK")
    assert (await peer.request("BYE")).get_header("to") == f"{invite.get_header('to')};tag=late"


async def test_a_200_that_comes_again_when_its_ack_is_forgotten_hangs_nobody_up(
    ringing: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sip_uac, "MOST_KEPT", 0)
    connector, side, peer = ringing
    await connector.place(f"sip:1@127.0.0.1:{peer.port}")
    invite = await peer.taken()
    peer.reply(invite, 200, sdp=peer.sdp("8"))
    await peer.request("ACK")
    assert await peer.silent(0.3), "no BYE"
    assert side.words() == ["answered"]


async def test_early_media_answers_for_a_200_without_sdp(ringing: Line) -> None:
    connector, side, peer = ringing
    leg = await connector.place(f"sip:1@127.0.0.1:{peer.port}")
    invite = await peer.request("INVITE")
    peer.reply(invite, 183, sdp=peer.sdp("0"))
    peer.reply(invite, 200)
    await until(lambda: "answered" in side.words())
    assert codec(leg) == "PCMU"


@pytest.mark.parametrize("status", [301, 302, 380, 404, 486, 503, 600])
async def test_a_placed_call_that_is_redirected_or_refused(ringing: Line, status: int) -> None:
    connector, side, peer = ringing
    await connector.place(f"sip:1@127.0.0.1:{peer.port}")
    invite = await peer.request("INVITE")
    peer.reply(invite, status, Contact="<sip:elsewhere@127.0.0.1>")
    await peer.request("ACK")
    await until(lambda: side.ends)
    end = side.ends[0][1]
    assert (end.by, end.answered, end.status, end.reason) == (Side.CALLER, False, status, "refused")


@pytest.mark.parametrize(("status", "retry_after"), [(486, None), (503, "5"), (480, None)])
async def test_a_line_that_cannot_take_a_call_says_so(ringing: Line, status: int, retry_after: str | None) -> None:
    _, side, peer = ringing
    side.on_new = lambda leg: leg.reject(status)
    peer.send("INVITE", sdp=peer.sdp())
    assert (await peer.response(status)).get_header("retry-after") == retry_after


async def test_refusals_before_a_call_are_counted_and_said_once_a_minute(ringing: Line) -> None:
    _, side, peer = ringing
    with structlog.testing.capture_logs() as logs:
        for types, headers, status in (
            ("18", "", 488),
            ("18", "", 488),
            ("8", "Require: gruu\r\n", 420),
            ("18", "", 488),
        ):
            peer.call_id, peer.to = f"{peer.call_id}-", "<sip:95598@h>"
            peer.send("INVITE", sdp=peer.sdp(types), headers=headers)
            await peer.response(status)
    said = [(entry["status"], entry["so_far"]) for entry in logs if entry["event"] == "sip_invite_refused"]
    assert said == [(488, 1), (420, 1)]
    assert side.incoming == []


# --- crossing ---


@BOTH
async def test_byes_that_cross(line: Line, kind: str) -> None:
    _, side, peer = line
    leg = await make(line, kind)
    leg.hang_up()
    ours = await peer.request("BYE")
    peer.send("BYE")
    await peer.response(200, of="BYE")
    peer.reply(ours, 481)
    await until(lambda: side.ends)
    assert [(end.by, end.reason) for _, end in side.ends] == [(Side.LINE, "bye")]
    peer.to = peer.to + "x"
    peer.send("BYE")
    await peer.response(481)


async def test_a_bye_before_the_ack(line: Line) -> None:
    _, side, peer = line
    peer.send("INVITE", sdp=peer.sdp())
    await peer.response(200)
    peer.send("BYE")
    await peer.response(200, of="BYE")
    await until(lambda: side.ends)
    assert [(end.by, end.answered) for _, end in side.ends] == [(Side.CALLER, True)]


async def test_a_bye_while_the_call_is_being_answered(ringing: Line) -> None:
    _, side, peer = ringing
    peer.send("INVITE", sdp=peer.sdp())
    await peer.response(180)
    task = asyncio.create_task(side.incoming[0].answer())
    peer.send("BYE")
    await peer.response(200, of="BYE")
    await until(lambda: side.ends)
    await asyncio.gather(task, return_exceptions=True)
    assert len(side.ends) == 1


async def test_what_comes_after_the_end_finds_no_call(line: Line) -> None:
    _, side, peer = line
    await incoming(line)
    peer.send("BYE")
    await peer.response(200, of="BYE")
    for method in ("INVITE", "UPDATE", "INFO", "BYE"):
        peer.send(method)
        await peer.response(481, of=method)
    assert len(side.ends) == 1


# --- reliable provisionals ---


async def test_a_caller_that_requires_reliable_ringing(ringing: Line) -> None:
    _, side, peer = ringing
    peer.send("INVITE", sdp=peer.sdp(), headers="Require: 100rel\r\n")
    rings = await peer.response(180)
    assert rings.headers.get("require") == ["100rel"]
    await peer.response(180)
    answering = asyncio.create_task(side.incoming[0].answer())
    peer.send("PRACK", headers="RAck: 99 1 INVITE\r\n")
    await peer.response(481)
    assert not answering.done(), "the 200 waits for the PRACK"
    peer.send("PRACK", headers=f"RAck: {rings.get_header('rseq')} 1 INVITE\r\n")
    await peer.response(200, of="PRACK")
    await answering
    await peer.response(200, of="INVITE")


async def test_a_caller_that_gives_up_while_its_prack_is_awaited(ringing: Line) -> None:
    _, side, peer = ringing
    branch = peer.send("INVITE", sdp=peer.sdp(), headers="Require: 100rel\r\n")
    await peer.response(180)
    answering = asyncio.create_task(side.incoming[0].answer())
    peer.send("CANCEL", cseq=1, branch=branch)
    await peer.response(487)
    assert isinstance((await asyncio.gather(answering, return_exceptions=True))[0], Exception)
    peer.send("ACK", cseq=1, branch=branch)
    assert await peer.silent(0.7), "no 180 any more"


async def test_ringing_that_is_never_acknowledged(ringing: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    _, side, peer = ringing
    monkeypatch.setattr(aiosipua.transaction, "T1", 0.02)
    monkeypatch.setattr(aiosipua.transaction, "TIMER_H", 0.1)
    peer.send("INVITE", sdp=peer.sdp(), headers="Require: 100rel\r\n")
    await peer.response(504)
    await until(lambda: side.ends)
    assert [(end.by, end.status, end.reason) for _, end in side.ends] == [(Side.LINE, 504, "no_ack")]


async def test_reliable_ringing_of_a_fork_is_acknowledged_once_each(ringing: Line) -> None:
    connector, _, peer = ringing
    await connector.place(f"sip:1@127.0.0.1:{peer.port}")
    invite = await peer.request("INVITE")
    assert "100rel" in invite.headers.get("supported")
    for tag in ("a", "a", "b"):
        peer.reply(invite, 180, tag=tag, Require="100rel", RSeq="7")
    for tag in ("a", "b"):
        prack = await peer.request("PRACK")
        assert prack.get_header("rack") == "7 1 INVITE"
        assert prack.get_header("to") == f"{invite.get_header('to')};tag={tag}"
        peer.reply(prack, 200)
    peer.reply(invite, 200, tag="a", sdp=peer.sdp())
    await peer.request("ACK")
    assert sum(getattr(one, "method", "") == "PRACK" for one in peer.seen) == 2


# --- ways ---


async def test_a_peer_behind_nat_is_answered_where_it_was_heard(line: Line) -> None:
    _, side, peer = line
    peer.contact = "<sip:peer@192.168.77.7:5060>"
    leg = await incoming(line)
    leg.hang_up()
    bye = await peer.request("BYE")
    assert bye.uri == "sip:peer@192.168.77.7:5060", "the target is named, though the way is another"
    assert side.words()[0] == "incoming"


async def test_requests_follow_the_contact_of_the_newest_request(line: Line) -> None:
    _, _, peer = line
    leg = await incoming(line)
    moved = Peer()
    peer.contact = moved.contact
    peer.send("UPDATE")
    await peer.response(200, of="UPDATE")
    leg.hang_up()
    bye = await moved.request("BYE")
    assert bye.uri == f"sip:peer@127.0.0.1:{moved.port}"
    moved.close()


@pytest.mark.parametrize(("loose", "uri", "routes"), [(";lr", "sip:peer@", 2), ("", "sip:127.0.0.1:", 2)])
async def test_recorded_routes(line: Line, loose: str, uri: str, routes: int) -> None:
    _, side, peer = line
    proxy = Peer()
    record = f"Record-Route: <sip:127.0.0.1:{proxy.port}{loose}>, <sip:192.0.2.9;lr>\r\n"
    ok = await peer.call(record)
    assert len(ok.headers.get("record-route")) == 2
    await until(lambda: "established" in side.words())
    side.incoming[0].hang_up()
    bye = await proxy.request("BYE")
    assert bye.uri.startswith(uri)
    assert len(bye.headers.get("route")) == routes
    assert bye.headers.get("route")[-1] == ("<sip:192.0.2.9;lr>" if loose else f"<sip:peer@127.0.0.1:{peer.port}>")
    proxy.close()


async def test_a_call_that_only_waits_for_its_ack_to_be_hung_up_takes_nothing_more(line: Line) -> None:
    _, side, peer = line
    peer.send("INVITE", sdp=peer.sdp())
    await peer.response(200)
    await until(lambda: side.incoming)
    side.incoming[0].hang_up()
    for method in ("UPDATE", "INVITE", "INFO"):
        peer.send(method, sdp=peer.sdp() if method != "INFO" else "")
        await peer.response(481, of=method)
    peer.send("ACK", cseq=1)
    await peer.request("BYE")


async def test_an_early_update_starts_no_session_timer(ringing: Line) -> None:
    _, _, peer = ringing
    peer.send("INVITE", sdp=peer.sdp())
    await peer.response(180)
    peer.send("UPDATE", headers="Supported: timer\r\nSession-Expires: 90;refresher=uac\r\n")
    assert (await peer.response(200, of="UPDATE")).get_header("session-expires") is None


@BOTH
@pytest.mark.parametrize("sdp", ["", "18"])
async def test_an_ack_that_does_not_answer_our_offer_leaves_the_call_as_it_was(
    line: Line, kind: str, sdp: str
) -> None:
    _, side, peer = line
    leg = await make(line, kind)
    peer.send("INVITE")
    await peer.response(200)
    peer.send("ACK", cseq=peer.cseq, sdp=peer.sdp(sdp) if sdp else "")
    await asyncio.sleep(0.05)
    peer.send("INVITE", sdp=peer.sdp("0"))
    await peer.response(200)
    assert codec(leg) == "PCMU"
    assert side.ends == []
