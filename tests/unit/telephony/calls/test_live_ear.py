"""Which frames of a live call reach the ear: the agent's while the caller hears them, the caller's, nobody else's."""

import time
from typing import cast

import pytest

from telephony.commands import Hold, MaskRecording, Monitor, Resume, TakeMessage, UnmaskRecording
from telephony.events import MonitorMode
from telephony.listening.ear import Ear
from tests.unit.telephony.calls.live_bench import BYE, Bench, HandHeadset, HandLeg, settled

AGENT, CALLER, BOSS = b"\x01" * 320, b"\x02" * 320, b"\x03" * 320


class NotedEar:
    """Notes what it is given."""

    def __init__(self) -> None:
        self.begun = 0
        self.agent: list[bytes] = []
        self.caller: list[bytes] = []
        self.agent_ids: set[str] = set()
        self.masks: list[bool] = []
        self.over = 0

    def begin(self, now: float) -> None:
        self.begun += 1

    def agent_said(self, agent_id: str, frame: bytes, now: float) -> None:
        self.agent_ids.add(agent_id)
        self.agent.append(frame)

    def caller_said(self, frame: bytes, now: float) -> None:
        self.caller.append(frame)

    def mask(self, masked: bool) -> None:
        self.masks.append(masked)

    def finish(self, now: float) -> None:
        self.over += 1


class EarBench(Bench):
    """A bench whose calls are heard."""

    def __init__(self) -> None:
        self.ear = NotedEar()
        super().__init__(ear=lambda call_id: cast(Ear, self.ear))

    def speak(self, leg: HandLeg, *headsets: tuple[HandHeadset, bytes]) -> None:
        """Everybody says one frame."""
        self.calls.on_frame(leg, CALLER)
        for headset, frame in headsets:
            headset.buffer.put(frame)
            headset.buffer.put(frame)
        for _ in range(4):  # a headset's buffer gives its first frame when it has filled a little
            self.calls.tick()


@pytest.fixture
def bench() -> EarBench:
    return EarBench()


async def test_both_voices_are_heard_apart_from_the_pick_up_to_the_end(bench: EarBench) -> None:
    leg, headset = HandLeg(), HandHeadset()
    bench.connect(headset)
    await bench.talks(leg)
    bench.speak(leg, (headset, AGENT))
    bench.calls.on_ended(leg, BYE, time.monotonic())
    ear = bench.ear
    assert (ear.begun, ear.over) == (1, 1)
    assert (set(ear.agent), set(ear.caller)) == ({AGENT}, {CALLER})
    assert ear.agent_ids == {"li"}


async def test_what_the_caller_does_not_hear_is_not_heard(bench: EarBench) -> None:
    leg, headset = HandLeg(), HandHeadset()
    bench.connect(headset)
    call_id = await bench.talks(leg)
    await bench.command(Hold, call_id, agent_id="li")
    bench.speak(leg, (headset, AGENT))
    assert bench.ear.agent == []
    await bench.command(Resume, call_id, agent_id="li")
    bench.speak(leg, (headset, AGENT))
    assert set(bench.ear.agent) == {AGENT}


@pytest.mark.parametrize("mode", list(MonitorMode))
async def test_a_supervisor_is_never_heard_as_the_agent(bench: EarBench, mode: MonitorMode) -> None:
    leg, headset, boss = HandLeg(), HandHeadset(), HandHeadset("boss")
    bench.connect(headset)
    bench.connect(boss)
    call_id = await bench.talks(leg)
    await bench.command(Monitor, call_id, agent_id="boss", mode=mode)
    bench.speak(leg, (headset, AGENT), (boss, BOSS))
    assert set(bench.ear.agent) == {AGENT}
    assert bench.ear.agent_ids == {"li"}


async def test_masking_the_recording_masks_the_ear(bench: EarBench) -> None:
    leg, headset = HandLeg(), HandHeadset()
    bench.connect(headset)
    call_id = await bench.talks(leg)
    await bench.command(MaskRecording, call_id, agent_id="li", reason="bank")
    await bench.command(UnmaskRecording, call_id, agent_id="li")
    assert bench.ear.masks == [True, False]


async def test_a_message_is_heard_though_nobody_picked_up(bench: EarBench) -> None:
    leg = HandLeg()
    call_id = bench.rings(leg)
    await bench.command(TakeMessage, call_id, prompts=("d1", "beep"), limit_s=60)
    await settled()
    bench.speak(leg)
    bench.calls.on_ended(leg, BYE, time.monotonic())
    assert (bench.ear.begun, bench.ear.over) == (1, 1)
    assert (bench.ear.agent, set(bench.ear.caller)) == ([], {CALLER})
