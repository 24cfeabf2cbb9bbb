"""What we parse ourselves, as functions of bytes that a stranger chose: each may raise only what it says it raises.

`run.py` feeds them by coverage (atheris), `test_fuzz_targets.py` by seeded mutation in every run of the tests.
"""

import io
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec
from aiosipua.message import SipRequest, SipResponse

from telephony.acd.hours import Span
from telephony.commands import Answer
from telephony.errors import MediaNotAcceptable, ProtocolError, RecordingUnreadable
from telephony.events import CallArrived
from telephony.frames import AudioFrame
from telephony.media.rtcp import Rtcp
from telephony.media.rtp import HEADER_BYTES, payload_of
from telephony.numbers import canonical
from telephony.recording.sealed import Sealer, key_id, unseal
from telephony.sip.digest import challenges_of, parse_challenge
from telephony.sip.identity import caller
from telephony.sip.in_dialog import session_asked, unknown_options
from telephony.sip.limits import weight_of
from telephony.sip.media import read_media
from telephony.sip.messages import (
    NotSip,
    fault_of,
    fault_of_response,
    parse_datagram,
    reply,
    stamp_via,
    status_of_fault,
    transaction_key,
    user_of,
    way_back,
)
from telephony.sip.stream import BadStream, StreamReader
from telephony.sip.strict import takes_sdp
from telephony.wire import DeskToLine, LineToDesk, Numbered

SOURCE = ("192.0.2.9", 5060)
KEY = bytes(range(32))
_LINE, _DESK = msgspec.json.Decoder(LineToDesk), msgspec.json.Decoder(DeskToLine)
INVITE = (
    b"INVITE sip:95598@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK1;rport\r\n"
    b'From: "\xe6\x9d\x8e" <sip:+8613800000001@192.0.2.9;user=phone>;tag=1\r\nTo: <sip:95598@192.0.2.1>\r\n'
    b"Call-ID: 1@192.0.2.9\r\nCSeq: 1 INVITE\r\nMax-Forwards: 70\r\nContact: <sip:a@192.0.2.9>\r\n"
    b"P-Asserted-Identity: <tel:+8601012345678>\r\nPrivacy: none\r\nSession-Expires: 1800;refresher=uac\r\n"
    b"Require: timer\r\nAccept: application/sdp\r\nContent-Type: application/sdp\r\nContent-Length: 0\r\n\r\n"
)
SDP = (
    b"v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8 0 9 101\r\n"
    b"a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\na=sendrecv\r\n"
)
REFUSAL = (
    b"SIP/2.0 401 Unauthorized\r\nVia: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK1\r\nFrom: <sip:1@h>;tag=1\r\n"
    b"To: <sip:1@h>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 REGISTER\r\n"
    b'WWW-Authenticate: Digest realm="pbx", nonce="abc", algorithm=SHA-256, qop="auth,auth-int", stale=true\r\n\r\n'
)


def sip(data: bytes) -> None:
    """A datagram on the SIP port, up to the user agents."""
    weight_of(data)
    try:
        message = parse_datagram(data)
    except NotSip:
        return
    if isinstance(message, SipResponse):
        if not fault_of_response(message):
            transaction_key(message)
            challenges_of(message)
        return
    assert isinstance(message, SipRequest)
    stamp_via(message, SOURCE)
    fault = fault_of(message)
    way_back(message, SOURCE)
    bytes(reply(message, status_of_fault(message), fault or "OK", tag="1"))
    if fault:
        return
    transaction_key(message)
    for trusted in (False, True):
        assert len(caller(message, trusted=trusted, area_code="010").number) <= 64
    user_of(message.uri)
    unknown_options(message)
    takes_sdp(message)
    with suppress(ValueError):
        session_asked(message)


def sdp(data: bytes) -> None:
    """An SDP body."""
    try:
        media = read_media(data.decode(errors="replace"))
    except MediaNotAcceptable:
        return
    assert 0 < media.port < 65536
    assert media.codecs


