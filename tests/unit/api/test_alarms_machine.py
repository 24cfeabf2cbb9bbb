"""An alarm is raised once, with hysteresis, in both directions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from api.alarms.machine import Alarm, AlarmState, Cleared, Raised
from api.alarms.rules import AlarmKind, AlarmRule, usual

WAIT = AlarmRule(kind=AlarmKind.LONG_WAIT, limit=15, clear=5, after_s=3, clear_s=10)
RATE = AlarmRule(kind=AlarmKind.RING_RATE, limit=90, clear=92, clear_s=0)
A = AlarmState


def test_it_is_raised_after_its_time_and_once() -> None:
    alarm = Alarm(WAIT)
    assert alarm.receive(16, 100.0) == []
    assert (alarm.state, alarm.next_deadline) == (A.DOUBTFUL, 103.0)
    assert alarm.on_time(102.9) == []
    assert alarm.on_time(103.0) == [Raised(WAIT, 16)]
    assert alarm.receive(40, 104.0) == []
    assert alarm.state is A.RAISED


def test_what_was_bad_for_a_moment_is_not_told() -> None:
    alarm = Alarm(WAIT)
    alarm.receive(16, 100.0)
    assert alarm.receive(14, 102.0) == []
    assert (alarm.state, alarm.next_deadline) == (A.QUIET, None)


def test_between_the_two_values_nothing_changes() -> None:
    alarm = Alarm(WAIT)
    alarm.receive(16, 100.0)
    alarm.on_time(103.0)
    states = []
    for value, now in ((6, 104.0), (5, 105.0), (9, 110.0)):
        assert alarm.receive(value, now) == []
        states.append(alarm.state)
    assert states == [A.RAISED, A.EASING, A.RAISED]
    alarm.receive(0, 120.0)
    assert alarm.on_time(130.0) == [Cleared(WAIT, 0)]
    assert alarm.state is A.QUIET


def test_a_rate_is_alarming_when_it_falls() -> None:
    alarm = Alarm(RATE)
    assert alarm.receive(90.5, 1.0) == []
    assert alarm.receive(90.0, 2.0) == [Raised(RATE, 90.0)]
    assert alarm.receive(91.9, 3.0) == []
    assert alarm.receive(92.0, 4.0) == [Cleared(RATE, 92.0)]


def test_what_cannot_be_judged_is_well() -> None:
    alarm = Alarm(RATE)
    alarm.receive(10.0, 1.0)
    assert alarm.receive(None, 2.0) == [Cleared(RATE, 0.0)]
    assert alarm.receive(None, 3.0) == []


def test_a_reading_that_comes_late_first_ends_what_was_due() -> None:
    alarm = Alarm(WAIT)
    alarm.receive(16, 100.0)
    assert alarm.receive(0, 200.0) == [Raised(WAIT, 16)]
    assert alarm.state is A.EASING


@given(st.lists(st.tuples(st.floats(0, 60), st.floats(0.1, 20)), max_size=60))
def test_raised_and_cleared_take_turns(readings: list[tuple[float, float]]) -> None:
    alarm, now, told = Alarm(WAIT), 0.0, []
    for value, later in readings:
        now += later
        told += alarm.receive(value, now)
    assert [type(one) for one in told] == [Raised if index % 2 == 0 else Cleared for index in range(len(told))]


@pytest.mark.parametrize(("kind", "limit", "clear"), [("long_wait", 15, 15), ("ring_rate", 90, 90)])
def test_thresholds_without_a_gap_are_refused(kind: str, limit: float, clear: float) -> None:
    with pytest.raises(ValidationError, match="in turns"):
        AlarmRule(kind=AlarmKind(kind), limit=limit, clear=clear)


def test_every_usual_alarm_has_a_name_of_its_own() -> None:
    names = [one.alarm_id for one in usual()]
    assert len(set(names)) == len(names)
    assert AlarmKind.LEFT_BUSY in {one.kind for one in usual()}
