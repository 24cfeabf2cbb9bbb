"""Client transactions, row by row, with a clock that the test turns."""

import pytest

from telephony.errors import IllegalEvent
from telephony.sip.client import INVITE_CLIENT, NON_INVITE_CLIENT, InviteClient, NonInviteClient
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
    SendCancel,
    State,
    Success,
    Tick,
    TimedOut,
)

REQUEST, ACK = b"request", b"ack"
TO_INVITE_STATE: dict[State, list[Event]] = {
    State.CALLING: [],
    State.CANCEL_WANTED: [Cancel()],
    State.PROCEEDING: [Provisional()],
    State.COMPLETED: [Refusal(ACK)],
    State.ACCEPTED: [Success()],
}
TO_OTHER_STATE: dict[State, list[Event]] = {
    State.TRYING: [],
    State.PROCEEDING: [Provisional()],
    State.COMPLETED: [Success()],
}
REFUSED: list[Effect] = [Send(ACK), Deliver()]
Row = tuple[State, Event, State, list[Effect]]
INVITE_ROWS: list[Row] = [
    (State.CALLING, Provisional(), State.PROCEEDING, [Deliver()]),
    (State.CALLING, Success(), State.ACCEPTED, [Deliver()]),
    (State.CALLING, Refusal(ACK), State.COMPLETED, REFUSED),
    (State.CALLING, Cancel(), State.CANCEL_WANTED, []),
    (State.CANCEL_WANTED, Provisional(), State.PROCEEDING, [Deliver(), SendCancel()]),
    (State.CANCEL_WANTED, Success(), State.ACCEPTED, [Deliver()]),
    (State.CANCEL_WANTED, Refusal(ACK), State.COMPLETED, REFUSED),
    (State.CANCEL_WANTED, Cancel(), State.CANCEL_WANTED, []),
    (State.PROCEEDING, Provisional(), State.PROCEEDING, [Deliver()]),
    (State.PROCEEDING, Success(), State.ACCEPTED, [Deliver()]),
    (State.PROCEEDING, Refusal(ACK), State.COMPLETED, REFUSED),
    (State.PROCEEDING, Cancel(), State.PROCEEDING, [SendCancel()]),
    (State.COMPLETED, Provisional(), State.COMPLETED, []),
    (State.COMPLETED, Refusal(ACK), State.COMPLETED, [Send(ACK)]),
    (State.COMPLETED, Success(), State.COMPLETED, []),
    (State.COMPLETED, Cancel(), State.COMPLETED, []),
    (State.ACCEPTED, Success(), State.ACCEPTED, [Deliver()]),
    (State.ACCEPTED, Provisional(), State.ACCEPTED, []),
    (State.ACCEPTED, Refusal(ACK), State.ACCEPTED, []),
    (State.ACCEPTED, Cancel(), State.ACCEPTED, []),
]
OTHER_ROWS: list[Row] = [
    (State.TRYING, Provisional(), State.PROCEEDING, [Deliver()]),
    (State.TRYING, Success(), State.COMPLETED, [Deliver()]),
    (State.TRYING, Refusal(), State.COMPLETED, [Deliver()]),
    (State.PROCEEDING, Provisional(), State.PROCEEDING, [Deliver()]),
    (State.PROCEEDING, Success(), State.COMPLETED, [Deliver()]),
    (State.PROCEEDING, Refusal(), State.COMPLETED, [Deliver()]),
    (State.COMPLETED, Provisional(), State.COMPLETED, []),
    (State.COMPLETED, Success(), State.COMPLETED, []),
    (State.COMPLETED, Refusal(), State.COMPLETED, []),
]


def invite(*events: Event) -> InviteClient:
    machine = InviteClient()
    assert machine.start(REQUEST, 0.0) == [Send(REQUEST)]
    for event in events:
        machine.receive(event, 0.0)
    return machine


def other(*events: Event) -> NonInviteClient:
    machine = NonInviteClient()
    assert machine.start(REQUEST, 0.0) == [Send(REQUEST)]
    for event in events:
        machine.receive(event, 0.0)
    return machine


