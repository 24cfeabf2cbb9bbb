"""Telephones of agents, calls of ours, and who hears whom, with legs driven by hand."""

import asyncio
import time

from telephony.commands import Answer, HangUp, Monitor, Park, Place, Retrieve, Ring, StopRing
from telephony.connectors.base import SILENCE, LegEnd
from telephony.events import (
    AgentUnreached,
    AudioBack,
    AudioLost,
    CallEnded,
    CallPlaced,
    CallRetrieved,
    CommandRefused,
    EndCause,
    HeadsetAttached,
    MonitorChanged,
    MonitorMode,
    RemoteAnswered,
    RemoteRinging,
    Side,
)
from telephony.frames import Joined, Parted
from tests.unit.telephony.calls.live_bench import BYE, VOICE, Bench, HandHeadset, HandLeg, settled

# --- phones, calls of ours, one headset in one call ---

PHONE = "sip:801@127.0.0.1"


async def test_an_agents_phone_is_rung_lifted_and_relayed_with_the_caller(bench: Bench) -> None:
    caller = HandLeg()
    call_id = bench.rings(caller)
    await bench.command(Ring, call_id, agent_id="li", device=PHONE)
    (phone,) = bench.placed
    bench.calls.on_ringing(phone, time.monotonic())
    bench.calls.on_answered(phone, time.monotonic())
    await settled()
    assert (caller.told, phone.told) == (["ring", "answer", "relay"], ["called", "relay"])
    bench.calls.on_frame(caller, VOICE)
    bench.calls.tick()
    assert (phone.sent, caller.sent) == ([], [])  # the connector carries it
    bench.calls.on_ended(phone, BYE, time.monotonic())
    assert caller.told[-2:] == ["hang up", "relay ends"]
    bench.calls.on_ended(caller, LegEnd(by=Side.LINE, answered=True), time.monotonic())
    assert bench.of(CallEnded)[0].by is Side.AGENT
    assert bench.calls.count == 0


async def test_a_phone_that_was_no_longer_wanted_is_hung_up_when_its_leg_comes(bench: Bench) -> None:
    caller = HandLeg()
    call_id = bench.rings(caller)
    bench.calls.on_command(Ring(command_id="r", call_id=call_id, agent_id="li", device=PHONE))
    bench.calls.on_command(StopRing(command_id="s", call_id=call_id, agent_id="li"))
    await settled()
    assert bench.placed[0].told == ["called", "hang up"]


async def test_a_phone_that_cannot_be_called_is_told(bench: Bench) -> None:
    bench.unreachable.add(PHONE)
    call_id = bench.rings(HandLeg())
    await bench.command(Answer, call_id, agent_id="li", device=PHONE)
    assert bench.of(AgentUnreached)[0].sip_status == 404
    assert len(bench.of(CommandRefused)) == 1


async def test_parking_lets_the_headset_go_and_taking_the_call_back_brings_it(bench: Bench) -> None:
    first, second, headset = HandLeg(), HandLeg(), HandHeadset()
    bench.connect(headset)
    call_id = await bench.talks(first)
    other = bench.rings(second)
    bench.answer(other)
    assert bench.of(CommandRefused)[0].reason == "li is in another call"
    await bench.command(Park, call_id, agent_id="li")
    assert headset.notices[-1] == Parted(call_id=call_id)
    bench.calls.tick()
    assert first.sent[-1] == SILENCE  # the music of this bench
    bench.answer(other)
    await settled()
    assert headset.notices[-1:] == [Joined(call_id=other)]
    await bench.command(Park, other, agent_id="li")
    await bench.command(Retrieve, call_id, agent_id="li")
    assert headset.notices[-1:] == [Joined(call_id=call_id)]
    assert [event.call_id for event in bench.of(CallRetrieved)] == [call_id]


async def test_a_call_of_ours_needs_a_headset(bench: Bench) -> None:
    await bench.command(Place, "call-1", agent_id="li", number="13800000009")
    assert len(bench.of(CommandRefused)) == 1
    assert (bench.calls.count, bench.placed) == (0, [])


async def test_a_call_of_ours_from_seat_to_end(bench: Bench) -> None:
    headset = HandHeadset()
    bench.connect(headset)
    await bench.command(Place, "call-1", agent_id="li", number="13800000009")
    (leg,) = bench.placed
    bench.calls.on_ringing(leg, time.monotonic())
    bench.calls.tick()
    assert headset.heard == [SILENCE]  # the ringback tone of this bench
    bench.calls.on_answered(leg, time.monotonic())
    bench.calls.on_frame(leg, VOICE)
    assert headset.heard[-1] == VOICE
    await bench.command(HangUp, "call-1", agent_id="li")
    bench.calls.on_ended(leg, LegEnd(by=Side.LINE, answered=True), time.monotonic())
    kinds = [type(event) for event in bench.events]
    assert kinds == [HeadsetAttached, CallPlaced, RemoteRinging, RemoteAnswered, CallEnded]
    assert leg.told == ["called", "hang up"]
    assert bench.calls.count == 0


async def test_a_number_that_cannot_be_called_frees_the_agent(bench: Bench) -> None:
    bench.unreachable.add("404")
    headset = HandHeadset()
    bench.connect(headset)
    await bench.command(Place, "call-1", agent_id="li", number="404")
    assert "404" in bench.of(CommandRefused)[0].reason
    assert headset.notices == [Joined(call_id="call-1"), Parted(call_id="call-1")]
    assert bench.calls.count == 0


async def test_giving_up_while_the_invite_is_on_its_way_hangs_up_the_leg(bench: Bench) -> None:
    bench.connect(HandHeadset())
    bench.calls.on_command(Place(command_id="p", call_id="call-1", agent_id="li", number="13800000009"))
    await asyncio.sleep(0)  # seated, dialling, no leg yet
    bench.calls.on_command(HangUp(command_id="h", call_id="call-1", agent_id="li"))
    await settled()
    (leg,) = bench.placed
    assert leg.told[-1] == "hang up"
    bench.calls.on_ended(leg, LegEnd(by=Side.LINE, answered=False, status=487), time.monotonic())
    assert bench.of(CallEnded)[0].cause is EndCause.NOT_REACHED


async def test_a_supervisor_hears_both_and_is_heard_by_nobody(bench: Bench) -> None:
    caller, li, zhao = HandLeg(), HandHeadset(), HandHeadset("zhao")
    bench.connect(li)
    bench.connect(zhao)
    call_id = await bench.talks(caller)
    await bench.command(Monitor, call_id, agent_id="zhao", mode=MonitorMode.LISTEN)
    assert bench.of(MonitorChanged)[0].mode is MonitorMode.LISTEN
    for _ in range(2):
        zhao.buffer.put(VOICE)
        li.buffer.put(SILENCE)
    bench.calls.on_frame(caller, VOICE)
    bench.calls.tick()
    assert zhao.heard == [VOICE]
    assert VOICE not in caller.sent
    assert li.heard == [VOICE]  # the caller's; nothing of the supervisor's


async def test_a_headset_that_says_nothing_is_told_after_three_seconds(bench: Bench) -> None:
    leg, headset = HandLeg(), HandHeadset()
    bench.connect(headset)
    await bench.talks(leg)
    for _ in range(150):
        bench.calls.tick()
    await settled()
    assert [event.side for event in bench.of(AudioLost)] == [Side.AGENT]
    headset.buffer.put(VOICE)
    headset.buffer.put(VOICE)
    bench.calls.tick()
    await settled()
    assert [event.side for event in bench.of(AudioBack)] == [Side.AGENT]
