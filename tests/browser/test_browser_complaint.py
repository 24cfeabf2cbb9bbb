"""One complaint from the resident's telephone to its closing, through the pages of all who have to do with it."""

import re
from pathlib import Path

from api.schemas import AgentChange
from tests.browser.browser_rig import PHONE, Visitor, Visitors, needs_browser, visitors
from tests.integration.desk_rest_rig import DeskRig, desk

pytestmark = needs_browser
MATTER = "3号楼电梯反复停在5层，今天上午困人约二十分钟"


async def sent_by_a_resident(people: Visitors) -> str:
    """The number of a complaint that a resident sends from a telephone, after a first try with something missing."""
    resident = await people.new(width=PHONE)
    await resident.go("/complain")
    await resident.check()
    await resident.picture("web-complain-phone")
    page = resident.page
    await page.get_by_label("是哪方面的问题").select_option(label="电梯故障")
    await page.get_by_label("发生了什么").fill(MATTER)
    await page.get_by_label("希望怎样解决").fill("今天修好，并给个说法")
    await page.get_by_label("楼栋房号或地点").fill("3-1-502")
    await page.get_by_label("您的称呼").fill("王女士")
    await page.get_by_label("联系电话").fill("不知道")
    await resident.press("提交投诉")
    await resident.sees("电话号码不对，只能是数字")
    assert await page.get_by_label("发生了什么").input_value() == MATTER
    await resident.check()
    await page.get_by_label("联系电话").fill("13800001234")
    await resident.press("提交投诉")
    await resident.sees("投诉已收到")
    await resident.check()
    await resident.picture("web-complain-received")
    found = re.search(r"TS[0-9]{8}-[0-9]{4}", await page.inner_text("main"))
    assert found is not None
    return found[0]


async def step(who: Visitor, name: str, said: str, **fields: str) -> None:
    """Take a step of the ticket that is shown: open its form, fill in fields by label, send, read what is said."""
    form = who.page.locator("details.act", has=who.page.get_by_text(name, exact=True)).first
    if await form.count() and await form.get_attribute("open") is None:
        await form.locator("summary").click()
    within = form if await form.count() else who.page.locator(".act-now")
    for label, value in fields.items():
        await within.get_by_label(label).first.fill(value)
    await within.get_by_role("button", name=name, exact=True).click()
    await who.page.get_by_role("status").get_by_text(said).wait_for()


async def open_from_worklist(who: Visitor, waits: str) -> None:
    """Open the complaint from the worklist, where it stands with what it waits for."""
    await who.go("/work")
    await who.sees(waits)
    await who.page.get_by_role("link", name=MATTER).first.click()
    await who.page.get_by_role("heading", level=1, name=MATTER).wait_for()


async def engineers(rig: DeskRig) -> None:
    """ma answers for the engineers; people have names, for the pictures."""
    changes = {
        "ma": AgentChange(name="马建国", departments=("engineering",)),
        "li": AgentChange(name="李娜"),
        "chief": AgentChange(name="赵强"),
    }
    for login, change in changes.items():
        path = f"/api/agents/{rig.people[login].agent_id}"
        assert (await rig.ask("root", "PATCH", path, change)).status_code == 200


async def at_the_department(people: Visitors) -> None:
    """The head of the department signs, takes it in hand and returns the filled form, on a telephone."""
    ma = await people.new("ma", width=PHONE)
    await open_from_worklist(ma, "待签收")
    await ma.check()
    await ma.picture("web-ticket-phone")
    await step(ma, "签收", "已签收")
    await step(ma, "开始处理", "已开始处理")
    await step(
        ma, "交回处理表", "处理表已交回", 原因="门机皮带断裂", 处理措施="更换皮带并试运行", 处理结果="电梯已恢复运行"
    )
    await ma.check()


async def closed_by_the_centre(li: Visitor, number: str) -> None:
    """Settled, told, checked, followed up, closed: each step is offered when its time has come."""
    await open_from_worklist(li, "待办结")
    await step(li, "答复业主", "答复已登记", 告知业主的内容="已派人抢修，今天恢复")
    await step(li, "办结", "已办结")
    await li.sees("销项前还缺")
    await step(li, "告知业主结果", "已登记告知", 告知业主的内容="皮带已更换，电梯恢复")
    await step(li, "核实结果", "核实已登记", 怎样核实的="现场乘梯试运行正常")
    await li.page.get_by_label("满意", exact=True).check()
    await step(li, "登记回访", "回访已登记", 回访情况="业主认可，表示感谢")
    form = li.page.locator("details.act", has=li.page.get_by_text("销项", exact=True)).first
    await form.get_by_role("button", name="销项").click()
    dialog = li.page.get_by_role("dialog")
    await dialog.get_by_text("确定销项吗").wait_for()
    await li.check()
    await dialog.get_by_role("button", name="取消").click()
    await form.get_by_role("button", name="销项").click()
    await dialog.get_by_role("button", name="销项").click()
    await li.page.get_by_role("status").get_by_text("已销项").wait_for()
    await li.sees("投诉已经结束")
    assert li.page.url.endswith(f"/tickets/{number}?done=close")


async def test_from_the_residents_telephone_to_the_closing(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, visitors(rig.url) as people:
        await engineers(rig)
        number = await sent_by_a_resident(people)
        li = await people.new("li")
        await open_from_worklist(li, "待送达责任部门")
        await li.check()
        await li.picture("web-ticket")
        await step(li, "送达责任部门", "已送达责任部门")
        await at_the_department(people)
        await closed_by_the_centre(li, number)
        await li.check()
        await li.picture("web-ticket-closed")
        assert (await rig.get("chief", f"/api/tickets/{number}"))["state"] == "closed"


async def test_what_may_not_be_is_not_offered_and_what_came_too_late_is_told(tmp_path: Path) -> None:
    """Two people have the same ticket open; the second one hears that the step was taken already."""
    async with desk(tmp_path) as rig, visitors(rig.url) as people:
        await engineers(rig)
        number = await sent_by_a_resident(people)
        li, chief = await people.new("li"), await people.new("chief")
        await open_from_worklist(li, "待送达责任部门")
        assert await li.page.get_by_role("button", name="销项", exact=True).count() == 0
        await open_from_worklist(chief, "待送达责任部门")
        await step(li, "送达责任部门", "已送达责任部门")
        await chief.page.get_by_role("button", name="送达责任部门", exact=True).click()
        await chief.page.get_by_role("alert").get_by_text("投诉单已经在这个部门").wait_for()
        await chief.check()
        qian = await people.new("qian")
        await qian.go(f"/tickets/{number}")
        await qian.sees("王**")
        assert "13800001234" not in await qian.page.inner_text("body")
        await qian.check()
