"""A connector driven by hand, for tests of what the line does with legs in moments that SIP makes hard to hit."""

import time

from telephony.connectors.base import Leg, LegEnd, LegHandler, LegInfo
from telephony.errors import CallFailed
from telephony.events import MediaQuality, Side


class HandLeg:
    """A leg that notes what it is told, and ends when it is told to."""

    def __init__(self, handler: LegHandler) -> None:
        self.info = LegInfo(
            sip_call_id="a@b",
            number="13800000001",
            name="",
            called="hotline",
            source="127.0.0.1:5070",
            received_at=time.monotonic(),
        )
        self.told: list[str] = []
        self.frames = 0
        self._handler = handler
        self._over = False

    def ring(self) -> None:
        self.told.append("ring")

    async def answer(self) -> float:
        self.told.append("answer")
        return time.monotonic()

    def reject(self, status: int) -> None:
        self.told.append(f"reject {status}")
        self.over(LegEnd(by=Side.LINE, answered=False, status=status))

    def hang_up(self) -> None:
        self.told.append("hang up")
        self.over(LegEnd(by=Side.LINE, answered=True, reason="bye"))

    def over(self, end: LegEnd) -> None:
        if not self._over:
            self._over = True
            self._handler.on_ended(self, end, time.monotonic())

    def send(self, frame: bytes) -> None:
        self.frames += 1

    def send_digit(self, digit: str) -> None:
        self.told.append(f"digit {digit}")

    def relay(self, other: Leg | None) -> None:
        self.told.append("relay" if other is not None else "relay ends")

    def quality(self) -> MediaQuality | None:
        return None


class HandConnector:
    """Brings calls when the test says so; `eager` ones come before `start` has returned."""

    name = "by hand"
    address = "127.0.0.1:5060"

    def __init__(self, eager: int = 0) -> None:
        self.legs: list[HandLeg] = []
        self.refused: dict[str, int] = {}
        self.stopped = False
        self.fails: Exception | None = None
        self._eager = eager
        self._handler: LegHandler | None = None

    async def start(self, handler: LegHandler) -> None:
        self._handler = handler
        for _ in range(self._eager):
            self.call()
        if self.fails is not None:
            raise self.fails

    def call(self) -> HandLeg:
        assert self._handler is not None
        leg = HandLeg(self._handler)
        self.legs.append(leg)
        self._handler.on_incoming(leg)
        return leg

    async def place(
        self, target: str, *, caller: str = "", name: str = "", trunk: str = "", auto_answer: bool = False
    ) -> Leg:
        raise CallFailed(501, "by hand only")

    async def stop(self) -> None:
        self.stopped = True
