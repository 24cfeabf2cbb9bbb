"""Erlang C: what a number of agents gives for a load of calls, and how many are needed. Pure.

Callers arrive at random, nobody gives up, everybody waits for the first free agent: a careful estimate, since in
truth some give up and the others wait less. Formula: A. K. Erlang, 1917; by the recursion of Erlang B, which stays
within floats for any load. (pyworkforce has it too, with a
solver and pandas.)
"""

import math

import msgspec

from api.schemas import Staffing, StaffingRow

MOST_AGENTS = 2000
ROWS = 6
"""Numbers of agents that are shown around the one that is needed."""


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """Calls of a stretch of time, and how long each takes."""

    calls: float
    period_s: float
    aht_s: float

    @property
    def erlangs(self) -> float:
        """Mean number of calls at a time, were nobody to wait."""
        return self.calls * self.aht_s / self.period_s


def wait_probability(agents: int, erlangs: float) -> float:
    """The share of callers who wait at all; 1 where agents cannot keep up."""
    if erlangs <= 0:
        return 0.0
    if agents <= erlangs:
        return 1.0
    blocked = 1.0
    for number in range(1, agents + 1):
        blocked = erlangs * blocked / (number + erlangs * blocked)
    return agents * blocked / (agents - erlangs * (1 - blocked))


def staffing(agents: int, load: Load, target_s: float) -> StaffingRow:
    """What so many agents give. Where they cannot keep up, the wait grows without end: `asa_s` is infinite."""
    erlangs = load.erlangs
    waits = wait_probability(agents, erlangs)
    spare = agents - erlangs
    if erlangs <= 0:
        return StaffingRow(agents=agents, level=1.0, wait_probability=0.0, asa_s=0.0, occupancy=0.0)
    if spare <= 0:
        return StaffingRow(agents=agents, level=0.0, wait_probability=1.0, asa_s=math.inf, occupancy=1.0)
    return StaffingRow(
        agents=agents,
        level=1 - waits * math.exp(-spare * target_s / load.aht_s),
        wait_probability=waits,
        asa_s=waits * load.aht_s / spare,
        occupancy=erlangs / agents,
    )


def agents_needed(load: Load, target_s: float, aim: float) -> int:
    """The fewest agents with whom the share `aim` of the callers waits no longer than the target. 0 without calls.

    Raises ValueError for an aim that is no share, and for a load beyond two thousand agents.
    """
    if not 0 < aim < 1:
        raise ValueError(f"{aim} is not a share between 0 and 1")
    if load.erlangs <= 0:
        return 0
    for agents in range(max(1, math.ceil(load.erlangs)), MOST_AGENTS + 1):
        if staffing(agents, load, target_s).level >= aim:
            return agents
    raise ValueError(f"{load.erlangs:.0f} erlangs are more than {MOST_AGENTS} agents can take")


def staffing_around(load: Load, target_s: float, aim: float) -> Staffing:
    """The agents that a load needs, and what numbers around it give. Raises ValueError as `agents_needed`."""
    needed = agents_needed(load, target_s, aim)
    first = max(1, int(load.erlangs) + 1, needed - ROWS // 2)
    rows = tuple(staffing(one, load, target_s) for one in range(first, max(needed, first) + ROWS // 2 + 1))
    return Staffing(needed=needed, erlangs=load.erlangs, rows=rows)
