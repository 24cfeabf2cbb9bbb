"""How many races can the queue take? `python -m benchmarks.queue_race [--steps 1000000] [--races 100000]`

Random steps of callers, agents, the line, the site and time, checked after each; and short races of things that
happen in one moment, after which every caller must be served once. Prints how often the queue said what.
"""

import argparse
import sys
import time
from collections.abc import Callable

from tests.acd_hall import Hall
from tests.acd_race import races, walk


def main() -> int:
    """Race; print what happened. Fails with the assertion that did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--races", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for what, run, count in (("steps", walk, given.steps), ("races", races, given.races)):
        if count > 0:
            _timed(what, run, given.seed, count)
    return 0


def _timed(what: str, run: Callable[[int, int], Hall], seed: int, count: int) -> None:
    started = time.perf_counter()
    hall = run(seed, count)
    took = time.perf_counter() - started
    print(
        f"{count} {what} in {took:.1f} s ({count / took:.0f} a second, each checked): nobody lost, doubled or stuck"
    )
    for name, often in sorted(hall.seen.items()):
        print(f"{often:>9}  {name}")


if __name__ == "__main__":
    sys.exit(main())
