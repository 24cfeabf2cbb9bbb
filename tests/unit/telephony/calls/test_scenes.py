"""Waiting, holding, parking, third parties, supervisors: what is told, and who hears whom."""

import pytest

from telephony.calls.states import (
    CALLER,
    MUSIC,
    AnswerCaller,
    CallState,
    DigitHeard,
    Dtmf,
    EndCaller,
    Hush,
    Mask,
    MessageFull,
    OkSent,
    PromptOver,
    Say,
    SeatLeft,
    SeatTaken,
    TakeDown,
    monitor_seat,
    party_seat,
)
from telephony.commands import (
    Answer,
    AnswerQueue,
    CompleteTransfer,
    Conference,
    Consult,
    Divert,
    DropParty,
    EndQueued,
    HangUp,
    Hold,
    MaskRecording,
    Monitor,
    Park,
    Play,
    Resume,
    Retrieve,
    Ring,
    SendDigits,
    StopMonitor,
    TakeMessage,
    TransferTo,
    UnmaskRecording,
)
from telephony.events import (
    CallAnswered,
    CallEnded,
    CallHeld,
    CallParked,
    CallResumed,
    CallRetrieved,
    CallTransferred,
    CommandRefused,
    DigitPressed,
    EndCause,
    MonitorChanged,
    MonitorMode,
    PartyJoined,
    PartyLeft,
    PromptEnd,
    PromptEnded,
    QueueAnswered,
    Side,
)
from tests.unit.telephony.calls.call_story import BYE, DESK_PHONE, OURS, Story

S = CallState
LI, PARTY = "agent:li", party_seat("p1")


# --- waiting ---


def test_a_machine_answer_is_no_pick_up_and_the_person_comes_later() -> None:
    story = Story().queued()
    assert story.state is S.QUEUED
    assert not story.of(CallAnswered)
    assert story.hearing == {CALLER: (MUSIC,)}
    story.asks(Retrieve, agent_id="li")
    answered, machine = story.last(CallAnswered), story.last(QueueAnswered)
    assert answered.ok_sent_ms == machine.ok_sent_ms < answered.picked_up_ms
    assert story.hearing == {CALLER: (LI,), LI: (CALLER,)}


def test_an_answer_that_crosses_the_machine_answer_is_a_pick_up_all_the_same() -> None:
    story = Story().queued()
    story.asks(Answer, agent_id="li")
    assert story.last(CallAnswered).agent_id == "li"


@pytest.mark.parametrize("device", ["", DESK_PHONE])
def test_who_picks_up_while_the_queue_answers_has_the_call_the_next_moment(device: str) -> None:
    story = Story().rings()
    story.asks(AnswerQueue)
    story.asks(Answer, agent_id="li", device=device)
    if device:
        story.told(SeatTaken("agent:li"))
    story.asks(Answer, agent_id="wang")
    assert story.last(CommandRefused).reason == "call is answering"
    story.told(OkSent())
    assert (story.last(CallAnswered).agent_id, story.state) == ("li", S.TALKING)
    assert story.hearing == {CALLER: (LI,), LI: (CALLER,)}


def test_a_prompt_ends_by_itself_by_a_key_or_by_the_next() -> None:
    story = Story().queued()
    story.asks(Play, prompt_id="a", prompts=("position", "3"))
    assert story.wants(Say) == [Say("a", ("position", "3"))]
    story.told(PromptOver("a", PromptEnd.FINISHED))
    story.asks(Play, prompt_id="b", prompts=("position",))
    story.told(DigitHeard("1"))
    story.asks(Play, prompt_id="c", prompts=("position",))
    story.asks(Play, prompt_id="d", prompts=("position",))
    story.told(PromptOver("c", PromptEnd.FINISHED))  # an old one, of no interest
    assert [(one.prompt_id, one.why) for one in story.of(PromptEnded)] == [
        ("a", PromptEnd.FINISHED),
        ("b", PromptEnd.DIGIT),
        ("c", PromptEnd.STOPPED),
    ]
    assert story.last(DigitPressed).digit == "1"
    assert len(story.wants(Hush)) == 2