def ring_out(machine: InviteClient | NonInviteClient, until: float) -> list[tuple[float, list[Effect]]]:
    story = []
    while (deadline := machine.next_deadline) is not None and deadline <= until:
        story.append((deadline, machine.receive(Tick(), deadline)))
    return story


@pytest.mark.parametrize(("state", "event", "to", "effects"), INVITE_ROWS)
def test_invite_rows(state: State, event: Event, to: State, effects: list[Effect]) -> None:
    machine = invite(*TO_INVITE_STATE[state])
    assert machine.state is state
    assert machine.receive(event, 1.0) == effects
    assert machine.state is to


@pytest.mark.parametrize(("state", "event", "to", "effects"), OTHER_ROWS)
def test_other_rows(state: State, event: Event, to: State, effects: list[Effect]) -> None:
    machine = other(*TO_OTHER_STATE[state])
    assert machine.receive(event, 1.0) == effects
    assert machine.state is to


def test_the_rows_are_the_whole_table() -> None:
    for rows, table in ((INVITE_ROWS, INVITE_CLIENT), (OTHER_ROWS, NON_INVITE_CLIENT)):
        tested = {(state, type(event)) for state, event, _, _ in rows}
        assert tested == {key for key in table if isinstance(key[1], type)}


@pytest.mark.parametrize("event", [RequestAgain(), AckArrived()])
@pytest.mark.parametrize("state", list(TO_INVITE_STATE))
def test_what_the_table_does_not_list_raises_and_changes_nothing(state: State, event: Event) -> None:
    machine = invite(*TO_INVITE_STATE[state])
    before = (machine.state, machine.last, machine.next_deadline)
    with pytest.raises(IllegalEvent):
        machine.receive(event, 1.0)
    assert (machine.state, machine.last, machine.next_deadline) == before


def test_invite_is_sent_again_by_timer_a_until_timer_b() -> None:
    machine = invite()
    story = ring_out(machine, 100)
    assert [at for at, _ in story] == [0.5, 1.5, 3.5, 7.5, 15.5, 31.5, 32.0]
    assert all(effects == [Send(REQUEST)] for _, effects in story[:-1])
    assert story[-1][1] == [TimedOut()]
    assert machine.state is State.TERMINATED


def test_an_invite_that_rings_waits_for_ever() -> None:
    assert invite(Provisional()).next_deadline is None


def test_cancel_waits_for_a_provisional_while_invite_is_sent_again() -> None:
    machine = invite(Cancel())
    assert ring_out(machine, 1.0) == [(0.5, [Send(REQUEST)])]
    assert machine.receive(Provisional(), 1.0) == [Deliver(), SendCancel()]
    assert ring_out(machine, 100) == [(33.0, [TimedOut()])]


def test_a_cancelled_invite_gives_up_after_64_t1() -> None:
    machine = invite(Provisional())
    machine.receive(Cancel(), 10.0)
    assert ring_out(machine, 100) == [(42.0, [TimedOut()])]


@pytest.mark.parametrize("final", [Success(), Refusal(ACK)])
def test_after_a_final_response_nothing_is_sent_by_itself(final: Event) -> None:
    machine = invite(Provisional(), Cancel(), final)
    assert ring_out(machine, 100) == [(32.0, [])]
    assert machine.state is State.TERMINATED


def test_request_is_sent_again_by_timer_e_until_timer_f() -> None:
    story = ring_out(other(), 100)
    assert [at for at, _ in story] == [0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5, 32.0]
    assert story[-1][1] == [TimedOut()]


def test_after_a_provisional_the_request_is_sent_each_t2() -> None:
    story = ring_out(other(Provisional()), 100)
    assert [at for at, _ in story][:3] == [4.0, 8.0, 12.0]
    assert story[-1] == (32.0, [TimedOut()])


def test_an_answered_request_lingers_t4() -> None:
    machine = other(Success())
    assert ring_out(machine, 100) == [(5.0, [])]
    assert machine.state is State.TERMINATED
