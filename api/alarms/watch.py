"""All alarms of the site: fed with the board, they say what was raised and cleared, for log and screens. Pure."""

from collections.abc import Sequence

from api.alarms.events import AlarmAcknowledged, AlarmCleared, AlarmRaised
from api.alarms.lately import Lately
from api.alarms.machine import UP, Alarm, Effect, Raised
from api.alarms.readings import reading
from api.alarms.rules import AlarmRule
from api.alarms.words import say
from api.schemas import AlarmView, Board

Fact = AlarmRaised | AlarmCleared | AlarmAcknowledged


class Watch:
    """The alarms, and since when each is raised."""

    def __init__(self, rules: Sequence[AlarmRule]) -> None:
        self._alarms = {one.alarm_id: Alarm(one) for one in rules}
        self._since: dict[str, float] = {}
        self._seen_by: dict[str, str] = {}
        self._turned_away = Lately()

    @property
    def next_deadline(self) -> float | None:
        """When `on_time` wants to be called, monotonic."""
        times = (one.next_deadline for one in self._alarms.values())
        return min((one for one in times if one is not None), default=None)

    def look(self, board: Board, now: float) -> list[Fact]:
        """Read the board. `now` is monotonic; facts carry the board's Unix time."""
        said: list[Effect] = []
        turned_away = self._turned_away.receive(board.today.turned_away, now)
        for alarm in self._alarms.values():
            said += alarm.receive(reading(alarm.rule, board, turned_away), now)
        return [self._told(one, board.at) for one in said]

    def acknowledge(self, alarm_id: str, agent_id: str, wall: float) -> AlarmAcknowledged | None:
        """A supervisor takes care of it; None where it is not raised, or was acknowledged."""
        if alarm_id not in self._since or alarm_id in self._seen_by:
            return None
        self._seen_by[alarm_id] = agent_id
        return AlarmAcknowledged(at=wall, alarm_id=alarm_id, agent_id=agent_id)

    def views(self) -> tuple[AlarmView, ...]:
        """What is raised, oldest first."""
        up = [one for one in self._alarms.values() if one.state in UP]
        made = (self._view(one) for one in up)
        return tuple(sorted(made, key=lambda one: one.since))

    def _view(self, alarm: Alarm) -> AlarmView:
        rule, value = alarm.rule, alarm.value if alarm.value is not None else 0.0
        words = say(rule, value)
        return AlarmView(
            alarm_id=rule.alarm_id,
            kind=rule.kind,
            queue=rule.queue,
            since=self._since.get(rule.alarm_id, 0.0),
            value=value,
            limit=rule.limit,
            zh=words.zh,
            en=words.en,
            sound=rule.sound,
            acknowledged_by=self._seen_by.get(rule.alarm_id, ""),
        )

    def _told(self, effect: Effect, wall: float) -> Fact:
        rule = effect.rule
        if isinstance(effect, Raised):
            self._since[rule.alarm_id] = wall
            return AlarmRaised(
                at=wall,
                alarm_id=rule.alarm_id,
                kind=rule.kind,
                queue=rule.queue,
                value=effect.value,
                limit=rule.limit,
            )
        self._since.pop(rule.alarm_id, None)
        self._seen_by.pop(rule.alarm_id, None)
        return AlarmCleared(at=wall, alarm_id=rule.alarm_id, kind=rule.kind, queue=rule.queue, value=effect.value)
