"""Pictures of the console: its scenes, two languages, three sizes, on fixed data with a clock that stands still.

`pytest tests/snapshots --snapshot-update` accepts a change after it was looked at. The rules are those of a fixed day
(`console_rules.json`), so that a better wording in a script does not change a picture.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from rich.cells import cell_len
from textual.app import App
from textual.pilot import Pilot

from console.pictures import SCENES, SIZES, Stage, settle, with_wide_characters
from console.widgets.bars import Notice
from scripts_lib.model import Rules

RULES = msgspec.json.decode((Path(__file__).parent / "console_rules.json").read_bytes(), type=Rules)
FOUR = ("idle", "ringing", "talking", "wrap-up")
SnapCompare = Callable[..., bool]


def scene(stage: Stage, name: str) -> Callable[[Pilot[Any]], Awaitable[None]]:
    async def play(pilot: Pilot[Any]) -> None:
        await SCENES[name](stage, pilot)

    return play


def rows(app: App[Any]) -> list[str]:
    """The screen's lines as the terminal gets them."""
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", FOUR)
def test_the_screen_looks_as_it_did(
    snap_compare: SnapCompare, tmp_path: Path, name: str, lang: str, size: tuple[int, int]
) -> None:
    stage = Stage(RULES, lang, tmp_path)
    assert snap_compare(stage.app, terminal_size=size, run_before=scene(stage, name))


@pytest.mark.parametrize(
    ("lang", "size"), [("zh", SIZES[0]), ("zh", SIZES[1]), ("en", SIZES[1])], ids=lambda one: str(one)
)
def test_a_consultation_with_another_caller_parked_looks_as_it_did(
    snap_compare: SnapCompare, tmp_path: Path, lang: str, size: tuple[int, int]
) -> None:
    stage = Stage(RULES, lang, tmp_path)
    assert snap_compare(stage.app, terminal_size=size, run_before=scene(stage, "consulting"))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_consultation_and_its_dialog_keep_the_terminals_width(tmp_path: Path, size: tuple[int, int]) -> None:
    stage = Stage(RULES, "zh", tmp_path)
    async with stage.app.run_test(size=size) as pilot:
        await SCENES["consulting"](stage, pilot)
        for key in ("f3", "f10"):
            await pilot.press(key)
            await settle(pilot)
            assert {cell_len(row) for row in rows(stage.app)} == {size[0]}, key


def test_the_light_theme_looks_as_it_did(snap_compare: SnapCompare, tmp_path: Path) -> None:
    stage = Stage(RULES, "zh", tmp_path, dark=False)
    assert snap_compare(stage.app, terminal_size=(120, 40), run_before=scene(stage, "talking"))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_every_line_has_the_terminals_width(tmp_path: Path, lang: str, size: tuple[int, int]) -> None:
    """Chinese is two cells wide; a line that is counted wrong would push everything beside it out of place."""
    stage = Stage(RULES, lang, tmp_path)
    async with stage.app.run_test(size=size) as pilot:
        await SCENES["talking"](stage, pilot)
        for key in ("f7", "f8", "f9", "f12", "f3", "f1"):
            await pilot.press(key)
            await settle(pilot)
            lines = rows(stage.app)
            assert len(lines) == size[1]
            assert {cell_len(line) for line in lines} == {size[0]}, key


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_notice_loses_no_character(tmp_path: Path, size: tuple[int, int]) -> None:
    """Characters of two cells stand on even and on odd columns, across every edge of the panels beneath."""
    stage = Stage(RULES, "zh", tmp_path)
    async with stage.app.run_test(size=size) as pilot:
        await SCENES["ringing"](stage, pilot)
        for text in ("您好" * 15, "a" + "您好" * 15):
            stage.app.screen.query_one(Notice).show(text, stage.now)
            await settle(pilot)
            assert any(text in row for row in rows(stage.app)), text


OVER_IT = {
    "worklist-zh": ("owing", (), "zh", SIZES[0]),
    "worklist-en": ("owing", (), "en", SIZES[1]),
    "handover-zh": ("idle", ("ctrl+w",), "zh", SIZES[1]),
    "handover-en": ("idle", ("ctrl+w",), "en", SIZES[0]),
    "search-zh": ("talking", ("ctrl+d", "ctrl+d", "3"), "zh", SIZES[0]),
    "search-en": ("talking", ("ctrl+d", "ctrl+d", "3"), "en", SIZES[1]),
    "keypad-zh": ("talking", ("ctrl+z",), "zh", SIZES[0]),
    "hand-on-en": ("talking", ("f10",), "en", SIZES[1]),
    "help-zh": ("talking", ("f1",), "zh", SIZES[1]),
}
"""Screens that keys open over a scene of the main one."""


@pytest.mark.parametrize("screen", OVER_IT)
def test_a_screen_over_the_main_one_looks_as_it_did(snap_compare: SnapCompare, tmp_path: Path, screen: str) -> None:
    name, keys, lang, size = OVER_IT[screen]
    stage = Stage(RULES, lang, tmp_path)

    async def play(pilot: Pilot[Any]) -> None:
        await SCENES[name](stage, pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)

    assert snap_compare(stage.app, terminal_size=size, run_before=play)


def test_a_picture_gives_chinese_the_room_of_two_cells() -> None:
    drawn = '<text x="10" y="1" textLength="61" clip-path="url(#a)">三&#160;b&#160;&#160;响</text><text>c</text>'
    assert with_wide_characters(drawn) == (
        '<text x="10" y="1" textLength="40.67" clip-path="url(#a)">三&#160;b</text>'
        '<text x="71" y="1" textLength="20.33" clip-path="url(#a)">响</text><text>c</text>'
    )