def test_keys_in_a_talk_mean_nothing_to_the_queue() -> None:
    story = Story().talks()
    story.told(DigitHeard("1"))
    assert not story.of(DigitPressed)


def test_who_asked_for_a_callback_is_told_good_bye() -> None:
    story = Story().queued()
    story.asks(EndQueued, prompts=("callback",))
    assert story.state is S.LEAVING
    assert story.told(PromptOver("farewell", PromptEnd.FINISHED))[-1] == EndCaller(603)
    story.told(OURS)
    assert (story.last(CallEnded).by, story.last(CallEnded).cause) == (Side.LINE, EndCause.CALLBACK)
    faster = Story().queued()
    faster.asks(EndQueued, prompts=("callback",))
    faster.told(BYE)
    assert (faster.last(CallEnded).by, faster.last(CallEnded).cause) == (Side.CALLER, EndCause.CALLBACK)


@pytest.mark.parametrize("answered", [False, True])
def test_a_message_is_taken_after_the_greeting(answered: bool) -> None:
    story = Story().queued() if answered else Story().rings()
    effects = story.asks(TakeMessage, prompts=("greeting", "beep"), limit_s=60.0)
    if not answered:
        assert effects == [AnswerCaller()]
        story.told(OkSent())
    assert story.told(PromptOver("greeting", PromptEnd.FINISHED)) == [TakeDown(60.0)]
    story.told(BYE)
    assert (story.last(CallEnded).by, story.last(CallEnded).cause) == (Side.CALLER, EndCause.VOICEMAIL)


def test_a_message_that_is_too_long_is_ended() -> None:
    story = Story().queued()
    story.asks(TakeMessage, prompts=())
    story.told(MessageFull(), OURS)
    assert (story.last(CallEnded).by, story.last(CallEnded).cause) == (Side.LINE, EndCause.VOICEMAIL)


def test_an_overflow_keeps_the_caller_ringing_until_somebody_is_there() -> None:
    story = Story().rings()
    story.asks(Divert, party_id="p1", number="95598")
    assert story.state is S.RINGING
    assert story.told(SeatTaken(PARTY)) == [AnswerCaller()]
    story.told(OkSent())
    assert story.last(PartyJoined).with_caller
    assert story.hearing == {CALLER: (PARTY,), PARTY: (CALLER,)}
    story.told(SeatLeft(PARTY), OURS)
    assert (story.last(CallEnded).by, story.last(CallEnded).cause) == (Side.PARTY, EndCause.TRANSFERRED)


def test_an_overflow_that_fails_or_comes_too_late() -> None:
    story = Story().rings()
    story.asks(Divert, party_id="p1", number="95598")
    story.told(SeatLeft(PARTY, 486))
    assert story.last(PartyLeft).sip_status == 486
    story.asks(Divert, party_id="p1", number="95599")
    story.asks(Answer, agent_id="li")
    assert story.cleared == [PARTY]


# --- hold and park (LINE-4) ---


def test_hold_and_resume() -> None:
    story = Story().talks()
    story.asks(Hold, agent_id="li")
    assert (story.last(CallHeld).agent_id, story.hearing) == ("li", {CALLER: (MUSIC,), LI: ()})
    story.asks(Resume, agent_id="li")
    assert (len(story.of(CallResumed)), story.hearing) == (1, {CALLER: (LI,), LI: (CALLER,)})


def test_a_parked_caller_hears_music_and_another_agent_may_take_the_call_back() -> None:
    story = Story().parked()
    assert (story.cleared, story.hearing) == ([LI], {CALLER: (MUSIC,)})
    assert story.last(CallParked).agent_id == "li"
    story.asks(Retrieve, agent_id="wang")
    assert story.last(CallRetrieved).agent_id == "wang"
    assert len(story.of(CallAnswered)) == 1
    assert story.hearing == {CALLER: ("agent:wang",), "agent:wang": (CALLER,)}


