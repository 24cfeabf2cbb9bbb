"""Settings that hold for all tests."""

import os

from hypothesis import HealthCheck, settings

# No example has a time limit, since no test asserts a wall-clock time. CI takes the same examples each run, so that a
# change is judged by itself; anybody else's run tries new ones.
settings.register_profile(
    "sanxiang", deadline=None, derandomize=bool(os.environ.get("CI")), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("sanxiang")
