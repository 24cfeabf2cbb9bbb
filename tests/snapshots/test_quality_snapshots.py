"""Pictures of the terminal of quality: every view, the card and the forms, on fixed data."""

from collections.abc import Callable
from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from console.qa.pictures import SCENES, SIZE, app, play, settle

SnapCompare = Callable[..., bool]


@pytest.mark.parametrize("scene", SCENES)
def test_the_screen_looks_as_it_did(snap_compare: SnapCompare, scene: str) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await play(pilot, SCENES[scene])

    assert snap_compare(app("zh"), terminal_size=SIZE, run_before=before)


@pytest.mark.parametrize("scene", ["card", "samples", "year-marks"])
def test_the_screen_looks_as_it_did_in_english_on_a_small_terminal(snap_compare: SnapCompare, scene: str) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await play(pilot, SCENES[scene])

    assert snap_compare(app("en"), terminal_size=(80, 24), run_before=before)


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_every_line_has_the_terminals_width(lang: str) -> None:
    made = app(lang)
    async with made.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        whole = len(made.screen_stack)
        for scene, keys in SCENES.items():
            await play(pilot, keys)
            rows = ["".join(part.text for part in line) for line in made.screen._compositor.render_strips()]
            assert len(rows) == 24, scene
            assert {cell_len(row) for row in rows} == {80}, scene
            while len(made.screen_stack) > whole:
                await play(pilot, ("escape",))