def test_a_phone_may_ring_for_a_parked_caller() -> None:
    story = Story().parked()
    story.asks(Ring, agent_id="wang", device=DESK_PHONE)
    story.told(SeatTaken("agent:wang"))
    assert story.last(CallRetrieved).agent_id == "wang"


# --- third parties ---


def test_a_consultation_is_not_heard_by_the_caller() -> None:
    story = Story().consults(joined=False)
    assert story.hearing == {CALLER: (MUSIC,), LI: ("ringback",)}
    story.told(SeatTaken(PARTY))
    assert story.hearing == {CALLER: (MUSIC,), LI: (PARTY,), PARTY: (LI,)}
    assert not story.last(PartyJoined).with_caller
    story.asks(SendDigits, agent_id="li", digits="12#")
    assert story.wants(Dtmf) == [Dtmf(PARTY, "12#")]


def test_an_attended_transfer_leaves_caller_and_third_party() -> None:
    story = Story().consults()
    story.asks(CompleteTransfer, agent_id="li")
    assert story.last(CallTransferred).number == "95598"
    assert story.cleared == [LI]
    assert story.hearing == {CALLER: (PARTY,), PARTY: (CALLER,)}
    story.told(BYE)
    assert (story.last(CallEnded).by, story.last(CallEnded).cause) == (Side.CALLER, EndCause.TRANSFERRED)
    assert story.cleared == [LI, PARTY]


def test_a_transfer_to_a_colleague_makes_the_colleague_the_agent() -> None:
    story = Story().consults(colleague_id="wang")
    story.asks(CompleteTransfer, agent_id="li")
    assert (story.last(CallRetrieved).agent_id, story.state) == ("wang", S.TALKING)
    story.asks(Hold, agent_id="wang")
    assert story.last(CallHeld).agent_id == "wang"


def test_nothing_is_completed_before_the_third_party_is_there() -> None:
    story = Story().consults(joined=False)
    for command in (CompleteTransfer, Conference):
        story.asks(command, agent_id="li")
        assert story.last(CommandRefused).reason == "the third party has not answered"
    story.asks(SendDigits, agent_id="li", digits="1")
    assert len(story.of(CommandRefused)) == 3


def test_a_conference_of_three_and_the_agent_leaves_it() -> None:
    story = Story().consults()
    story.asks(Conference, agent_id="li")
    assert story.hearing == {CALLER: (LI, PARTY), LI: (CALLER, PARTY), PARTY: (CALLER, LI)}
    story.asks(CompleteTransfer, agent_id="li")
    assert story.state is S.HANDED_ON


def test_the_third_party_leaves() -> None:
    conference = Story().consults()
    conference.asks(Conference, agent_id="li")
    conference.told(SeatLeft(PARTY))
    assert conference.state is S.TALKING
    consulted = Story().consults()
    consulted.told(SeatLeft(PARTY))
    assert consulted.state is S.HELD  # the agent says when the caller hears again
    dropped = Story().consults()
    dropped.asks(DropParty, agent_id="li", party_id="other")
    assert dropped.last(CommandRefused).reason == "no such third party"
    dropped.asks(DropParty, agent_id="li", party_id="p1")
    assert (dropped.state, dropped.cleared) == (S.TALKING, [PARTY])


def test_a_blind_transfer_keeps_the_agent_until_somebody_is_there() -> None:
    story = Story().talks()
    story.asks(TransferTo, agent_id="li", party_id="p1", number="95598")
    assert story.hearing == {CALLER: (LI,), LI: (CALLER,)}
    story.told(SeatLeft(PARTY, 404))
    assert (story.last(PartyLeft).sip_status, story.state) == (404, S.TALKING)
    story.asks(TransferTo, agent_id="li", party_id="p1", number="95599")
    story.told(SeatTaken(PARTY))
    assert (story.last(CallTransferred).number, story.cleared) == ("95599", [LI])


