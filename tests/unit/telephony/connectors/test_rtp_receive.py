"""What a leg does with packets, without sockets: frames, keys, strangers, relaying."""

import operator
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.connectors.rtp_receive import RtpReceiver
from telephony.media.dtmf import event_packets
from telephony.media.rtp import HEADER
from telephony.sip import g711
from telephony.sip.source_lock import Address

PEER, STRANGER = ("192.0.2.1", 4000), ("192.0.2.2", 4000)


@dataclass
class Heard:
    frames: list[bytes] = field(default_factory=list)
    digits: str = ""

    def key(self, digit: str) -> None:
        self.digits += digit


@dataclass
class Other:
    """The leg to which is relayed."""

    codec: str = "PCMA"
    passed: list[tuple[str, int, int, int, bytes]] = field(default_factory=list)

    def pass_audio(self, source: object, marker: int, sequence: int, timestamp: int, payload: bytes) -> None:
        self.passed.append(("audio", marker, sequence, timestamp, payload))

    def pass_pcm(self, source: object, marker: int, sequence: int, timestamp: int, pcm: bytes) -> None:
        self.passed.append(("pcm", marker, sequence, timestamp, pcm))

    def pass_event(self, source: object, marker: int, sequence: int, timestamp: int, payload: bytes) -> None:
        self.passed.append(("event", marker, sequence, timestamp, payload))


class Bench:
    def __init__(self) -> None:
        self.heard = Heard()
        self.receiver = RtpReceiver(self.heard.frames.append, self.heard.key)
        self.receiver.lock.agree(PEER)
        self.receiver.dtmf = 101

    def send(
        self, sequence: int, payload: bytes = b"\xd5" * 160, *, kind: int = 8, ssrc: int = 1, at: int | None = None,
        source: Address = PEER,
    ) -> None:  # fmt: skip
        timestamp = 160 * sequence if at is None else at
        self.receiver.take(HEADER.pack(0x80, kind, sequence, timestamp, ssrc) + payload, source)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_audio_is_played_by_the_clock(bench: Bench) -> None:
    for sequence in range(5):
        bench.send(sequence)
    assert bench.heard.frames == []
    for _ in range(3):
        bench.receiver.play()
    assert bench.heard.frames == [g711.decode("PCMA", b"\xd5" * 160)] * 3
    assert (bench.receiver.received, bench.receiver.lost) == (5, 0)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "not RTP"),
        (b"\x80" * 11, "not RTP"),
        (b"\x00" * 40, "not RTP"),
        (HEADER.pack(0x80, 96, 1, 0, 1) + bytes(8), "payload type"),
        (HEADER.pack(0x9F, 8, 1, 0, 1) + bytes(8), "cut off"),
        (HEADER.pack(0x80, 101, 1, 0, 1) + b"\x01", "event"),
    ],
)
def test_what_a_peer_should_not_send_is_counted(bench: Bench, data: bytes, fault: str) -> None:
    bench.receiver.take(data, PEER)
    assert bench.receiver.faulty == {fault: 1}
    assert bench.heard.frames == []


def test_a_stranger_is_not_heard(bench: Bench) -> None:
    bench.send(1)
    bench.send(2, source=STRANGER)
    assert bench.receiver.faulty["stranger"] == 1
    assert bench.receiver.received == 1
    assert bench.receiver.lock.target == PEER


def test_another_source_is_counted_on(bench: Bench) -> None:
    for sequence in (1, 2, 4):
        bench.send(sequence)
    for sequence in (500, 501):
        bench.send(sequence, ssrc=2)
    assert (bench.receiver.received, bench.receiver.lost) == (5, 1)


@pytest.mark.parametrize(("codec", "kind"), [("PCMA", "audio"), ("PCMU", "pcm"), ("G722", "pcm")])
def test_a_relayed_packet_goes_on_at_once_and_is_heard_too(bench: Bench, codec: str, kind: str) -> None:
    other = Other(codec)
    bench.receiver.relay(other)
    bench.send(1, kind=0x88)
    bench.send(2)
    pcm = g711.decode("PCMA", b"\xd5" * 160)
    payload = b"\xd5" * 160 if kind == "audio" else pcm
    assert other.passed == [(kind, 0x80, 1, 160, payload), (kind, 0, 2, 320, payload)]
    assert bench.heard.frames == [pcm, pcm]


