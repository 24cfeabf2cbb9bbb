"""The call machine: ringing, answering, ending, and what is refused."""

import copy

import pytest

from telephony.calls.machine import COMMANDS, OPEN
from telephony.calls.states import (
    CALLER,
    Acked,
    AnswerCaller,
    AudioChanged,
    CallState,
    Clear,
    Dialled,
    DialOut,
    EndCaller,
    FarRings,
    Fill,
    LegEnded,
    NotPlaced,
    OkSent,
    RingSent,
    SeatLeft,
    SeatRings,
    SeatTaken,
    StopAsked,
    agent_seat,
)
from telephony.commands import Answer, HangUp, Reject, Ring, StopRing
from telephony.connectors.base import LegEnd
from telephony.errors import IllegalEvent
from telephony.events import (
    AgentRinging,
    AgentUnreached,
    AudioFault,
    AudioLost,
    CallAnswered,
    CallEnded,
    CallEstablished,
    CallParked,
    CallPlaced,
    CallRinging,
    CommandRefused,
    EndCause,
    RemoteAnswered,
    RemoteRinging,
    Side,
)
from tests.unit.telephony.calls.call_story import BYE, CANCEL, DESK_PHONE, INVITE, OURS, Story, placed

S = CallState


def test_milliseconds_run_from_the_invite() -> None:
    story = Story()
    story.told(RingSent())
    assert story.last(CallRinging).ringing_ms == 10.0
    story.now = INVITE + 7.24
    assert story.asks(Answer, agent_id="li") == [AnswerCaller()]
    story.told(OkSent())
    answered = story.last(CallAnswered)
    assert (answered.picked_up_ms, answered.ok_sent_ms, answered.error_ms) == (7250.0, 7260.0, 2.0)
    assert answered.at == pytest.approx(1_700_000_007.26)


def test_an_agent_answers_and_both_hear_each_other() -> None:
    story = Story().talks()
    assert story.state is S.TALKING
    assert story.hearing == {CALLER: ("agent:li",), "agent:li": (CALLER,)}
    assert story.filled == ["agent:li"]
    assert len(story.of(CallEstablished)) == 1


def test_each_200_that_is_sent_again_brings_an_ack_and_one_counts() -> None:
    story = Story().talks()
    story.told(Acked(), Acked())
    assert len(story.of(CallEstablished)) == 1


def test_an_ack_for_a_call_that_nobody_answered_is_illegal_and_changes_nothing() -> None:
    story = Story().rings()
    with pytest.raises(IllegalEvent):
        story.told(Acked())
    assert story.state is S.RINGING


NO_ACK = LegEnded(LegEnd(by=Side.LINE, answered=True, reason="no_ack"))
REFUSED = LegEnded(LegEnd(by=Side.LINE, answered=False, status=488))


def answering() -> Story:
    story = Story().rings()
    story.asks(Answer, agent_id="li")
    return story


def hung_up() -> Story:
    story = Story().talks()
    story.asks(HangUp, agent_id="li")
    return story


@pytest.mark.parametrize(
    ("story", "end", "by", "cause"),
    [
        (Story().rings(), CANCEL, Side.CALLER, EndCause.ABANDONED),
        (answering(), CANCEL, Side.CALLER, EndCause.ABANDONED),
        (answering(), REFUSED, Side.LINE, EndCause.REJECTED),
        (Story().talks(), BYE, Side.CALLER, EndCause.COMPLETED),
        (Story().talks(), NO_ACK, Side.LINE, EndCause.NO_ACK),
        (Story().talks(), OURS, Side.LINE, EndCause.FAILED),
        (Story().queued(), BYE, Side.CALLER, EndCause.ABANDONED),
        (Story().parked(), BYE, Side.CALLER, EndCause.COMPLETED),
        (hung_up(), OURS, Side.AGENT, EndCause.COMPLETED),
        (hung_up(), BYE, Side.AGENT, EndCause.COMPLETED),
    ],
)
def test_who_ended_it_and_why(story: Story, end: LegEnded, by: Side, cause: EndCause) -> None:
    story.told(end)
    ended = story.last(CallEnded)
    assert (ended.by, ended.cause) == (by, cause)
    assert story.state is S.ENDED


