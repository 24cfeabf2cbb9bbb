"""The agent machine: every state with every event, pauses asked in a call, the order of the idle, nobody stuck."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.agent import (
    SIGNED_IN,
    TRANSITIONS,
    Agent,
    CallLeft,
    CallOver,
    Event,
    GoPaused,
    GoReady,
    Offered,
    OfferOver,
    PickedUp,
    SignIn,
    SignOut,
    StateChanged,
)
from telephony.errors import IllegalEvent
from telephony.events import AgentState

S = AgentState

SAMPLES: tuple[Event, ...] = (
    SignIn(),
    SignOut("signed_out"),
    GoReady(),
    GoPaused("meal"),
    Offered("c1"),
    OfferOver("c1"),
    PickedUp("c1"),
    CallOver("c1"),
    CallLeft("c1"),
)
ROAD: dict[AgentState, tuple[Event, ...]] = {
    S.SIGNED_OUT: (),
    S.PAUSED: (SignIn(),),
    S.READY: (SignIn(), GoReady()),
    S.RESERVED: (SignIn(), GoReady(), Offered("c1")),
    S.TALKING: (SignIn(), GoReady(), Offered("c1"), PickedUp("c1")),
    S.WRAP_UP: (SignIn(), GoReady(), Offered("c1"), PickedUp("c1"), CallOver("c1")),
}
CASES = [pytest.param(state, event, id=f"{state}-{type(event).__name__}") for state in S for event in SAMPLES]


def in_state(state: AgentState, now: float = 100.0) -> Agent:
    agent = Agent("li", now)
    for event in ROAD[state]:
        agent.receive(event, now)
    assert agent.state is state
    return agent


def held(agent: Agent) -> dict[str, object]:
    return dict(vars(agent))


@pytest.mark.parametrize(("state", "event"), CASES)
def test_each_state_takes_what_its_row_says_and_refuses_the_rest_unchanged(state: AgentState, event: Event) -> None:
    agent = in_state(state)
    to = TRANSITIONS.get((state, type(event)))
    before = held(agent)
    if to is None:
        with pytest.raises(IllegalEvent):
            agent.receive(event, 200.0)
        assert held(agent) == before
    else:
        agent.receive(event, 200.0)
        assert agent.state is to


def test_a_day_tells_each_change_once() -> None:
    agent = Agent("li", 0.0)
    told = [
        change
        for event in (SignIn(), GoReady(), Offered("c1"), PickedUp("c1"), CallOver("c1"), GoReady(), SignOut("home"))
        for change in agent.receive(event, 1.0)
    ]
    assert told == [
        StateChanged("li", S.PAUSED, SIGNED_IN, ""),
        StateChanged("li", S.READY, "", ""),
        StateChanged("li", S.RESERVED, "", "c1"),
        StateChanged("li", S.TALKING, "", "c1"),
        StateChanged("li", S.WRAP_UP, "", "c1"),
        StateChanged("li", S.READY, "", ""),
        StateChanged("li", S.SIGNED_OUT, "", ""),
    ]


def test_what_changes_nothing_tells_nothing() -> None:
    assert in_state(S.READY).receive(GoReady(), 200.0) == []
    paused = in_state(S.PAUSED)
    assert paused.receive(GoPaused(SIGNED_IN), 200.0) == []
    assert paused.since == 100.0


def test_another_reason_for_a_pause_is_told_and_does_not_start_its_clock_anew() -> None:
    agent = in_state(S.PAUSED)
    assert agent.receive(GoPaused("meal"), 200.0) == [StateChanged("li", S.PAUSED, "meal", "")]
    assert agent.since == 100.0


def test_a_pause_asked_in_a_call_is_seen_at_once_and_counts_after_wrap_up() -> None:
    agent = in_state(S.TALKING)
    agent.receive(GoPaused("meal"), 110.0)
    assert (agent.state, agent.pause_pending) == (S.TALKING, "meal")
    agent.receive(CallOver("c1"), 120.0)
    assert (agent.state, agent.pause_pending) == (S.WRAP_UP, "meal")
    assert agent.receive(GoReady(), 130.0) == [StateChanged("li", S.PAUSED, "meal", "")]
    assert (agent.pause_pending, agent.call_id) == ("", "")
    assert agent.receive(GoReady(), 140.0) == [StateChanged("li", S.READY, "", "")]


def test_a_pause_asked_while_the_call_is_being_connected_counts_after_it() -> None:
    agent = in_state(S.RESERVED)
    agent.receive(GoPaused("meal"), 110.0)
    assert agent.receive(PickedUp("c1"), 110.2) == [StateChanged("li", S.TALKING, "", "c1")]
    assert agent.pause_pending == "meal"
    agent.receive(CallOver("c1"), 150.0)
    assert agent.receive(GoReady(), 160.0) == [StateChanged("li", S.PAUSED, "meal", "")]
    assert agent.receive(GoReady(), 170.0) == [StateChanged("li", S.READY, "", "")]


@pytest.mark.parametrize("between", [(GoReady(),), (GoReady(), GoPaused("meal")), ()])
def test_a_pause_is_not_kept_for_a_call_that_was_not_on_its_way(between: tuple[Event, ...]) -> None:
    agent = in_state(S.RESERVED)
    agent.receive(GoPaused("meal"), 110.0)
    for event in between:
        agent.receive(event, 120.0)
    agent.receive(PickedUp("c2" if not between else "c1"), 130.0)
    assert agent.pause_pending == ""


def test_the_last_reason_asked_in_a_call_counts() -> None:
    agent = in_state(S.TALKING)
    for reason in ("meal", "training"):
        agent.receive(GoPaused(reason), 110.0)
    agent.receive(CallOver("c1"), 120.0)
    agent.receive(GoReady(), 130.0)
    assert agent.pause_reason == "training"


def test_a_pause_in_wrap_up_ends_wrap_up() -> None:
    agent = in_state(S.WRAP_UP)
    agent.receive(GoPaused("meal"), 110.0)
    assert (agent.state, agent.pause_reason, agent.call_id) == (S.PAUSED, "meal", "")


@pytest.mark.parametrize("state", [S.READY, S.RESERVED, S.PAUSED, S.WRAP_UP])
def test_everybody_not_in_a_call_may_pick_up_what_rings_elsewhere(state: AgentState) -> None:
    agent = in_state(state)
    agent.receive(PickedUp("c2"), 110.0)
    assert (agent.state, agent.call_id, agent.pause_reason) == (S.TALKING, "c2", "")


@pytest.mark.parametrize(
    ("state", "event"), [(S.RESERVED, OfferOver("c2")), (S.RESERVED, OfferOver("")), (S.TALKING, CallOver("c2"))]
)
def test_the_end_of_another_call_is_refused_and_changes_nothing(state: AgentState, event: Event) -> None:
    agent = in_state(state)
    before = held(agent)
    with pytest.raises(IllegalEvent):
        agent.receive(event, 110.0)
    assert held(agent) == before


def test_an_agent_whose_caller_gave_up_has_been_idle_since_before_the_offer() -> None:
    agent = in_state(S.READY, 100.0)
    agent.receive(Offered("c1"), 110.0)
    agent.receive(OfferOver("c1"), 115.0)
    assert (agent.state, agent.since, agent.missed) == (S.READY, 100.0, 0)


def test_an_agent_who_let_it_ring_goes_to_the_end_and_is_counted_until_the_next_sign_in() -> None:
    agent = in_state(S.READY, 100.0)
    for times in (1, 2):
        agent.receive(Offered("c1"), 110.0 * times)
        agent.receive(OfferOver("c1", missed=True), 115.0 * times)
        assert (agent.since, agent.missed) == (115.0 * times, times)
    agent.receive(SignOut(), 300.0)
    agent.receive(SignIn(), 301.0)
    assert agent.missed == 0


def test_no_timer_moves_an_agent() -> None:
    assert all(in_state(state).next_deadline is None for state in S)


@pytest.mark.parametrize("state", [state for state in S if state is not S.SIGNED_OUT])
def test_from_every_state_there_is_a_way_home(state: AgentState) -> None:
    agent = in_state(state)
    if agent.state is S.TALKING:
        agent.receive(CallOver(agent.call_id), 110.0)
    agent.receive(SignOut("home"), 120.0)
    assert (agent.state, agent.call_id, agent.pause_reason, agent.pause_pending) == (S.SIGNED_OUT, "", "", "")


@given(
    st.lists(
        st.one_of(
            st.sampled_from((SignIn(), SignOut("home"), GoReady(), GoPaused("meal"), GoPaused("training"))),
            st.builds(Offered, st.sampled_from(("c1", "c2"))),
            st.builds(OfferOver, st.sampled_from(("c1", "c2")), st.booleans()),
            st.builds(PickedUp, st.sampled_from(("c1", "c2"))),
            st.builds(CallOver, st.sampled_from(("c1", "c2"))),
        ),
        max_size=60,
    )
)
def test_in_any_order_of_events_what_is_held_fits_the_state(events: list[Event]) -> None:
    agent = Agent("li", 0.0)
    for now, event in enumerate(events, 1):
        before = held(agent)
        try:
            told = agent.receive(event, float(now))
        except IllegalEvent:
            assert held(agent) == before
            continue
        assert bool(told) == ((agent.state, agent.pause_reason, agent.call_id) != _shown(before))
        assert (agent.call_id != "") == (agent.state in (S.RESERVED, S.TALKING, S.WRAP_UP))
        assert (agent.pause_reason != "") == (agent.state is S.PAUSED)
        assert not agent.pause_pending or agent.state in (S.TALKING, S.WRAP_UP)
        assert agent.since <= now


def _shown(values: dict[str, object]) -> tuple[object, object, object]:
    return values["state"], values["pause_reason"], values["call_id"]


def test_an_agent_who_parks_a_call_is_paused_and_may_pick_up_another() -> None:
    agent = in_state(S.TALKING)
    agent.receive(CallLeft("c1", "parked"), 110.0)
    assert (agent.state, agent.pause_reason, agent.call_id) == (S.PAUSED, "parked", "")
    agent.receive(PickedUp("c2"), 111.0)
    assert (agent.state, agent.call_id) == (S.TALKING, "c2")


def test_a_pause_asked_in_a_call_counts_when_the_agent_leaves_the_call() -> None:
    agent = in_state(S.TALKING)
    agent.receive(GoPaused("meal"), 110.0)
    agent.receive(CallLeft("c1"), 111.0)
    assert (agent.state, agent.pause_reason, agent.pause_pending) == (S.PAUSED, "meal", "")


def test_leaving_another_call_is_illegal() -> None:
    agent = in_state(S.TALKING)
    with pytest.raises(IllegalEvent):
        agent.receive(CallLeft("c2"), 110.0)
    assert agent.state is S.TALKING
