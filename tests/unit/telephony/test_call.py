"""The call machine: every phase with every event, and what the events tell."""

import pytest

from telephony.call import (
    TRANSITIONS,
    Acked,
    AnswerAsked,
    AnswerLeg,
    Call,
    CallPhase,
    Effect,
    Emit,
    EndLeg,
    Event,
    HangUpAsked,
    LegEnded,
    OkSent,
    RingSent,
    StopAsked,
)
from telephony.connectors.base import LegEnd, LegInfo
from telephony.errors import IllegalEvent
from telephony.events import CallAnswered, CallEnded, CallEvent, CommandRefused, EndCause, Side

INVITE = 1000.0
ANSWER = AnswerAsked("c1", "li", 2.0)
HANG_UP = HangUpAsked("c2", "li")
BYE = LegEnded(LegEnd(by=Side.CALLER, answered=True, reason="bye"))
CANCEL = LegEnded(LegEnd(by=Side.CALLER, answered=False, status=487, reason="cancel"))
OURS = LegEnded(LegEnd(by=Side.LINE, answered=True))

SAMPLES: tuple[Event, ...] = (RingSent(), ANSWER, OkSent(), Acked(), HANG_UP, StopAsked(), BYE)
ROAD: dict[CallPhase, tuple[Event, ...]] = {
    CallPhase.RINGING: (),
    CallPhase.ANSWERING: (ANSWER,),
    CallPhase.ANSWERED: (ANSWER, OkSent()),
    CallPhase.TALKING: (ANSWER, OkSent(), Acked()),
    CallPhase.ENDING: (ANSWER, OkSent(), Acked(), HANG_UP),
    CallPhase.ENDED: (CANCEL,),
}


def in_phase(phase: CallPhase) -> Call:
    info = LegInfo(
        sip_call_id="x@y",
        number="13800000001",
        name="",
        called="hotline",
        source="127.0.0.1:5070",
        received_at=INVITE,
    )
    call = Call("call-1", info, wall_offset=1_700_000_000.0 - INVITE)
    for event in ROAD[phase]:
        call.receive(event, INVITE + 1)
    assert call.phase is phase
    return call


def only(effects: list[Effect]) -> CallEvent:
    (effect,) = effects
    assert isinstance(effect, Emit)
    return effect.event


@pytest.mark.parametrize("phase", list(CallPhase))
@pytest.mark.parametrize("event", SAMPLES, ids=lambda event: type(event).__name__)
def test_each_row_of_the_table(phase: CallPhase, event: Event) -> None:
    call = in_phase(phase)
    expected = TRANSITIONS.get((phase, type(event)))
    before = dict(vars(call))
    if expected is None:
        with pytest.raises(IllegalEvent):
            call.receive(event, INVITE + 2)
        assert vars(call) == before
    else:
        call.receive(event, INVITE + 2)
        assert call.phase is expected


def test_milliseconds_run_from_the_invite() -> None:
    call = in_phase(CallPhase.RINGING)
    assert only(call.receive(RingSent(), INVITE + 0.004)).ringing_ms == 4.0  # type: ignore[union-attr]
    assert call.receive(ANSWER, INVITE + 7.25) == [AnswerLeg("li")]
    answered = only(call.receive(OkSent(), INVITE + 7.252))
    assert answered == CallAnswered(
        at=answered.at, call_id="call-1", agent_id="li", picked_up_ms=7250.0, ok_sent_ms=7252.0, error_ms=2.0
    )
    assert answered.at == pytest.approx(1_700_000_007.252)


@pytest.mark.parametrize(
    ("phase", "event", "by", "cause"),
    [
        (CallPhase.RINGING, CANCEL, Side.CALLER, EndCause.ABANDONED),
        (CallPhase.ANSWERING, CANCEL, Side.CALLER, EndCause.ABANDONED),
        (CallPhase.ANSWERED, BYE, Side.CALLER, EndCause.COMPLETED),
        (CallPhase.TALKING, BYE, Side.CALLER, EndCause.COMPLETED),
        (CallPhase.ENDING, OURS, Side.AGENT, EndCause.COMPLETED),
        (CallPhase.ENDING, BYE, Side.AGENT, EndCause.COMPLETED),
        (
            CallPhase.ANSWERED,
            LegEnded(LegEnd(by=Side.LINE, answered=True, reason="no_ack")),
            Side.LINE,
            EndCause.NO_ACK,
        ),
        (
            CallPhase.ANSWERING,
            LegEnded(LegEnd(by=Side.LINE, answered=False, status=488)),
            Side.LINE,
            EndCause.REJECTED,
        ),
        (CallPhase.TALKING, LegEnded(LegEnd(by=Side.LINE, answered=True)), Side.LINE, EndCause.FAILED),
    ],
)
def test_who_ended_it_and_why(phase: CallPhase, event: Event, by: Side, cause: EndCause) -> None:
    ended = only(in_phase(phase).receive(event, INVITE + 9))
    assert isinstance(ended, CallEnded)
    assert (ended.by, ended.cause, ended.ended_ms) == (by, cause, 9000.0)


@pytest.mark.parametrize(
    ("phase", "end", "cause"),
    [(CallPhase.TALKING, BYE, EndCause.COMPLETED), (CallPhase.RINGING, CANCEL, EndCause.ABANDONED)],
)
@pytest.mark.parametrize("asked", [HANG_UP, StopAsked()], ids=["hang up", "stop"])
def test_a_caller_who_was_first_is_first_even_when_heard_of_later(
    phase: CallPhase, asked: Event, end: LegEnded, cause: EndCause
) -> None:
    call = in_phase(phase)
    call.receive(asked, INVITE + 5.001)
    ended = only(call.receive(end, INVITE + 5.0))  # the leg saw it a millisecond before we were asked
    assert isinstance(ended, CallEnded)
    assert (ended.by, ended.cause, ended.ended_ms) == (Side.CALLER, cause, 5000.0)


def test_a_stop_ends_a_call_by_the_line() -> None:
    call = in_phase(CallPhase.TALKING)
    assert call.receive(StopAsked(), INVITE + 3) == [EndLeg(503)]
    ended = only(call.receive(OURS, INVITE + 3.1))
    assert isinstance(ended, CallEnded)
    assert (ended.by, ended.cause) == (Side.LINE, EndCause.SHUTDOWN)


def test_hanging_up_while_200_is_on_its_way_says_so_twice() -> None:
    call = in_phase(CallPhase.ANSWERING)
    assert call.receive(HANG_UP, INVITE + 2) == [EndLeg(603)]
    emitted, again = call.receive(OkSent(), INVITE + 2.001)
    assert isinstance(emitted, Emit)
    assert isinstance(emitted.event, CallAnswered)
    assert again == EndLeg(603)


@pytest.mark.parametrize("phase", [CallPhase.ANSWERING, CallPhase.TALKING, CallPhase.ENDING, CallPhase.ENDED])
def test_a_second_answer_is_refused_with_the_reason(phase: CallPhase) -> None:
    refused = only(in_phase(phase).receive(AnswerAsked("c9", "wang", 1.0), INVITE + 4))
    assert isinstance(refused, CommandRefused)
    assert refused.command_id == "c9"
    assert str(phase) in refused.reason
