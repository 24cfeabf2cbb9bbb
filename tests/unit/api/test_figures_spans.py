"""Agents' time as spans."""

import pytest

from api.figures.events import DeskStarted
from api.figures.spans import AgentSpan, Spans, wrapped_up_ms
from api.log_events import AgentSignedIn, AgentStateChanged
from telephony.events import AgentState

S = AgentState


def changed(at: float, state: AgentState, call_id: str = "", lasted_ms: float | None = None) -> AgentStateChanged:
    return AgentStateChanged(at=at, agent_id="a1", state=state, call_id=call_id, lasted_ms=lasted_ms)


def test_each_state_lasts_until_the_next() -> None:
    spans = Spans()
    assert spans.receive(changed(10.0, S.READY)) == []
    assert spans.receive(AgentSignedIn(at=11.0, agent_id="a1")) == []
    assert spans.receive(changed(25.5, S.WRAP_UP, "c1")) == [
        AgentSpan(agent_id="a1", state=S.READY, since=10.0, until=25.5)
    ]
    (wrap_up,) = spans.receive(changed(30.0, S.SIGNED_OUT))
    assert wrapped_up_ms(wrap_up) == 4500
    assert spans.now == {}


def test_a_desk_that_starts_finds_nobody_and_ends_them_where_the_log_ended() -> None:
    spans = Spans([AgentSpan(agent_id="a1", state=S.READY, since=10.0)])
    ended = spans.receive(DeskStarted(at=100.0, version="0", last_at=60.0))
    assert [(one.since, one.until) for one in ended] == [(10.0, 60.0)]
    assert spans.now == {}


def test_a_clock_that_was_put_back_makes_no_negative_time() -> None:
    spans = Spans([AgentSpan(agent_id="a1", state=S.READY, since=10.0)])
    assert spans.receive(changed(4.0, S.PAUSED))[0].until == 10.0


@pytest.mark.parametrize("set_by", [3600.0, -3600.0])
def test_a_clock_that_was_set_during_a_state_lengthens_and_shortens_none(set_by: float) -> None:
    spans = Spans([AgentSpan(agent_id="a1", state=S.WRAP_UP, since=10_000.0, call_id="c1")])
    (wrap_up,) = spans.receive(changed(10_009.0 + set_by, S.READY, lasted_ms=9000.0))
    assert wrapped_up_ms(wrap_up) == 9000.0
    assert spans.now["a1"].since == 10_009.0 + set_by
    (ready,) = spans.receive(changed(10_040.0 + set_by, S.PAUSED, lasted_ms=30_800.0))
    assert ready.until == 10_040.0 + set_by, "a clock that is kept right leaves no gap"


def test_only_wrap_up_of_a_call_is_wrap_up() -> None:
    assert wrapped_up_ms(AgentSpan(agent_id="a1", state=S.TALKING, since=1, until=2, call_id="c")) == 0
    assert wrapped_up_ms(AgentSpan(agent_id="a1", state=S.WRAP_UP, since=1, until=2)) == 0
    assert wrapped_up_ms(AgentSpan(agent_id="a1", state=S.WRAP_UP, since=1, call_id="c")) == 0


def test_a_span_is_cut_by_the_window() -> None:
    span = AgentSpan(agent_id="a1", state=S.READY, since=10.0, until=20.0)
    assert span.within(0, 100) == 10_000_000
    assert span.within(15, 18) == 3_000_000
    assert span.within(20, 30) == 0
    assert AgentSpan(agent_id="a1", state=S.READY, since=10.0).within(0, 12) == 2_000_000
