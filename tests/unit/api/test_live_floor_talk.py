"""The floor: hold, park and the second call (LINE-4), taking back, dialling, keys, masking."""

import pytest

from api.live.effects import FindResident, Part
from api.schemas import (
    CallState,
    DialNumber,
    HangUpCall,
    HoldCall,
    MaskCall,
    ParkCall,
    ResumeCall,
    RetrieveCall,
    SendKeys,
    SignOut,
    UnmaskCall,
)
from telephony import commands as line
from telephony.events import (
    AgentState,
    CallHeld,
    CallParked,
    CallPlaced,
    CallResumed,
    CallRetrieved,
    EndCause,
    RemoteAnswered,
)
from tests.unit.api.floor_scene import Scene

S = AgentState
HOLD = HoldCall(request_id=1, call_id="c1")
RESUME = ResumeCall(request_id=1, call_id="c1")


def in_call(*agents: str) -> Scene:
    scene = Scene(*(agents or ("a", "b")))
    scene.arrives()
    scene.talks("a")
    return scene


def parked(scene: Scene) -> list[tuple[str, CallState]]:
    return [(one.record.call_id, one.record.state) for one in scene.floor.board.parked]


# --- hold --------------------------------------------------------------------------------------------------------


def test_hold_and_resume_reach_the_line_once_each() -> None:
    scene = in_call()
    scene.asks("a", HOLD)
    scene.asks("a", HOLD)
    assert len(scene.commands(line.Hold)) == 1
    scene.told(CallHeld, call_id="c1", agent_id="a", held_ms=10_000)
    assert Part.CALL in scene.shown("a")
    scene.asks("a", HOLD)
    assert len(scene.commands(line.Hold)) == 1
    scene.asks("a", RESUME)
    scene.told(CallResumed, call_id="c1", agent_id="a", resumed_ms=12_000)
    scene.asks("a", RESUME)
    assert len(scene.commands(line.Resume)) == 1


def test_only_the_agent_in_charge_holds() -> None:
    scene = in_call()
    assert scene.refused("b", HOLD) == "not_yours"
    assert scene.refused("a", HoldCall(request_id=1, call_id="c9")) == "gone"
    scene.floor.line_down("line-1")
    assert scene.refused("a", HOLD) == "line_away"


def test_a_hold_that_the_link_swallowed_is_sent_again_and_only_until_it_is_met() -> None:
    scene = in_call()
    scene.asks("a", HOLD)
    asked_for = scene.sent()[-1].command
    scene.floor.line_down("line-1")
    scene.takes(scene.floor.line_up("line-1", "ws://x/headset"))
    assert scene.sent()[-1].command == asked_for
    scene.told(CallHeld, call_id="c1", agent_id="a", held_ms=10_000)
    before = len(scene.sent())
    scene.takes(scene.floor.line_up("line-1", "ws://x/headset"))
    assert len(scene.sent()) == before


def test_what_the_line_refuses_is_told_to_whoever_asked() -> None:
    scene = in_call()
    scene.asks("a", HOLD)
    scene.refuses(scene.sent()[-1].command.command_id)
    assert scene.tells("a") == ["line_refused"]


# --- park (LINE-4) ------------------------------------------------------------------------------------------------


def test_an_agent_parks_the_first_caller_and_answers_the_second() -> None:
    scene = in_call("a")
    scene.arrives("c2")
    assert scene.offered("c2") is None
    scene.asks("a", ParkCall(request_id=1, call_id="c1", then="c2"))
    assert scene.commands(line.Answer)[-1].call_id == "c1"
    scene.told(CallParked, call_id="c1", agent_id="a", parked_ms=20_000)
    assert scene.commands(line.Answer)[-1].call_id == "c2"
    scene.answers("a", "c2")
    assert scene.state("a") is S.TALKING
    assert parked(scene) == [("c1", CallState.PARKED)]


def test_an_agent_with_a_parked_caller_is_offered_nothing_but_may_pick_up() -> None:
    scene = in_call("a")
    scene.parks("a")
    assert scene.state("a") is S.PAUSED
    assert scene.floor.agents["a"].pause_reason == "parked"
    scene.arrives("c2")
    assert scene.offered("c2") is None
    scene.talks("a", "c2")
    assert scene.state("a") is S.TALKING


