"""Where each frame of a call belongs in its recording. Pure.

Two channels of 20 ms frames: 0 is what the caller was told by people (the agent), 1 is what the caller said. Frames
come in bursts, late, or not at all, by clocks that are not ours; the time line is ours, and both channels are as long
as the call was. A channel that runs at most `SLACK` frames off its place is left as it came, so that no word is torn;
beyond that a gap becomes silence, and what came too early is dropped.
"""

from dataclasses import dataclass, field

from telephony.connectors.base import FRAME_BYTES, FRAME_MS, SILENCE

AGENT, CALLER = 0, 1
SLACK = 10
"""Frames (200 ms) that a channel may be off its place."""
FRAME_S = FRAME_MS / 1000


@dataclass(frozen=True, slots=True)
class MaskSpan:
    """What was not recorded, and why. Milliseconds from the beginning; `until_ms` None while it lasts."""

    from_ms: int
    until_ms: int | None
    reason: str
    agent_id: str


@dataclass(slots=True)
class _Channel:
    waiting: bytearray = field(default_factory=bytearray)
    frames: int = 0
    """Frames placed so far, taken ones included."""


class Timeline:
    """Frames in, whole pieces of both channels out. `began` is monotonic seconds."""

    def __init__(self, began: float) -> None:
        self._began = began
        self._channels = (_Channel(), _Channel())
        self.taken = 0
        """Frames of each channel that were given out."""
        self.masks: list[MaskSpan] = []
        self.masked = False

    def put(self, channel: int, frame: bytes, at: float) -> None:
        """Place a frame that came at this moment."""
        one = self._channels[channel]
        ahead = one.frames - int((at - self._began) / FRAME_S)
        if ahead > SLACK:
            return
        if ahead < -SLACK:
            self._fill(one, one.frames - ahead)
        one.waiting += SILENCE if self.masked else frame
        one.frames += 1

    def _fill(self, one: _Channel, frames: int) -> None:
        missing = frames - one.frames
        if missing > 0:
            one.waiting += bytes(FRAME_BYTES * missing)
            one.frames = frames

    def mask(self, agent_id: str, reason: str, at: float) -> None:
        """From here silence is recorded. A second reason ends the first."""
        self.unmask(at)
        self.masked = True
        self.masks.append(MaskSpan(self._reached(at) * FRAME_MS, None, reason, agent_id))

    def unmask(self, at: float) -> None:
        """From here what is said is recorded again."""
        if self.masked:
            last, until = self.masks[-1], self._reached(at)
            for one in self._channels:
                self._fill(one, until)  # a channel that lags must not bring what follows into the span
            self.masks[-1] = MaskSpan(last.from_ms, until * FRAME_MS, last.reason, last.agent_id)
            self.masked = False

    def _reached(self, at: float) -> int:
        """The first frame that neither channel has reached at this moment."""
        return max(round((at - self._began) / FRAME_S), *(one.frames for one in self._channels))

    def take(self, at: float) -> tuple[bytes, bytes]:
        """What is settled by this moment: equally long pieces of both channels."""
        settled = int((at - self._began) / FRAME_S) - SLACK
        for one in self._channels:
            self._fill(one, settled)
        return self._cut(min(one.frames for one in self._channels) - self.taken)

    def finish(self, at: float) -> tuple[bytes, bytes]:
        """The rest, so that the whole is as long as the call."""
        length = max(self.taken, round((at - self._began) / FRAME_S))
        self.unmask(at)
        for one in self._channels:
            self._fill(one, length)
        return self._cut(length - self.taken)

    def _cut(self, frames: int) -> tuple[bytes, bytes]:
        size = frames * FRAME_BYTES
        pieces = [bytes(one.waiting[:size]) for one in self._channels]
        for one in self._channels:
            del one.waiting[:size]
        self.taken += frames
        return pieces[0], pieces[1]

    @property
    def length_ms(self) -> int:
        """How long what was given out is."""
        return self.taken * FRAME_MS
