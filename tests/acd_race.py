"""Random races round a queue (`acd_hall.py`): a long walk of whatever may happen, and many short races of what
happens in one and the same moment. Shared by the tests and by `benchmarks/queue_race.py`.
"""

import random

from tests.acd_hall import AGENTS, Hall


def walk(seed: int, steps: int, drain_every: int = 2000) -> Hall:
    """So many steps from this seed, checked after each; now and then everybody must come to an end."""
    hall = Hall(random.Random(seed))
    for step in range(1, steps + 1):
        hall.step()
        hall.check()
        if step % drain_every == 0:
            hall.drain()
    return hall


def races(seed: int, count: int) -> Hall:
    """So many short races from this seed. The last hall, with what all of them saw."""
    chance = random.Random(seed)
    seen: dict[str, int] = {}
    for _ in range(count):
        hall = Hall(chance, seen=seen)
        _one_race(hall)
    return hall


def _one_race(hall: Hall) -> None:
    """Two callers, three agents, then up to eight things in one moment, in any order; then everybody is served."""
    chance = hall.chance
    agents = chance.sample(AGENTS, 3)
    for agent_id in agents:
        hall.comes(agent_id)
    hall.arrives()
    hall.arrives()
    hall.passes(chance.choice((0.0, 9.999, 10.0, 20.0, 40.0)))
    for _ in range(chance.randrange(3, 9)):
        call_id = chance.choice(sorted(hall.calls)) if hall.calls else "none"
        if chance.random() < 0.6:
            hall.people_step(call_id, chance.choice(agents))
        else:
            hall.call_step(call_id, chance.choice(agents))
    hall.check()
    hall.drain(agents)
