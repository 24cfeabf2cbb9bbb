"""Visits by plan and the files of homes in a real browser (VISIT-1, FILE-1)."""

from pathlib import Path

from api.residents.book import ResidentBook
from api.schemas import NewResident
from tests.browser.browser_rig import PHONE, Visitor, Visitors, needs_browser, visitors
from tests.integration.desk_rest_rig import DeskRig, desk

pytestmark = needs_browser
SAID = "楼道灯不亮，晚上看不清台阶"


async def neighbours(rig: DeskRig) -> None:
    """More homes than the one of the rig."""
    book = ResidentBook(rig.database)
    await book.add(
        *[
            NewResident(name=name, building="3", unit="1", room=room, phones=(phone,))
            for name, room, phone in (
                ("陈建国", "101", "13700000101"),
                ("刘洋", "102", "13700000102"),
                ("周敏", "201", "13700000201"),
            )
        ]
    )


async def visited_with_a_case(people: Visitors) -> str:
    """The property manager visits a home on foot, with a telephone, and opens a case; its number."""
    sun = await people.new("sun", width=PHONE)
    await sun.go("/visits")
    await sun.sees("今年共 4 户，已走访 0 户")
    await sun.check()
    await sun.picture("web-visits-phone")
    page = sun.page
    await page.get_by_role("link", name="3-1-502").click()
    await sun.sees("13800001234")
    await sun.check()
    await sun.press("保存")
    await sun.sees("请记下住户说了什么")
    await page.get_by_label("谈话人").fill("王芳")
    await page.get_by_label("住户说了什么").fill(SAID)
    await page.get_by_role("group", name="对服务是否满意").get_by_label("否").check()
    await sun.press("保存并立项")
    await page.get_by_role("heading", level=1, name="走访立项").wait_for()
    await sun.check()
    assert await page.get_by_label("联系电话").input_value() == "13800001234"
    assert await page.get_by_label("发生了什么").input_value() == SAID
    await page.get_by_label("业主要求怎样解决").fill("尽快换灯")
    await page.get_by_label("类别").select_option(label="公共设施损坏")
    await sun.press("保存走访并立项")
    await page.get_by_role("status").get_by_text("走访已记录，并已立项").wait_for()
    await sun.check()
    return await page.locator("a.tag.number").first.inner_text()


async def read_in_the_file(li: Visitor, number: str) -> None:
    """The agent finds the home by the end of a number, reads its file, and notes what it prefers."""
    page = li.page
    await page.get_by_role("link", name="住户档案").click()
    await li.sees("共 4 户")
    await li.check()
    await page.get_by_label("查找").fill("1234")
    await li.press("查找")
    await li.sees("1 件未结投诉")
    await li.check()
    await page.get_by_role("link", name="3-1-502").click()
    await page.get_by_role("link", name=number).first.wait_for()
    await page.get_by_label("联系时间、注意事项等").fill("晚上七点后联系")
    await li.press("保存")
    await page.get_by_role("status").get_by_text("已保存").wait_for()
    await li.check()
    await li.picture("web-home")


async def closed_to_quality(people: Visitors) -> None:
    """QA has no business with homes and visits."""
    qian = await people.new("qian", width=PHONE, dark=True)
    for path in ("/homes/file?home=3%7C1%7C502", "/visits", "/visits/made"):
        await qian.go(path)
        await qian.sees("您的角色没有这个权限")


async def test_a_visit_opens_a_case_and_stands_in_the_file_of_the_home(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, visitors(rig.url) as people:
        await neighbours(rig)
        await closed_to_quality(people)
        assert await rig.opened() == []
        number = await visited_with_a_case(people)
        li = await people.new("li")
        await read_in_the_file(li, number)
        await li.page.get_by_role("link", name="记录走访").click()
        await li.sees(SAID)
        await li.page.get_by_label("家中无人").check()
        await li.press("保存")
        await li.page.get_by_role("status").get_by_text("走访已记录").wait_for()
        await li.go("/visits/new")
        await li.page.get_by_label("楼栋房号").fill("9-9-9")
        await li.press("保存")
        await li.sees("名册里没有这一户")
        await li.check()
        opened = await rig.opened()
        assert {("li", "home_file", "3|1|502"), ("sun", "visits", "3|1|502")} <= set(opened)
        assert ("li", "home_search", "3|1|502") in opened
        file = await rig.get("li", "/api/homes/file", home="3|1|502")
        assert [one["outcome"] for one in file["visits"]] == ["absent", "met"]
        assert file["preferences"]["text"] == "晚上七点后联系"