def test_a_parked_caller_is_taken_back_and_the_wait_is_over() -> None:
    scene = in_call("a")
    scene.parks("a")
    scene.asks("a", RetrieveCall(request_id=1, call_id="c1"))
    scene.asks("a", RetrieveCall(request_id=1, call_id="c1"))
    assert len(scene.commands(line.Retrieve)) == 1
    scene.told(CallRetrieved, call_id="c1", agent_id="a", retrieved_ms=40_000)
    assert scene.state("a") is S.TALKING
    assert parked(scene) == []
    scene.ends()
    assert scene.state("a") is S.WRAP_UP
    assert scene.pending("a") == ["c1"]


def test_a_colleague_takes_a_parked_caller_over_and_writes_the_outcome() -> None:
    scene = in_call()
    scene.parks("a")
    scene.asks("b", RetrieveCall(request_id=1, call_id="c1"))
    assert scene.state("b") is S.RESERVED
    scene.told(CallRetrieved, call_id="c1", agent_id="b", retrieved_ms=40_000)
    scene.ends()
    assert (scene.pending("a"), scene.pending("b")) == ([], ["c1"])


def test_two_do_not_take_the_same_parked_caller() -> None:
    scene = in_call()
    scene.parks("a")
    scene.asks("b", RetrieveCall(request_id=1, call_id="c1"))
    assert scene.refused("a", RetrieveCall(request_id=1, call_id="c1")) == "taken"
    scene.refuses(scene.commands(line.Retrieve)[-1].command_id)
    assert scene.state("b") is S.READY
    assert scene.refused("a", RetrieveCall(request_id=1, call_id="c1")) == ""


def test_while_an_agent_takes_a_caller_back_nothing_else_is_offered() -> None:
    scene = in_call()
    scene.parks("a")
    scene.asks("b", RetrieveCall(request_id=1, call_id="c1"))
    scene.arrives("c2")
    assert scene.offered("c2") is None


def test_an_offer_goes_on_elsewhere_when_its_agent_takes_a_parked_caller_instead() -> None:
    scene = in_call("a", "b", "c")
    scene.parks("a")
    scene.arrives("c2")
    assert scene.offered("c2") == "b"
    scene.asks("b", RetrieveCall(request_id=1, call_id="c1"))
    assert scene.offered("c2") == "c"


def test_a_parked_caller_who_gives_up_is_the_agents_to_write_up() -> None:
    scene = in_call("a")
    scene.parks("a")
    scene.ends()
    assert parked(scene) == []
    assert scene.pending("a") == ["c1"]
    assert scene.refused("a", RetrieveCall(request_id=1, call_id="c1")) == "gone"


def test_nobody_signs_out_with_a_caller_in_park() -> None:
    scene = in_call("a")
    scene.parks("a")
    assert scene.refused("a", SignOut(request_id=1)) == "has_parked"
    scene.ends()
    assert scene.refused("a", SignOut(request_id=1)) == ""


def test_a_call_that_the_line_parks_by_itself_is_told() -> None:
    scene = in_call("a")
    scene.told(CallParked, call_id="c1", agent_id="a", parked_ms=20_000)
    assert scene.tells("a") == ["parked_for_you"]
    assert scene.state("a") is S.PAUSED


def test_a_second_call_that_is_gone_by_then_leaves_the_agent_free_and_told() -> None:
    scene = in_call("a")
    scene.arrives("c2")
    scene.asks("a", ParkCall(request_id=1, call_id="c1", then="c2"))
    scene.abandons("c2")
    scene.told(CallParked, call_id="c1", agent_id="a", parked_ms=20_000)
    assert scene.tells("a") == ["gone"]
    assert scene.state("a") is S.PAUSED


# --- calls of ours ------------------------------------------------------------------------------------------------


def placed(scene: Scene, number: str = "13800001234") -> str:
    scene.asks("a", DialNumber(request_id=1, number=number))
    command = scene.commands(line.Place)[-1]
    scene.told(
        CallPlaced, call_id=command.call_id, sip_call_id="x", agent_id="a", number=command.number, trunk="telecom"
    )
    return command.call_id


