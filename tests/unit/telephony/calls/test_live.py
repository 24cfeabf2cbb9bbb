"""The calls of a line with legs driven by hand: what reaches the legs, the headsets and the journal."""

import time

import pytest

from telephony.connectors.base import SILENCE, LegEnd
from telephony.errors import IllegalEvent, MediaNotAcceptable
from telephony.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallEstablished,
    CallRinging,
    CommandRefused,
    EndCause,
    HeadsetAttached,
    HeadsetLost,
    Side,
)
from telephony.frames import Joined, Parted
from tests.unit.telephony.calls.live_bench import BYE, VOICE, Bench, HandHeadset, HandLeg, settled


async def test_a_call_is_told_step_by_step(bench: Bench) -> None:
    leg = HandLeg()
    call_id = await bench.talks(leg)
    bench.calls.on_ended(leg, BYE, time.monotonic())
    assert leg.told == ["ring", "answer"]
    kinds = [type(event) for event in bench.events]
    assert kinds == [CallArrived, CallRinging, CallAnswered, CallEstablished, CallEnded]
    (ended,) = bench.of(CallEnded)
    assert (ended.call_id, ended.by, ended.cause) == (call_id, Side.CALLER, EndCause.COMPLETED)
    assert ended.quality is not None
    assert bench.calls.count == 0


async def test_the_error_bound_knows_of_a_stall_that_just_ends(bench: Bench) -> None:
    leg = HandLeg()
    call_id = bench.rings(leg)
    bench.calls.lag.expect(time.monotonic() - 0.25)
    bench.answer(call_id)
    await settled()
    assert bench.of(CallAnswered)[0].error_ms >= 250


async def test_a_full_line_refuses_and_tells() -> None:
    small = Bench(max_calls=1)
    small.rings(HandLeg())
    late = HandLeg()
    call_id = small.rings(late)
    assert late.told == ["reject 503"]
    small.calls.on_ended(late, LegEnd(by=Side.LINE, answered=False, status=503), time.monotonic())
    (ended,) = small.of(CallEnded)
    assert (ended.call_id, ended.cause, ended.sip_status) == (call_id, EndCause.REJECTED, 503)


async def test_a_stopping_line_takes_no_call_and_ends_those_there_are(bench: Bench) -> None:
    rings, talks, late = HandLeg(), HandLeg(), HandLeg()
    await bench.talks(talks)
    bench.rings(rings)
    bench.calls.stop()
    bench.rings(late)
    assert (rings.told[-1], talks.told[-1], late.told) == ("reject 503", "hang up", ["reject 503"])
    for leg in (rings, talks, late):
        bench.calls.on_ended(leg, LegEnd(by=Side.LINE, answered=leg is talks, status=503), time.monotonic())
    assert [event.cause for event in bench.of(CallEnded)] == [
        EndCause.SHUTDOWN,
        EndCause.SHUTDOWN,
        EndCause.REJECTED,
    ]


@pytest.mark.parametrize("error", [MediaNotAcceptable("no codec"), IllegalEvent("leg", "over", "answer")])
async def test_an_answer_that_the_leg_refuses_waits_for_its_end(bench: Bench, error: Exception) -> None:
    leg = HandLeg()
    leg.fails = error
    call_id = bench.rings(leg)
    bench.answer(call_id)
    await settled()
    assert not bench.of(CallAnswered)
    bench.calls.on_ended(leg, LegEnd(by=Side.LINE, answered=False, status=488), time.monotonic())
    assert bench.of(CallEnded)[0].cause is EndCause.REJECTED


async def test_an_answer_that_breaks_does_not_leave_the_caller_ringing(bench: Bench) -> None:
    leg = HandLeg()
    leg.fails = RuntimeError("nobody foresaw this")
    bench.answer(bench.rings(leg))
    await settled()
    assert leg.told == ["ring", "hang up"]


async def test_a_command_that_comes_twice_counts_once(bench: Bench) -> None:
    leg = HandLeg()
    call_id = bench.rings(leg)
    bench.answer(call_id, command_id="same")
    bench.answer(call_id, command_id="same")
    await settled()
    assert leg.told == ["ring", "answer"]
    assert not bench.of(CommandRefused)


