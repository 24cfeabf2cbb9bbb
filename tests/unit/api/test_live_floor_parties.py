"""The floor: transfers, consultations, conferences, guests in a call, supervisors who listen in, agents' phones."""

import pytest
from msgspec.structs import replace

from api.live.effects import Part
from api.log_events import MonitorAsked, OfferEnd, OfferEnded
from api.schemas import (
    Accept,
    CompleteCall,
    ConsultCall,
    DropFromCall,
    GoReady,
    HangUpCall,
    JoinCall,
    MonitorCall,
    ParkCall,
    Request,
    Role,
    StopMonitoring,
    TransferCall,
)
from telephony import commands as line
from telephony.events import (
    AgentState,
    AgentUnreached,
    CallHeld,
    CallParked,
    CallRetrieved,
    CallTransferred,
    EndCause,
    MonitorChanged,
    MonitorMode,
    PartyJoined,
    PartyLeft,
)
from telephony.recording_events import RecordingStarted
from tests.unit.api.floor_scene import OFFER_S, Scene

S = AgentState
PHONE = "sip:8001@192.0.2.7"


def in_call(*agents: str) -> Scene:
    scene = Scene(*(agents or ("a", "b")))
    scene.arrives()
    scene.talks("a")
    return scene


def transfer(number: str = "", colleague_id: str = "", queue: str = "") -> TransferCall:
    return TransferCall(request_id=1, call_id="c1", number=number, colleague_id=colleague_id, queue=queue)


def consult(number: str = "", colleague_id: str = "") -> ConsultCall:
    return ConsultCall(request_id=1, call_id="c1", number=number, colleague_id=colleague_id)


def consulting(colleague_id: str = "b") -> tuple[Scene, str]:
    """Agent a consults the colleague, who is there; with the party's id."""
    scene = in_call()
    scene.asks("a", consult(colleague_id=colleague_id))
    party_id = scene.commands(line.Consult)[-1].party_id
    scene.told(CallHeld, call_id="c1", agent_id="a", held_ms=9000)
    scene.told(PartyJoined, call_id="c1", party_id=party_id, number="", agent_id=colleague_id)
    return scene, party_id


# --- blind transfer -----------------------------------------------------------------------------------------------


def test_a_transfer_to_a_number_keeps_the_agent_until_it_answers() -> None:
    scene = in_call()
    scene.asks("a", transfer(number="95598"))
    command = scene.commands(line.TransferTo)[-1]
    assert scene.state("a") is S.TALKING
    assert scene.refused("a", transfer(number="95598")) == "party_there"
    scene.told(PartyJoined, call_id="c1", party_id=command.party_id, number="95598", with_caller=True)
    scene.told(
        CallTransferred,
        call_id="c1",
        agent_id="a",
        party_id=command.party_id,
        number="95598",
        transferred_ms=30_000,
    )
    assert scene.state("a") is S.WRAP_UP
    scene.ends("c1", EndCause.TRANSFERRED)
    assert scene.pending("a") == ["c1"]


def test_an_outcome_that_was_written_while_the_caller_talks_elsewhere_is_not_asked_for_again() -> None:
    scene = in_call()
    scene.told(PartyJoined, call_id="c1", party_id="p", number="95598", with_caller=True)
    scene.told(CallTransferred, call_id="c1", agent_id="a", party_id="p", number="95598", transferred_ms=30_000)
    scene.takes(scene.floor.disposed("c1"))
    scene.ends("c1", EndCause.TRANSFERRED)
    assert scene.pending("a") == []


def test_a_number_that_is_not_reached_leaves_the_agent_with_the_caller_and_told() -> None:
    scene = in_call()
    scene.asks("a", transfer(number="95598"))
    command = scene.commands(line.TransferTo)[-1]
    scene.told(PartyLeft, call_id="c1", party_id=command.party_id, sip_status=486)
    assert scene.tells("a") == ["not_reached"]
    assert scene.state("a") is S.TALKING
    assert scene.refused("a", transfer(number="95598")) == ""


