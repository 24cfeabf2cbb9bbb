"""Sums over calls and agents' time, which give the same figures in whatever order they are added. Pure.

All sums are whole microseconds, so that a sum of many parts is exact; what was added can be taken out again.
"""

from api.figures.fact import CANNOT_TELL, MET, MISSED, CallFact
from api.figures.levels import InTime, LevelRule, service_level
from api.schemas import Figures, RingRate
from telephony.events import AgentState

US = 1000
"""Microseconds of a millisecond."""
S = AgentState
BUSY = (S.RESERVED, S.TALKING, S.WRAP_UP)


def us(ms: float) -> int:
    """Milliseconds as whole microseconds."""
    return round(ms * US)


class Tally:
    """Sums of a stretch of calls."""

    def __init__(self, rule: LevelRule) -> None:
        self.rule = rule
        self._calls = self._answered = self._given_up = self._short = self._away = self._elsewhere = 0
        self._outgoing = self._handled = self._answered_in_time = self._given_up_in_time = 0
        self._late = self._late_strict = 0
        self._wait = self._talk = self._held = self._wrap_up = 0
        self._longest = 0
        self._met: dict[str, int] = {MET: 0, MISSED: 0, CANNOT_TELL: 0}
        self._strict: dict[str, int] = {MET: 0, MISSED: 0, CANNOT_TELL: 0}
        self._states: dict[AgentState, int] = {}

    def add(self, fact: CallFact, sign: int = 1) -> None:
        """Add a call; `sign` -1 takes it out again, but for the longest wait, which only grows."""
        if fact.outgoing:
            self._outgoing += sign
            return
        self._calls += sign
        wait = fact.wait_ms
        if wait is not None:
            self._answer(fact, wait, sign)
        elif fact.given_up:
            self._give_up(fact, sign)
        elif fact.elsewhere:
            self._elsewhere += sign

    def _answer(self, fact: CallFact, wait: float, sign: int) -> None:
        waited = round(wait * US)
        self._answered += sign
        self._wait += sign * waited
        if waited > self._longest:
            self._longest = waited
        if wait <= self.rule.target_ms:
            self._answered_in_time += sign
        self._met[fact.verdict] += sign
        self._strict[fact.strict] += sign
        talk = fact.talk_ms
        if talk is not None:
            self._handled += sign
            self._talk += sign * round(talk * US)
            if fact.held_ms:
                self._held += sign * round(fact.held_ms * US)
            self._wrap_up += sign * round(fact.wrap_up_ms * US)

    def _give_up(self, fact: CallFact, sign: int) -> None:
        waited, rule = fact.ended_ms or 0.0, self.rule
        self._given_up += sign
        self._short += sign * (waited < rule.short_ms)
        self._away += sign * fact.turned_away
        self._given_up_in_time += sign * (waited <= rule.target_ms)
        self._late += sign * (waited > rule.limit_ms)
        self._late_strict += sign * (waited > rule.strict_ms)
        self._longest = max(self._longest, us(waited))

    def spend(self, state: AgentState, microseconds: int) -> None:
        """Add an agent's time in a state."""
        self._states[state] = self._states.get(state, 0) + microseconds

    def copy(self) -> "Tally":
        """One that can be added to without changing this."""
        other = Tally(self.rule)
        other.__dict__.update(self.__dict__)
        other._met, other._strict, other._states = dict(self._met), dict(self._strict), dict(self._states)
        return other

    def merge(self, other: "Tally") -> None:
        """Add everything that is in another."""
        for name, value in vars(other).items():
            if name == "_longest":
                self._longest = max(self._longest, value)
            elif isinstance(value, int):
                setattr(self, name, getattr(self, name) + value)
            elif isinstance(value, dict):
                mine = getattr(self, name)
                for key, count in value.items():
                    mine[key] = mine.get(key, 0) + count

    def figures(self) -> Figures:
        """What it adds up to."""
        decided = self._answered + self._given_up + self._elsewhere
        counts = InTime(
            answered=self._answered,
            answered_in_time=self._answered_in_time,
            given_up=self._given_up,
            given_up_in_time=self._given_up_in_time,
        )
        return Figures(
            calls=self._calls,
            answered=self._answered,
            given_up=self._given_up,
            given_up_short=self._short,
            turned_away=self._away,
            elsewhere=self._elsewhere,
            waiting=self._calls - decided,
            outgoing=self._outgoing,
            rings=_rate(self._met, self._late),
            strict=_rate(self._strict, self._late_strict),
            level=service_level(counts, self.rule),
            wait_ms=self._wait // US,
            longest_wait_ms=self._longest // US,
            handled=self._handled,
            talk_ms=self._talk // US,
            held_ms=self._held // US,
            wrap_up_ms=self._wrap_up // US,
            busy_ms=sum(self._states.get(one, 0) for one in BUSY) // US,
            ready_ms=self._states.get(S.READY, 0) // US,
            paused_ms=self._states.get(S.PAUSED, 0) // US,
        )


def _rate(verdicts: dict[str, int], given_up: int) -> RingRate:
    return RingRate(met=verdicts[MET], missed=verdicts[MISSED], cannot_tell=verdicts[CANNOT_TELL], given_up=given_up)