def test_a_gap_in_what_is_relayed_is_filled_for_those_who_listen(bench: Bench) -> None:
    other = Other()
    bench.receiver.relay(other)
    for sequence in (1, 2, 5):
        bench.send(sequence)
    assert len(other.passed) == 3
    assert len(bench.heard.frames) == 5
    assert bench.receiver.concealed == 2
    assert bench.receiver.lost == 2


def test_keys_are_heard_and_passed_on(bench: Bench) -> None:
    other = Other()
    bench.receiver.relay(other)
    for number, payload in enumerate(event_packets("9")):
        bench.send(10 + number, payload, kind=101, at=5000)
    assert bench.heard.digits == "9"
    assert [(what, timestamp) for what, _, _, timestamp, _ in other.passed] == [("event", 5000)] * 10


def test_a_key_without_its_end_is_told_when_audio_is_back_or_time_goes_by(bench: Bench) -> None:
    packets = list(event_packets("4"))[:5]
    for number, payload in enumerate(packets):
        bench.send(10 + number, payload, kind=101, at=5000)
    bench.send(20, at=5000 + 800 + 960)
    assert bench.heard.digits == "4"
    for number, payload in enumerate(packets):
        bench.send(30 + number, payload, kind=101, at=9000)
    bench.receiver.look(bench.receiver.heard_at + 1.0)
    assert bench.heard.digits == "44"


def test_an_event_that_was_not_agreed_is_no_key(bench: Bench) -> None:
    bench.receiver.dtmf = 0
    for number, payload in enumerate(event_packets("9")):
        bench.send(10 + number, payload, kind=101, at=5000)
    assert bench.heard.digits == ""
    assert bench.receiver.faulty["payload type"] == 10


def test_comfort_noise_announces_a_pause(bench: Bench) -> None:
    for sequence in range(4):
        bench.send(sequence)
    assert not bench.receiver.paused
    bench.send(4, b"\x3c", kind=13)
    assert bench.receiver.paused
    for _ in range(8):
        bench.receiver.play()
    assert len(bench.heard.frames) == 8, "noise follows the four frames"
    bench.send(50)
    assert not bench.receiver.paused


def test_the_end_of_a_relay_goes_back_to_the_clock(bench: Bench) -> None:
    other = Other()
    bench.receiver.relay(other)
    bench.send(1)
    bench.receiver.relay(None)
    heard = len(bench.heard.frames)
    for sequence in range(2, 6):
        bench.send(sequence)
    assert (len(other.passed), len(bench.heard.frames)) == (1, heard)
    bench.receiver.play()
    assert len(bench.heard.frames) == heard + 1


HEADERS = st.builds(
    HEADER.pack,
    st.sampled_from([0x80, 0x81, 0x8F, 0x90, 0xA0, 0xBF]),
    st.sampled_from([0, 8, 9, 13, 101, 0x80, 0x88, 0x89, 200]),
    st.integers(0, 0xFFFF),
    st.integers(0, 0xFFFFFFFF),
    st.integers(0, 2),
)


@given(
    datagrams=st.lists(
        st.builds(operator.add, HEADERS, st.binary(max_size=400)) | st.binary(max_size=40), max_size=30
    ),
    relayed=st.sampled_from(["", "PCMA", "PCMU", "G722"]),
)
def test_no_datagram_does_harm(datagrams: list[bytes], relayed: str) -> None:
    bench = Bench()
    if relayed:
        bench.receiver.relay(Other(relayed))
    for number, data in enumerate(datagrams):
        bench.receiver.take(data, PEER)
        bench.receiver.play()
        bench.receiver.look(1e9 + number)
    assert all(len(frame) == 320 for frame in bench.heard.frames)
    assert bench.receiver.received + sum(bench.receiver.faulty.values()) >= len(datagrams)
