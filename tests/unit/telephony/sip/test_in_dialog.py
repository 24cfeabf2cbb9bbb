"""Requests within dialogs: routes, targets behind NAT, forks, credentials dropped, waits after 491."""

import pytest
from aiosipua.dialog import Dialog
from aiosipua.message import SipRequest, SipResponse

from telephony.sip.in_dialog import (
    adopt,
    allows_update,
    dialog_of,
    glare_wait,
    names_option,
    next_hop,
    request_in,
    retarget,
    sent_again,
    session_asked,
    session_expires,
    unknown_options,
)
from telephony.sip.layer import HandUp, TransactionLayer, Transmit
from telephony.sip.messages import StreamAddress, parse_datagram, reply
from telephony.sip.session_timer import Asked, SessionExpires

INVITE = (
    "INVITE sip:95598@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5080;branch={branch}\r\n"
    "From: <sip:a@127.0.0.1>;tag=f\r\nTo: <sip:95598@127.0.0.1>\r\nCall-ID: c1\r\nCSeq: 7 INVITE\r\n{more}\r\n"
)


def invite(more: str = "", branch: str = "z9hG4bKa") -> SipRequest:
    message = parse_datagram(INVITE.format(more=more, branch=branch).encode())
    assert isinstance(message, SipRequest)
    return message


def answer(status: int = 200, tag: str = "t", contact: str = "<sip:b@127.0.0.1:6000>", *routes: str) -> SipResponse:
    response = reply(invite(), status, "", tag=tag, headers={"Contact": contact})
    for route in routes:
        response.headers.append("Record-Route", route)
    return response


def dialog(target: str = "sip:b@127.0.0.1:6000", *routes: str) -> Dialog:
    return Dialog("c1", "f", "t", "sip:a@x", "sip:b@y", target, list(routes), local_cseq=7)


def test_the_dialog_of_an_answer() -> None:
    made = dialog_of(invite(), answer(200, "t", "<sip:b@127.0.0.1:6000>", "<sip:p1;lr>", "<sip:p2;lr>"))
    assert made.id == ("c1", "f", "t")
    assert (made.remote_target, made.local_cseq) == ("sip:b@127.0.0.1:6000", 7)
    assert made.route_set == ["<sip:p2;lr>", "<sip:p1;lr>"], "in reverse (RFC 3261 §12.1.2)"


def test_another_branch_that_answers_becomes_the_dialog() -> None:
    made = dialog_of(invite(), answer(180, "early", "<sip:x@127.0.0.1:1>", "<sip:p1;lr>"))
    adopt(made, answer(200, "late", "<sip:y@127.0.0.1:2>"))
    assert (made.remote_tag, made.remote_target, made.route_set) == ("late", "sip:y@127.0.0.1:2", [])


def test_a_message_without_contact_leaves_the_target() -> None:
    made = dialog()
    retarget(made, invite())
    assert made.remote_target == "sip:b@127.0.0.1:6000"
    retarget(made, invite("Contact: <sip:new@127.0.0.1:7000>\r\n"))
    assert made.remote_target == "sip:new@127.0.0.1:7000"


def test_a_request_through_a_loose_router() -> None:
    made = request_in(dialog("sip:b@1.2.3.4", "<sip:p1;lr>", "<sip:p2;lr>"), "UPDATE", ("127.0.0.1", 5070))
    assert made.uri == "sip:b@1.2.3.4"
    assert made.headers.get("route") == ["<sip:p1;lr>", "<sip:p2;lr>"]
    assert made.get_header("cseq") == "8 UPDATE"
    assert made.get_header("contact") == "<sip:127.0.0.1:5070>"


def test_a_request_through_a_strict_router() -> None:
    made = request_in(dialog("sip:b@1.2.3.4", "<sip:p1;x=1>", "<sip:p2;lr>"), "BYE", ("127.0.0.1", 5070))
    assert made.uri == "sip:p1;x=1"
    assert made.headers.get("route") == ["<sip:p2;lr>", "<sip:b@1.2.3.4>"]
    assert made.get_header("contact") is None


def test_an_ack_has_its_invites_number_and_counts_as_none() -> None:
    at = dialog()
    made = request_in(at, "ACK", ("::1", 5070), cseq=7)
    assert made.get_header("cseq") == "7 ACK"
    assert at.local_cseq == 7
    assert (made.get_header("via") or "").startswith("SIP/2.0/UDP [::1]:5070;")


SOURCE = ("9.9.9.9", 40000)


