"""The calls of a line with legs and headsets driven by hand, for tests."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar, cast

from telephony.calls.live import LiveCalls, Parts
from telephony.calls.machine import Call
from telephony.commands import Answer, Command, HangUp
from telephony.connectors.base import SILENCE, Leg, LegEnd, LegInfo
from telephony.errors import CallFailed
from telephony.events import (
    CallArrived,
    CallEvent,
    MediaQuality,
    Side,
)
from telephony.frames import HeadsetNotice
from telephony.headset import Headset
from telephony.listening.ear import Deaf, Ear
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
    """Live calls, their journal, and the headsets that are connected. `ear` hears them."""

    def __init__(self, max_calls: int = 10, ear: Callable[[Call], Ear] = lambda call: Deaf()) -> None:
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
                ear=ear,
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
