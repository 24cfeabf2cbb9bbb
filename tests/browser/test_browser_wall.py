"""The wall in a real browser: opened by its key, with live calls, on the two usual screens, in both languages."""

from pathlib import Path

import pytest

from telephony.events import EndCause
from tests.browser.browser_rig import Visitor, needs_browser, visitors
from tests.integration.live_stage import Stage, stage

pytestmark = needs_browser
SMALL = 720
"""Height of the screen whose pictures the docs show."""
OVER = """() => [document.documentElement, ...document.querySelectorAll("header, section, footer")]
    .filter(one => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
    .map(one => one.innerText)"""
"""What does not fit where it stands."""


async def a_busy_morning(on: Stage) -> None:
    """One call was answered and one lost; one waits at this moment, and nobody is ready."""
    li = on.agent("li")
    await li.begin()
    talked = await on.line.rings()
    await li.takes(talked)
    await on.line.obeys(talked)
    await on.line.ends(talked)
    await li.is_in("wrap_up")
    await li.client.ready()
    lost = await on.line.rings("13900001111")
    await li.is_offered(lost)
    await on.line.ends(lost, EndCause.ABANDONED)
    await on.in_call(li)
    await on.line.rings("13900002222")


async def opened(on: Stage, wall: Visitor) -> None:
    """Type the key, as who sets up the screen does."""
    await wall.go("/wall")
    await wall.page.get_by_label("大屏口令").fill(
        (on.settings.folder / "wall.key").read_text(encoding="utf-8").strip()
    )
    await wall.press("打开")
    await wall.sees("已连接")


async def fits(wall: Visitor) -> None:
    """Nothing is cut off or has to be scrolled, and axe-core finds no fault."""
    over = await wall.page.evaluate(OVER)
    assert over == [], over
    await wall.check()


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, SMALL)])
async def test_the_wall_shows_a_busy_morning_and_fits_its_screen(tmp_path: Path, width: int, height: int) -> None:
    async with stage(tmp_path) as on, visitors(on.url) as people:
        await a_busy_morning(on)
        wall = await people.new(dark=True)
        await wall.page.set_viewport_size({"width": width, "height": height})
        await opened(on, wall)
        shown = wall.page.locator
        await shown("#waiting", has_text="1").wait_for()
        assert await shown("#calls").inner_text() == "4"
        assert "接通 2" in await shown("#given").inner_text()
        await wall.sees("示闲坐席")
        await fits(wall)
        if height == SMALL:
            await wall.picture("wall")
        await wall.press("English")
        await wall.sees("Connected")
        await shown("#waiting", has_text="1").wait_for()
        assert "answered 2" in await shown("#given").inner_text()
        assert await wall.page.evaluate("document.documentElement.lang") == "en"
        await fits(wall)
        if height == SMALL:
            await wall.picture("wall-en")
        await wall.press("中文")
        await wall.sees("已连接")


async def test_the_question_for_the_key_speaks_both_languages(tmp_path: Path) -> None:
    async with stage(tmp_path) as on, visitors(on.url) as people:
        wall = await people.new()
        await wall.go("/wall")
        await wall.check()
        await wall.press("English")
        await wall.sees("Wall key")
        await wall.check()
