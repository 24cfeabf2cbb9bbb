"""Shifts in a real browser: planned, refused with the reason, read by who may."""

import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.browser.browser_rig import PHONE, needs_browser, visitors
from tests.integration.desk_rest_rig import desk
from tests.unit.api import desk_samples as sample

pytestmark = needs_browser
ZONE = ZoneInfo(sample.ZONE)


async def test_a_supervisor_plans_a_week_and_two_shifts_that_touch_are_refused(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, visitors(rig.url) as people:
        morrow = datetime.fromtimestamp(time.time(), ZONE).date() + timedelta(days=1)
        chief = await people.new("chief")
        await chief.go("/reports/shifts")
        await chief.page.get_by_role("heading", level=1, name="排班").wait_for()
        await chief.check()
        names = [one["zh"] for one in (await rig.get("chief", "/api/shifts", day=str(morrow)))["days"][0]["shifts"]]
        for name in names[:2]:
            row = chief.page.get_by_role("listitem").filter(has=chief.page.get_by_label(f"排 {morrow} {name}"))
            await row.get_by_label(f"排 {morrow} {name}").click()
            await row.get_by_role("checkbox").first.check()
            await row.get_by_role("button", name="保存").click()
            await chief.page.get_by_text("排班已保存" if name == names[0] else "连续在岗超过 8 小时").first.wait_for()
        await chief.check()
        day = (await rig.get("chief", "/api/shifts", day=str(morrow)))["days"][0]
        assert [len(one["crew"]) for one in day["shifts"]][:2] == [1, 0]
        await chief.go("/reports/shifts")
        await chief.picture("web-shifts")
        await chief.press("English")
        await chief.sees("Week after")
        qian = await people.new("qian", width=PHONE)
        await qian.go(f"/reports/shifts?day={morrow}")
        await qian.sees(day["shifts"][0]["crew"][0]["name"])
        assert await qian.page.get_by_text("排人", exact=True).count() == 0
        await qian.check()
        li = await people.new("li")
        await li.page.get_by_role("link", name="排班").click()
        await li.page.get_by_role("heading", level=1, name="排班").wait_for()
        assert await li.page.get_by_text("排人", exact=True).count() == 0
        await li.check()
