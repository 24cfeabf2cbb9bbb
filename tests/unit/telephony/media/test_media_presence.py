"""One-way and dead audio, row by row."""

import pytest

from telephony.events import AudioFault
from telephony.media.presence import LOOK_S, Hearing, Presence, Told

SILENT, DEAD, BACK = Told(AudioFault.SILENT), Told(AudioFault.DEAD), Told(None)


def watched(dead_s: float = 60.0) -> Presence:
    presence = Presence(dead_s)
    presence.watch(100.0)
    return presence


def first_told(
    presence: Presence, heard_at: float, until: float, *, paused: bool = False
) -> tuple[float, Told] | None:
    """The first thing told by looks every half second, in the worst phase, and when."""
    at = max(heard_at, 100.0) + LOOK_S - 0.001
    while at < until:
        told = presence.look(at, heard_at, paused)
        if told is not None:
            return at, told
        at += LOOK_S
    return None


@pytest.mark.parametrize("heard_at", [0.0, 100.0, 250.0])
def test_silence_is_told_within_three_seconds(heard_at: float) -> None:
    found = first_told(watched(), heard_at, 400.0)
    assert found is not None
    at, told = found
    assert told == SILENT
    assert 2.0 < at - max(heard_at, 100.0) <= 3.0


def test_the_story_of_a_fault_is_told_once_each() -> None:
    presence = watched()
    assert presence.look(101.0, 100.9) is None
    assert presence.look(104.0, 100.9) == SILENT
    assert presence.look(104.5, 100.9) is None
    assert presence.look(105.0, 104.9) == BACK
    assert presence.look(105.5, 105.4) is None
    assert presence.look(120.0, 105.4) == SILENT
    assert presence.look(165.3, 105.4) is None
    assert presence.look(165.4, 105.4) == DEAD
    assert presence.look(200.0, 105.4) is None
    assert presence.look(200.5, 200.4) == BACK


def test_a_dead_call_may_be_let_be() -> None:
    presence = watched(dead_s=0)
    assert presence.look(103.0, 0.0) == SILENT
    assert presence.look(10_000.0, 0.0) is None


def test_an_announced_pause_is_no_silence_but_may_be_a_dead_call() -> None:
    assert first_told(watched(), 150.0, 209.0, paused=True) is None
    presence = watched()
    assert presence.look(104.0, 101.0, True) is None
    assert presence.look(161.0, 101.0, True) == DEAD


def test_nothing_is_told_of_a_peer_that_holds_us() -> None:
    presence = Presence()
    assert presence.look(500.0, 0.0) is None
    presence.watch(500.0)
    assert presence.look(501.0, 0.0) is None, "counted from here, not from the packet before"
    assert presence.look(503.0, 0.0) == SILENT
    assert presence.ignore() == BACK
    assert presence.state is Hearing.IDLE
    assert presence.look(600.0, 0.0) is None
    presence.watch(700.0)
    assert presence.ignore() is None


def test_watching_twice_does_not_begin_anew() -> None:
    presence = watched()
    presence.watch(102.0)
    assert presence.look(102.5, 0.0) == SILENT
