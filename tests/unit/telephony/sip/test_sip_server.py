"""Server transactions, row by row, with a clock that the test turns."""

import pytest

from telephony.errors import IllegalEvent
from telephony.sip.machine import (
    AckArrived,
    Cancel,
    Deliver,
    Effect,
    Event,
    Provisional,
    Refusal,
    RequestAgain,
    Send,
    State,
    Success,
    Tick,
    TimedOut,
    Transaction,
)
from telephony.sip.server import INVITE_SERVER, NON_INVITE_SERVER, InviteServer, NonInviteServer

TRYING, RINGING, OK, BUSY = b"100", b"180", b"200", b"486"

TO_INVITE_STATE: dict[State, list[Event]] = {
    State.PROCEEDING: [Provisional(RINGING)],
    State.ACCEPTED: [Success(OK)],
    State.ACKED: [Success(OK), AckArrived()],
    State.COMPLETED: [Refusal(BUSY)],
    State.CONFIRMED: [Refusal(BUSY), AckArrived()],
}
TO_OTHER_STATE: dict[State, list[Event]] = {
    State.TRYING: [],
    State.PROCEEDING: [Provisional(TRYING)],
    State.COMPLETED: [Success(OK)],
}

INVITE_ROWS: list[tuple[State, Event, State, list[Effect]]] = [
    (State.PROCEEDING, RequestAgain(), State.PROCEEDING, [Send(RINGING)]),
    (State.PROCEEDING, Provisional(TRYING), State.PROCEEDING, [Send(TRYING)]),
    (State.PROCEEDING, Success(OK), State.ACCEPTED, [Send(OK)]),
    (State.PROCEEDING, Refusal(BUSY), State.COMPLETED, [Send(BUSY)]),
    (State.ACCEPTED, RequestAgain(), State.ACCEPTED, [Send(OK)]),
    (State.ACCEPTED, AckArrived(), State.ACKED, [Deliver()]),
    (State.ACKED, AckArrived(), State.ACKED, []),
    (State.ACKED, RequestAgain(), State.ACKED, []),
    (State.COMPLETED, RequestAgain(), State.COMPLETED, [Send(BUSY)]),
    (State.COMPLETED, AckArrived(), State.CONFIRMED, []),
    (State.CONFIRMED, AckArrived(), State.CONFIRMED, []),
    (State.CONFIRMED, RequestAgain(), State.CONFIRMED, []),
]
OTHER_ROWS: list[tuple[State, Event, State, list[Effect]]] = [
    (State.TRYING, RequestAgain(), State.TRYING, []),
    (State.TRYING, Provisional(TRYING), State.PROCEEDING, [Send(TRYING)]),
    (State.TRYING, Success(OK), State.COMPLETED, [Send(OK)]),
    (State.TRYING, Refusal(BUSY), State.COMPLETED, [Send(BUSY)]),
    (State.PROCEEDING, RequestAgain(), State.PROCEEDING, [Send(TRYING)]),
    (State.PROCEEDING, Provisional(RINGING), State.PROCEEDING, [Send(RINGING)]),
    (State.PROCEEDING, Success(OK), State.COMPLETED, [Send(OK)]),
    (State.PROCEEDING, Refusal(BUSY), State.COMPLETED, [Send(BUSY)]),
    (State.COMPLETED, RequestAgain(), State.COMPLETED, [Send(OK)]),
]
ALL_EVENTS: list[Event] = [RequestAgain(), AckArrived(), Provisional(b"x"), Success(b"x"), Refusal(b"x"), Cancel()]


def brought(machine: Transaction, events: list[Event]) -> Transaction:
    for event in events:
        machine.receive(event, 0.0)
    return machine


def ring_out(machine: Transaction, until: float) -> list[tuple[float, list[Effect]]]:
    """Turn the clock from deadline to deadline."""
    story = []
    while (deadline := machine.next_deadline) is not None and deadline <= until:
        story.append((deadline, machine.receive(Tick(), deadline)))
    return story


@pytest.mark.parametrize(("state", "event", "to", "effects"), INVITE_ROWS)
def test_invite_rows(state: State, event: Event, to: State, effects: list[Effect]) -> None:
    machine = brought(InviteServer(), TO_INVITE_STATE[state])
    assert machine.state is state
    assert machine.receive(event, 1.0) == effects
    assert machine.state is to


@pytest.mark.parametrize(("state", "event", "to", "effects"), OTHER_ROWS)
def test_other_rows(state: State, event: Event, to: State, effects: list[Effect]) -> None:
    machine = brought(NonInviteServer(), TO_OTHER_STATE[state])
    assert machine.receive(event, 1.0) == effects
    assert machine.state is to


def test_the_rows_are_the_whole_table() -> None:
    for rows, table in ((INVITE_ROWS, INVITE_SERVER), (OTHER_ROWS, NON_INVITE_SERVER)):
        tested = {(state, type(event)) for state, event, _, _ in rows}
        assert tested == {key for key in table if isinstance(key[1], type)}


@pytest.mark.parametrize("state", list(TO_INVITE_STATE))
def test_what_the_table_does_not_list_raises_and_changes_nothing(state: State) -> None:
    for event in ALL_EVENTS:
        machine = brought(InviteServer(), TO_INVITE_STATE[state])
        if (state, type(event)) in INVITE_SERVER:
            continue
        before = (machine.state, machine.last, machine.next_deadline)
        with pytest.raises(IllegalEvent):
            machine.receive(event, 1.0)
        assert (machine.state, machine.last, machine.next_deadline) == before


def test_200_is_sent_again_until_64_t1_and_then_reported() -> None:
    machine = brought(InviteServer(), [Success(OK)])
    story = ring_out(machine, 100)
    assert [at for at, _ in story] == [0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5, 32.0]
    assert all(effects == [Send(OK)] for _, effects in story[:-1])
    assert story[-1][1] == [TimedOut()]
    assert machine.state is State.TERMINATED


def test_an_ack_stops_the_200_and_lingers_in_silence() -> None:
    machine = brought(InviteServer(), [Success(OK)])
    machine.receive(AckArrived(), 0.7)
    assert ring_out(machine, 100) == [(32.0, [])]
    assert machine.state is State.TERMINATED


def test_a_refusal_is_sent_again_until_ack_or_timer_h() -> None:
    machine = brought(InviteServer(), [Refusal(BUSY)])
    story = ring_out(machine, 8)
    assert [at for at, _ in story] == [0.5, 1.5, 3.5, 7.5]
    machine.receive(AckArrived(), 8.0)
    assert ring_out(machine, 100) == [(13.0, [])]
    deaf = brought(InviteServer(), [Refusal(BUSY)])
    assert ring_out(deaf, 100)[-1] == (32.0, [])
    assert deaf.state is State.TERMINATED


def test_a_late_tick_sends_once_not_in_a_burst() -> None:
    machine = brought(InviteServer(), [Success(OK)])
    assert machine.receive(Tick(), 9.0) == [Send(OK)]
    assert machine.next_deadline == 10.0


def test_an_answered_request_is_kept_for_timer_j() -> None:
    machine = brought(NonInviteServer(), [Success(OK)])
    assert ring_out(machine, 100) == [(32.0, [])]
    assert machine.state is State.TERMINATED
