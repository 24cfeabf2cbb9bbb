"""One alarm as a machine: quiet, about to be raised, raised, about to be cleared. Pure.

    QUIET ─bad─▶ DOUBTFUL ─bad for after_s─▶ RAISED ─well─▶ EASING ─well for clear_s─▶ QUIET
      ▲─── not bad ──┘                          ▲─── not well ──┘

Between `clear` and `limit` a value is neither bad nor well: what was raised stays so, what was quiet stays quiet. So
an alarm is told once, however its value trembles.
"""

from dataclasses import dataclass
from enum import StrEnum

from api.alarms.rules import AlarmRule


class AlarmState(StrEnum):
    """Where an alarm is."""

    QUIET = "quiet"
    DOUBTFUL = "doubtful"
    RAISED = "raised"
    EASING = "easing"


A = AlarmState
UP = (A.RAISED, A.EASING)


@dataclass(frozen=True, slots=True)
class Raised:
    """Tell everybody, once."""

    rule: AlarmRule
    value: float


@dataclass(frozen=True, slots=True)
class Cleared:
    """It is over."""

    rule: AlarmRule
    value: float


Effect = Raised | Cleared


class Alarm:
    """The machine of one rule. Times are monotonic seconds."""

    def __init__(self, rule: AlarmRule) -> None:
        self.rule = rule
        self.state = A.QUIET
        self.value: float | None = None
        """The last reading; None where nothing can be said."""
        self._since = 0.0

    @property
    def next_deadline(self) -> float | None:
        """When a state that lasts becomes another."""
        if self.state is A.DOUBTFUL:
            return self._since + self.rule.after_s
        return self._since + self.rule.clear_s if self.state is A.EASING else None

    def receive(self, value: float | None, now: float) -> list[Effect]:
        """Take a reading; None, nothing to judge, counts as well."""
        effects = self.on_time(now)
        self.value = value
        if self.state in UP:
            self._judge_raised(self._well(value), now)
        else:
            self._judge_quiet(self._bad(value), now)
        return effects + self.on_time(now)

    def on_time(self, now: float) -> list[Effect]:
        """A deadline may have come."""
        deadline = self.next_deadline
        if deadline is None or deadline > now:
            return []
        value = self.value if self.value is not None else 0.0
        if self.state is A.DOUBTFUL:
            self._move(A.RAISED, now)
            return [Raised(self.rule, value)]
        self._move(A.QUIET, now)
        return [Cleared(self.rule, value)]

    def _judge_quiet(self, bad: bool, now: float) -> None:
        if bad and self.state is A.QUIET:
            self._move(A.DOUBTFUL, now)
        elif not bad and self.state is A.DOUBTFUL:
            self._move(A.QUIET, now)

    def _judge_raised(self, well: bool, now: float) -> None:
        if well and self.state is A.RAISED:
            self._move(A.EASING, now)
        elif not well and self.state is A.EASING:
            self._move(A.RAISED, now)

    def _move(self, to: AlarmState, now: float) -> None:
        self.state, self._since = to, now

    def _bad(self, value: float | None) -> bool:
        if value is None:
            return False
        return value <= self.rule.limit if self.rule.falls else value >= self.rule.limit

    def _well(self, value: float | None) -> bool:
        if value is None:
            return True
        return value >= self.rule.clear if self.rule.falls else value <= self.rule.clear
