"""The year's training in a real browser: a session is planned, its attendance noted, and who is due is seen."""

import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.browser.browser_rig import PHONE, needs_browser, visitors
from tests.integration.desk_rest_rig import desk
from tests.unit.api import desk_samples as sample

pytestmark = needs_browser
ZONE = ZoneInfo(sample.ZONE)


async def test_a_session_is_planned_and_who_did_not_attend_is_due(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, visitors(rig.url) as people:
        day = datetime.fromtimestamp(time.time(), ZONE).date()
        chief = await people.new("chief")
        await chief.page.get_by_role("link", name="质检考评").click()
        await chief.page.get_by_role("link", name="年度培训").click()
        await chief.sees("还没有安排：")
        await chief.check()
        await chief.page.get_by_label("培训内容").select_option("complaints")
        await chief.page.get_by_label("日期").fill(str(day))
        await chief.page.get_by_label("培训人").fill("周老师")
        await chief.press("列入计划")
        await chief.sees("还没有登记签到")
        await chief.page.get_by_label(f"签到 {day} 投诉处理").click()
        await chief.page.get_by_role("checkbox").first.check()
        await chief.press("保存")
        await chief.sees("签到已登记")
        await chief.check()
        await chief.picture("web-training")
        year = await rig.get("chief", "/api/training/year")
        assert [len(one["attended"]) for one in year["sessions"]] == [1]
        assert sorted(len(one["due"]) for one in year["trainees"]) == [0, *[1] * (len(year["trainees"]) - 1)]
        await chief.page.get_by_label("培训内容").select_option("law")
        await chief.page.get_by_label("日期").fill(str(day))
        await chief.page.get_by_label("培训人").fill("吴老师")
        await chief.press("列入计划")
        await chief.page.get_by_label(f"撤销 {day} 法规与收费").click()
        await chief.page.get_by_role("dialog").get_by_role("button", name="撤销").click()
        await chief.sees("已从计划中撤销")
        assert len((await rig.get("chief", "/api/training/year"))["sessions"]) == 1
        await chief.press("English")
        await chief.sees("Who is due")
        qian = await people.new("qian", width=PHONE)
        await qian.go("/quality/training")
        await qian.sees("周老师")
        await qian.check()
        li = await people.new("li")
        await li.go("/quality/training")
        await li.sees("您的角色没有这个权限")
