"""`python -m benchmarks.queue_race --steps 1000000`: random races in the queue, and how many a second it takes."""

import argparse
import sys
import time

from tests.acd_race import race


def main() -> int:
    """Race; print what happened. Fails with the assertion that did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    started = time.perf_counter()
    hall = race(given.seed, given.steps)
    took = time.perf_counter() - started
    pace = given.steps / took
    print(f"{given.steps} steps in {took:.1f} s ({pace:.0f} a second, each checked): nobody lost, doubled or stuck")
    for name, count in sorted(hall.seen.items()):
        print(f"{count:>9}  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
