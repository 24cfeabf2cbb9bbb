"""Which segment is recognised next when there is more speech than processor: pure, `now` passed in.

What was cut in the midst of speech goes first overboard: it is only looked at while nothing else waits, and on no
thread beside one that has something urgent, since both would take longer. Then partial results at pauses: a newer one
of the same voice replaces one that waits, and while a final result waits for longer than `BUSY_S` none is taken at
all. Then final results come late. Only after `LOST_S` are they given up, the callers' first, since only what the
agent says is judged.

What was read may be heard again, with time to spare: a final result is held until then, but not for long, and not
when more of the same voice waits. Nothing urgent waits or is under way then, and of several threads one stays free.
"""

from dataclasses import dataclass, field, replace
from typing import Final

from telephony.listening.cutter import Cut

BUSY_S: Final = 1.0
LOST_S: Final = 60.0
HELD_S: Final = 2.0
"""How long a final result is held at most."""


@dataclass(frozen=True, slots=True)
class Job:
    """A cut that waits. `voice` names whose it is."""

    voice: int
    agent: bool
    cut: Cut
    since: float
    again: bool = False
    """Whether it was read before, and what is final is held."""


@dataclass(slots=True)
class Schedule:
    """What waits. A voice has at most one job under way, so that its results come in order."""

    threads: int = 1
    waiting: list[Job] = field(default_factory=list)
    under_way: set[int] = field(default_factory=set)
    held: list[Job] = field(default_factory=list)
    again: set[int] = field(default_factory=set)
    """Voices of which something is being heard again."""
    dropped: int = 0
    """Cuts at pauses that were not looked at because others were more urgent."""
    lost: int = 0
    """Final ones that were given up."""

    def offer(self, voice: int, agent: bool, cut: Cut, now: float) -> None:
        """Something to recognise. A later cut of a segment makes a waiting partial one of it needless, and any other
        makes one in the midst of speech so."""
        if not cut.paused and any(one.cut.paused or one.voice != voice for one in self.waiting):
            return
        kept = [one for one in self.waiting if one.cut.final or (one.cut.paused and one.voice != voice)]
        if not cut.final:
            self.dropped += sum(one.cut.paused for one in self.waiting) - len(kept)
        self.waiting = kept
        if not cut.final and self.behind_s(now) > BUSY_S:
            self.dropped += cut.paused
            return
        self.waiting.append(Job(voice, agent, cut, now))

    def take(self, now: float) -> Job | None:
        """The next one, most urgent first; `done` must follow."""
        self._give_up(now)
        ready: dict[int, Job] = {}
        for job in self.waiting:
            if job.voice not in self.under_way:
                ready.setdefault(job.voice, job)
        if self.under_way - self.again and not any(job.cut.paused for job in ready.values()):
            return None  # beside what is urgent nothing else
        if not ready:
            return self._take_held()
        job = min(ready.values(), key=lambda one: (not one.agent, not one.cut.paused, one.since))
        self.waiting.remove(job)
        self.under_way.add(job.voice)
        return job

    def _take_held(self) -> Job | None:
        free = [one for one in self.held if one.voice not in self.under_way]
        if not free or len(self.again) >= max(1, self.threads - 1):
            return None
        job = min(free, key=lambda one: (one.cut.final, one.since))
        self.held.remove(job)
        self.under_way.add(job.voice)
        self.again.add(job.voice)
        return job

    def done(self, voice: int) -> None:
        """The job of this voice is over."""
        self.under_way.discard(voice)
        self.again.discard(voice)

    def hold(self, job: Job, now: float) -> None:
        """The job is over, and may be heard again, or once more."""
        self.done(job.voice)
        self.held.append(job if job.again else replace(job, since=now, again=True))

    def settle(self, now: float) -> list[int]:
        """The voices whose held result must be said now: before anything else of them is taken."""
        newer = {one.voice for one in self.waiting}
        over = [one for one in self.held if one.voice in newer or now - one.since > HELD_S]
        self.held = [one for one in self.held if one not in over]
        return [one.voice for one in over]

    def knows(self, voice: int) -> bool:
        """Whether something of it waits, is under way or held."""
        return voice in self.under_way or any(one.voice == voice for one in (*self.waiting, *self.held))

    def behind_s(self, now: float) -> float:
        """How long the oldest final cut waits."""
        return max((now - one.since for one in self.waiting if one.cut.final), default=0.0)

    def _give_up(self, now: float) -> None:
        old = [one for one in self.waiting if one.cut.final and now - one.since > LOST_S]
        callers = [one for one in old if not one.agent]
        for job in callers or old:
            self.waiting.remove(job)
            self.lost += 1
