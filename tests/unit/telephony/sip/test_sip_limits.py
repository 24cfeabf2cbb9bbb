"""How much one source may ask: what is counted as new, floods, trunks, networks, memory."""

import pytest

from telephony.sip.limits import Limits, SourceLimits, Verdict, Weight, weight_of

INVITE = b"INVITE sip:1@192.0.2.1 SIP/2.0\r\nTo: <sip:1@192.0.2.1>\r\n\r\n"
AGAIN = b"INVITE sip:1@192.0.2.1 SIP/2.0\r\nTo: <sip:1@192.0.2.1>;tag=abc\r\n\r\n"
REGISTER = b"REGISTER sip:192.0.2.1 SIP/2.0\r\nTo: <sip:1@192.0.2.1>\r\n\r\n"


@pytest.mark.parametrize(
    ("data", "weight"),
    [
        (INVITE, Weight.NEW),
        (AGAIN, Weight.OLD),
        (AGAIN.replace(b"To:", b"t :"), Weight.OLD),
        (REGISTER, Weight.GUESS),
        (b"OPTIONS sip:1@192.0.2.1 SIP/2.0\r\n\r\n", Weight.NEW),
        (b"BYE sip:1@192.0.2.1 SIP/2.0\r\n\r\n", Weight.OLD),
        (b"SIP/2.0 200 OK\r\n\r\n", Weight.OLD),
        (b"\x00\xff garbage", Weight.OLD),
        (b"INVITE " + b"x" * 5000 + b"\r\nTo: <sip:1@h>;tag=1\r\n", Weight.NEW),
    ],
)
def test_what_a_message_is(data: bytes, weight: Weight) -> None:
    assert weight_of(data) is weight


def flood(limits: SourceLimits, data: bytes, host: str, count: int, seconds: float) -> dict[Verdict, int]:
    seen = dict.fromkeys(Verdict, 0)
    for number in range(count):
        seen[limits.admit(data, host, 100.0 + seconds * number / count)] += 1
    return seen


def test_a_flood_is_refused_a_little_and_dropped_for_the_rest() -> None:
    seen = flood(SourceLimits(Limits(new=100)), INVITE, "192.0.2.9", 20_000, 2.0)
    assert 390 <= seen[Verdict.TAKE] <= 410  # what the bucket held, and what two seconds brought
    assert 15 <= seen[Verdict.REFUSE] <= 25
    assert seen[Verdict.DROP] > 19_000


def test_a_busy_trunk_is_not_touched() -> None:
    limits = SourceLimits()
    assert flood(limits, INVITE, "192.0.2.9", 1000, 10.0)[Verdict.TAKE] == 1000
    limits.trusted = {"192.0.2.10"}.__contains__
    assert flood(limits, INVITE, "192.0.2.10", 10_000, 10.0)[Verdict.TAKE] == 10_000


def test_what_is_within_a_dialog_goes_on_while_new_calls_are_refused() -> None:
    limits = SourceLimits()
    flood(limits, INVITE, "192.0.2.9", 20_000, 1.0)
    assert flood(limits, AGAIN, "192.0.2.9", 500, 1.0)[Verdict.TAKE] == 500


def test_guesses_are_few() -> None:
    assert flood(SourceLimits(), REGISTER, "192.0.2.9", 1000, 10.0)[Verdict.TAKE] <= 61


def test_one_source_does_not_use_up_anothers() -> None:
    limits = SourceLimits()
    flood(limits, INVITE, "192.0.2.9", 20_000, 1.0)
    assert flood(limits, INVITE, "198.51.100.1", 100, 1.0)[Verdict.TAKE] == 100


def test_a_whole_network_has_a_limit_too() -> None:
    limits = SourceLimits(Limits(new=100))
    taken = sum(flood(limits, INVITE, f"192.0.2.{last}", 1000, 1.0)[Verdict.TAKE] for last in range(1, 30))
    assert taken < 1000  # 30 sources alone would have had 9000


def test_memory_is_bounded() -> None:
    limits = SourceLimits(Limits(sources=100))
    for number in range(5000):
        limits.admit(INVITE, f"10.{number // 250}.{number % 250}.1", 100.0)
    assert len(limits) <= 100


def test_a_line_in_the_log_is_due_once_a_minute_with_the_count() -> None:
    limits = SourceLimits(Limits(new=1))
    flood(limits, INVITE, "192.0.2.9", 100, 0.1)
    assert limits.report("192.0.2.9", 100.0) == 98
    flood(limits, INVITE, "192.0.2.9", 50, 0.1)
    assert limits.report("192.0.2.9", 130.0) is None
    assert limits.report("192.0.2.9", 161.0) == 50
