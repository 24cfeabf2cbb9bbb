"""Makes the docs' pictures of `hotline qa`: `python -m console.qa.pictures docs/images`, on sample data, as SVG."""

import asyncio
import sys
from pathlib import Path

from textual.pilot import Pilot

from console.pictures import with_wide_characters
from console.qa.app import QualityApp, QualitySettings
from console.qa.sample import SampleQuality

SCENES: dict[str, tuple[str, ...]] = {
    "cases": ("1",),
    "scores": ("2",),
    "fairness": ("3",),
    "hints": ("4",),
    "tasks": ("5",),
    "grades": ("6",),
    "samples": ("7",),
    "calibration": ("8",),
    "year": ("9",),
    "required": ("0",),
    "card": ("5", "g", "1", "2"),
    "hint-case": ("4", "c"),
    "bonus": ("2", "b"),
    "year-marks": ("9", "m"),
}
"""Screens by the keys that lead to them."""
SHOWN = ("card", "samples", "calibration")
SIZE = (120, 32)


def app(lang: str) -> QualityApp:
    """The terminal of quality on sample data, signed in at once."""
    settings = QualitySettings(lang=lang, login="qian", password="sample")  # noqa: S106  no secret
    return QualityApp(SampleQuality(), settings)


async def play(pilot: Pilot[None], keys: tuple[str, ...]) -> None:
    """Press these, each after what the one before it began is over."""
    await settle(pilot)
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def settle(pilot: Pilot[None]) -> None:
    """Wait until the screen has taken in what came."""
    await pilot.app.workers.wait_for_complete()
    for _ in range(3):
        await pilot.pause()


async def picture(scene: str, lang: str) -> str:
    """One screen as SVG."""
    made = app(lang)
    async with made.run_test(size=SIZE) as pilot:
        await play(pilot, SCENES[scene])
        return with_wide_characters(made.export_screenshot(title="三响 质检" if lang == "zh" else "Sanxiang quality"))


def write(folder: Path) -> list[Path]:
    """The screens that the docs show, in Chinese."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for scene in SHOWN:
        made.append(folder / f"qa-{scene}.svg")
        made[-1].write_text(asyncio.run(picture(scene, "zh")), encoding="utf-8")
    return made


if __name__ == "__main__":
    for path in write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images")):
        print(path)
