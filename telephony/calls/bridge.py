"""The audio of one call: carries frames between its seats as `telephony.calls.hearing` says. No clock, no sockets.

A leg's frames come by themselves (`heard`); a headset's, music and prompts are fetched on the 20 ms tick. Who hears
one source only gets its frames at once; who hears several gets their sum on the tick. Two phones that hear only each
other are relayed by the connector, packet by packet. A leg never falls silent on the wire: where nothing comes for
it, it is sent silence, which keeps NATs open and the far end sure that the call lives.
"""

from collections import deque
from collections.abc import Callable, Mapping
from typing import Protocol

from telephony.calls.hearing import Hearing
from telephony.calls.states import MUSIC, RINGBACK
from telephony.connectors.base import SILENCE, Leg
from telephony.media.mix import mix

PATIENCE_TICKS = 5
"""A leg that feeds another one may pause this long (100 ms) before silence is put in."""
DEPTH = 2
"""Frames of a source that may wait to be mixed."""
MACHINES = (MUSIC, RINGBACK)
"""What nobody says."""


class End(Protocol):
    """What sits on a seat."""

    @property
    def leg(self) -> Leg | None:
        """The SIP leg, if it is one."""

    def send(self, frame: bytes) -> None:
        """Let it hear 20 ms."""

    def take(self) -> bytes | None:
        """What it says, where it must be asked for it: 20 ms, or None."""


class Bridge:
    """`on_said` gets every frame of a seat, `on_told` every frame that a seat is sent by people (not music)."""

    def __init__(self, on_said: Callable[[str, bytes], None], on_told: Callable[[str, bytes], None]) -> None:
        self._on_said = on_said
        self._on_told = on_told
        self._ends: Mapping[str, End] = {}
        self._hears: Hearing = {}
        self._direct: dict[str, list[str]] = {}
        self._mixed: dict[str, tuple[str, ...]] = {}
        self._waiting: dict[str, deque[bytes]] = {}
        self._asked: tuple[str, ...] = ()
        self._relays: dict[str, tuple[Leg, Leg]] = {}
        """From a seat whose leg is relayed: its leg, and the leg it is relayed to."""
        self._unfed: dict[str, int] = {}

    def arrange(self, hears: Hearing, ends: Mapping[str, End]) -> None:
        """Let the seats hear each other so from now on. Seats without an end hear and say nothing."""
        self._ends = dict(ends)
        self._hears = {
            seat: tuple(one for one in sources if one in ends) for seat, sources in hears.items() if seat in ends
        }
        self._direct = {}
        self._mixed = {seat: sources for seat, sources in self._hears.items() if len(sources) > 1}
        for seat, sources in self._hears.items():
            if len(sources) == 1:
                self._direct.setdefault(sources[0], []).append(seat)
        mixed_sources = {one for sources in self._mixed.values() for one in sources}
        self._waiting = {seat: deque(maxlen=DEPTH) for seat in mixed_sources}
        self._asked = tuple(seat for seat in {*self._direct, *mixed_sources} if ends[seat].leg is None)
        self._relay()
        relayed = [to for _, to in self._relays.values()]
        self._unfed = {
            seat: 1
            for seat, end in ends.items()
            if seat in self._hears and end.leg is not None and end.leg not in relayed and seat not in self._mixed
        }

    def _relay(self) -> None:
        """Relay the pairs of legs that hear only each other, and end the relays that are over."""
        relays: dict[str, tuple[Leg, Leg]] = {}
        for seat, sources in self._hears.items():
            if len(sources) == 1 and self._hears.get(sources[0]) == (seat,):
                here, there = self._ends[seat].leg, self._ends[sources[0]].leg
                if here is not None and there is not None:
                    relays[sources[0]] = (there, here)
        for seat, (leg, to) in self._relays.items():
            if relays.get(seat) != (leg, to):
                leg.relay(None)
        for seat, (leg, to) in relays.items():
            if self._relays.get(seat) != (leg, to):
                leg.relay(to)
        self._relays = relays

    def heard(self, seat: str, frame: bytes) -> None:
        """Twenty milliseconds came from this seat."""
        people = seat not in MACHINES
        if people:
            self._on_said(seat, frame)
        relayed = seat in self._relays
        for listener in self._direct.get(seat, ()):
            if not relayed:
                self._ends[listener].send(frame)
                if listener in self._unfed:
                    self._unfed[listener] = 0
            if people:
                self._on_told(listener, frame)
        waiting = self._waiting.get(seat)
        if waiting is not None:
            waiting.append(frame)

    def tick(self) -> None:
        """Each 20 ms."""
        for seat in self._asked:
            frame = self._ends[seat].take()
            if frame is not None:
                self.heard(seat, frame)
        if self._mixed:
            self._mix()
        for seat, unfed in self._unfed.items():
            self._unfed[seat] = unfed + 1
            if unfed >= self._patience(seat):
                self._ends[seat].send(SILENCE)

    def _patience(self, seat: str) -> int:
        sources = self._hears.get(seat, ())
        return PATIENCE_TICKS if sources and self._ends[sources[0]].leg is not None else 1

    def _mix(self) -> None:
        now = {seat: frames.popleft() for seat, frames in self._waiting.items() if frames}
        for seat, sources in self._mixed.items():
            frames = [now[one] for one in sources if one in now]
            frame = mix(frames) if frames else SILENCE
            self._ends[seat].send(frame)
            self._on_told(seat, frame)