def test_a_transfer_to_a_colleague_rings_there_first_and_then_at_everybody() -> None:
    scene = in_call("a", "b", "c")
    scene.asks("a", transfer(colleague_id="c"))
    assert scene.commands(line.Park)[-1].call_id == "c1"
    scene.told(CallParked, call_id="c1", agent_id="a", parked_ms=30_000)
    assert scene.offered() == "c"
    assert (scene.state("a"), scene.tells("a")) == (S.WRAP_UP, [])
    scene.passes(OFFER_S)
    assert scene.offered() == "b"
    scene.accept("b")
    assert scene.commands(line.Retrieve)[-1].agent_id == "b"
    scene.told(CallRetrieved, call_id="c1", agent_id="b", retrieved_ms=50_000)
    assert scene.state("b") is S.TALKING
    assert scene.floor.acd.waiting == ()
    scene.ends()
    assert (scene.pending("a"), scene.pending("b")) == ([], ["c1"])


def test_a_caller_who_gives_up_on_the_way_to_a_colleague_ends_the_offer() -> None:
    scene = in_call()
    scene.asks("a", transfer(colleague_id="b"))
    scene.told(CallParked, call_id="c1", agent_id="a", parked_ms=30_000)
    assert scene.state("b") is S.RESERVED
    scene.ends()
    assert (scene.state("b"), scene.pending("a")) == (S.READY, ["c1"])


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (transfer(), "name_one"),
        (transfer(number="95598", colleague_id="b"), "name_one"),
        (transfer(colleague_id="a"), "colleague_busy"),
        (transfer(colleague_id="nobody"), "colleague_busy"),
        (transfer(queue="no such"), "no_queue"),
        (transfer(number="x"), "bad_number"),
        (consult(), "name_one"),
        (consult(number="95598", colleague_id="b"), "name_one"),
        (JoinCall(request_id=1, call_id="c1"), "no_party"),
        (CompleteCall(request_id=1, call_id="c1"), "no_party"),
        (DropFromCall(request_id=1, call_id="c1", party_id="p"), "no_party"),
    ],
)
def test_what_cannot_be_is_refused(request_: Request, code: str) -> None:
    scene = in_call()
    assert scene.refused("a", request_) == code
    assert scene.refused("b", request_) == "not_yours"


def test_a_transfer_back_to_the_queue() -> None:
    scene = in_call()
    scene.asks("a", transfer(queue="hotline"))
    scene.told(CallParked, call_id="c1", agent_id="a", parked_ms=30_000)
    assert scene.offered() == "b"


# --- consultation -------------------------------------------------------------------------------------------------


def test_a_colleague_who_is_consulted_is_bound_and_free_again_after_it() -> None:
    scene, party_id = consulting()
    assert scene.state("b") is S.TALKING
    scene.arrives("c2")
    assert scene.offered("c2") is None
    scene.told(PartyLeft, call_id="c1", party_id=party_id)
    assert scene.state("b") is S.RESERVED, "free, and offered what waits"
    assert scene.offered("c2") == "b"


def test_a_paused_colleague_is_paused_again_after_it() -> None:
    scene = in_call()
    scene.pause("b", "lunch")
    scene.asks("a", consult(colleague_id="b"))
    party_id = scene.commands(line.Consult)[-1].party_id
    scene.told(PartyJoined, call_id="c1", party_id=party_id, number="", agent_id="b")
    assert scene.state("b") is S.TALKING
    scene.told(PartyLeft, call_id="c1", party_id=party_id)
    assert scene.floor.agents["b"].pause_reason == "lunch"


def test_a_colleague_who_is_not_reached_is_released() -> None:
    scene = in_call()
    scene.asks("a", consult(colleague_id="b"))
    assert scene.state("b") is S.RESERVED
    scene.told(PartyLeft, call_id="c1", party_id=scene.commands(line.Consult)[-1].party_id, sip_status=480)
    assert scene.state("b") is S.READY
    assert scene.tells("a") == ["not_reached"]


def test_an_attended_transfer_leaves_the_colleague_in_charge() -> None:
    scene, party_id = consulting()
    scene.asks("a", CompleteCall(request_id=1, call_id="c1"))
    assert len(scene.commands(line.CompleteTransfer)) == 1
    scene.told(PartyJoined, call_id="c1", party_id=party_id, number="", agent_id="b", with_caller=True)
    scene.told(CallTransferred, call_id="c1", agent_id="a", party_id=party_id, number="", transferred_ms=40_000)
    scene.told(CallRetrieved, call_id="c1", agent_id="b", retrieved_ms=40_000)
    assert (scene.state("a"), scene.state("b")) == (S.WRAP_UP, S.TALKING)
    scene.ends()
    assert (scene.state("b"), scene.pending("b"), scene.pending("a")) == (S.WRAP_UP, ["c1"], [])


