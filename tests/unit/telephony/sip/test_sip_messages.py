"""Reading SIP messages: what identifies, what is faulty, who calls, where replies go."""

import pytest
from aiosipua.message import SipRequest

from telephony.sip.messages import (
    NotSip,
    ack_for_refusal,
    caller_of,
    cancel_for,
    fault_of,
    parse_datagram,
    reply,
    stamp_via,
    status_of_fault,
    transaction_key,
    user_of,
    way_back,
)

SOURCE = ("10.0.0.9", 40_000)


def request(method: str = "INVITE", **changed: str | None) -> SipRequest:
    headers: dict[str, str | None] = {
        "Via": "SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bKabc",
        "From": '"李华" <sip:13800138000@example.com>;tag=f1',
        "To": "<sip:95598@example.com>",
        "Call-ID": "c1",
        "CSeq": f"7 {method}",
    }
    headers |= {name.replace("_", "-"): value for name, value in changed.items()}
    lines = [f"{name}: {value}" for name, value in headers.items() if value is not None]
    message = parse_datagram("\r\n".join([f"{method} sip:95598@192.0.2.5 SIP/2.0", *lines, "", ""]).encode())
    assert isinstance(message, SipRequest)
    return message


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"GET / HTTP/1.1\r\n\r\n",
        b"INVITE sip:a@b SIP/2.0\r\nTo: x\r\n\r\n",
        b"SIP/2.0 999 x\r\nVia: SIP/2.0/UDP h\r\n\r\n",
        b"INVITE sip:a@b SIP/2.0\r\nVia: \r\n\r\n",
        b"INVITE sip:a@b SIP/2.0\r\n" + b"X: y\r\n" * 300 + b"\r\n",
    ],
)
def test_what_is_no_sip(data: bytes) -> None:
    with pytest.raises(NotSip):
        parse_datagram(data)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({}, ""),
        ({"Call_ID": None}, "Missing call-id"),
        ({"CSeq": "7 BYE"}, "Bad CSeq"),
        ({"CSeq": "seven INVITE"}, "Bad CSeq"),
        ({"CSeq": "99999999999 INVITE"}, "Bad CSeq"),
        ({"CSeq": "-1 INVITE"}, "Bad CSeq"),
        ({"From": "<>"}, "Bad From"),
        ({"Content_Length": "10"}, "Truncated Body"),
        ({"Content_Length": "ten"}, "Bad Content-Length"),
        ({"Content_Length": "9" * 5000}, "Bad Content-Length"),
        ({"From": '"Li <sip:1@example.com>;tag=f'}, "Bad From"),
        ({"To": "<sip:1@example.com>>"}, "Bad To"),
        ({"Contact": '""'}, "Bad Contact"),
        ({"Contact": "<sip:1@192.0.2.1>"}, ""),
        ({"Contact": '"a > b" <sip:1@192.0.2.1>;q=1'}, ""),
        ({"Via": "SIP/2.0/UDP 192.0.2.1;;branch=z9hG4bKa"}, "Bad Via"),
        ({"Via": "SIP / 2.0 / UDP [2001:db8::1]:5060 ; branch = z9hG4bKa ;rport"}, ""),
        ({"Max_Forwards": "300"}, "Bad Max-Forwards"),
        ({"Max_Forwards": "-1"}, "Bad Max-Forwards"),
        ({"Max_Forwards": "0068"}, ""),
    ],
)
def test_faults(changed: dict[str, str | None], fault: str) -> None:
    assert fault_of(request("INVITE", **changed)) == fault


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("INVITE sip:a@b SIP/3.0", 505),
        ("INVITE  sip:a@b SIP/2.0", 400),
        ("INVITE sip:a@b SIP/2.0 ", 400),
        ("INVITE sip:a@b; lr SIP/2.0", 400),
        ("INVITE <sip:a@b> SIP/2.0", 400),
        ("INVITE sip:a@b?Route=x SIP/2.0", 400),
        ("INVITE nobody SIP/2.0", 400),
        ("INVITE soap.beep://a SIP/2.0", 416),
    ],
)
def test_a_start_line_that_is_nearly_one_is_answered(line: str, status: int) -> None:
    text = f"{line}\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKz\r\nCSeq: 1 INVITE\r\nFrom: <sip:a@b>;tag=1\r\n"
    message = parse_datagram((text + "To: <sip:b@c>\r\nCall-ID: 1\r\n\r\n").encode())
    assert isinstance(message, SipRequest)
    assert fault_of(message) != ""
    assert status_of_fault(message) == status


def test_transactions_are_told_apart_by_branch_sent_by_and_method() -> None:
    assert transaction_key(request()) == ("z9hG4bKabc", "192.0.2.1:5062", "INVITE")
    assert transaction_key(request("ACK"), "INVITE") == transaction_key(request())
    assert transaction_key(request("CANCEL")) != transaction_key(request())