@pytest.mark.parametrize(
    ("story", "end", "cause"),
    [(Story().talks(), BYE, EndCause.COMPLETED), (Story().rings(), CANCEL, EndCause.ABANDONED)],
)
@pytest.mark.parametrize("stops", [False, True], ids=["hang up", "stop"])
def test_a_caller_who_was_first_is_first_even_when_heard_of_later(
    story: Story, end: LegEnded, cause: EndCause, stops: bool
) -> None:
    story = copy.deepcopy(story)
    if stops:
        story.told(StopAsked())
    else:
        story.asks(HangUp, agent_id="li")
    story.now -= 0.02  # the leg saw it ten milliseconds before we were asked
    story.told(end)
    assert (story.last(CallEnded).by, story.last(CallEnded).cause) == (Side.CALLER, cause)


def test_a_stop_ends_a_call_by_the_line() -> None:
    story = Story().talks()
    assert story.told(StopAsked())[-1] == EndCaller(503)
    story.told(OURS)
    assert (story.last(CallEnded).by, story.last(CallEnded).cause) == (Side.LINE, EndCause.SHUTDOWN)
    assert story.cleared == ["agent:li"]


def test_hanging_up_while_200_is_on_its_way_says_so_twice() -> None:
    story = answering()
    assert story.asks(HangUp, agent_id="li")[-1] == EndCaller(603)
    assert story.told(OkSent())[-1] == EndCaller(603)
    assert len(story.of(CallAnswered)) == 1


def test_a_second_answer_is_refused_with_the_reason() -> None:
    story = Story().talks()
    story.asks(Answer, agent_id="wang")
    assert story.last(CommandRefused).reason == "call is talking"


@pytest.mark.parametrize("command", list(COMMANDS), ids=str)
def test_each_command_is_refused_where_it_has_no_place(command: type) -> None:
    states, _ = COMMANDS[command]
    assert states
    assert S.ENDED not in states or command is StopRing
    assert states <= OPEN or command is StopRing


def test_a_rejected_call_gets_the_status_asked_for() -> None:
    story = Story().rings()
    assert story.asks(Reject, sip_status=486) == [EndCaller(486)]
    story.told(REFUSED)
    assert (story.last(CallEnded).by, story.last(CallEnded).cause) == (Side.LINE, EndCause.REJECTED)
    odd = Story().rings()
    odd.asks(Reject, sip_status=200)
    assert odd.last(CommandRefused).reason == "200 does not refuse"


# --- agents on SIP phones ---


def test_a_phone_that_is_lifted_has_picked_up() -> None:
    story = Story().rings()
    story.asks(Ring, agent_id="li", device=DESK_PHONE)
    assert story.wants(Fill)[-1] == Fill(agent_seat("li"), agent_id="li", device=DESK_PHONE, must=True)
    story.told(SeatRings(agent_seat("li")))
    assert story.last(AgentRinging).agent_id == "li"
    assert story.told(SeatTaken(agent_seat("li"), 3.0)) == [AnswerCaller()]
    story.told(OkSent())
    assert (story.last(CallAnswered).agent_id, story.last(CallAnswered).error_ms) == ("li", 3.0)
    assert story.filled == ["agent:li"]  # the phone sits there: no headset is asked for
    assert story.cleared == []


def test_the_first_phone_to_be_lifted_wins_and_the_others_stop() -> None:
    story = Story().rings()
    for agent_id in ("li", "wang", "zhao"):
        story.asks(Ring, agent_id=agent_id, device=DESK_PHONE)
    story.told(SeatTaken(agent_seat("wang")))
    assert story.cleared == ["agent:li", "agent:zhao"]
    assert story.told(SeatTaken(agent_seat("zhao"))) == [Clear(agent_seat("zhao"))]
    assert story.call.book.agent_id == "wang"


def test_an_answer_by_key_lets_the_phone_lift_itself_and_the_caller_waits_for_it() -> None:
    story = Story().rings()
    story.asks(Ring, agent_id="li", device=DESK_PHONE)
    story.asks(Answer, agent_id="li", device=DESK_PHONE)
    assert story.cleared == ["agent:li"]
    assert story.wants(Fill)[-1].lift
    assert not story.wants(AnswerCaller)
    story.told(SeatTaken(agent_seat("li")), OkSent())
    assert story.state is S.TALKING


