"""Which of the free agents a call is offered to. Pure functions over what the queue knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from telephony.acd.entry import Entry
from telephony.acd.plan import AgentProfile, Order

LOWEST = 1
ROUNDING = 1e-9
"""A deadline that was reached must count as reached."""


@dataclass(slots=True)
class Roster:
    """What the queue knows of its agents."""

    profiles: dict[str, AgentProfile] = field(default_factory=dict)
    free: dict[str, float] = field(default_factory=dict)
    """Agents who take calls, also while one is offered to them: idle since."""
    misses: dict[str, int] = field(default_factory=dict)
    """Calls in a row that rang in vain."""
    calls: dict[str, int] = field(default_factory=dict)
    """Calls talked since sign-in."""
    turn: dict[str, int] = field(default_factory=dict)
    """When each was last offered a call, by a running number."""
    turns: int = 0

    def profile(self, agent_id: str) -> AgentProfile:
        """An agent of whom nothing is known serves every queue that asks for no skill."""
        return self.profiles.get(agent_id) or AgentProfile(agent_id=agent_id)

    def came(self, profile: AgentProfile) -> None:
        """An agent is there. Who has just signed in is not given every call until the others' number is reached."""
        agent_id = profile.agent_id
        if agent_id not in self.calls:
            self.calls[agent_id] = min((self.calls.get(one, 0) for one in self.profiles), default=0)
        self.profiles[agent_id] = profile

    def left(self, agent_id: str, *, signed_out: bool) -> None:
        """An agent paused or signed out."""
        self.free.pop(agent_id, None)
        self.profiles.pop(agent_id, None)
        if signed_out:
            for known in (self.calls, self.misses, self.turn):
                known.pop(agent_id, None)

    def take_turn(self, agent_id: str) -> None:
        """This agent is offered a call."""
        self.turns += 1
        self.turn[agent_id] = self.turns


def suitable(entry: Entry, idle: Mapping[str, float], roster: Roster, now: float) -> list[str]:
    """The idle agents who may be asked now, best first. Lower levels of the skill are asked after a while."""
    if entry.only_agent:
        return [entry.only_agent] if entry.only_agent in idle else []
    levels = {agent_id: roster.profile(agent_id).level(entry.plan) for agent_id in idle}
    least = least_level(entry, roster, now)
    able = [agent_id for agent_id, level in levels.items() if level >= least]
    return sorted(able, key=lambda one: (one in entry.missed_by, -levels[one], *_key(entry, one, idle, roster)))


def _key(entry: Entry, agent_id: str, idle: Mapping[str, float], roster: Roster) -> tuple[float, float, str]:
    match entry.plan.order:
        case Order.ROUND_ROBIN:
            return (roster.turn.get(agent_id, 0), idle[agent_id], agent_id)
        case Order.FEWEST_CALLS:
            return (roster.calls.get(agent_id, 0), idle[agent_id], agent_id)
        case Order.LONGEST_IDLE | Order.RING_ALL:
            return (idle[agent_id], 0.0, agent_id)


def best_level(entry: Entry, roster: Roster) -> int:
    """The highest level among the agents who are there."""
    here = {*roster.profiles, *roster.free}
    return max((roster.profile(one).level(entry.plan) for one in here), default=LOWEST)


def least_level(entry: Entry, roster: Roster, now: float) -> int:
    """The level an agent must have by now."""
    if not entry.plan.skill:
        return LOWEST
    steps = int((now - entry.entered) / entry.plan.level_wait_s + ROUNDING) if entry.plan.level_wait_s > 0 else 99
    return max(LOWEST, best_level(entry, roster) - steps)


def next_level_at(entry: Entry, roster: Roster, now: float) -> float | None:
    """When the next lower level is asked too."""
    if not entry.plan.skill or entry.plan.level_wait_s <= 0:
        return None
    least = least_level(entry, roster, now)
    if least <= LOWEST:
        return None
    return entry.entered + (best_level(entry, roster) - least + 1) * entry.plan.level_wait_s
