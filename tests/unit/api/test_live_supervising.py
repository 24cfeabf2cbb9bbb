"""A supervisor acts for agents of the own team: states, and where a waiting call rings; each act is told."""

import pytest

from api.figures.events import AgentStateSet, CallAssigned
from api.live.effects import Tell
from api.log_events import OfferEnded
from api.schemas import AssignCall, MonitorCall, Role, SetAgentState
from telephony.events import AgentState, MonitorMode
from tests.unit.api.floor_scene import Scene

S = AgentState


def scene() -> Scene:
    made = Scene()
    for agent_id, team in (("a1", "early"), ("a2", "early"), ("a3", "late")):
        made.sign_in(agent_id, team=team)
        made.ready(agent_id)
        made.now += 1
    made.sign_in("chief", Role.SUPERVISOR, team="early")
    return made


def put(agent_id: str, state: AgentState, reason: str = "") -> SetAgentState:
    return SetAgentState(request_id=1, agent_id=agent_id, state=state, reason=reason)


def told(made: Scene, agent_id: str) -> list[str]:
    return [one.zh for one in made.effects if isinstance(one, Tell) and one.agent_id == agent_id]


def test_an_agent_is_paused_made_ready_and_signed_out_and_is_told_by_whom() -> None:
    made = scene()
    made.asks("chief", put("a1", S.PAUSED, "meeting"))
    assert (made.floor.agents["a1"].state, made.floor.agents["a1"].pause_reason) == (S.PAUSED, "meeting")
    made.asks("chief", put("a1", S.READY))
    assert made.floor.agents["a1"].state is S.READY
    made.asks("chief", put("a1", S.SIGNED_OUT))
    assert "a1" not in made.floor.agents
    assert [(one.state, one.by, one.reason) for one in made.logged(AgentStateSet)] == [
        (S.PAUSED, "chief", "meeting"),
        (S.READY, "chief", ""),
        (S.SIGNED_OUT, "chief", ""),
    ]
    assert told(made, "a1") == ["主管李chief已将您改为示忙", "主管李chief已将您改为示闲"]


@pytest.mark.parametrize(
    ("who", "request_", "code"),
    [
        ("chief", put("a3", S.READY), "other_team"),
        ("a2", put("a1", S.READY), "not_your_right"),
        ("chief", put("nobody", S.READY), "colleague_busy"),
        ("chief", put("a1", S.PAUSED, " "), "no_pause_reason"),
        ("chief", put("a1", S.TALKING), "not_a_state"),
        ("chief", AssignCall(request_id=1, call_id="c9", agent_id="a1"), "gone"),
        ("chief", AssignCall(request_id=1, call_id="c1", agent_id="a3"), "other_team"),
        ("a1", AssignCall(request_id=1, call_id="c1", agent_id="a2"), "not_your_right"),
    ],
)
def test_what_may_not_be_is_refused_and_changes_nothing(who: str, request_: SetAgentState, code: str) -> None:
    made = scene()
    before = {one: agent.state for one, agent in made.floor.agents.items()}
    assert made.refused(who, request_) == code
    assert {one: agent.state for one, agent in made.floor.agents.items()} == before
    assert not made.logged(AgentStateSet)
    assert not made.logged(CallAssigned)


def test_a_waiting_call_rings_at_the_agent_who_was_chosen_and_after_a_while_elsewhere() -> None:
    made = scene()
    made.arrives()
    assert made.floor.agents["a1"].state is S.RESERVED
    made.asks("chief", AssignCall(request_id=1, call_id="c1", agent_id="a2"))
    assert [made.floor.agents[one].state for one in ("a1", "a2")] == [S.READY, S.RESERVED]
    assert [(one.agent_id, one.why) for one in made.logged(OfferEnded)] == [("a1", "withdrawn")]
    assert [(one.agent_id, one.by) for one in made.logged(CallAssigned)] == [("a2", "chief")]
    made.passes(10.5)
    assert made.floor.agents["a2"].state is not S.RESERVED
    assert {one.state for one in made.floor.agents.values()} >= {S.RESERVED}


def test_nobody_who_is_busy_gets_a_second_call() -> None:
    made = scene()
    made.arrives()
    made.talks("a1")
    made.arrives("c2", "13900001111")
    assert made.refused("chief", AssignCall(request_id=1, call_id="c2", agent_id="a1")) == "colleague_busy"


def test_the_agent_is_told_who_listens() -> None:
    made = scene()
    made.arrives()
    made.talks("a1")
    made.asks("chief", MonitorCall(request_id=1, call_id="c1", mode=MonitorMode.LISTEN))
    assert told(made, "a1") == ["主管李chief正在监听本通电话"]