def test_a_phone_that_is_not_reached_leaves_the_caller_ringing() -> None:
    story = Story().rings()
    story.asks(Answer, agent_id="li", device=DESK_PHONE)
    story.told(SeatLeft(agent_seat("li"), 486))
    assert story.last(AgentUnreached).sip_status == 486
    assert story.last(CommandRefused).command_id == "c1"
    assert story.state is S.RINGING


def test_an_offer_that_is_taken_back_stops_the_phone() -> None:
    story = Story().rings()
    story.asks(Ring, agent_id="li", device=DESK_PHONE)
    story.asks(StopRing, agent_id="li")
    story.asks(StopRing, agent_id="li")
    assert story.cleared == ["agent:li"]


def test_an_agent_who_puts_the_phone_down_ends_the_call() -> None:
    story = Story().rings()
    story.asks(Ring, agent_id="li", device=DESK_PHONE)
    story.told(SeatTaken(agent_seat("li")), OkSent(), SeatLeft(agent_seat("li")), OURS)
    assert (story.last(CallEnded).by, story.last(CallEnded).cause) == (Side.AGENT, EndCause.COMPLETED)


def test_a_dead_phone_of_an_agent_parks_the_caller_and_a_dead_caller_ends_the_call() -> None:
    story = Story().rings()
    story.asks(Ring, agent_id="li", device=DESK_PHONE)
    story.told(SeatTaken(agent_seat("li")), OkSent(), AudioChanged(agent_seat("li"), AudioFault.DEAD))
    assert story.last(AudioLost).side is Side.AGENT
    assert story.last(CallParked).agent_id == "li"
    dead = Story().talks()
    dead.told(AudioChanged(CALLER, AudioFault.SILENT))
    assert dead.state is S.TALKING
    dead.told(AudioChanged(CALLER, AudioFault.DEAD), OURS)
    assert (dead.last(CallEnded).by, dead.last(CallEnded).cause) == (Side.LINE, EndCause.MEDIA_LOST)


# --- calls of ours ---


def test_the_agent_is_there_before_the_far_end_is_called() -> None:
    story = placed()
    assert story.wants(Fill) == [Fill("agent:li", agent_id="li", lift=True, must=True)]
    assert story.events == []
    assert story.told(SeatTaken("agent:li")) == [DialOut("13800000001", "", "")]
    story.told(Dialled(story.call.book.info), FarRings(), FarRings())
    assert story.hearing == {"agent:li": ("ringback",)}
    story.placed_far_end_answers()
    assert [type(one) for one in story.events] == [CallPlaced, RemoteRinging, RemoteAnswered]
    assert story.hearing == {CALLER: ("agent:li",), "agent:li": (CALLER,)}


def test_a_call_of_ours_that_is_not_answered() -> None:
    story = placed()
    story.told(SeatTaken("agent:li"), Dialled(story.call.book.info))
    story.told(LegEnded(LegEnd(by=Side.CALLER, answered=False, status=486)))
    ended = story.last(CallEnded)
    assert (ended.by, ended.cause, ended.sip_status) == (Side.CALLER, EndCause.NOT_REACHED, 486)
    assert story.cleared == ["agent:li"]


def test_an_agent_who_gives_up_dialling() -> None:
    story = placed()
    story.told(SeatTaken("agent:li"), Dialled(story.call.book.info))
    story.asks(HangUp, agent_id="li")
    story.told(LegEnded(LegEnd(by=Side.LINE, answered=False, status=487)))
    assert (story.last(CallEnded).by, story.last(CallEnded).cause) == (Side.AGENT, EndCause.NOT_REACHED)


@pytest.mark.parametrize("told", [SeatLeft("agent:li", 480), StopAsked()])
def test_a_call_of_ours_that_never_began_is_refused(told: SeatLeft | StopAsked) -> None:
    story = placed()
    story.told(told)
    assert [type(one) for one in story.events] == [CommandRefused]
    assert story.last(CommandRefused).command_id == "p"
    assert story.state is S.ENDED


def test_a_number_that_cannot_be_called_at_all() -> None:
    story = placed()
    story.told(SeatTaken("agent:li"), NotPlaced("no trunk"))
    assert story.last(CommandRefused).reason == "no trunk"
    assert story.cleared == ["agent:li"]