@pytest.mark.parametrize(
    ("target", "routes", "to"),
    [
        ("sip:b@9.9.9.9:6000", (), ("9.9.9.9", 6000)),
        ("sip:b@9.9.9.9", (), ("9.9.9.9", 5060)),
        ("sip:b@8.8.8.8:6000", (), ("8.8.8.8", 6000)),
        ("sip:b@192.168.1.7:6000", (), SOURCE),  # behind NAT
        ("sip:b@100.64.0.7:6000", (), SOURCE),  # carrier-grade NAT
        ("sip:b@0.0.0.0:6000", (), SOURCE),
        ("sip:b@8.8.8.8:99999", (), SOURCE),
        ("sip:b@9.9.9.9:0", (), ("9.9.9.9", 5060)),
        ("sip:b@pbx.example:6000", (), SOURCE),
        ("sip:b@[2606:4700::1]:6000", (), SOURCE),
        ("sip:b@8.8.8.8:6000;transport=tcp", (), SOURCE),
        ("sip:b@8.8.8.8:6000", ("<sip:9.9.9.9:5062;lr>",), ("9.9.9.9", 5062)),
        ("sip:b@8.8.8.8:6000", ("<sip:10.0.0.1;lr>",), SOURCE),
        ("sip:b@8.8.8.8:6000", ("<sip:7.7.7.7;lr>", "<sip:6.6.6.6;lr>"), ("7.7.7.7", 5060)),
        ("", (), SOURCE),
    ],
)
def test_where_a_request_goes(target: str, routes: tuple[str, ...], to: tuple[str, int]) -> None:
    assert next_hop(dialog(target, *routes), SOURCE) == to


def test_a_connection_that_stands_is_used() -> None:
    stream = StreamAddress("9.9.9.9", 40000)
    assert next_hop(dialog("sip:b@8.8.8.8"), stream) is stream


def test_the_same_request_once_more() -> None:
    first = invite("Authorization: Digest x\r\nContact: <sip:a@127.0.0.1>\r\n")
    again = sent_again(first, 8)
    assert again.get_header("cseq") == "8 INVITE"
    assert again.get_header("authorization") is None
    assert again.get_header("contact") == "<sip:a@127.0.0.1>"
    assert again.get_header("via") != first.get_header("via")
    assert first.get_header("cseq") == "7 INVITE"


@pytest.mark.parametrize(("owns", "drawn", "wait"), [(True, 0, 2.1), (True, 1, 4.0), (False, 0, 0), (False, 1, 2.0)])
def test_the_wait_after_491(owns: bool, drawn: float, wait: float) -> None:
    assert glare_wait(owns, lambda: drawn) == pytest.approx(wait)


def test_the_waits_of_both_sides_never_meet() -> None:
    assert glare_wait(True, lambda: 0.0) > glare_wait(False, lambda: 1.0)


def test_what_require_names() -> None:
    request = invite("Require: timer, Replaces, 100REL\r\nSupported: gruu\r\nAllow: INVITE, update\r\n")
    assert unknown_options(request) == ["Replaces"]
    assert names_option(request, "timer", required=True)
    assert names_option(request, "gruu")
    assert not names_option(request, "gruu", required=True)
    assert allows_update(request)
    assert not allows_update(invite("Allow: INVITE\r\n"))


def test_what_is_asked_of_the_session() -> None:
    assert session_asked(invite()) == Asked(None, 90, False)
    full = invite("Supported: timer\r\nMin-SE: 120\r\nx: 1800;refresher=uac\r\n")
    assert session_asked(full) == Asked(SessionExpires(1800, "uac"), 120, True)
    with pytest.raises(ValueError, match="Session-Expires"):
        session_expires(invite("Session-Expires: never\r\n"))


def test_a_merged_invite_is_seen_and_leaves_the_ack_to_the_first() -> None:
    layer = TransactionLayer()
    first, second = invite(), invite(branch="z9hG4bKb")
    for one in (first, second):
        layer.request_arrived(one, ("127.0.0.1", 5080), 0.0)
    assert not layer.is_merged(first)
    assert layer.is_merged(second)
    layer.respond(reply(second, 482, "Loop Detected", tag="x"), 0.1)
    layer.respond(reply(first, 200, "OK", tag="t"), 0.2)
    ack = request_in(dialog(), "ACK", ("127.0.0.1", 5080), cseq=7)
    assert [type(action) for action in layer.request_arrived(ack, ("127.0.0.1", 5080), 0.3)] == [HandUp]


def test_the_request_that_a_response_answers() -> None:
    layer = TransactionLayer()
    ours = invite()
    assert isinstance(layer.send(ours, ("127.0.0.1", 6000), 0.0)[0], Transmit)
    assert layer.sent(answer(180)) == (ours, ("127.0.0.1", 6000))
    assert layer.sent(reply(invite(branch="z9hG4bKc"), 180, "")) is None
