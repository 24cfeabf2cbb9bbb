"""Recompute the figures of a million calls: facts to totals, hours, agents, queues and buildings. Prints seconds,
those of the clock and those of the processor.

python benchmarks/figures.py [CALLS]
"""

import random
import sys
import time
from zoneinfo import ZoneInfo

from api.figures.fact import CallFact
from api.figures.levels import LevelRule
from api.figures.report import AGENT, Period
from api.figures.steps import Step, edges_of

CALLS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
SINCE, DAYS = 1_780_000_000.0, 30


def facts(count: int) -> list[CallFact]:
    """Calls of a month, as the tables have them."""
    chance = random.Random(1)
    made = []
    for number in range(count):
        wait = chance.uniform(1000, 20_000)
        met = "met" if wait < 15_000 else "missed"
        made.append(
            CallFact(
                call_id=str(number),
                arrived_at=SINCE + chance.random() * DAYS * 86_400,
                queue="hotline",
                agent_id=f"a{number % 50}",
                building=str(number % 20),
                wait_ms=wait,
                verdict=met,
                strict=met,
                ended_ms=wait + 120_000,
                talk_ms=120_000.0,
                wrap_up_ms=20_000.0,
            )
        )
    return made


def main() -> None:
    """Measure and print."""
    calls = facts(CALLS)
    edges = edges_of(SINCE, SINCE + DAYS * 86_400, Step.DAY, ZoneInfo("Asia/Shanghai"))
    began, worked = time.perf_counter(), time.process_time()
    period = Period(edges, LevelRule())
    for one in calls:
        period.add(one)
    total, buckets, agents = period.total(), period.buckets(), period.by(AGENT, {})
    took, worked = time.perf_counter() - began, time.process_time() - worked
    print(f"{total.calls} calls, {len(buckets)} days, {len(agents)} agents: {took:.2f} s, processor {worked:.2f} s")


if __name__ == "__main__":
    main()
