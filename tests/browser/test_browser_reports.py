"""Reports in a real browser: the month's complaints with plots, for whoever may see figures."""

import random
import time
from pathlib import Path
from zoneinfo import ZoneInfo

from api.briefs.span import Every, span_at
from api.reports.month import month_of
from api.reports.tables import TicketCountRow
from api.surveys.tables import SatisfactionRow
from tests.browser.browser_rig import PHONE, needs_browser, visitors
from tests.integration.desk_rest_rig import DeskRig, desk
from tests.simulated_day import simulate
from tests.simulated_rows import write_rows
from tests.unit.api import desk_samples as sample

pytestmark = needs_browser
ZONE = ZoneInfo(sample.ZONE)
MONTH = month_of(time.time(), ZONE)
KINDS = ("water_leak", "renovation_noise", "parking", "lift_fault", "cleaning", "pests")
DEPARTMENTS = ("engineering", "security", "cleaning")
CLOCKS = ("SLA-1:signed=m,SLA-7:replied=m", "SLA-1:signed=m,SLA-7:replied=x", "SLA-1:signed=r")


def complained(chance: random.Random, number: int, at: float) -> TicketCountRow:
    """One complaint as it is counted."""
    building, room = chance.choice("1234"), chance.randrange(101, 130)
    return TicketCountRow(
        number=f"TS{number}",
        registered_at=at,
        kind=chance.choice(KINDS),
        nature=chance.choice(("valid", "asking", "venting")),
        weight=chance.choice(("slight", "slight", "important", "grave")),
        content=chance.choice(("equipment", "attitude", "quality")),
        department=chance.choice(DEPARTMENTS),
        channel=chance.choice(("call", "call", "visit", "letter")),
        site="",
        building=building,
        home=f"{building}|1|{room}",
        done=chance.random() < 0.8,
        ended=chance.random() < 0.6,
        satisfaction=chance.choice(("satisfied", "satisfied", "unsatisfied", "unreached", "")),
        clocks=chance.choice(CLOCKS),
    )


async def months_of_complaints(rig: DeskRig) -> None:
    """Complaints of this month up to now, of the month before and of last year, and two questionnaires of today."""
    chance = random.Random(5)
    rows: list[TicketCountRow | SatisfactionRow] = []
    for month, count in ((MONTH, 60), (MONTH.before, 50), (MONTH.year_before, 40)):
        since, until = month.span(ZONE)
        until = min(until, time.time())
        rows += [complained(chance, len(rows) + n, chance.uniform(since, until)) for n in range(count)]
    for number, content in enumerate((True, False)):
        rows.append(
            SatisfactionRow(
                said_id=f"s{number}",
                at=time.time() - 1,
                source="survey",
                ticket_number="",
                department="engineering",
                building="3",
                content=content,
                overall=5 if content else 2,
                aspect_content=4,
                aspect_quality=4,
                aspect_attitude=4,
                comment="",
            )
        )
    async with rig.database.writing() as session:
        session.add_all(rows)


