"""A session that ends while somebody types loses nothing, and what was typed is nobody else's."""

from pathlib import Path

from tests.browser.browser_rig import Visitor, Visitors, needs_browser, visitors
from tests.integration.desk_rest_rig import PASSWORD, DeskRig, desk
from tests.unit.api import desk_samples as sample

pytestmark = needs_browser
MATTER = "3号楼大厅的灯一周没亮了"
BACK = "已恢复上次没有提交的内容"
KEPT = "sessionStorage.getItem('sanxiang-drafts') || ''"


async def session_ends(rig: DeskRig, login: str) -> None:
    """An administrator ends every session of this person."""
    answer = await rig.ask("root", "DELETE", f"/api/agents/{rig.people[login].agent_id}/sessions")
    assert answer.status_code < 300, answer.text


async def signs_in_again(who: Visitor, login: str) -> None:
    await who.page.get_by_label("工号").fill(login)
    await who.page.get_by_label("密码").fill(PASSWORD)
    await who.press("登录")


async def fill_in(who: Visitor) -> None:
    """The form of a complaint, with a choice and a tick."""
    page = who.page
    await page.get_by_label("联系人").fill("王芳")
    await page.get_by_label("联系电话").fill("13800001234")
    await page.get_by_label("楼栋房号或地点").fill("3-1-502")
    await page.get_by_label("发生了什么").fill(MATTER)
    await page.get_by_label("业主要求怎样解决").fill("换灯")
    await page.get_by_label("类别").select_option(label="公共设施损坏")
    await page.get_by_label("本中心自己处理").check()


async def a_form_comes_back_filled(rig: DeskRig, people: Visitors) -> None:
    """What is sent after the session ended."""
    li = await people.new("li")
    await li.go("/tickets/new")
    await fill_in(li)
    await session_ends(rig, "li")
    await li.press("登记")
    await li.page.wait_for_url("**/sign-in?next=/tickets/new")
    await signs_in_again(li, "li")
    await li.sees(BACK)
    await li.check()
    assert await li.page.get_by_label("发生了什么").input_value() == MATTER
    assert await li.page.get_by_label("类别").evaluate("field => field.value") == "public_facilities"
    assert await li.page.get_by_label("本中心自己处理").is_checked()
    await li.press("登记")
    await li.page.get_by_role("status").get_by_text("投诉已登记").wait_for()
    assert MATTER not in await li.page.evaluate(KEPT), "what was taken is kept no longer"
    await li.go("/tickets/new")
    assert await li.page.get_by_label("发生了什么").input_value() == ""


async def a_step_comes_back_open(rig: DeskRig, people: Visitors) -> None:
    """The form of a step within a ticket, opened where it was."""
    new = {"complaint": sample.complaint(), "channel": "visit"}
    number = (await rig.ask("li", "POST", "/api/tickets", new)).json()["ticket"]["number"]
    li = await people.new("li")
    await li.go(f"/tickets/{number}")
    await li.page.locator("summary", has_text="其他处理").click()
    form = li.page.locator("details.act", has=li.page.get_by_text("补充记录", exact=True))
    await form.locator("summary").click()
    await form.get_by_label("内容").fill("业主说晚上才在家")
    await session_ends(rig, "li")
    await form.get_by_role("button", name="补充记录").click()
    await signs_in_again(li, "li")
    await form.get_by_text(BACK).wait_for()
    assert await form.get_by_label("内容").is_visible()
    assert await form.get_by_label("内容").input_value() == "业主说晚上才在家"
    await li.check()
    await form.get_by_role("button", name="清除").click()
    assert await form.get_by_label("内容").input_value() == ""
    await li.go(f"/tickets/{number}")
    assert await li.page.get_by_text(BACK).count() == 0


async def nobody_else_sees_it(rig: DeskRig, people: Visitors) -> None:
    """Somebody else who signs in there sees nothing of it, and signing out deletes it; passwords are never kept."""
    li = await people.new("li")
    await li.go("/tickets/new")
    await fill_in(li)
    assert MATTER in await li.page.evaluate(KEPT)
    await session_ends(rig, "li")
    await li.press("登记")
    await signs_in_again(li, "chief")
    await li.page.get_by_role("heading", level=1, name="登记投诉").wait_for()
    assert await li.page.get_by_label("发生了什么").input_value() == ""
    assert MATTER not in await li.page.evaluate(KEPT)
    await li.page.get_by_label("发生了什么").fill("另一件事")
    assert "另一件事" in await li.page.evaluate(KEPT)
    li.page.once("dialog", lambda dialog: dialog.accept())
    await li.press("退出")
    await li.page.wait_for_url("**/sign-in")
    assert "另一件事" not in await li.page.evaluate(KEPT)
    zhao = await people.new("zhao")
    await zhao.go("/me")
    await zhao.page.get_by_label("现在的密码").first.fill("typed by mistake")
    assert "typed by mistake" not in await zhao.page.evaluate(KEPT)


async def test_a_session_that_ends_while_somebody_types_loses_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, visitors(rig.url) as people:
        await a_step_comes_back_open(rig, people)
        await a_form_comes_back_filled(rig, people)
        await nobody_else_sees_it(rig, people)