def test_a_conference_and_its_end() -> None:
    scene, party_id = consulting()
    scene.asks("a", JoinCall(request_id=1, call_id="c1"))
    assert len(scene.commands(line.Conference)) == 1
    scene.told(PartyJoined, call_id="c1", party_id=party_id, number="", agent_id="b", with_caller=True)
    assert scene.refused("a", ParkCall(request_id=1, call_id="c1")) == "party_there"
    scene.asks("a", DropFromCall(request_id=1, call_id="c1", party_id=party_id))
    assert scene.commands(line.DropParty)[-1].party_id == party_id
    scene.ends()
    assert (scene.state("a"), scene.state("b")) == (S.WRAP_UP, S.READY)


def test_a_guest_who_hangs_up_only_leaves() -> None:
    scene, party_id = consulting()
    scene.asks("b", HangUpCall(request_id=1, call_id="c1"))
    assert scene.commands(line.DropParty)[-1].party_id == party_id
    assert scene.commands(line.HangUp) == []


def test_a_guest_may_do_nothing_else() -> None:
    scene, _ = consulting()
    assert scene.refused("b", transfer(number="95598")) == "not_yours"
    assert scene.refused("b", GoReady(request_id=1)) == "in_call"


def test_an_outside_party_that_is_being_called_can_be_given_up() -> None:
    scene = in_call()
    scene.asks("a", consult(number="95598"))
    party_id = scene.commands(line.Consult)[-1].party_id
    scene.asks("a", DropFromCall(request_id=1, call_id="c1", party_id=party_id))
    assert scene.commands(line.DropParty)[-1].party_id == party_id


# --- supervisors --------------------------------------------------------------------------------------------------


def monitored(mode: MonitorMode = MonitorMode.LISTEN) -> Scene:
    scene = in_call()
    scene.sign_in("s", Role.SUPERVISOR)
    scene.ready("s")
    scene.asks("s", MonitorCall(request_id=1, call_id="c1", mode=mode))
    return scene


def test_a_supervisor_listens_whispers_and_barges_and_each_use_is_logged() -> None:
    scene = monitored()
    scene.told(MonitorChanged, call_id="c1", agent_id="s", mode=MonitorMode.LISTEN)
    for mode in (MonitorMode.WHISPER, MonitorMode.BARGE):
        scene.asks("s", MonitorCall(request_id=1, call_id="c1", mode=mode))
    assert [one.mode for one in scene.commands(line.Monitor)] == list(MonitorMode)
    assert [(one.agent_id, one.mode) for one in scene.logged(MonitorAsked)] == [("s", mode) for mode in MonitorMode]
    scene.asks("s", StopMonitoring(request_id=1, call_id="c1"))
    assert len(scene.commands(line.StopMonitor)) == 1


def test_only_supervisors_listen_in() -> None:
    scene = in_call()
    asked = MonitorCall(request_id=1, call_id="c1", mode=MonitorMode.LISTEN)
    assert scene.refused("b", asked) == "not_supervisor"
    scene.sign_in("root", Role.ADMIN)
    assert scene.refused("root", asked) == "not_supervisor"
    assert scene.logged(MonitorAsked) == []


def test_a_supervisor_listens_within_the_own_team_only() -> None:
    scene = in_call()
    asked = MonitorCall(request_id=1, call_id="c1", mode=MonitorMode.LISTEN)
    scene.sign_in("s", Role.SUPERVISOR, team="early")
    assert scene.refused("s", asked) == "other_team"
    assert scene.logged(MonitorAsked) == []
    scene.floor.profiles["a"] = replace(scene.floor.profiles["a"], team="early")
    assert scene.refused("s", asked) == ""


