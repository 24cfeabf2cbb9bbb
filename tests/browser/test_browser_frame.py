"""The frame of the pages in a real browser: signing in and out, language, phone, keyboard, dark."""

from pathlib import Path

from tests.browser.browser_rig import PHONE, needs_browser, visitors
from tests.integration.desk_rest_rig import PASSWORD, desk

pytestmark = needs_browser


async def test_signing_in_and_out(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, visitors(rig.url) as people:
        li = await people.new()
        await li.go("/work")
        assert li.page.url == f"{rig.url}/sign-in?next=/work"
        await li.check()
        await li.picture("web-sign-in")
        await li.page.get_by_label("工号").fill("li")
        await li.page.get_by_label("密码").fill("not the password")
        await li.press("登录")
        await li.sees("工号或密码不对")
        assert await li.page.get_by_label("工号").input_value() == "li"
        await li.check()
        await li.page.get_by_label("密码").fill(PASSWORD)
        await li.press("登录")
        await li.page.wait_for_url(f"{rig.url}/work")
        cookies = {cookie["name"]: cookie for cookie in await li.page.context.cookies()}
        assert cookies["sanxiang_session"]["httpOnly"]
        assert cookies["sanxiang_session"]["sameSite"] == "Lax"
        await li.check()
        await li.press("退出")
        await li.go("/work")
        assert "/sign-in" in li.page.url


async def test_the_keyboard_alone_and_english(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, visitors(rig.url) as people:
        li = await people.new()
        await li.go("/sign-in")
        keys = li.page.keyboard
        await keys.press("Tab")  # skip to the content
        await keys.press("Enter")
        await keys.press("Tab")
        await keys.type("li")
        await keys.press("Tab")
        await keys.type(PASSWORD)
        await keys.press("Enter")
        await li.page.wait_for_url(f"{rig.url}/work")
        english = li.page.get_by_role("button", name="English")
        for _ in range(10):
            if await english.evaluate("button => button === document.activeElement"):
                break
            await keys.press("Tab")
        await keys.press("Enter")
        await li.sees("My work")
        assert await li.page.locator("html").get_attribute("lang") == "en"
        await li.check()


async def test_a_phone_in_the_dark(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, visitors(rig.url) as people:
        li = await people.new("li", width=PHONE, dark=True)
        menu = li.page.get_by_role("navigation")
        assert not await menu.is_visible()
        await li.check()
        await li.press("菜单")
        await menu.wait_for()
        await li.check()


async def test_an_address_that_nobody_serves(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, visitors(rig.url) as people:
        nobody = await people.new()
        await nobody.go("/nowhere")
        await nobody.sees("没有这个页面")
        await nobody.check()
