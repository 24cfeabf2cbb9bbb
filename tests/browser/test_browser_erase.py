"""Erasing a person in a real browser: what stands against it is said; what can be done is looked at, then done."""

from pathlib import Path

from tests.browser.browser_rig import PHONE, needs_browser, visitors
from tests.integration.desk_rest_rig import desk

pytestmark = needs_browser


async def test_an_administrator_erases_a_person(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, visitors(rig.url) as people:
        root = await people.new("root")
        await root.page.get_by_role("link", name="删除个人资料").click()
        await root.page.get_by_label("查找住户").fill("wangfang")
        await root.press("查找")
        await root.check()
        await root.page.get_by_role("link", name="王芳 3-1-502").click()
        await root.page.get_by_label("依据").fill("11月20日书面申请")
        await root.press("核对将删除的内容")
        await root.sees("现在不能删除，请先办完：")
        await root.sees("通话尚未结束（1）：t1")
        await root.check()
        await root.picture("web-erase-not-now")
        await root.page.get_by_role("link", name="返回").click()
        await root.page.get_by_text("不在名册里的来电人").click()
        await root.page.get_by_label("电话号码").fill("139 0000 5678")
        await root.page.get_by_label("依据").fill("来电要求")
        await root.press("核对将删除的内容")
        await root.sees("统计数字不变")
        await root.check()
        await root.picture("web-erase")
        await root.press("确认删除")
        await root.page.get_by_role("dialog").get_by_role("button", name="确认删除").click()
        await root.sees("已删除，已写入查阅记录")
        await root.sees("来电要求")
        await root.check()
        await root.picture("web-erase-done")
        on_the_phone = await people.new("root", width=PHONE)
        await on_the_phone.go("/erase")
        await on_the_phone.check()
        calls = await rig.get("root", "/api/calls/c2")
        assert calls["call"]["number"].startswith("已删除")
