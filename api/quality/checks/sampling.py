"""Draws a month's sample: at random, the same number of each agent, over the queues in proportion. Pure.

Each stratum (agent and queue) is drawn with a generator of its own, seeded by the sample's seed and its name, from
the sorted ids. So the same seed over the same calls draws the same calls, on every machine, and a call more of one
agent moves nobody else's draw.
"""

import hashlib
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from api.schemas.quality_checks import Stratum


class Drawable(msgspec.Struct, frozen=True, kw_only=True):
    """A call that may be drawn."""

    call_id: str
    agent_id: str
    queue: str
    call_at: float
    talk_ms: int
    ended_at: float


def frame_of(calls: Sequence[Drawable]) -> str:
    """Names the calls that are drawn from: SHA-256 of their ids, sorted."""
    return hashlib.sha256("\n".join(sorted(one.call_id for one in calls)).encode()).hexdigest()


def draw(
    calls: Sequence[Drawable], per_agent: int, seed: str, part: int = 0
) -> tuple[tuple[Stratum, ...], tuple[Drawable, ...]]:
    """The strata with how many were drawn of each, and the calls drawn, by agent, queue and id. `part` tells a later
    draw of the same sample from the first."""
    seed = f"{seed}+{part}" if part else seed
    strata: defaultdict[str, defaultdict[str, list[Drawable]]] = defaultdict(lambda: defaultdict(list))
    for one in sorted(calls, key=lambda call: call.call_id):
        strata[one.agent_id][one.queue].append(one)
    about, drawn = [], []
    for agent_id, queues in sorted(strata.items()):
        shares = allotted({queue: len(found) for queue, found in queues.items()}, per_agent)
        for queue, found in sorted(queues.items()):
            chance = random.Random(f"{seed}|{agent_id}|{queue}")  # noqa: S311  reproducible, and no secret
            chosen = chance.sample(found, shares[queue])
            drawn += sorted(chosen, key=lambda call: call.call_id)
            about.append(
                Stratum(agent_id=agent_id, queue=queue, population=len(found), drawn=shares[queue], part=part)
            )
    return tuple(about), tuple(drawn)


def allotted(sizes: Mapping[str, int], wanted: int) -> dict[str, int]:
    """How many of each queue, in proportion to its calls, by largest remainders; never more than there are."""
    whole = sum(sizes.values())
    wanted = min(wanted, whole)
    exact = {name: wanted * size / whole for name, size in sizes.items()} if whole else {}
    shares = {name: int(share) for name, share in exact.items()}
    rest = sorted(exact, key=lambda name: (shares[name] - exact[name], name))
    for name in rest[: wanted - sum(shares.values())]:
        shares[name] += 1
    return shares
