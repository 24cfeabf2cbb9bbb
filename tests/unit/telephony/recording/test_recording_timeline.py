"""Where frames belong: exact length, gaps, bursts, drift, masks."""

from telephony.connectors.base import FRAME_BYTES, SILENCE
from telephony.recording.timeline import AGENT, CALLER, SLACK, MaskSpan, Timeline

VOICE = b"\x01\x02" * (FRAME_BYTES // 2)
OTHER = b"\x03\x04" * (FRAME_BYTES // 2)


def frames(data: bytes) -> list[bytes]:
    return [data[at : at + FRAME_BYTES] for at in range(0, len(data), FRAME_BYTES)]


def test_both_channels_are_as_long_as_the_call() -> None:
    line = Timeline(100.0)
    for number in range(50):
        line.put(AGENT, VOICE, 100.0 + number * 0.02)
    agent, caller = line.finish(102.0)
    assert frames(agent) == [VOICE] * 50 + [SILENCE] * 50
    assert frames(caller) == [SILENCE] * 100
    assert line.length_ms == 2000


def test_a_gap_is_silence_and_what_follows_is_in_its_place() -> None:
    line = Timeline(0.0)
    line.put(CALLER, VOICE, 0.0)
    line.put(CALLER, OTHER, 1.0)
    _, caller = line.finish(1.02)
    assert frames(caller) == [VOICE] + [SILENCE] * 49 + [OTHER]


def test_a_burst_within_the_slack_is_kept_whole_and_beyond_it_dropped() -> None:
    line = Timeline(0.0)
    for _ in range(SLACK + 8):
        line.put(CALLER, VOICE, 0.0)
    _, caller = line.finish(1.0)
    assert frames(caller) == [VOICE] * (SLACK + 1) + [SILENCE] * (50 - SLACK - 1)


def test_a_fast_clock_does_not_make_the_recording_longer() -> None:
    line = Timeline(0.0)
    for number in range(100_000):
        line.put(CALLER, VOICE, number * 0.0199)  # half a percent fast
    pieces = line.take(1990.0)
    agent, caller = line.finish(1990.0)
    assert len(pieces[1]) + len(caller) == 1990 * 50 * FRAME_BYTES
    assert len(pieces[0]) + len(agent) == len(pieces[1]) + len(caller)


def test_what_is_taken_meanwhile_adds_up() -> None:
    line = Timeline(0.0)
    whole = b""
    for number in range(200):
        line.put(CALLER, VOICE, number * 0.02)
        if number % 25 == 0:
            agent, caller = line.take(number * 0.02)
            assert len(agent) == len(caller)
            whole += caller
    whole += line.finish(4.0)[1]
    assert frames(whole) == [VOICE] * 200


def test_a_mask_keeps_the_length_and_the_reason() -> None:
    line = Timeline(0.0)
    for number in range(30):
        if number == 10:
            line.mask("li", "id card", 0.2)
        if number == 20:
            line.unmask(0.4)
        line.put(CALLER, VOICE, number * 0.02)
    _, caller = line.finish(0.6)
    assert frames(caller) == [VOICE] * 10 + [SILENCE] * 10 + [VOICE] * 10
    assert line.masks == [MaskSpan(200, 400, "id card", "li")]


def test_a_mask_that_nobody_ended_ends_with_the_call() -> None:
    line = Timeline(0.0)
    line.mask("li", "a", 0.1)
    line.mask("li", "b", 0.2)
    line.finish(1.0)
    assert line.masks == [MaskSpan(100, 200, "a", "li"), MaskSpan(200, 1000, "b", "li")]


def test_a_call_of_no_length_is_a_recording_of_no_length() -> None:
    assert Timeline(5.0).finish(5.0) == (b"", b"")
