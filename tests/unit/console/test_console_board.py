"""The fold of the board: each delta replaces one part, gaps raise, clocks count on by the given `now`."""

import msgspec
import pytest

from api.schemas import (
    AgentView,
    CallChanged,
    CallState,
    CallView,
    Colleague,
    Floor,
    FloorChanged,
    HeadsetAccess,
    HeadsetChanged,
    MeChanged,
    PendingChanged,
    RingPlan,
    Role,
    SiteView,
    Snapshot,
    Told,
)
from console.board import Board, over
from console.errors import MissedDelta
from telephony.events import AgentState

ME = AgentView(agent_id="a1", login="1001", name="李敏", surname="李", role=Role.AGENT, state_ms=2000)
SITE = SiteView(
    centre_name="和谐物业客服中心",
    timezone="Asia/Shanghai",
    ring_plan=RingPlan(country="CN", ring_ms=1000, period_ms=5000, limit_ms=15000, strict_ms=11000),
    version="0.1.0",
    rules_version="r1",
)
CALL = CallView(
    call_id="c1",
    number="13812345678",
    name="",
    called="600",
    state=CallState.OFFERED,
    arrived_at=0.0,
    elapsed_ms=1500,
)


def board(call: CallView | None = None) -> Board:
    return Board.begin(Snapshot(session="s", number=5, me=ME, site=SITE, floor=Floor(), call=call), 100.0)


def test_clocks_count_on_from_what_the_desk_said() -> None:
    state = board(CALL)
    assert state.state_ms(101.0) == 3000
    assert state.elapsed_ms(102.5) == 4000
    assert state.talk_ms(102.5) == 0
    assert state.elapsed_ms(99.0) == 1500, "a clock never runs backwards"


def test_an_ended_call_no_longer_counts() -> None:
    ended = msgspec.structs.replace(CALL, state=CallState.ENDED, elapsed_ms=9000, talk_ms=7000)
    state = board(ended)
    assert (state.elapsed_ms(500.0), state.talk_ms(500.0)) == (9000, 7000)


def test_talk_time_counts_while_talking() -> None:
    talking = msgspec.structs.replace(CALL, state=CallState.TALKING, talk_ms=500)
    assert board(talking).talk_ms(101.0) == 1500


def test_no_call_has_no_clock() -> None:
    assert (board().elapsed_ms(200.0), board().talk_ms(200.0)) == (0, 0)


def test_each_delta_replaces_its_part() -> None:
    access = HeadsetAccess(url="ws://127.0.0.1:1/headset", token="t")
    state = board()
    state = state.fold(MeChanged(number=6, me=msgspec.structs.replace(ME, state=AgentState.READY, state_ms=0)), 110.0)
    state = state.fold(FloorChanged(number=7, floor=Floor(waiting=(CALL,), ready=1)), 111.0)
    state = state.fold(CallChanged(number=8, call=CALL), 112.0)
    state = state.fold(PendingChanged(number=9, pending=(CALL,)), 113.0)
    state = state.fold(HeadsetChanged(number=10, headset=access), 114.0)
    assert (state.me.state, state.state_ms(110.5)) == (AgentState.READY, 500)
    assert [ms for _, ms in state.waiting(112.0)] == [2500]
    assert (state.call, state.pending, state.headset, state.number) == (CALL, (CALL,), access, 10)


def test_a_gap_raises_and_an_old_delta_changes_nothing() -> None:
    state = board()
    with pytest.raises(MissedDelta) as missed:
        state.fold(CallChanged(number=7, call=CALL), 101.0)
    assert (missed.value.have, missed.value.got) == (5, 7)
    assert state.fold(CallChanged(number=5, call=CALL), 101.0) is state


def test_the_longest_wait_comes_first() -> None:
    late = msgspec.structs.replace(CALL, call_id="c2", elapsed_ms=500)
    state = board().fold(FloorChanged(number=6, floor=Floor(waiting=(late, CALL))), 100.0)
    assert [call.call_id for call, _ in state.waiting(100.0)] == ["c1", "c2"]


def test_hold_and_park_have_clocks_that_count_on() -> None:
    held = msgspec.structs.replace(CALL, state=CallState.TALKING, held_ms=4000)
    assert board(held).held_ms(101.5) == 5500
    assert board(CALL).held_ms(101.5) is None
    parked = tuple(
        msgspec.structs.replace(CALL, call_id=name, state=CallState.PARKED, parked_ms=ms)
        for name, ms in (("c1", 2000), ("c2", 9000))
    )
    state = board().fold(FloorChanged(number=6, floor=Floor(parked=parked)), 200.0)
    assert [(call.call_id, ms) for call, ms in state.parked(201.0)] == [("c2", 10_000), ("c1", 3000)]


def test_colleagues_are_the_others() -> None:
    here = tuple(Colleague(agent_id=name, name=name, state=AgentState.READY, state_ms=0) for name in ("a1", "a2"))
    state = board().fold(FloorChanged(number=6, floor=Floor(colleagues=here)), 200.0)
    assert [one.agent_id for one in state.colleagues()] == ["a2"]


def test_a_line_of_the_desk_changes_nothing_but_the_number() -> None:
    before = board(CALL)
    after = before.fold(Told(number=6, code="gone", zh="对方已挂断", en="gone"), 101.0)
    assert (after.number, after.call, after.me_at) == (6, before.call, before.me_at)


def test_the_outcome_of_a_call_is_written_when_it_is_over_or_with_somebody_outside() -> None:
    written = {state for state in CallState if over(msgspec.structs.replace(CALL, state=state))}
    assert written == {CallState.ENDED, CallState.HANDED_ON}