def test_one_third_party_at_a_time() -> None:
    story = Story().talks()
    story.asks(TransferTo, agent_id="li", party_id="p1", number="95598")
    story.asks(Consult, agent_id="li", party_id="p2", number="95599")
    assert story.last(CommandRefused).reason == "there is a third party already"
    empty = Story().talks()
    empty.asks(Consult, agent_id="li", party_id="p2")
    assert empty.last(CommandRefused).reason == "nobody to consult is named"


def test_an_agents_phone_that_hangs_up_in_a_consultation_loses_nobody() -> None:
    for joined, state in ((True, S.HANDED_ON), (False, S.PARKED)):
        story = Story().consults(joined=joined)
        story.told(SeatLeft(LI))
        assert story.state is state


# --- supervisors ---


@pytest.mark.parametrize(
    ("mode", "caller", "agent"),
    [
        (MonitorMode.LISTEN, (LI,), (CALLER,)),
        (MonitorMode.WHISPER, (LI,), (CALLER, "monitor:zhao")),
        (MonitorMode.BARGE, (LI, "monitor:zhao"), (CALLER, "monitor:zhao")),
    ],
)
def test_how_a_supervisor_takes_part(mode: MonitorMode, caller: tuple[str, ...], agent: tuple[str, ...]) -> None:
    story = Story().talks()
    story.asks(Monitor, agent_id="zhao", mode=mode)
    assert story.hearing == {CALLER: (LI,), LI: (CALLER,)}  # not there yet
    story.told(SeatTaken(monitor_seat("zhao")))
    assert story.hearing == {CALLER: caller, LI: agent, "monitor:zhao": (CALLER, LI)}
    assert story.last(MonitorChanged).mode is mode


def test_a_supervisor_changes_the_mode_and_goes() -> None:
    story = Story().talks()
    story.asks(Monitor, agent_id="zhao", mode=MonitorMode.LISTEN)
    story.told(SeatTaken(monitor_seat("zhao")))
    story.asks(Monitor, agent_id="zhao", mode=MonitorMode.BARGE)
    story.asks(StopMonitor, agent_id="zhao")
    story.asks(StopMonitor, agent_id="zhao")
    assert [one.mode for one in story.of(MonitorChanged)] == [MonitorMode.LISTEN, MonitorMode.BARGE, None]
    assert len(story.of(CommandRefused)) == 1
    assert story.cleared == ["monitor:zhao"]


def test_the_end_of_the_call_is_the_end_of_listening() -> None:
    story = Story().talks()
    story.asks(Monitor, agent_id="zhao", mode=MonitorMode.LISTEN)
    story.told(SeatTaken(monitor_seat("zhao")), BYE)
    assert [one.mode for one in story.of(MonitorChanged)] == [MonitorMode.LISTEN, None]
    assert story.cleared == ["monitor:zhao", LI]


def test_a_held_caller_does_not_hear_a_supervisor_who_barges_in() -> None:
    story = Story().talks()
    story.asks(Monitor, agent_id="zhao", mode=MonitorMode.BARGE)
    story.told(SeatTaken(monitor_seat("zhao")))
    story.asks(Hold, agent_id="li")
    assert story.hearing[CALLER] == (MUSIC,)
    assert story.hearing[LI] == ("monitor:zhao",)


# --- the rest ---


def test_masking_is_for_the_recording_to_carry_out() -> None:
    story = Story().talks()
    story.asks(MaskRecording, agent_id="li", reason="card")
    story.asks(UnmaskRecording, agent_id="li")
    assert story.wants(Mask) == [Mask("li", "card"), Mask("li", None)]


def test_a_hang_up_ends_whatever_goes_on() -> None:
    for story in (Story().parked(), Story().consults(), Story().queued()):
        story.asks(HangUp, agent_id="li")
        story.told(OURS)
        assert story.last(CallEnded).by is Side.AGENT
        assert story.hearing == {}


def test_a_parked_call_is_not_parked_again() -> None:
    story = Story().parked()
    story.asks(Park, agent_id="li")
    assert story.last(CommandRefused).reason == "call is parked"
