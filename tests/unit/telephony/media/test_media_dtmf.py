"""Keys: each counts once, whatever is lost, repeated, held or pressed fast (RFC 4733)."""

import itertools
import struct

import pytest

from telephony.media.dtmf import DIGITS, DtmfReader, event_packets


def event(digit: str, duration: int, *, end: bool = False) -> bytes:
    return struct.pack("!BBH", DIGITS.index(digit), 10 | (0x80 if end else 0), duration)


def read(*packets: tuple[int, bytes]) -> str:
    reader = DtmfReader()
    return "".join(reader.packet(payload, at, 0.0) for at, payload in packets)


@pytest.mark.parametrize("digit", DIGITS)
def test_a_key_of_ours_is_read(digit: str) -> None:
    packets = list(event_packets(digit))
    assert len(packets) == 10
    assert read(*((1000, one) for one in packets)) == digit
    durations = [struct.unpack("!BBH", one)[2] for one in packets]
    assert durations == [160, 320, 480, 640, 800, 960, 1120, 1280, 1280, 1280]
    assert [one[1] >> 7 for one in packets] == [0] * 7 + [1] * 3


@pytest.mark.parametrize("lost", [*itertools.combinations(range(10), 2), tuple(range(9)), tuple(range(1, 10))])
def test_losses_do_not_lose_or_double_a_key(lost: tuple[int, ...]) -> None:
    packets = [(1000, one) for n, one in enumerate(event_packets("5")) if n not in lost]
    following = [(9000, one) for one in event_packets("6")]
    assert read(*packets, *following) == "56"


def test_the_same_key_twice_is_two_keys() -> None:
    assert read(*((1000, p) for p in event_packets("7")), *((4000, p) for p in event_packets("7"))) == "77"


def test_a_key_whose_end_is_lost_ends_by_what_follows() -> None:
    reader = DtmfReader()
    assert reader.packet(event("3", 400), 1000, 5.0) == ""
    assert reader.pressed
    assert reader.audio(1300) == "", "audio beside the key"
    assert reader.audio(1000 + 400 + 160) == "", "too soon: its next packet may be on the way"
    assert reader.audio(1000 + 400 + 960) == "3"
    assert reader.audio(9000) == ""
    assert reader.packet(event("3", 800, end=True), 1000, 5.1) == "", "a late end of the same key"


def test_a_key_whose_end_is_lost_ends_by_silence() -> None:
    reader = DtmfReader()
    reader.packet(event("3", 400), 1000, 5.0)
    assert reader.quiet(5.3) == ""
    assert reader.quiet(5.5) == "3"
    assert reader.quiet(6.0) == ""


@pytest.mark.parametrize("step", [0xFFFF, 0xFFFF - 159])
def test_a_key_held_for_long_counts_once(step: int) -> None:
    segments = [(1000 + step * n, event("8", d)) for n in range(3) for d in range(8000, 0xFFFF, 8000)]
    assert read(*segments, (1000 + 2 * step, event("8", 60_000, end=True))) == "8"


def test_late_packets_of_a_key_before_are_passed_over() -> None:
    first, second = list(event_packets("1")), list(event_packets("2"))
    mixed = [*((1000, p) for p in first[:9]), (3000, second[0]), (1000, first[9]), *((3000, p) for p in second[1:])]
    assert read(*mixed) == "12"


def test_timestamps_may_wrap() -> None:
    near = (1 << 32) - 500
    assert read(*((near, p) for p in event_packets("1")), *((1500, p) for p in event_packets("2"))) == "12"


def test_events_that_are_no_keys_are_passed_over() -> None:
    assert read((1000, struct.pack("!BBH", 36, 0x8A, 800))) == "", "a fax tone (RFC 4734)"


@pytest.mark.parametrize("digit", ["", "x", "12", " "])
def test_what_is_no_key_cannot_be_sent(digit: str) -> None:
    with pytest.raises(ValueError, match="no DTMF"):
        event_packets(digit)


def test_an_event_cut_short() -> None:
    with pytest.raises(ValueError, match="4 bytes"):
        DtmfReader().packet(b"\x01\x02", 0, 0.0)
