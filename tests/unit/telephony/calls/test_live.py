"""The calls of a line with legs driven by hand: what reaches the legs, the headsets and the journal."""

import asyncio
import time
from typing import TypeVar, cast

import pytest

from telephony.calls.live import LiveCalls, Parts
from telephony.commands import Answer, Command, HangUp, Monitor, Park, Place, Retrieve, Ring, StopRing
from telephony.connectors.base import SILENCE, Leg, LegEnd, LegInfo
from telephony.errors import CallFailed, IllegalEvent, MediaNotAcceptable
from telephony.events import (
    AgentUnreached,
    AudioBack,
    AudioLost,
    CallAnswered,
    CallArrived,
    CallEnded,
    CallEstablished,
    CallEvent,
    CallPlaced,
    CallRetrieved,
    CallRinging,
    CommandRefused,
    EndCause,
    HeadsetAttached,
    HeadsetLost,
    MediaQuality,
    MonitorChanged,
    MonitorMode,
    RemoteAnswered,
    RemoteRinging,
    Side,
)
from telephony.frames import HeadsetNotice, Joined, Parted
from telephony.headset import Headset
from telephony.media.jitter import FrameBuffer
from tests.unit.telephony.calls.quiet import NoTape, QuietVoice

E = TypeVar("E")
VOICE = b"\x01\x02" * 160
BYE = LegEnd(by=Side.CALLER, answered=True, reason="bye")


class HandLeg:
    """A leg that notes what it is told. The test says when it ends."""

    def __init__(self, number: str = "13800000001") -> None:
        self.info = LegInfo(
            sip_call_id="a@b",
            number=number,
            name="",
            called="hotline",
            source="127.0.0.1:5070",
            received_at=time.monotonic(),
        )
        self.told: list[str] = []
        self.sent: list[bytes] = []
        self.fails: Exception | None = None

    def ring(self) -> None:
        self.told.append("ring")

    async def answer(self) -> float:
        await asyncio.sleep(0)
        if self.fails is not None:
            raise self.fails
        self.told.append("answer")
        return time.monotonic()

    def reject(self, status: int) -> None:
        self.told.append(f"reject {status}")

    def hang_up(self) -> None:
        self.told.append("hang up")

    def send(self, frame: bytes) -> None:
        self.sent.append(frame)

    def send_digit(self, digit: str) -> None:
        self.told.append(f"digit {digit}")

    def relay(self, other: Leg | None) -> None:
        self.told.append("relay" if other is not None else "relay ends")

    def quality(self) -> MediaQuality | None:
        return MediaQuality(codec="PCMA", sent=1, received=2, lost=0, jitter_ms=0.5)


class HandHeadset:
    """Stands in for a connected headset."""

    def __init__(self, agent_id: str = "li") -> None:
        self.agent_id = agent_id
        self.buffer = FrameBuffer()
        self.heard: list[bytes] = []
        self.notices: list[HeadsetNotice] = []

    def send(self, pcm: bytes) -> None:
        self.heard.append(pcm)

    def tell(self, notice: HeadsetNotice) -> None:
        self.notices.append(notice)


class Bench:
    """Live calls, their journal, and the headsets that are connected."""

    def __init__(self, max_calls: int = 10) -> None:
        self.events: list[CallEvent] = []
        self.headsets: dict[str, Headset] = {}
        self.placed: list[HandLeg] = []
        self.unreachable: set[str] = set()
        self.calls = LiveCalls(
            max_calls,
            self.events.append,
            Parts(
                headset_of=self.headsets.get,
                place=self.place,
                voice=QuietVoice,
                ringback=lambda: lambda: SILENCE,
                tape=NoTape,
            ),
        )
        self._commands = 0

    async def place(
        self, target: str, *, caller: str = "", name: str = "", trunk: str = "", auto_answer: bool = False
    ) -> Leg:
        await asyncio.sleep(0)
        if target in self.unreachable:
            raise CallFailed(404, "no such host")
        leg = HandLeg(target)
        leg.told.append("called to lift" if auto_answer else "called")
        self.placed.append(leg)
        return leg

    async def command(self, kind: type[Command], call_id: str, **fields: object) -> None:
        self._commands += 1
        self.calls.on_command(kind(command_id=f"c{self._commands}", call_id=call_id, **fields))  # type: ignore[arg-type]
        await settled()

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    def rings(self, leg: HandLeg) -> str:
        self.calls.on_incoming(leg)
        return self.of(CallArrived)[-1].call_id

    def answer(self, call_id: str, agent_id: str = "li", command_id: str = "") -> None:
        self._commands += 1
        self.calls.on_command(
            Answer(command_id=command_id or f"c{self._commands}", call_id=call_id, agent_id=agent_id)
        )

    def hang_up(self, call_id: str) -> None:
        self._commands += 1
        self.calls.on_command(HangUp(command_id=f"c{self._commands}", call_id=call_id, agent_id="li"))

    async def talks(self, leg: HandLeg, agent_id: str = "li") -> str:
        call_id = self.rings(leg)
        self.answer(call_id, agent_id)
        await settled()
        self.calls.on_established(leg, time.monotonic())
        return call_id

    def connect(self, headset: HandHeadset) -> Headset:
        real = cast(Headset, headset)
        self.headsets[headset.agent_id] = real
        self.calls.on_headset_joined(real)
        return real

    def disconnect(self, headset: HandHeadset) -> None:
        del self.headsets[headset.agent_id]
        self.calls.on_headset_lost(cast(Headset, headset))


async def settled() -> None:
    """Let the tasks that were started run to their end."""
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.fixture
def bench() -> Bench:
    return Bench()


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
