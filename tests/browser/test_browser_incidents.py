"""Report at once in a real browser (SEC-2): an agent reports, the manager sees it at the top of the work and takes
it."""

from pathlib import Path

from tests.browser.browser_rig import PHONE, needs_browser, visitors
from tests.integration.desk_rest_rig import desk

pytestmark = needs_browser


async def test_reported_seen_first_and_taken(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, visitors(rig.url) as people:
        li = await people.new("li", width=PHONE)
        await li.page.get_by_role("button", name="菜单").click()
        await li.page.get_by_role("link", name="立即报告").click()
        await li.check()
        await li.page.get_by_label("情况").select_option(label="危及设备")
        await li.page.get_by_label("发生了什么").fill("配电房冒烟，已通知工程部")
        await li.press("立即报告")
        await li.sees("已报告，主管和经理马上看到")
        await li.sees("等待接手")
        await li.check()
        sun = await people.new("sun")
        await sun.sees("配电房冒烟")
        await sun.check()
        await sun.picture("web-incidents")
        await sun.go("/tickets")
        await sun.page.get_by_role("link", name="立即报告：1 件等待接手").click()
        await sun.page.get_by_text("接手", exact=True).click()
        await sun.page.get_by_label("怎样处理").fill("已断电，人在现场")
        await sun.check()
        await sun.press("确认接手")
        await sun.sees("已接手")
        assert await sun.page.get_by_text("配电房冒烟").count() == 0
        await li.go("/incidents")
        await li.sees("已断电，人在现场")
        dark = await people.new("chief", dark=True)
        await dark.go("/incidents")
        await dark.sees("sun 明 接手")
        await dark.check()