async def test_the_month_with_its_plots_on_a_wide_screen_and_a_phone(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, visitors(rig.url) as people:
        await months_of_complaints(rig)
        chief = await people.new("chief")
        await chief.page.get_by_role("link", name="统计报表").click()
        await chief.page.get_by_role("heading", level=1, name="投诉月报").wait_for()
        row = chief.page.get_by_role("row", name="投诉总数").first
        assert (await row.get_by_role("cell").nth(0).inner_text()) == "60"
        row = chief.page.get_by_role("row", name="收回问卷").first
        assert (await row.get_by_role("cell").nth(0).inner_text()) == "2"
        drawn = "images => images.every(one => one.complete && one.naturalWidth > 100)"
        assert await chief.page.locator(".plots img").evaluate_all(drawn)
        await chief.check()
        await chief.picture("web-month")
        await chief.page.get_by_role("link", name="上个月").click()
        await chief.sees("全月统计")
        await chief.press("English")
        await chief.sees("Time limits kept")
        await chief.check()
        phone = await people.new("sun", width=PHONE, dark=True)
        await phone.go(f"/reports/months/{MONTH}")
        await phone.check()
        await phone.picture("web-month-phone")


async def test_who_may_not_see_figures_has_no_such_page(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, visitors(rig.url) as people:
        li = await people.new("li")
        assert await li.page.get_by_role("link", name="统计报表").count() == 0
        await li.go(f"/reports/months/{MONTH}")
        await li.sees("您的角色没有这个权限")
        await li.check()


async def test_the_supervisor_hands_in_the_day_and_the_manager_hears_of_it(tmp_path: Path) -> None:
    day = span_at(Every.DAY, sample.NOON, ZONE).key
    async with desk(tmp_path) as rig, visitors(rig.url) as people:
        chief = await people.new("chief")
        await chief.go("/reports/briefs")
        await chief.sees("正在计时")
        await chief.check()
        await chief.picture("web-briefs")
        await chief.go(f"/reports/briefs/{day}")
        await chief.check()
        await chief.page.get_by_label("小结与问题").fill("全天接听正常，3号楼漏水已止。")
        await chief.page.get_by_label("下步安排").fill("明日回访3-1-502。")
        await chief.press("上报")
        await chief.page.get_by_role("status").get_by_text("已上报").wait_for()
        await chief.check()
        await chief.picture("web-brief")
        sun = await people.new("sun", width=PHONE)
        await sun.check()
        await sun.page.get_by_role("link", name="客服日工作小结已可查阅").click()
        await sun.sees("明日回访3-1-502。")
        assert await sun.page.get_by_role("button", name="上报").count() == 0
        await sun.check()
        await sun.go("/work")
        assert await sun.page.get_by_role("link", name="客服日工作小结已可查阅").count() == 0


async def test_calls_of_a_day_with_plots_and_by_its_fields(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, visitors(rig.url) as people:
        await write_rows(rig.database, simulate(calls=300, agents=6))
        qian = await people.new("qian")
        await qian.page.get_by_role("link", name="统计报表").click()
        await qian.page.get_by_role("link", name="话务历史").click()
        await qian.page.get_by_label("从").fill("2026-11-23")
        await qian.page.get_by_label("到").fill("2026-11-23")
        await qian.page.get_by_label("时段", exact=True).select_option("hour")
        await qian.press("统计")
        await qian.sees("11-23 09:00")
        drawn = "images => images.every(one => one.complete && one.naturalWidth > 100)"
        assert await qian.page.locator(".plots img").evaluate_all(drawn)
        await qian.check()
        await qian.picture("web-report-calls")
        await qian.page.get_by_label("楼栋", exact=True).select_option("2")
        await qian.press("统计")
        await qian.sees("2026-11-23，2号楼")
        await qian.page.get_by_label("从").fill("2026-11-24")
        await qian.press("统计")
        await qian.sees("起始日期晚于截止日期")
        await qian.check()
        await qian.page.set_viewport_size({"width": PHONE, "height": 800})
        await qian.go("/reports/calls?from=2026-11-23&to=2026-11-23&step=day")
        await qian.check()


async def test_a_plan_by_its_fields(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, visitors(rig.url) as people:
        await write_rows(rig.database, simulate(calls=300, agents=6))
        chief = await people.new("chief")
        await chief.go("/reports/plan?day=2026-11-30&weeks=1")
        await chief.sees("09:15")
        await chief.check()
        await chief.page.get_by_label("假如半小时来电").fill("100")
        await chief.page.get_by_label("平均处理时长").fill("180")
        await chief.page.get_by_label("应答目标").fill("20")
        await chief.page.get_by_label("目标比例").fill("80")
        await chief.press("测算")
        await chief.sees("需要 14 名坐席")
        assert await chief.page.get_by_role("row", name="14 够用").get_by_role("cell").first.inner_text() == "88.8%"
        await chief.check()
        await chief.picture("web-report-plan")
        await chief.page.set_viewport_size({"width": PHONE, "height": 800})
        await chief.go("/reports/plan?aim=200&day=2026-11-30")
        await chief.sees("1 到 99.9 之间的数")
        await chief.check()
