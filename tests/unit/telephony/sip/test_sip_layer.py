"""The transaction layer: each message to its machine, each request up once."""

from aiosipua.message import SipMessage, SipRequest, SipResponse

from telephony.sip.layer import HandUp, NoAck, NoReply, TransactionLayer, Transmit
from telephony.sip.messages import StreamAddress, cancel_for, parse_datagram, reply, way_back

PEER = ("192.0.2.1", 5062)


def request(method: str = "INVITE", *, branch: str = "z9hG4bKa", cseq: int = 1, call: str = "c1") -> SipRequest:
    text = (
        f"{method} sip:95598@h SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5062;branch={branch}\r\n"
        f"From: <sip:1@h>;tag=f\r\nTo: <sip:2@h>\r\nCall-ID: {call}\r\nCSeq: {cseq} {method}\r\n\r\n"
    )
    message = parse_datagram(text.encode())
    assert isinstance(message, SipRequest)
    return message


def answered(status: int, to: SipRequest) -> SipResponse:
    return reply(to, status, "x", tag="t")


def test_a_request_goes_up_once_and_its_response_again() -> None:
    layer, invite = TransactionLayer(), request()
    assert layer.request_arrived(invite, PEER, 0.0) == [HandUp(invite, PEER)]
    assert layer.request_arrived(request(), PEER, 0.1) == []
    ringing = Transmit(bytes(answered(180, invite)), PEER)
    assert layer.respond(answered(180, invite), 0.2) == [ringing]
    assert layer.request_arrived(request(), PEER, 0.3) == [ringing]


def test_another_branch_is_another_request() -> None:
    layer = TransactionLayer()
    layer.request_arrived(request("OPTIONS"), PEER, 0.0)
    again = request("OPTIONS", branch="z9hG4bKb")
    assert layer.request_arrived(again, PEER, 0.1) == [HandUp(again, PEER)]


def test_the_ack_of_a_200_goes_up_once() -> None:
    layer, invite = TransactionLayer(), request()
    layer.request_arrived(invite, PEER, 0.0)
    layer.respond(answered(200, invite), 0.1)
    ack = request("ACK", branch="z9hG4bKother")
    assert layer.request_arrived(ack, PEER, 0.2) == [HandUp(ack, PEER)]
    assert layer.request_arrived(ack, PEER, 0.3) == []
    assert layer.tick(30.0) == []


def test_the_ack_of_a_refusal_stays_below_whatever_its_branch() -> None:
    for branch in ("z9hG4bKa", "z9hG4bKnew"):
        layer, invite = TransactionLayer(), request()
        layer.request_arrived(invite, PEER, 0.0)
        layer.respond(answered(486, invite), 0.1)
        assert layer.request_arrived(request("ACK", branch=branch), PEER, 0.2) == []
        assert layer.tick(4.0) == [], "timer G is stopped"


def test_an_ack_for_nothing_is_dropped() -> None:
    layer = TransactionLayer()
    assert layer.request_arrived(request("ACK"), PEER, 0.0) == []
    layer.request_arrived(request(), PEER, 0.0)
    assert layer.request_arrived(request("ACK", branch="z9hG4bKb"), PEER, 0.0) == []


def test_a_200_without_ack_is_reported() -> None:
    layer, invite = TransactionLayer(), request()
    layer.request_arrived(invite, PEER, 0.0)
    layer.respond(answered(200, invite), 0.0)
    actions = []
    while layer.next_deadline is not None:
        actions += layer.tick(layer.next_deadline)
    assert actions[-1] == NoAck(invite)
    assert len(actions) == 11


def test_cancel_finds_its_invite() -> None:
    layer, invite = TransactionLayer(), request()
    layer.request_arrived(invite, PEER, 0.0)
    assert layer.invite_of(cancel_for(invite)) is invite
    assert layer.invite_of(cancel_for(request(branch="z9hG4bKb"))) is None


def test_our_request_is_answered_or_reported() -> None:
    layer, bye = TransactionLayer(), request("BYE")
    assert layer.send(bye, PEER, 0.0) == [Transmit(bytes(bye), PEER)]
    assert layer.open_clients == 1
    assert layer.tick(0.5) == [Transmit(bytes(bye), PEER)]
    ok = answered(200, bye)
    assert layer.response_arrived(ok, PEER, 0.6) == [HandUp(ok, PEER)]
    assert layer.response_arrived(ok, PEER, 0.7) == []
    assert layer.open_clients == 0
    silent = request("BYE", branch="z9hG4bKb")
    layer.send(silent, PEER, 1.0)
    assert layer.tick(40.0)[-1] in (NoReply(silent), Transmit(bytes(silent), PEER))
    assert NoReply(silent) in layer.tick(80.0) or layer.open_clients == 0


