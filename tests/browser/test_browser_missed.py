"""The duty list in a real browser: worked down to zero, by whom, and what each role may do about it."""

import time
from pathlib import Path

from api.log import EventLog
from api.projector import Projector
from telephony.events import CallEvent, EndCause
from tests.browser.browser_rig import PHONE, needs_browser, visitors
from tests.integration.desk_rest_rig import DeskRig, desk
from tests.unit.api import desk_samples as sample

pytestmark = needs_browser


async def two_missed_calls(rig: DeskRig) -> None:
    """One who waited for a minute, and one who hung up at once."""
    log, now = EventLog(rig.database, Projector(sample.CN)), time.time()
    events: list[CallEvent] = [
        sample.started("line-2", now - 600),
        sample.arrived("w1", now - 500, "13900001111"),
        sample.ended("w1", cause=EndCause.ABANDONED, ended_ms=60_000.0),
        sample.arrived("w2", now - 400, "13900002222"),
        sample.ended("w2", cause=EndCause.ABANDONED, ended_ms=2_000.0),
    ]
    await log.append_line("s2", "line-2", sample.numbered(events))


async def test_down_to_zero(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, visitors(rig.url) as people:
        await two_missed_calls(rig)
        li = await people.new("li", width=PHONE)
        await li.go("/missed")
        await li.sees("还有 2 条")
        await li.check()
        waited = li.page.get_by_role("listitem").filter(has_text="13900001111")
        assert await waited.get_by_text("免回拨").count() == 0
        await waited.get_by_role("button", name="回拨").click()
        await li.page.get_by_role("alert").wait_for()  # li has no console open, so no telephone
        short = li.page.get_by_role("listitem").filter(has_text="13900002222")
        await short.get_by_text("免回拨", exact=True).click()
        await short.get_by_label("原因").fill("误拨")
        await short.get_by_role("button", name="确认免回拨").click()
        await li.sees("还有 1 条")
        chief = await people.new("chief")
        await chief.go("/missed")
        await chief.check()
        await chief.picture("web-missed")
        await chief.page.get_by_text("免回拨", exact=True).click()
        await chief.page.get_by_label("原因").fill("当面答复过")
        await chief.press("确认免回拨")
        await chief.sees("全部处理完了")
        await chief.check()
        await chief.page.get_by_role("link", name="近期记录").click()
        await chief.sees("当面答复过")
        await chief.check()
        await chief.picture("web-missed-closed")
        qian = await people.new("qian")
        await qian.go("/missed?state=closed")
        await qian.sees("139****1111")
        assert "13900001111" not in await qian.page.inner_text("body")


async def test_managers_have_no_such_list(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, visitors(rig.url) as people:
        sun = await people.new("sun")
        assert await sun.page.get_by_role("link", name="待回电话").count() == 0
        await sun.go("/missed")
        await sun.sees("您的角色没有这个权限")


async def test_a_message_leads_those_who_may_hear_it_to_its_recording_and_words(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, visitors(rig.url) as people:
        log, now = EventLog(rig.database, Projector(sample.CN)), time.time()
        events: list[CallEvent] = [
            sample.started("line-2", now - 600),
            sample.arrived("v1", now - 500, "13900003333"),
            sample.ended("v1", cause=EndCause.VOICEMAIL, ended_ms=60_000.0),
        ]
        await log.append_line("s2", "line-2", sample.numbered(events))
        li = await people.new("li")
        await li.go("/missed")
        await li.sees("13900003333")
        assert await li.page.get_by_role("link", name="留言录音与文字").count() == 0
        chief = await people.new("chief")
        await chief.go("/missed")
        await chief.check()
        await chief.page.get_by_role("link", name="留言录音与文字").click()
        await chief.sees("通话文字")
        await chief.check()