def test_whose_console_is_not_back_is_of_an_unknown_team() -> None:
    scene = in_call()
    asked = MonitorCall(request_id=1, call_id="c1", mode=MonitorMode.LISTEN)
    scene.sign_in("s", Role.SUPERVISOR, team="early")
    scene.sign_in("t", Role.SUPERVISOR)
    del scene.floor.profiles["a"]
    assert scene.refused("s", asked) == "other_team"
    assert scene.refused("t", asked) == ""


def test_a_supervisor_in_a_call_of_others_is_offered_none_and_takes_none() -> None:
    scene = monitored()
    scene.told(MonitorChanged, call_id="c1", agent_id="s", mode=MonitorMode.LISTEN)
    scene.pause("b")
    scene.arrives("c2")
    assert scene.offered("c2") is None
    assert scene.refused("s", Accept(request_id=1, call_id="c2")) == "in_call"
    scene.told(MonitorChanged, call_id="c1", agent_id="s", mode=None)
    assert scene.refused("s", Accept(request_id=1, call_id="c2")) == ""


def test_a_ringing_call_cannot_be_listened_to() -> None:
    scene = Scene("a")
    scene.arrives()
    scene.sign_in("s", Role.SUPERVISOR)
    asked = MonitorCall(request_id=1, call_id="c1", mode=MonitorMode.LISTEN)
    assert scene.refused("s", asked) == "not_now"


def test_the_agent_is_not_shown_that_somebody_listens() -> None:
    scene = monitored()
    view = scene.floor.board.view(scene.floor.board.live["c1"], scene.now)
    scene.told(MonitorChanged, call_id="c1", agent_id="s", mode=MonitorMode.LISTEN)
    assert scene.floor.board.view(scene.floor.board.live["c1"], scene.now) == view


# --- phones -------------------------------------------------------------------------------------------------------


def test_an_offer_rings_the_agents_phone_and_whoever_lifts_it_has_picked_up() -> None:
    scene = Scene("a", "b", phones={"a": PHONE})
    scene.arrives()
    assert scene.commands(line.Ring)[-1].device == PHONE
    scene.answers("a")
    assert scene.state("a") is S.TALKING
    assert [one.why for one in scene.logged(OfferEnded)] == [OfferEnd.ACCEPTED]
    assert scene.commands(line.StopRing) == []


def test_an_offer_that_passes_on_stops_the_phone() -> None:
    scene = Scene("a", "b", phones={"a": PHONE})
    scene.arrives()
    scene.passes(OFFER_S)
    assert scene.commands(line.StopRing)[-1].agent_id == "a"
    assert scene.offered() == "b"


def test_the_console_answers_on_the_phone() -> None:
    scene = Scene("a", phones={"a": PHONE})
    scene.arrives()
    scene.accept("a")
    assert scene.answer_sent().device == PHONE


def test_a_phone_that_cannot_be_rung_passes_the_call_on_and_pauses_its_agent_until_told_otherwise() -> None:
    scene = Scene("a", "b", phones={"a": PHONE})
    scene.arrives()
    scene.told(AgentUnreached, call_id="c1", agent_id="a", sip_status=480)
    assert scene.offered() == "b"
    assert (scene.state("a"), scene.floor.agents["a"].pause_reason) == (S.PAUSED, "phone_unreached")
    assert scene.tells("a") == ["phone_unreached"]
    scene.ready("a")
    assert scene.state("a") is S.READY


def test_a_lone_agent_whose_phone_is_gone_is_not_rung_for_ever() -> None:
    scene = Scene("a", phones={"a": PHONE})
    scene.arrives()
    scene.told(AgentUnreached, call_id="c1", agent_id="a", sip_status=480)
    assert len(scene.commands(line.Ring)) == 1
    assert scene.offered() is None


# --- several lines ------------------------------------------------------------------------------------------------


def test_the_headset_goes_to_the_line_that_has_the_call() -> None:
    scene = Scene("a", "b")
    scene.starts_line("line-2", "ws://second/headset")
    scene.line_id = "line-2"
    scene.arrives()
    assert Part.HEADSET in scene.shown("a")
    assert scene.floor.headset_lines["a"] == "line-2"
    scene.line_id = "line-1"
    scene.arrives("c2")
    assert scene.floor.headset_lines["b"] == "line-1"
    scene.told(RecordingStarted, call_id="c2", recording_id="r", started_ms=1)
    assert scene.floor.headset_lines["a"] == "line-2"