async def test_commands_that_come_too_late_are_refused(bench: Bench) -> None:
    leg = HandLeg()
    call_id = await bench.talks(leg)
    bench.answer(call_id, agent_id="wang")
    bench.hang_up("no-such-call")
    bench.calls.on_ended(leg, BYE, time.monotonic())
    bench.hang_up(call_id)
    assert [refused.reason for refused in bench.of(CommandRefused)] == [
        "call is talking",
        "no such call",
        "no such call",
    ]


async def test_an_event_out_of_place_is_logged_and_the_call_can_still_end(bench: Bench) -> None:
    leg = HandLeg()
    bench.rings(leg)
    bench.calls.on_established(leg, time.monotonic())  # an ACK for a call that nobody answered
    assert not bench.of(CallEstablished)
    bench.calls.on_ended(leg, LegEnd(by=Side.CALLER, answered=False, status=487), time.monotonic())
    assert bench.of(CallEnded)[0].cause is EndCause.ABANDONED


async def test_audio_goes_both_ways_bit_for_bit(bench: Bench) -> None:
    leg, headset = HandLeg(), HandHeadset()
    bench.connect(headset)
    call_id = await bench.talks(leg)
    assert headset.notices == [Joined(call_id=call_id)]
    bench.calls.on_frame(leg, VOICE)
    assert headset.heard == [VOICE]
    headset.buffer.put(VOICE)
    headset.buffer.put(VOICE)
    for _ in range(3):
        bench.calls.tick()
    assert leg.sent == [VOICE, VOICE, SILENCE]
    bench.calls.on_ended(leg, BYE, time.monotonic())
    bench.calls.tick()
    assert len(leg.sent) == 3
    assert headset.notices[-1] == Parted(call_id=call_id)
    assert not bench.of(HeadsetLost)  # it was parted, not lost


async def test_one_frame_a_tick_for_each_answered_leg_and_none_while_it_rings(bench: Bench) -> None:
    talks, rings = HandLeg(), HandLeg()
    await bench.talks(talks)
    bench.rings(rings)
    for _ in range(5):
        bench.calls.tick()
    assert (talks.sent, rings.sent) == ([SILENCE] * 5, [])


async def test_a_headset_that_breaks_and_comes_back(bench: Bench) -> None:
    leg, headset = HandLeg(), HandHeadset()
    call_id = await bench.talks(leg)
    assert not bench.of(HeadsetAttached)
    bench.connect(headset)
    bench.disconnect(headset)
    bench.calls.tick()
    bench.connect(HandHeadset())
    told = [event for event in bench.events if isinstance(event, HeadsetAttached | HeadsetLost)]
    assert [type(event) for event in told] == [HeadsetAttached, HeadsetLost, HeadsetAttached]
    assert {(event.call_id, event.agent_id) for event in told} == {(call_id, "li")}
    assert leg.sent == [SILENCE]


async def test_what_was_spoken_before_the_call_is_not_heard_in_it(bench: Bench) -> None:
    leg, headset = HandLeg(), HandHeadset()
    bench.connect(headset)
    for _ in range(4):
        headset.buffer.put(VOICE)
    await bench.talks(leg)
    bench.calls.tick()
    assert leg.sent == [SILENCE]


async def test_each_agent_hears_his_own_caller(bench: Bench) -> None:
    first, second = HandLeg("13800000001"), HandLeg("13800000002")
    li, wang = HandHeadset("li"), HandHeadset("wang")
    bench.connect(li)
    bench.connect(wang)
    await bench.talks(first, "li")
    await bench.talks(second, "wang")
    bench.calls.on_frame(first, VOICE)
    bench.calls.on_frame(second, SILENCE)
    assert (li.heard, wang.heard) == ([VOICE], [SILENCE])


async def test_frames_of_a_call_that_is_over_go_nowhere(bench: Bench) -> None:
    leg, headset = HandLeg(), HandHeadset()
    bench.connect(headset)
    await bench.talks(leg)
    bench.calls.on_ended(leg, BYE, time.monotonic())
    bench.calls.on_frame(leg, VOICE)
    bench.calls.on_established(leg, time.monotonic())
    bench.calls.on_ended(leg, BYE, time.monotonic())
    assert headset.heard == []
    assert len(bench.of(CallEnded)) == 1
