"""The two voices of one call on their way to the recogniser: which frames count, and when they were said. No I/O.

The agent is heard only where the caller hears the agent: what is said to a colleague is nobody's business. While the
recording is masked both voices are silent here too.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from telephony.connectors.base import FRAME_MS, SILENCE
from telephony.events import Side

BATCH: Final = 5
"""Frames that go together: 100 ms."""
SLACK: Final = 10
"""Frames that a voice may be off its place before it is moved there."""
QUIET: Final = 25
"""Frames without any of a voice after which it is said to be silent."""
FRAME_S: Final = FRAME_MS / 1000


class Ear(Protocol):
    """What a call does with its voices, beside recording them. Never raises, never waits."""

    def begin(self, now: float) -> None:
        """Listen from here; a second time changes nothing."""

    def agent_said(self, agent_id: str, frame: bytes, now: float) -> None:
        """A frame of the agent that the caller hears."""

    def caller_said(self, frame: bytes, now: float) -> None:
        """A frame of the caller."""

    def mask(self, masked: bool) -> None:
        """Do not listen for now; or again."""

    def finish(self, now: float) -> None:
        """The call is over."""


class Deaf:
    """The ear of a line that does not listen."""

    def begin(self, now: float) -> None:
        """See `Ear`."""

    def agent_said(self, agent_id: str, frame: bytes, now: float) -> None:
        """See `Ear`."""

    def caller_said(self, frame: bytes, now: float) -> None:
        """See `Ear`."""

    def mask(self, masked: bool) -> None:
        """See `Ear`."""

    def finish(self, now: float) -> None:
        """See `Ear`."""


@dataclass(slots=True)
class Leg:
    """One voice: frames are placed on the call's time by their number, not by when they came."""

    began: float
    frames: int = 0
    """Placed or passed over so far."""
    waiting: list[bytes] = field(default_factory=list)

    def put(self, frame: bytes, now: float) -> tuple[float, bytes] | None:
        """Seconds since the beginning and PCM of a batch that is complete with this frame."""
        behind = int((now - self.began) / FRAME_S) - self.frames
        if behind < -SLACK:
            return None  # too early: a burst after a stall
        sent = None
        if behind > SLACK:
            sent = self.take()
            self.frames += behind
        self.waiting.append(frame)
        self.frames += 1
        return sent or (self.take() if len(self.waiting) >= BATCH else None)

    def take(self) -> tuple[float, bytes] | None:
        """What waits, whole batch or not."""
        if not self.waiting:
            return None
        at = (self.frames - len(self.waiting)) * FRAME_S
        pcm = b"".join(self.waiting)
        self.waiting.clear()
        return at, pcm

    def catch_up(self, now: float) -> list[tuple[float, bytes]]:
        """Where no frames have come for a while: what waits, and up to when nothing more was said."""
        reached = int((now - self.began) / FRAME_S)
        if reached - self.frames < QUIET:
            return []
        batch = self.take()
        self.frames = reached
        return [*([batch] if batch is not None else []), (reached * FRAME_S, b"")]


class CallEar:
    """Sends the voices of one call by `send(side, at, pcm)`, `at` in seconds since `begin`; `over` hears the end."""

    def __init__(
        self, send: Callable[[Side, float, bytes], None], started: Callable[[float], None], over: Callable[[], None]
    ) -> None:
        self._send = send
        self._started = started
        self._over = over
        self._legs: dict[Side, Leg] = {}
        self._masked = False
        self._speakers: list[tuple[float, str]] = []
        """Who speaks on our side, and since when, in seconds since `begin`."""

    def begin(self, now: float) -> None:
        """See `Ear`."""
        if not self._legs:
            self._legs = {side: Leg(now) for side in (Side.AGENT, Side.CALLER)}
            self._started(now)

    def agent_said(self, agent_id: str, frame: bytes, now: float) -> None:
        """See `Ear`."""
        leg = self._legs.get(Side.AGENT)
        if leg is not None and (not self._speakers or self._speakers[-1][1] != agent_id):
            self._speakers.append((now - leg.began, agent_id))
        self._said(Side.AGENT, frame, now)

    def caller_said(self, frame: bytes, now: float) -> None:
        """See `Ear`."""
        self._said(Side.CALLER, frame, now)

    def agent_at(self, at: float) -> str:
        """Who spoke last on our side `at` seconds since `begin`; empty where nobody had."""
        return next((agent_id for since, agent_id in reversed(self._speakers) if since <= at), "")

    def mask(self, masked: bool) -> None:
        """See `Ear`."""
        self._masked = masked

    def finish(self, now: float) -> None:
        """See `Ear`."""
        if not self._legs:
            return
        for side, leg in self._legs.items():
            self._give(side, leg.take())
        self._legs = {}
        self._over()

    def _said(self, side: Side, frame: bytes, now: float) -> None:
        leg = self._legs.get(side)
        if leg is None:
            return
        self._give(side, leg.put(SILENCE if self._masked else frame, now))
        other = Side.CALLER if side is Side.AGENT else Side.AGENT
        for batch in self._legs[other].catch_up(now):
            self._give(other, batch)

    def _give(self, side: Side, batch: tuple[float, bytes] | None) -> None:
        if batch is not None:
            self._send(side, *batch)
