"""Settings that hold for all tests."""

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from api.agents import people
from tests.quick_passwords import QUICK

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


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "_hasher", QUICK)
        patch.setattr(people, "_NOBODY", QUICK.hash("a password that nobody has"))
        yield
