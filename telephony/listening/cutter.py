"""Cuts one voice into segments, and says when it is worth to look at one: pure, frames in, cuts out.

A segment begins with speech and ends after a longer pause, or when it grew as long as an encoder window. Within it
there is a *partial* cut at each short pause (a clause is over: that is where a phrase ends) and now and then in
between. A final cut that adds no speech to the partial before it need not be recognised again.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from telephony.connectors.base import FRAME_BYTES, FRAME_MS, SILENCE

FRAME_S: Final = FRAME_MS / 1000
PAUSED_S: Final = 0.1
"""Silence behind the last word of a cut that was made at a pause."""
LONGEST_GAP_S: Final = 1.0
"""A gap in time is filled with so much silence at most: that ends any segment, and more says nothing."""


@dataclass(frozen=True, slots=True)
class Cutting:
    """How to cut; all in frames of 20 ms."""

    onset: int = 3
    """Voiced frames within `onset_of` that begin a segment."""
    onset_of: int = 6
    lead: int = 12
    """Frames before the onset that belong to the segment: soft consonants."""
    pause: int = 8
    """Quiet frames after which a clause is over."""
    end: int = 35
    every: int = 45
    """Speech without a pause is looked at so often."""
    longest: int = 400
    """An encoder window: 8 s."""
    search: int = 100
    """Where a segment grows too long it is cut at its last pause within so many frames, or else here."""
    least: int = 6
    """Voiced frames of a segment that is worth recognising."""


DEFAULT_CUTTING: Final = Cutting()


@dataclass(frozen=True, slots=True)
class Cut:
    """A segment up to now. `start` and `end` are seconds; `end` is where its speech ends; `pcm` goes on a little."""

    segment: int
    start: float
    end: float
    pcm: bytes
    final: bool
    voiced: int
    """Voiced frames in it: two cuts of a segment with as many hold the same speech."""

    @property
    def paused(self) -> bool:
        """Whether a clause is over; otherwise it ends in the midst of speech."""
        return self.final or len(self.pcm) / FRAME_BYTES * FRAME_S - (self.end - self.start) > PAUSED_S


@dataclass(slots=True)
class _Open:
    """The segment that goes on."""

    number: int
    start: float
    frames: list[bytes]
    voiced: list[bool]
    cut_at: int = 0
    """Frames of it at the last partial cut."""
    seen: int = 0
    """Voiced frames of it at the last cut."""
    heard_out: int = 0
    """The same at the last pause: what was only seen in its midst is looked at again when its clause is over."""
    quiet: int = 0
    """Unvoiced frames in a row at its end."""

    @property
    def speech(self) -> int:
        return sum(self.voiced)


@dataclass(slots=True)
class Cutter:
    """One voice. `is_voiced` judges a frame of 20 ms."""

    is_voiced: Callable[[bytes], bool]
    how: Cutting = DEFAULT_CUTTING
    _next: int = 0
    _at: float | None = None
    _rest: bytes = b""
    _before: deque[tuple[bytes, bool]] = field(default_factory=deque)
    _open: _Open | None = None

    def push(self, pcm: bytes, at: float) -> list[Cut]:
        """Audio whose first sample was said at `at` seconds; what is to be looked at."""
        cuts: list[Cut] = []
        if self._at is None:
            self._at = at
        gap = at - (self._at + len(self._rest) / FRAME_BYTES * FRAME_S)
        if gap >= FRAME_S:
            self._rest += bytes(-len(self._rest) % FRAME_BYTES)
            cuts += self._frames()
            silent = min(gap, LONGEST_GAP_S)
            cuts += [cut for _ in range(int(silent / FRAME_S)) for cut in self._frame(SILENCE, voiced=False)]
            self._at = at
        self._rest += pcm
        return cuts + self._frames()

    def finish(self) -> list[Cut]:
        """No more will come."""
        return [self._close(len(self._open.frames))] if self._open is not None else []

    def _frames(self) -> list[Cut]:
        cuts: list[Cut] = []
        whole = len(self._rest) - len(self._rest) % FRAME_BYTES
        for place in range(0, whole, FRAME_BYTES):
            frame = self._rest[place : place + FRAME_BYTES]
            cuts += self._frame(frame, self.is_voiced(frame))
        self._rest = self._rest[whole:]
        return cuts

    def _frame(self, frame: bytes, voiced: bool) -> list[Cut]:
        assert self._at is not None
        self._at += FRAME_S
        if self._open is None:
            self._listen(frame, voiced)
            return []
        now = self._open
        now.frames.append(frame)
        now.voiced.append(voiced)
        now.quiet = 0 if voiced else now.quiet + 1
        if now.quiet >= self.how.end:
            return [self._close(len(now.frames))]
        if len(now.frames) >= self.how.longest:
            return [self._split(now)]
        if now.speech <= self.how.least:
            return []
        if now.quiet == self.how.pause and now.speech > now.heard_out:
            now.heard_out = now.speech
            return [self._partial(now)]
        due = voiced and len(now.frames) - now.cut_at >= self.how.every and now.speech > now.seen
        return [self._partial(now)] if due else []

    def _listen(self, frame: bytes, voiced: bool) -> None:
        """Wait for an onset."""
        assert self._at is not None
        before = self._before
        before.append((frame, voiced))
        if len(before) > self.how.lead + self.how.onset_of:
            before.popleft()
        recent = list(before)[-self.how.onset_of :]
        if voiced and sum(one for _, one in recent) >= self.how.onset:
            self._begin([one for one, _ in before], [one for _, one in before])
            before.clear()

    def _begin(self, frames: list[bytes], voiced: list[bool]) -> None:
        assert self._at is not None
        quiet = next((place for place, one in enumerate(reversed(voiced)) if one), len(voiced))
        start = round(self._at - len(frames) * FRAME_S, 6) + 0.0  # no rounding below zero, no minus zero
        self._open = _Open(self._next, start, frames, voiced, quiet=quiet)
        self._next += 1

    def _partial(self, now: _Open) -> Cut:
        cut = self._cut(now, len(now.frames), final=False)
        now.cut_at, now.seen = len(now.frames), now.speech
        return cut

    def _close(self, frames: int) -> Cut:
        assert self._open is not None
        cut = self._cut(self._open, frames, final=True)
        self._open = None
        return cut

    def _split(self, now: _Open) -> Cut:
        """End a segment that grew too long where it pauses, and go on with the rest of it as the next one."""
        first = len(now.frames) - self.how.search
        quiet = [place for place in range(first, len(now.frames)) if not now.voiced[place]]
        where = quiet[-1] if quiet else len(now.frames)
        cut = self._close(where)
        if any(now.voiced[where:]):
            self._begin(now.frames[where:], now.voiced[where:])
        return cut

    def _cut(self, now: _Open, frames: int, *, final: bool) -> Cut:
        voiced = now.voiced[:frames]
        quiet = next((place for place, one in enumerate(reversed(voiced)) if one), frames)
        return Cut(
            segment=now.number,
            start=now.start,
            end=now.start + (frames - quiet) * FRAME_S,
            pcm=b"".join(now.frames[:frames]),
            final=final,
            voiced=sum(voiced),
        )
