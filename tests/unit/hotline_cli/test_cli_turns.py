"""A simulated caller's turns: after the agent has spoken, after silence, and the goodbye."""

from hotline_cli.turns import LOUD, PAUSE_MS, Turns
from telephony.connectors.base import FRAME_BYTES, FRAME_MS, SILENCE


def line(mark: int) -> bytes:
    return bytes([mark]) * FRAME_BYTES * 2


def turns() -> Turns:
    return Turns(start=line(1), asked=[line(2), line(3)], waiting=line(8), end=line(9), patience_ms=2000)


def said(one: Turns, ms: int, *, agent_speaks: bool = False) -> list[int | None]:
    """What the caller says in so many milliseconds, line by line; None: it hangs up."""
    lines: list[int | None] = []
    for _ in range(ms // FRAME_MS):
        one.hear(LOUD if agent_speaks else 0)
        frame = one.frame()
        mark = None if frame is None else frame[0]
        if frame != SILENCE and (not lines or lines[-1] != mark):
            lines.append(mark)
    return lines


def test_the_next_line_waits_until_the_agent_has_spoken_and_paused() -> None:
    one = turns()
    assert said(one, 100) == [1]
    assert said(one, 5000, agent_speaks=True) == []
    assert said(one, PAUSE_MS - 2 * FRAME_MS) == []
    assert said(one, 100) == [2]


def test_a_click_is_no_sentence() -> None:
    one = turns()
    said(one, 100)
    said(one, 100, agent_speaks=True)
    assert said(one, PAUSE_MS + 100) == []


def test_an_agent_who_is_silent_is_reminded_then_the_caller_goes_on() -> None:
    assert said(turns(), 9000) == [1, 8, 2, 3, 8]


def test_a_caller_who_has_said_everything_does_not_wait_in_silence_for_ever() -> None:
    assert said(turns(), 60_000)[-2:] == [9, None]


def test_who_has_said_everything_says_goodbye_and_hangs_up() -> None:
    one = turns()
    lines = said(one, 100)
    for _ in range(3):
        lines += said(one, 400, agent_speaks=True) + said(one, PAUSE_MS + 100)
    assert lines == [1, 2, 3, 9, None]