def test_a_peer_without_the_cookie_is_told_by_its_dialog() -> None:
    old = {"Via": "SIP/2.0/UDP 192.0.2.1:5062;branch=1"}
    assert transaction_key(request(**old)) == transaction_key(request(**old))
    assert transaction_key(request(**old)) != transaction_key(request(Call_ID="c2", **old))


@pytest.mark.parametrize(
    ("via", "stamped", "back"),
    [
        ("192.0.2.1:5062;branch=z9hG4bKa", ";received=10.0.0.9", ("10.0.0.9", 5062)),
        ("192.0.2.1:5062;branch=z9hG4bKa;rport", ";rport=40000;received=10.0.0.9", SOURCE),
        ("192.0.2.1;branch=z9hG4bKa", ";received=10.0.0.9", ("10.0.0.9", 5060)),
        ("10.0.0.9:5062;branch=z9hG4bKa", "", ("10.0.0.9", 5062)),
        ("10.0.0.9:5062;branch=z9hG4bKa;received=203.0.113.7", "", ("10.0.0.9", 5062)),
        ("10.0.0.9:99999;branch=z9hG4bKa", "", SOURCE),
    ],
)
def test_replies_go_to_where_the_request_came_from(via: str, stamped: str, back: tuple[str, int]) -> None:
    message = request(Via=f"SIP/2.0/UDP {via}")
    stamp_via(message, SOURCE)
    top = message.headers.get("via")[0]
    assert top.endswith(f"branch=z9hG4bKa{stamped}")
    assert "203.0.113.7" not in top
    assert way_back(message, SOURCE) == back


def test_other_vias_keep_their_place() -> None:
    message = request(Via="SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa, SIP/2.0/UDP 192.0.2.2;branch=z9hG4bKb")
    stamp_via(message, SOURCE)
    assert [via.host for via in message.via] == ["192.0.2.1", "192.0.2.2"]


def test_a_reply_carries_what_it_must() -> None:
    message = reply(request(), 486, "Busy Here", tag="t9", headers={"Allow": "INVITE"})
    assert (message.get_header("to"), message.get_header("cseq")) == ("<sip:95598@example.com>;tag=t9", "7 INVITE")
    assert message.get_header("allow") == "INVITE"
    tagged = reply(request(To="<sip:a@b>;tag=x"), 481, "Gone", tag="t9")
    assert tagged.get_header("to") == "<sip:a@b>;tag=x"


def test_ack_and_cancel_belong_to_their_invite() -> None:
    invite = request(Route="<sip:p1;lr>, <sip:p2;lr>")
    refusal = reply(invite, 486, "Busy Here", tag="far")
    ack, cancel = ack_for_refusal(invite, refusal), cancel_for(invite)
    assert transaction_key(ack, "INVITE") == transaction_key(cancel, "INVITE") == transaction_key(invite)
    assert ack.get_header("to") == "<sip:95598@example.com>;tag=far"
    assert cancel.get_header("to") == invite.get_header("to")
    assert (ack.get_header("cseq"), cancel.get_header("cseq")) == ("7 ACK", "7 CANCEL")
    assert cancel.headers.get("route") == ["<sip:p1;lr>", "<sip:p2;lr>"]


@pytest.mark.parametrize(
    ("uri", "user"),
    [
        ("sip:13800138000@example.com", "13800138000"),
        ("SIP:+8613800138000@example.com;user=phone", "+8613800138000"),
        ("sip:+86138;phone-context=cn@example.com", "+86138"),
        ("sip:a%20b@h", "a b"),
        ("sip:user:secret@h", "user"),
        ("tel:+86-10-95598;ext=1", "+86-10-95598"),
        ("sip:example.com", ""),
        ("sip:anonymous@anonymous.invalid", ""),
        ("sip:" + "9" * 500 + "@h", "9" * 64),
        ("sip:a%0d%0ab@h", "ab"),
    ],
)
def test_numbers(uri: str, user: str) -> None:
    assert user_of(uri) == user


@pytest.mark.parametrize(
    ("value", "caller"),
    [
        ('"李华" <sip:138@h>;tag=1', ("138", "李华")),
        ('"a \\"b\\" c" <sip:138@h>', ("138", 'a "b" c')),
        ("李华 <tel:138>", ("138", "李华")),
        ("sip:138@h;tag=1", ("138", "")),
        ('"Anonymous" <sip:anonymous@anonymous.invalid>', ("", "")),
        ("nonsense", ("", "")),
    ],
)
def test_callers(value: str, caller: tuple[str, str]) -> None:
    assert caller_of(request(From=value)) == caller
