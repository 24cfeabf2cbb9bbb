"""Pictures of the supervisor's console: the board and what its keys open, on fixed data with still clocks."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from textual.pilot import Pilot

from console.supervisor.pictures import SCENES, SIZE, Stage
from scripts_lib.model import Rules

RULES = msgspec.json.decode((Path(__file__).parent / "console_rules.json").read_bytes(), type=Rules)
SMALL = (80, 24)
SnapCompare = Callable[..., bool]


@pytest.mark.parametrize("scene", SCENES)
def test_the_screen_looks_as_it_did(snap_compare: SnapCompare, scene: str) -> None:
    stage = Stage(RULES, "zh")

    async def before(pilot: Pilot[Any]) -> None:
        await stage.play(pilot, scene)

    assert snap_compare(stage.app, terminal_size=SIZE, run_before=before)


@pytest.mark.parametrize("scene", ["board", "due", "shifts", "outcome"])
def test_the_screen_looks_as_it_did_in_english_on_a_small_terminal(snap_compare: SnapCompare, scene: str) -> None:
    stage = Stage(RULES, "en")

    async def before(pilot: Pilot[Any]) -> None:
        await stage.play(pilot, scene)

    assert snap_compare(stage.app, terminal_size=SMALL, run_before=before)
