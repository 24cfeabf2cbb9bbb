"""What tests of a line's calls stand on."""

import pytest

from tests.unit.telephony.calls.live_bench import Bench


@pytest.fixture
def bench() -> Bench:
    return Bench()
