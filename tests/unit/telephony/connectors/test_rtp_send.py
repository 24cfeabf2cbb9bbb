"""The stream that a leg sends: numbers and times go on, whoever the audio is from."""

from dataclasses import dataclass, field

import pytest

from telephony.connectors.rtp_send import RtpSender
from telephony.media.rtp import HEADER

A, B = object(), object()


@dataclass
class Wire:
    """What was sent, as (marker, payload type, sequence, timestamp), counted from the first packet."""

    packets: list[tuple[int, int, int, int]] = field(default_factory=list)
    payloads: list[bytes] = field(default_factory=list)
    ssrcs: set[int] = field(default_factory=set)

    def take(self, packet: bytes) -> None:
        first, kind, sequence, timestamp, ssrc = HEADER.unpack_from(packet)
        assert first == 0x80
        self.packets.append((kind >> 7, kind & 0x7F, sequence, timestamp))
        self.payloads.append(packet[12:])
        self.ssrcs.add(ssrc)

    @property
    def story(self) -> list[tuple[int, int, int, int]]:
        _, _, sequence, timestamp = self.packets[0]
        return [(m, kind, (s - sequence) & 0xFFFF, (t - timestamp) % (1 << 32)) for m, kind, s, t in self.packets]


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def sender(wire: Wire) -> RtpSender:
    return RtpSender(wire.take)


def test_frames_of_ours_and_a_pause(wire: Wire, sender: RtpSender) -> None:
    for at in (1.0, 1.02, 1.04, 2.04, 2.06):
        sender.frame(8, bytes(160), at)
    assert wire.story == [(1, 8, 0, 0), (0, 8, 1, 160), (0, 8, 2, 320), (1, 8, 3, 8320), (0, 8, 4, 8480)]
    assert (sender.packets, sender.octets) == (5, 800)
    assert wire.ssrcs == {sender.ssrc}


def test_relayed_packets_keep_their_distance_loss_and_order(wire: Wire, sender: RtpSender) -> None:
    for sequence, timestamp in ((65_534, 0), (65_535, 160), (2, 640), (1, 480), (3, 800)):
        sender.relay(A, 8, sequence, timestamp, b"x", 1.0)
    assert [(s, t) for _, _, s, t in wire.story] == [(0, 0), (1, 160), (4, 640), (3, 480), (5, 800)]
    assert sender.holes == 1, "one never came"


def test_a_relay_begins_where_we_stopped_and_ends_where_it_stopped(wire: Wire, sender: RtpSender) -> None:
    sender.frame(8, b"", 1.0)
    sender.relay(A, 8, 40_000, 7_000_000, b"", 1.02)
    sender.relay(A, 8, 40_001, 7_000_160, b"", 1.04)
    sender.relay(B, 0, 3, 99, b"", 1.06)
    sender.frame(8, b"", 1.08)
    sender.relay(B, 0, 5, 419, b"", 1.50)
    assert wire.story == [
        (1, 8, 0, 0),
        (1, 8, 1, 160),
        (0, 8, 2, 320),
        (1, 0, 3, 480),
        (0, 8, 4, 640),
        (1, 0, 5, 640 + 21 * 160),
    ]
    assert sender.holes == 0


def test_a_marker_of_the_peer_is_kept(wire: Wire, sender: RtpSender) -> None:
    for sequence, kind in ((1, 8), (2, 8), (3, 0x88)):
        sender.relay(A, kind, sequence, 160 * sequence, b"", 1.0)
    assert [marker for marker, *_ in wire.packets] == [1, 0, 1]


def test_a_doubled_packet_is_sent_once_and_a_wild_jump_begins_anew(wire: Wire, sender: RtpSender) -> None:
    for sequence in (1, 1, 2, 30_000, 30_001):
        sender.relay(A, 8, sequence, 160 * sequence, b"", 1.0)
    assert [(s, t) for _, _, s, t in wire.story] == [(0, 0), (1, 160), (2, 320), (3, 480)]


def test_a_key_is_ten_packets_of_one_time_and_audio_goes_on_after_it(wire: Wire, sender: RtpSender) -> None:
    sender.frame(8, b"", 1.0)
    sender.press("5", 101)
    sender.press("#", 101)
    at = 1.0
    while sender.pressing:
        at += 0.02
        sender.tick(at)
    sender.frame(8, b"", at + 0.02)
    keys = [one for one in wire.story if one[1] == 101]
    assert [timestamp for *_, timestamp in keys] == [160] * 10 + [160 * 11] * 10
    assert [marker for marker, *_ in keys] == ([1] + [0] * 9) * 2
    assert [sequence for _, _, sequence, _ in wire.story] == list(range(22)), "each packet has its number"
    assert wire.story[-1][3] == 160 * 21
    assert {payload[0] for payload in wire.payloads if payload} == {5, 11}


def test_keys_can_be_forgotten_and_nonsense_is_refused(wire: Wire, sender: RtpSender) -> None:
    sender.press("1", 101)
    sender.forget_keys()
    sender.tick(1.0)
    with pytest.raises(ValueError, match="no DTMF"):
        sender.press("q", 101)
    assert not sender.pressing
    assert wire.packets == []


def test_the_time_for_rtcp_is_that_of_the_moment(wire: Wire, sender: RtpSender) -> None:
    sender.frame(8, b"", 1.0)
    assert sender.time_at(1.5) - wire.packets[0][3] == 4000
