"""Letters that wait, in a real browser: read, registered as a complaint, put to one, thrown away with a reason."""

import asyncio
from pathlib import Path

from api.mail.tables import AttachmentRow, LetterRow, SentMailRow
from api.schemas.mail import Fate
from api.schemas.outbox import OutState
from tests.browser.browser_rig import PHONE, Visitor, Visitors, needs_browser, visitors
from tests.integration.desk_rest_rig import DeskRig, desk
from tests.unit.api import desk_samples as sample

pytestmark = needs_browser
LIFT = "电梯又坏了，请尽快修"
NEVER_DELIVERED = "快递一直没收到"


def letter(letter_id: str, subject: str, text: str, *, of_letter: str = "", fate: Fate = Fate.HELD) -> LetterRow:
    return LetterRow(
        letter_id=letter_id,
        message_id=f"<{letter_id}@example.cn>",
        received_at=sample.NOON,
        sender="wang@example.cn",
        sender_name="王芳",
        subject=subject,
        text=text,
        fate=fate,
        why="phone; place" if fate is Fate.HELD else "",
        ticket_number="",
        decided_by="",
        decided_at=None,
        of_letter=of_letter,
    )


async def arrived(rig: DeskRig) -> None:
    """Three letters that wait; the first one was added to, and has a picture with it."""
    async with rig.database.writing() as session:
        session.add_all(
            [
                letter("l1", LIFT, "您好，\n我们这栋的电梯又坏了，老人上不了楼。\n<script>alert(1)</script>"),
                letter("l2", NEVER_DELIVERED, "门卫说没有"),
                letter("l3", "优惠装修", "全场五折"),
            ]
        )
        await session.flush()
        session.add(letter("l4", "Re: 请补充来信内容", "3-1-502", of_letter="l1", fate=Fate.ANSWER))
        picture = {"part_id": "p1", "name": "电梯.jpg", "media_type": "image/jpeg", "size": 4, "content": b"JPEG"}
        session.add(AttachmentRow(letter_id="l1", **picture))


async def registered(li: Visitor) -> str:
    """The first letter becomes a complaint once its telephone number was found out; the complaint's number."""
    page = li.page
    await page.get_by_role("link", name=LIFT).click()
    await li.sees("补充来信")
    await li.check()
    await li.picture("web-letter")
    async with page.expect_download() as saved:
        await page.get_by_role("link", name="下载 电梯.jpg").click()
    assert await asyncio.to_thread(Path(await (await saved.value).path()).read_bytes) == b"JPEG"
    assert await page.get_by_label("楼栋房号或地点").input_value() == "3-1-502"
    await page.get_by_label("联系电话").fill("不知道")
    await page.get_by_role("button", name="登记为投诉").click()
    await li.sees("电话号码不对，只能是数字")
    await li.check()
    await page.get_by_label("联系电话").fill("13800001234")
    await page.get_by_role("button", name="登记为投诉").click()
    await page.get_by_role("status").get_by_text("投诉已登记").wait_for()
    return page.url.rpartition("/")[2].partition("?")[0]


async def sent_again(rig: DeskRig, people: Visitors) -> None:
    """What was given up is sent again."""
    row = {
        "mail_id": "m1",
        "purpose": "handover",
        "cause": "7",
        "recipient": "gongcheng@example.cn",
        "content": b"",
    }
    times = {"created_at": sample.NOON, "next_at": sample.NOON, "sent_at": None, "tries": 9}
    async with rig.database.writing() as session:
        session.add(
            SentMailRow(
                **row,
                **times,
                subject="[TS20261123-0001] 请签收",
                message_id="<m1@x>",
                ticket_number="",
                state=OutState.DEAD,
                last_error="550 no such user",
            )
        )
    li = await people.new("li", width=PHONE)
    await li.go("/letters")
    await li.page.get_by_role("link", name="我方去信").click()
    await li.sees("550 no such user")
    await li.check()
    await li.page.get_by_role("button", name="重新发送").click()
    await li.page.get_by_role("status").get_by_text("已重新交付发送").wait_for()
    await li.sees("待发送")
    await li.check()
    (kept,) = (await rig.get("li", "/api/mail/sent"))["items"]
    assert (kept["state"], kept["tries"]) == ("waiting", 0)


async def closed_to_quality(rig: DeskRig, people: Visitors) -> None:
    """Who has no right to letters sees no way there."""
    qian = await people.new("qian")
    assert await qian.page.get_by_role("link", name="来信", exact=True).count() == 0
    await qian.go("/letters/l1")
    await qian.sees("您的角色没有这个权限")
    assert ("qian", "letter", "l1") not in await rig.opened()


async def test_letters_are_read_registered_put_to_one_and_thrown_away(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, visitors(rig.url) as people:
        await arrived(rig)
        li = await people.new("li")
        await li.page.get_by_role("link", name="来信", exact=True).click()
        await li.sees("缺联系电话、缺楼栋房号")
        await li.check()
        await li.picture("web-letters")
        number = await registered(li)
        await li.go("/letters/l2")
        await li.page.get_by_text("归入已有投诉单").click()
        await li.page.get_by_label("投诉单号").fill("TS20200101-0001")
        await li.press("归入")
        await li.sees("没有这张投诉单，或者您无权查看")
        await li.check()
        await li.page.get_by_label("投诉单号").fill(number)
        await li.press("归入")
        await li.page.get_by_role("status").get_by_text("已归入投诉单").wait_for()
        chief = await people.new("chief", width=PHONE, dark=True)
        await chief.go("/letters/l3")
        await chief.check()
        await chief.page.locator("summary", has_text="不是投诉").click()
        await chief.page.get_by_label("理由").fill("广告")
        await chief.press("不是投诉")
        await chief.page.get_by_role("dialog").get_by_role("button", name="不是投诉").click()
        await chief.page.get_by_role("status").get_by_text("已记为不是投诉").wait_for()
        await chief.sees("没有等待处理的来信")
        await chief.check()
        kept = {one["letter_id"]: one for one in (await rig.get("li", "/api/mail/letters"))["items"]}
        assert {name: one["ticket_number"] for name, one in kept.items()} == {
            "l1": number,
            "l2": number,
            "l3": "",
            "l4": number,
        }
        assert (kept["l3"]["fate"], kept["l3"]["why"]) == ("dismissed", "广告")
        assert {("li", "letter", "l1"), ("li", "letter_attachment", "l1")} <= set(await rig.opened())
        await sent_again(rig, people)
        await closed_to_quality(rig, people)
