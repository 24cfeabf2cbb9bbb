"""SDP: what is read from a peer, what is refused, what is written."""

import pytest
from aiosipua.sdp import parse_sdp, serialize_sdp

from telephony.errors import MediaNotAcceptable
from telephony.sip.media import LocalMedia, read_media, write_answer, write_offer

LOCAL = LocalMedia("192.0.2.5", 20_000, 7)


def sdp(media: str = "audio 4000 RTP/AVP 8 0 101", *lines: str, c: str = "192.0.2.1") -> str:
    head = ["v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=-", f"c=IN IP4 {c}", "t=0 0"]
    return "\r\n".join([*head, f"m={media}", "a=rtpmap:101 telephone-event/8000", *lines, ""])


def test_an_offer_is_read() -> None:
    media = read_media(sdp("audio 4000 RTP/AVP 18 0 8 101"))
    assert (media.host, media.port, media.codecs, media.dtmf) == ("192.0.2.1", 4000, ("PCMU", "PCMA"), 101)
    assert media.direction == "sendrecv"
    assert media.preferred() == "PCMA"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        sdp("audio port RTP/AVP 8"),
        sdp("audio 99999 RTP/AVP 8"),
        sdp("audio 0 RTP/AVP 8"),
        sdp("audio -1 RTP/AVP 8"),
        sdp("audio 4000 RTP/SAVP 8"),
        sdp("video 4000 RTP/AVP 8"),
        sdp("audio 4000 RTP/AVP 18 101"),
        sdp("audio 4000 RTP/AVP 8", "a=rtpmap:8 G729/8000"),
        sdp("audio 4000 RTP/AVP 8", "a=rtpmap:x PCMA/8000"),
        sdp(c="media.example.com"),
        sdp(c="224.0.0.1"),
        sdp(c="255.255.255.255"),
        "v=0\r\ns=-\r\nm=audio 4000 RTP/AVP 8\r\n",
    ],
)
def test_what_cannot_be_met(text: str) -> None:
    with pytest.raises(MediaNotAcceptable):
        read_media(text)


@pytest.mark.parametrize(
    ("offered", "preference", "taken"),
    [
        ("9 8 0", ("PCMA", "PCMU"), "PCMA"),
        ("9 0", ("PCMA", "PCMU"), "PCMU"),
        ("9 101", ("PCMA", "PCMU"), "G722"),
        ("0 8 9", ("G722", "PCMA"), "G722"),
        ("0 8", ("G722", "PCMA"), "PCMA"),
        ("0", ("G722", "PCMA"), "PCMU"),
    ],
)
def test_our_order_decides_and_what_the_peer_has_alone_is_taken(
    offered: str, preference: tuple[str, ...], taken: str
) -> None:
    media = read_media(sdp(f"audio 4000 RTP/AVP {offered}"))
    assert media.preferred(preference) == taken


def test_g722_is_named_with_the_clock_that_rfc_3551_gives_it() -> None:
    answer = serialize_sdp(write_answer(read_media(sdp("audio 4000 RTP/AVP 9 101")), "G722", LOCAL))
    assert "m=audio 20000 RTP/AVP 9 101\r\n" in answer
    assert "a=rtpmap:9 G722/8000\r\n" in answer
    assert read_media(answer).codecs == ("G722",)


@pytest.mark.parametrize(
    ("media", "lines", "payload_type"),
    [
        ("audio 4000 RTP/AVP 8 96", ["a=rtpmap:96 telephone-event/8000"], 96),
        ("audio 4000 RTP/AVP 8 96", ["a=rtpmap:96 telephone-event/48000"], 0),
        (
            "audio 4000 RTP/AVP 8 96 97",
            ["a=rtpmap:96 telephone-event/48000", "a=rtpmap:97 TELEPHONE-EVENT/8000"],
            97,
        ),
        ("audio 4000 RTP/AVP 8", [], 0),
    ],
)
def test_keys_are_agreed_in_the_clock_of_the_audio(media: str, lines: list[str], payload_type: int) -> None:
    read = read_media(sdp(media, *lines))
    assert read.dtmf == payload_type
    answer = serialize_sdp(write_answer(read, "PCMA", LOCAL))
    assert ("telephone-event" in answer) is bool(payload_type)
    assert f"telephone-event/{48_000}" not in answer


@pytest.mark.parametrize("proto", ["RTP/SAVP", "RTP/SAVPF", "UDP/TLS/RTP/SAVPF"])
def test_encrypted_audio_alone_is_refused_and_beside_plain_audio_declined(proto: str) -> None:
    with pytest.raises(MediaNotAcceptable) as caught:
        read_media(sdp(f"audio 4000 {proto} 8"))
    assert caught.value.sip_status == 488
    both = read_media(sdp(f"audio 4000 {proto} 8", "m=audio 4002 RTP/AVP 8"))
    answer = parse_sdp(serialize_sdp(write_answer(both, "PCMA", LOCAL)))
    assert [(m.proto, m.port) for m in answer.media] == [(proto, 0), ("RTP/AVP", 20_000)]


@pytest.mark.parametrize(
    ("offered", "answered", "may_hear"),
    [
        ("sendrecv", "sendrecv", True),
        ("sendonly", "recvonly", False),
        ("recvonly", "sendonly", True),
        ("inactive", "inactive", False),
    ],
)
def test_directions_are_mirrored(offered: str, answered: str, may_hear: bool) -> None:
    for text in (sdp("audio 4000 RTP/AVP 8", f"a={offered}"), f"v=0\r\na={offered}\r\n" + sdp()):
        media = read_media(text)
        assert media.may_hear is may_hear
        audio = write_answer(media, "PCMA", LOCAL).audio
        assert audio is not None
        assert audio.direction == answered


def test_the_old_hold_is_a_hold() -> None:
    assert read_media(sdp(c="0.0.0.0")).direction == "inactive"


def test_an_answer_has_one_codec_the_peers_dtmf_type_and_every_medium_in_place() -> None:
    text = sdp("video 5000 RTP/AVP 96", "m=audio 4000 RTP/AVP 0 8 96", "a=rtpmap:96 telephone-event/8000")
    answer = parse_sdp(serialize_sdp(write_answer(read_media(text), "PCMA", LOCAL)))
    assert [(m.media, m.port) for m in answer.media] == [("video", 0), ("audio", 20_000)]
    assert answer.media[1].formats == ["8", "96"]
    assert answer.rtp_address == ("192.0.2.5", 20_000)


def test_an_offer_keeps_the_order_and_a_new_one_a_new_version() -> None:
    offer = serialize_sdp(write_offer(LOCAL, ("PCMU", "PCMA")))
    assert "m=audio 20000 RTP/AVP 0 8 101" in offer
    assert read_media(offer).codecs == ("PCMU", "PCMA")
    assert "o=- 7 2 " in serialize_sdp(write_offer(LOCAL.next_version()))
