"""What the log keeps of alarms."""

from api.facts import DeskFact


class AlarmRaised(DeskFact, frozen=True, kw_only=True):
    """A threshold was passed for long enough."""

    alarm_id: str
    kind: str
    queue: str
    value: float
    limit: float


class AlarmCleared(DeskFact, frozen=True, kw_only=True):
    """It is well again."""

    alarm_id: str
    kind: str
    queue: str
    value: float


class AlarmAcknowledged(DeskFact, frozen=True, kw_only=True):
    """A supervisor has seen it and takes care."""

    alarm_id: str
    agent_id: str