def test_an_agent_dials_a_number_as_people_write_it() -> None:
    scene = Scene("a")
    call_id = placed(scene, "+86 138-0000-1234")
    assert scene.commands(line.Place)[-1].number == "13800001234"
    assert any(isinstance(one, FindResident) and one.number == "13800001234" for one in scene.effects)
    call = scene.floor.board.live[call_id]
    assert (scene.state("a"), call.record.state) == (S.TALKING, CallState.DIALLING)
    scene.told(RemoteAnswered, call_id=call_id, answered_ms=5000)
    assert call.record.state is CallState.TALKING
    scene.ends(call_id)
    assert (scene.state("a"), scene.pending("a")) == (S.WRAP_UP, [call_id])


def test_who_dials_is_offered_nothing_meanwhile() -> None:
    scene = Scene("a")
    scene.asks("a", DialNumber(request_id=1, number="13800001234"))
    scene.arrives()
    assert scene.offered() is None
    assert scene.refused("a", DialNumber(request_id=2, number="13800001234")) == "in_call"


def test_a_call_that_reached_nobody_needs_no_outcome() -> None:
    scene = Scene("a")
    call_id = placed(scene)
    scene.ends(call_id, EndCause.NOT_REACHED)
    assert (scene.state("a"), scene.pending("a")) == (S.WRAP_UP, [])
    assert scene.tells("a") == ["not_reached"]
    assert scene.floor.board.today.calls == 0


def test_a_call_that_the_line_cannot_place_is_told_and_the_agent_free() -> None:
    scene = Scene("a")
    scene.asks("a", DialNumber(request_id=1, number="13800001234"))
    command = scene.commands(line.Place)[-1]
    scene.refuses(command.command_id, command.call_id)
    assert scene.tells("a") == ["line_refused"]
    assert scene.state("a") is S.WRAP_UP
    assert scene.floor.board.live == {}


def test_a_call_of_ours_is_hung_up_while_it_rings() -> None:
    scene = Scene("a")
    call_id = placed(scene)
    scene.asks("a", HangUpCall(request_id=1, call_id=call_id))
    assert scene.commands(line.HangUp)[-1].call_id == call_id


@pytest.mark.parametrize("number", ["", "abc", "12", "1" * 30])
def test_what_is_no_number_is_not_dialled(number: str) -> None:
    assert Scene("a").refused("a", DialNumber(request_id=1, number=number)) == "bad_number"


def test_nobody_dials_without_a_line() -> None:
    assert Scene("a", line=False).refused("a", DialNumber(request_id=1, number="13800001234")) == "line_away"


def test_a_desk_that_was_restarted_finds_the_agent_of_a_call_of_ours() -> None:
    scene = Scene()
    scene.told(CallPlaced, call_id="p", sip_call_id="x", agent_id="a", number="13800001234", trunk="")
    assert scene.state("a") is S.TALKING


# --- keys and recording -------------------------------------------------------------------------------------------


def test_keys_and_masking() -> None:
    scene = in_call()
    scene.asks("a", SendKeys(request_id=1, call_id="c1", digits="1#"))
    assert scene.commands(line.SendDigits)[-1].digits == "1#"
    assert scene.refused("a", SendKeys(request_id=1, call_id="c1", digits="x")) == "bad_keys"
    scene.asks("a", MaskCall(request_id=1, call_id="c1", reason=" 身份证号 "))
    assert scene.commands(line.MaskRecording)[-1].reason == "身份证号"
    assert scene.refused("a", MaskCall(request_id=1, call_id="c1", reason=" ")) == "no_reason"
    scene.asks("a", UnmaskCall(request_id=1, call_id="c1"))
    assert len(scene.commands(line.UnmaskRecording)) == 1


@pytest.mark.parametrize("how", ["park", "hang up"])
def test_the_parked_caller_is_taken_back_when_the_second_is_parked_or_gone(how: str) -> None:
    """LINE-4: a park or a hang-up may name the call to take next, waiting or parked."""
    scene = in_call("a")
    scene.parks("a")
    scene.arrives("c2")
    scene.talks("a", "c2")
    if how == "park":
        scene.asks("a", ParkCall(request_id=2, call_id="c2", then="c1"))
        scene.told(CallParked, call_id="c2", agent_id="a", parked_ms=9_000)
    else:
        scene.asks("a", HangUpCall(request_id=2, call_id="c2", then="c1"))
        scene.ends("c2")
    assert [one.call_id for one in scene.commands(line.Retrieve)] == ["c1"]