def stream(data: bytes) -> None:
    """Bytes of a TCP connection, in two pieces: the cut makes no difference."""
    wholes: list[list[bytes | None] | None] = []
    for cut in (0, len(data) // 2):
        reader, found = StreamReader(), list[bytes | None]()
        try:
            found += reader.feed(data[:cut]) if cut else []
            found += reader.feed(data[cut:])
        except BadStream:
            wholes.append(None)
            continue
        wholes.append([one for one in found if one is not None])
    if None not in wholes:
        assert wholes[0] == wholes[1]


def rtp(data: bytes) -> None:
    """A datagram on an RTP port."""
    if len(data) < HEADER_BYTES:
        return
    with suppress(ValueError):
        payload_of(data)


def rtcp(data: bytes) -> None:
    """A datagram on an RTCP port."""
    with suppress(ValueError):
        Rtcp(1, "fuzz").receive(data, 100.0)


def headset(data: bytes) -> None:
    """A message on the headset socket."""
    try:
        frame = AudioFrame.parse(data)
    except ProtocolError:
        return
    assert AudioFrame.parse(bytes(frame)) == frame


def link(data: bytes) -> None:
    """A frame of the link, either way."""
    for decoder in (_LINE, _DESK):
        with suppress(msgspec.DecodeError, UnicodeDecodeError):
            decoder.decode(data)


def digest(data: bytes) -> None:
    """A challenge."""
    parse_challenge(data.decode(errors="replace"))


def number(data: bytes) -> None:
    """A telephone number, as anybody may write it. Normalising what became digits changes nothing."""
    once = canonical(data.decode(errors="replace"), "010")
    assert len(once) <= 64
    if once.isdigit():
        assert canonical(once, "010") == once


def recording(data: bytes) -> None:
    """A recording's file."""
    with suppress(RecordingUnreadable):
        list(unseal(io.BytesIO(data), {key_id(KEY): KEY}))


def hours(data: bytes) -> None:
    """Days of an opening time."""
    with suppress(ValueError):
        Span(days=data.decode(errors="replace"))


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "sip": sip,
    "sdp": sdp,
    "stream": stream,
    "rtp": rtp,
    "rtcp": rtcp,
    "headset": headset,
    "link": link,
    "digest": digest,
    "number": number,
    "recording": recording,
    "hours": hours,
}


def seeds(target: str) -> list[bytes]:
    """Where fuzzing begins: something of each kind that is well-formed."""
    torture = sorted((Path(__file__).parent.parent / "corpus" / "rfc4475_messages").glob("*.dat"))
    sealer = Sealer(KEY, {"kind": "fuzz"})
    arrived = CallArrived(
        at=1.0, call_id="c", sip_call_id="s", number="1", name="", called="2", source="192.0.2.9:5060"
    )
    known: Mapping[str, list[bytes]] = {
        "sip": [INVITE, REFUSAL, *(path.read_bytes() for path in torture)],
        "sdp": [SDP],
        "stream": [INVITE + INVITE, b"\r\n\r\n" + INVITE, REFUSAL],
        "rtp": [bytes([0x80, 8, 0, 1, 0, 0, 0, 160, 0, 0, 0, 9]) + bytes(160), b"\xb1\x88" + bytes(40)],
        "rtcp": [bytes([0x80, 200, 0, 6]) + bytes(24), bytes([0x81, 201, 0, 7]) + bytes(28)],
        "headset": [bytes(AudioFrame(1, 160, bytes(320)))],
        "link": [
            msgspec.json.encode(Numbered(seq=1, event=arrived)),
            msgspec.json.encode(Answer(command_id="a", call_id="c", agent_id="li")),
        ],
        "digest": [b'Digest realm="pbx", nonce="abc\\"d", algorithm=MD5-sess, qop="auth", opaque="x"'],
        "number": [b"+86 (010) 8765-4321", b"tel:+8613800000001;ext=12", b"0086 13800138000", b"95598", b"801"],
        "recording": [sealer.head + sealer.chunk(b"one") + sealer.chunk(b"two", last=True)],
        "hours": [b"mon-fri,2026-10-01", b"workday", b"daily"],
    }
    return known[target]