def test_our_invite_refused_is_acknowledged_below() -> None:
    layer, invite = TransactionLayer(), request()
    layer.send(invite, PEER, 0.0)
    busy = answered(486, invite)
    ack, up = layer.response_arrived(busy, PEER, 0.1)
    assert isinstance(ack, Transmit)
    assert ack.data.startswith(b"ACK sip:95598@h SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bKa")
    assert up == HandUp(busy, PEER)
    assert layer.response_arrived(busy, PEER, 0.2) == [ack]


def test_cancel_waits_and_is_sent_again_by_its_own_transaction() -> None:
    layer, invite = TransactionLayer(), request()
    layer.send(invite, PEER, 0.0)
    assert layer.cancel(invite, 0.1) == []
    up, cancel = layer.response_arrived(answered(180, invite), PEER, 0.2)
    assert isinstance(up, HandUp)
    assert isinstance(cancel, Transmit)
    assert cancel.data.startswith(b"CANCEL ")
    assert layer.cancel(invite, 0.3) == [], "one CANCEL is enough"
    assert layer.tick(0.75) == [cancel]


def test_a_response_to_nothing_is_dropped() -> None:
    assert TransactionLayer().response_arrived(answered(200, request()), PEER, 0.0) == []
    assert TransactionLayer().respond(answered(200, request()), 0.0) == []


def test_a_flood_is_bounded_and_forgotten() -> None:
    layer = TransactionLayer(limit=3)
    for number in range(5):
        message = request("OPTIONS", branch=f"z9hG4bK{number}", call=f"c{number}")
        up = layer.request_arrived(message, PEER, 0.0)
        assert bool(up) == (number < 3)
        layer.respond(answered(200, message), 0.0)
    layer.tick(33.0)
    assert layer.next_deadline is None
    assert layer.request_arrived(request(), PEER, 34.0)


def test_over_tcp_nothing_is_sent_twice_but_a_200() -> None:
    """RFC 3261 §17.1.1.2, §17.2.1: timers A, E and G are UDP's; §13.3.1.4: the 2xx is sent again over TCP too."""
    layer, peer = TransactionLayer(), StreamAddress("192.0.2.1", 5060)
    assert len(layer.send(request("OPTIONS"), peer, 0.0)) == 1
    assert layer.tick(31.9) == []
    assert any(isinstance(one, NoReply) for one in layer.tick(32.0))
    refused, accepted = request(branch="z9hG4bKr", call="r"), request(branch="z9hG4bKs", call="s")
    for one in (refused, accepted):
        layer.request_arrived(one, peer, 100.0)
    layer.respond(answered(486, refused), 100.0)
    layer.respond(answered(200, accepted), 100.0)
    again = [one for now in (100.6, 101.2, 105.0) for one in layer.tick(now)]
    assert again
    assert all(isinstance(one, Transmit) and one.data.startswith(b"SIP/2.0 200") for one in again)


def test_over_tcp_replies_go_through_the_connection() -> None:
    peer = StreamAddress("192.0.2.1", 40_000)
    assert way_back(request(), peer) is peer


def test_a_lost_connection_ends_what_nobody_began_to_answer() -> None:
    layer, peer = TransactionLayer(), StreamAddress("192.0.2.1", 5060)
    silent, rings, by_udp = request("OPTIONS"), request(branch="z9hG4bKb"), request("OPTIONS", branch="z9hG4bKc")
    layer.send(silent, peer, 0.0)
    layer.send(rings, peer, 0.0)
    layer.send(by_udp, ("192.0.2.1", 5060), 0.0)
    layer.response_arrived(answered(180, rings), peer, 0.1)
    assert layer.stream_lost(peer) == [NoReply(silent)]
    assert layer.stream_lost(peer) == []
    assert layer.open_clients == 2


def test_what_opens_a_dialog_names_the_proxies_in_it() -> None:
    """RFC 3261 §12.1.1."""
    for status, named in ((100, False), (180, True), (200, True), (486, False)):
        layer, invite = TransactionLayer(), request()
        for route in ("<sip:p2;lr>", "<sip:p1;lr>"):
            invite.headers.append("Record-Route", route)
        layer.request_arrived(invite, PEER, 0.0)
        [sent] = layer.respond(answered(status, invite), 0.1)
        assert isinstance(sent, Transmit)
        routes = SipMessage.parse(sent.data).headers.get("record-route")
        assert routes == (["<sip:p2;lr>", "<sip:p1;lr>"] if named else [])
