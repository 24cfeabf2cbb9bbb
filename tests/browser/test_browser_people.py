"""Pages for administrators, and one's own account, in a real browser."""

from pathlib import Path

from tests.browser.browser_rig import PHONE, needs_browser, visitors
from tests.integration.desk_rest_rig import PASSWORD, desk

pytestmark = needs_browser


async def test_people_and_ones_own_account(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, visitors(rig.url) as people:
        root = await people.new("root")
        await root.page.get_by_role("link", name="人员").click()
        await root.page.get_by_role("heading", level=1, name="人员").wait_for()
        await root.check()
        await root.picture("web-people")
        await root.page.get_by_role("link", name="li", exact=True).click()
        await root.page.get_by_role("button", name="结束全部登录").click()
        await root.page.get_by_role("dialog").get_by_role("button", name="取消").click()
        await root.check()
        await root.go("/people/new")
        await root.check()
        li = await people.new("li", width=PHONE)
        await li.go("/me")
        await li.check()
        await li.page.locator("form[action='/me/second-step']").get_by_label("现在的密码").fill(PASSWORD)
        await li.press("开启动态验证码")
        await li.page.get_by_role("img", name="二维码").wait_for()
        await li.check()


async def test_registering_and_searching_fit_every_window(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, visitors(rig.url) as people:
        for width in (1280, PHONE):
            chief = await people.new("chief", width=width)
            for path in ("/tickets/new", "/tickets", "/work"):
                await chief.go(path)
                await chief.check()
        await chief.page.get_by_role("button", name="菜单").click()
        await chief.press("English")
        pages = ("/letters", "/letters/sent", "/visits", "/visits/new", "/visits/made", "/visits/case", "/homes")
        for path in ("/tickets/new", "/tickets", "/me", "/complain", "/nowhere", *pages):
            await chief.go(path)
            left = await chief.page.evaluate(
                "[...document.querySelector('main').innerText].filter(one => /[一-鿿]/.test(one)).join('')"
            )
            assert left.replace("chief明", "").replace("明", "") == "", f"{path}: {left}"
