"""The pyVoIP connector's parts without a socket: its parser's food, the way out of its threads, its settings."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest
from aiosipua.message import SipRequest, SipResponse

from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.connectors.choice import NAMES, connector_of
from telephony.connectors.pyvoip_library import CallState, PayloadType, SIPStatus, TransmitType
from telephony.connectors.pyvoip_message import Message
from telephony.connectors.pyvoip_phone import usable
from telephony.connectors.pyvoip_rtp import MOST_WAITING, OFFERED, Handover, RtpPort
from telephony.connectors.pyvoip_settings import pbx_of
from telephony.connectors.pyvoip_sip import MOST_CALLS, PyvoipSip
from telephony.errors import SettingsError
from telephony.settings import LineSettings
from telephony.sip.media import read_media
from telephony.sip.messages import parse_datagram
from telephony.trunks import Trunk
from tests.sip_bench import until

SDP = (
    "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=a: b=c\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=video 9 RTP/AVP 96\r\n"
    "m=audio 4000 RTP/AVP 9 0 8 101 97\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:97 mode=20; x=1\r\n"
    "c=IN IP4 192.0.2.8\r\na=sendonly\r\n"
)
HARD = (
    'INVITE tel:95598 SIP/2.0\r\nv:SIP/2.0/UDP h;branch=z9hG4bK1\r\nf: "a: b, \\"c\\"" <tel:1>;x=y;tag=from\r\n'
    "t:<sips:2@h>\r\ni: a: call\r\nCSEQ:  7   INVITE\r\nm: <sip:1@h;transport=udp>;q=1\r\n"
    f"c: application/sdp\r\nl: {len(SDP)}\r\n\r\n{SDP}"
)


def request(text: str = HARD) -> SipRequest:
    made = parse_datagram(text.encode())
    assert isinstance(made, SipRequest)
    return made


# --- what pyVoIP reads ---


def test_what_pyvoip_cannot_parse_it_gets_in_plain_words() -> None:
    """Compact names, a tel: URI, blanks, `: ` in a value, a second medium: upstream's parser raises on each."""
    origin = request()
    message = Message(origin, read_media(origin.text))
    assert message.method == "INVITE"
    assert message.headers["Call-ID"] == origin.call_id
    assert message.headers["CSeq"] == {"check": "7", "method": "INVITE"}
    assert (message.headers["From"]["tag"], message.headers["To"]["tag"]) == ("from", "")
    assert message.request is origin


def test_only_the_agreed_audio_is_passed_on_in_our_order() -> None:
    origin = request()
    message = Message(origin, usable(origin))
    (medium,) = message.body["m"]
    assert (medium["type"], medium["port"], medium["methods"]) == ("audio", 4000, ["8", "0", "101"])
    assert message.body["c"][0]["address"] == "192.0.2.8"
    assert message.body["a"]["transmit_type"] is TransmitType.SENDONLY


def test_a_message_without_audio_has_an_empty_body() -> None:
    message = Message(request(), None)
    assert (message.body["m"], message.body["c"], message.media) == ([], [], None)


@pytest.mark.parametrize(
    ("status", "stands_for"), [(180, 180), (199, 199), (299, 200), (399, 300), (486, 486), (499, 400), (699, 600)]
)
def test_a_status_that_pyvoip_lacks_is_read_as_its_class(status: int, stands_for: int) -> None:
    response = parse_datagram(
        f"SIP/2.0 {status} x\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:1@h>;tag=f\r\n"
        f"To: <sip:2@h>;tag=t\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\n\r\n".encode()
    )
    assert isinstance(response, SipResponse)
    message = Message(response, None)
    assert (message.code, int(message.status)) == (status, stands_for)
    assert message.status in SIPStatus


@pytest.mark.parametrize("audio", ["m=audio 4000 RTP/AVP 9", "m=audio 4000 RTP/SAVP 8", "m=audio 0 RTP/AVP 8"])
def test_audio_that_this_connector_does_not_speak(audio: str) -> None:
    body = f"v=0\r\no=- 1 1 IN IP4 h\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n{audio}\r\n"
    text = HARD.replace(f"l: {len(SDP)}", f"l: {len(body)}").replace(SDP, body)
    made = request(text)
    made.content_type = "application/sdp"
    assert usable(made) is None


# --- out of the threads ---


async def test_what_a_thread_hands_over_comes_in_order_in_the_loops_thread() -> None:
    heard: list[tuple[bytes, int]] = []
    handover = Handover(
        asyncio.get_running_loop(), lambda data, _: heard.append((data, threading.get_ident())), limit=1000
    )

    def speak() -> None:
        for number in range(500):
            handover.put(b"%d" % number, ("h", 1))

    await asyncio.to_thread(speak)
    await until(lambda: len(heard) == 500)
    assert [data for data, _ in heard] == [b"%d" % n for n in range(500)]
    assert {ident for _, ident in heard} == {threading.get_ident()}
    assert handover.dropped == 0


