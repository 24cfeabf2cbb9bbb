"""RTP headers, and the counts of RFC 3550 A.1, A.3 and A.8."""

import pytest

from telephony.media.rtp import HEADER, Reception, payload_of


def packet(first: int, rest: bytes) -> bytes:
    return HEADER.pack(first, 8, 1, 2, 3) + rest


def test_the_payload_of_plain_and_other_packets() -> None:
    assert payload_of(packet(0x80, b"abc")) == b"abc"
    assert payload_of(packet(0x82, bytes(8) + b"abc")) == b"abc", "two CSRCs"
    assert payload_of(packet(0x90, b"\x12\x34\x00\x01" + bytes(4) + b"abc")) == b"abc", "an extension of one word"
    assert payload_of(packet(0xA0, b"abc\x00\x02")) == b"abc", "two bytes of padding"
    assert payload_of(packet(0xB1, bytes(4) + b"\x12\x34\x00\x00" + b"ab\x01")) == b"ab", "all of them"


@pytest.mark.parametrize(
    ("first", "rest"),
    [(0x8F, bytes(8)), (0x90, b"\0"), (0x90, b"\0\0\0\x09abc"), (0xA0, b"abc\x00"), (0xA0, b"abc\x05")],
)
def test_lengths_that_do_not_add_up(first: int, rest: bytes) -> None:
    with pytest.raises(ValueError, match="RTP"):
        payload_of(packet(first, rest))


def fed(*sequences: int) -> Reception:
    reception = Reception(7)
    for number, sequence in enumerate(sequences):
        reception.take(sequence, 160 * number, 0.02 * number)
    return reception


@pytest.mark.parametrize(
    ("sequences", "received", "lost"),
    [
        ((1, 2, 3), 3, 0),
        ((1, 3), 2, 1),
        ((1, 3, 2), 3, 0),
        ((65_534, 65_535, 0, 1), 4, 0),
        ((65_534, 1), 2, 2),
        ((5, 5, 6), 3, 0),
        ((0, 65_535), 2, 0),
    ],
)
def test_losses_are_counted_by_sequence_numbers(sequences: tuple[int, ...], received: int, lost: int) -> None:
    reception = fed(*sequences)
    assert (reception.received, reception.lost) == (received, lost)


def test_the_highest_sequence_number_counts_its_turns() -> None:
    assert fed(65_535, 0, 1).highest == 65_536 + 1


def test_a_wild_jump_is_not_taken_until_it_goes_on() -> None:
    reception = fed(10, 11, 13)
    assert not reception.take(30_000, 0, 1.0)
    assert reception.take(14, 480, 1.0)
    assert not reception.take(40_000, 0, 1.0)
    assert reception.take(40_001, 0, 1.02)
    assert (reception.received, reception.lost) == (5, 1), "what was lost before is kept, the jump is no loss"
    assert reception.take(40_003, 0, 1.04)
    assert reception.lost == 2


def test_jitter_is_that_of_the_formula() -> None:
    steady = fed(*range(100))
    assert steady.jitter_ms == pytest.approx(0, abs=1e-6)
    uneven = Reception(7)
    for number in range(400):
        uneven.take(number, 160 * number, 0.02 * number + (0.010 if number % 2 else 0.0))
    assert uneven.jitter_ms == pytest.approx(10, abs=0.2)
    assert uneven.jitter_units == pytest.approx(80, abs=2)


def test_a_timestamp_that_wraps_is_no_jitter() -> None:
    reception = Reception(7)
    for number in range(10):
        reception.take(number, (160 * number - 800) % (1 << 32), 0.02 * number)
    assert reception.jitter_ms < 0.01


def test_the_fraction_lost_is_that_since_the_last_report() -> None:
    reception = fed(0, 1, 2, 4)
    assert reception.fraction_lost() == 256 // 5
    assert reception.fraction_lost() == 0
    reception.take(5, 0, 1.0)
    assert reception.fraction_lost() == 0
    reception.take(7, 0, 1.0)
    assert reception.fraction_lost() == 128
