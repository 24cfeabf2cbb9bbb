"""Sites, teams and departments in a real browser: made, renamed, switched off, taken away after asking."""

from pathlib import Path

from tests.browser.browser_rig import PHONE, Visitor, Visitors, needs_browser, visitors
from tests.integration.desk_rest_rig import DeskRig, desk

pytestmark = needs_browser


async def made(root: Visitor) -> None:
    """A site with two buildings, and a team of it."""
    page = root.page
    await page.get_by_role("link", name="新建管理处").click()
    await page.get_by_label("代码").fill("青山")
    await page.get_by_label("名称").fill("青山管理处")
    await page.get_by_label("楼栋").fill("1、2 3")
    await root.press("保存")
    await root.sees("只能用小写字母、数字")
    await root.check()
    await page.get_by_label("代码").fill("qingshan")
    await root.press("保存")
    await root.sees("已保存")
    await page.get_by_role("link", name="新建班组").click()
    await page.get_by_label("代码").fill("early")
    await page.get_by_label("名称").fill("早班")
    await page.get_by_label("管理处").select_option(label="青山管理处")
    await root.press("保存")
    await page.get_by_role("link", name="早班").wait_for()
    await root.check()


async def places(rig: DeskRig) -> dict[str, tuple[str, bool]]:
    """Name and state of every site and team."""
    found = await rig.get("root", "/api/organisation")
    return {one["key"]: (one["name"], one["active"]) for one in (*found["sites"], *found["teams"])}


async def on_a_telephone(rig: DeskRig, people: Visitors) -> None:
    """It fits, in the dark too, and is for administrators."""
    assert (
        await rig.ask("root", "PUT", "/api/organisation/sites/a", {"key": "a", "name": "绿水管理处"})
    ).status_code == 200
    root = await people.new("root", width=PHONE, dark=True)
    for path in ("/organisation", "/organisation/sites/a", "/organisation/teams/new"):
        await root.go(path)
        await root.check()
    await root.go("/organisation")
    await root.picture("web-organisation-phone")
    chief = await people.new("chief")
    await chief.go("/organisation/sites/a")
    await chief.sees("您的角色没有这个权限")


async def test_made_renamed_switched_off_and_taken_away(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, visitors(rig.url) as people:
        root = await people.new("root")
        await root.page.get_by_role("link", name="管理处与班组").click()
        await root.sees("只有一个管理处时不用建立")
        await root.check()
        await made(root)
        li = f"/api/agents/{rig.people['li'].agent_id}"
        assert (await rig.ask("root", "PATCH", li, {"team": "early"})).status_code == 200
        await root.page.get_by_role("link", name="早班").click()
        await root.page.get_by_label("名称").fill("早班一组")
        await root.press("保存")
        await root.page.get_by_role("link", name="早班一组").click()
        await root.sees("li 明")
        await root.picture("web-place")
        await root.press("停用")
        dialog = root.page.get_by_role("dialog")
        await dialog.get_by_text("现有 1 人保留不动").wait_for()
        await root.check()
        await dialog.get_by_role("button", name="取消").click()
        assert (await places(rig))["early"] == ("早班一组", True)
        await root.press("停用")
        await dialog.get_by_role("button", name="停用").click()
        await root.page.get_by_role("status").get_by_text("已停用").wait_for()
        await root.check()
        assert (await places(rig))["early"] == ("早班一组", False)
        await root.go("/people/new")
        assert "早班一组" not in await root.page.get_by_label("班组").inner_text()
        await root.go(f"/people/{rig.people['li'].agent_id}")
        assert await root.page.get_by_label("班组").input_value() == "early", "who is there stays"
        await root.go("/organisation/teams/early")
        await root.press("删除")
        await dialog.get_by_role("button", name="删除").click()
        await root.sees("还有 1 人、0 个班组属于这里，请先调走")
        await root.check()
        assert (await rig.ask("root", "PATCH", li, {"team": ""})).status_code == 200
        await root.press("删除")
        await dialog.get_by_role("button", name="删除").click()
        await root.page.get_by_role("status").get_by_text("已删除").wait_for()
        assert set(await places(rig)) == {"qingshan"}
        changes = [(who, what) for who, what, subject in await rig.opened() if subject == "early"]
        assert changes[-3:] == [("root", "team_saved"), ("root", "team_saved"), ("root", "team_deleted")]
        await on_a_telephone(rig, people)