async def test_a_loop_that_is_busy_keeps_two_seconds_of_packets() -> None:
    heard: list[bytes] = []
    handover = Handover(asyncio.get_running_loop(), lambda data, _: heard.append(data))
    for number in range(30_000):
        handover.put(b"%d" % number, ("h", 1))
    assert len(handover) == MOST_WAITING
    assert handover.dropped == 30_000 - MOST_WAITING
    await asyncio.sleep(0)
    assert heard == [b"%d" % number for number in range(MOST_WAITING)]
    handover.put(b"later", ("h", 1))
    await asyncio.sleep(0)
    assert heard[-1] == b"later"


async def test_nothing_is_handed_over_after_the_end() -> None:
    heard: list[bytes] = []

    def take(data: bytes, _source: tuple[str, int]) -> None:
        heard.append(data)
        handover.close()

    handover = Handover(asyncio.get_running_loop(), take)
    handover.put(b"1", ("h", 1))
    handover.put(b"2", ("h", 1))
    await asyncio.sleep(0)
    handover.put(b"3", ("h", 1))
    await asyncio.sleep(0)
    assert heard == [b"1"]
    assert len(handover) == 0


def test_a_loop_that_has_ended_closes_the_handover() -> None:
    loop = asyncio.new_event_loop()
    loop.close()
    handover = Handover(loop, lambda data, source: pytest.fail("nobody takes it"))
    handover.put(b"1", ("h", 1))
    handover.put(b"2", ("h", 1))
    assert len(handover) == 0


@pytest.mark.parametrize(
    ("assoc", "prefers"),
    [(OFFERED, "PCMA"), ({0: PayloadType.PCMU, 101: PayloadType.EVENT}, "PCMU"), ({}, "PCMA")],
)
def test_pyvoip_prefers_the_first_codec_that_was_agreed(assoc: dict[int, Any], prefers: str) -> None:
    port = RtpPort(lambda data, source: None, assoc)
    assert str(port.preference) == prefers
    assert port.transport is None, "nothing is bound"
    port.sendto(b"x", ("127.0.0.1", 9))
    port.close()
    assert CallState.RINGING.value == "RINGING"


# --- settings ---


def settings(folder: Path, **values: Any) -> LineSettings:
    return LineSettings.load(folder, connector="pyvoip", sip="127.0.0.1:0", **values)


def test_the_settings_choose_the_connector(tmp_path: Path) -> None:
    assert isinstance(connector_of(settings(tmp_path)), PyvoipSip)
    assert isinstance(connector_of(LineSettings.load(tmp_path)), AsyncioSip)
    assert set(NAMES) == {AsyncioSip.name, PyvoipSip.name}


def test_the_pbx_is_the_trunk_pyvoip_and_its_password_is_not_shown(tmp_path: Path) -> None:
    made = settings(tmp_path, pbx_server="pbx.lan:5070", pbx_user="8001", pbx_password="geheim")
    trunk = pbx_of(made)
    assert trunk is not None
    assert (trunk.name, trunk.address, trunk.account) == ("pyvoip", ("pbx.lan", 5070), "sip:8001@pbx.lan:5070")
    assert (trunk.is_registered, trunk.password) == (True, "geheim")
    assert "geheim" not in repr(made) + repr(trunk)
    assert pbx_of(settings(tmp_path)) is None


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"max_calls": MOST_CALLS + 1}, f"write {MOST_CALLS}"),
        ({"sip_tcp": True}, "UDP only"),
        ({"sip": "[::1]:5060"}, "IPv4"),
        ({"codecs": ("G722", "PCMA")}, "PCMA and PCMU"),
        ({"pbx_user": "8001"}, "need pbx_server"),
        ({"trunk": (Trunk(name="a", server="h"),)}, "one account"),
        ({"pbx_server": "a b"}, "pbx_server"),
        ({"pbx_server": "pbx", "pbx_password": "x"}, "needs a user"),
        ({"pbx_server": "pbx", "pbx_user": "a@b"}, "pbx_user"),
    ],
)
def test_what_it_cannot_do_is_refused_with_what_to_do(tmp_path: Path, values: dict[str, Any], says: str) -> None:
    asked = LineSettings.model_validate({"data": tmp_path, "connector": "pyvoip", "sip": "127.0.0.1:0"} | values)
    with pytest.raises(SettingsError) as caught:
        connector_of(asked)
    assert says in str(caught.value)


def test_as_many_calls_as_it_carries_may_be_asked_for(tmp_path: Path) -> None:
    assert connector_of(settings(tmp_path, max_calls=MOST_CALLS)).name == "pyvoip"


def test_the_other_connector_takes_no_pbx(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="pyvoip"):
        connector_of(LineSettings.load(tmp_path, pbx_server="pbx.lan"))
