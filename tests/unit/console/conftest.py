"""What tests of the agent's screens stand on."""

from pathlib import Path

import pytest

from console.agent.resident_search import ResidentSearch
from console.pictures import Stage
from tests.unit.console.agent_rig import RULES
from tests.unit.console.resident_rig import Rest


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """The agent's console in Chinese, signed in at the sample desk."""
    return Stage(RULES, "zh", tmp_path)


@pytest.fixture
def rest(monkeypatch: pytest.MonkeyPatch) -> Rest:
    """Typing in the search rests when a test says so."""
    rest = Rest()
    monkeypatch.setattr(ResidentSearch, "set_timer", lambda _, delay, callback: rest.set_timer(delay, callback))
    return rest
