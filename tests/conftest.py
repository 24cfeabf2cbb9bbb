"""Settings that hold for all tests."""

import gc
import os

from hypothesis import HealthCheck, settings

# No example has a time limit, since no test asserts a wall-clock time. CI takes the same examples each run, so that a
# change is judged by itself; anybody else's run tries new ones.
settings.register_profile(
    "sanxiang", deadline=None, derandomize=bool(os.environ.get("CI")), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("sanxiang")

# The collector looks through everything that was imported and collected, over and over: a third of the processor's
# time of some tests. So it comes more seldom, and leaves alone what stays until the end anyway.
gc.set_threshold(20_000, 20, 20)


def pytest_collection_finish() -> None:
    """Pytest's hook: all tests are known, none has run."""
    gc.collect()
    gc.freeze()
