"""A call under review, lists of calls and the pages of quality, in a real browser with a real recording."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import expect
from sqlalchemy import text

from api.schemas import AgentChange
from scripts_lib.loader import load
from tests.browser.browser_rig import PHONE, Visitor, Visitors, needs_browser, visitors
from tests.integration.desk_rest_rig import DeskRig, desk
from tests.review_stage import recorded, spoken, told, written_down

pytestmark = needs_browser
PAGE = "/calls/k1/review"


@asynccontextmanager
async def reviewed(folder: Path, *, words: bool = True) -> AsyncIterator[tuple[DeskRig, Visitors, str]]:
    """The desk with its call to review, a browser, and the id of an offence that chief saw in it."""
    async with desk(folder) as rig, visitors(rig.url) as people:
        for login, name in (("li", "李娜"), ("zhao", "赵敏"), ("chief", "赵强"), ("qian", "钱蕾")):
            path = f"/api/agents/{rig.people[login].agent_id}"
            assert (await rig.ask("root", "PATCH", path, AgentChange(name=name))).status_code == 200
        log = await told(rig, await asyncio.to_thread(recorded, folder))
        if words:
            await spoken(log, rig, folder)
        await written_down(rig)
        seen = {
            "agent_id": rig.people["li"].agent_id,
            "rule": "PEN-3-10",
            "happened_at": time.time() - 60,
            "words": "这个我不知道",
            "call_id": "k1",
            "at_ms": 11_800,
        }
        answer = await rig.ask("chief", "POST", "/api/quality/cases", seen)
        assert answer.status_code == 201, answer.text
        yield rig, people, str(answer.json()["case_id"])


async def audited(rig: DeskRig, what: str) -> list[tuple[str, str]]:
    """Who did this, and the detail, as the audit log has it."""
    logins = {person.agent_id: login for login, person in rig.people.items()}
    async with rig.database.reading() as session:
        query = text("SELECT user_id, detail FROM access_log WHERE what = :what ORDER BY number")
        return [(logins[row[0]], row[1]) for row in await session.execute(query, {"what": what})]


async def playing(who: Visitor, since: float) -> float:
    """Wait until the sound runs beyond this second of the recording; the second it is at."""
    await who.page.wait_for_function(
        "since => { const one = document.getElementById('sound'); return !one.paused && one.currentTime > since; }",
        arg=since,
    )
    return float(await who.page.evaluate("document.getElementById('sound').currentTime"))


async def test_a_call_is_heard_and_read_on_one_time_line(tmp_path: Path) -> None:
    async with reviewed(tmp_path) as (rig, people, _):
        qian = await people.new("qian")
        await qian.go("/calls?proposals=1")
        await qian.sees("共 1 通")
        assert "13800001234" not in await qian.page.inner_text("body")
        await qian.check()
        await qian.picture("web-calls")
        await qian.page.locator("tbody a").first.click()
        await qian.page.wait_for_url(f"{rig.url}{PAGE}")
        page = qian.page
        marks = page.locator(".events")
        for words in ("接听，8.3 秒，三响内", "赵敏 未接", "疑似「不知道」", "保持", "双方静默15 秒", "考评意见"):
            await expect(marks).to_contain_text(words)
        assert await page.locator("svg.voice path").count() == 2
        await qian.check()

        await page.locator(".w.hit").first.click()
        at = await playing(qian, 12.0)
        assert at < 20, "from the word, not from the beginning"
        await expect(page.locator(".said-line.now")).to_contain_text("这个我不知道")
        await qian.press("2×")
        assert await page.evaluate("document.getElementById('sound').playbackRate") == 2
        await qian.press("❚❚ 暂停")
        await qian.press("1×")
        await qian.picture("web-call-review")

        first = page.locator(".w").first
        await first.focus()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowRight")
        assert await page.evaluate("document.activeElement.textContent") == "家"
        await page.keyboard.press("Enter")
        assert 5.4 < await playing(qian, 6.1) < 11
        await page.get_by_role("slider", name="位置").fill("40")
        await playing(qian, 32.2)
        await qian.press("❚❚ 暂停")
        await told_to_the_desk(rig)


async def told_to_the_desk(rig: DeskRig) -> None:
    """Each stretch is in the audit log: who, of which call, from where to where; and the opening is there once."""
    heard: list[tuple[str, str]] = []
    for _ in range(200):
        heard = await audited(rig, "listened")
        if len(heard) >= 3:
            break
        await asyncio.sleep(0.05)
    begins = [float(detail.partition("-")[0]) for _, detail in heard]
    assert {who for who, _ in heard} == {"qian"}
    assert any(abs(one - 11.2) < 0.5 for one in begins), begins
    assert any(abs(one - 5.6) < 0.5 for one in begins), begins
    assert await audited(rig, "recording") == [("qian", "质检复核")]
    assert ("qian", "质检复核") in await audited(rig, "transcript")


async def test_confirmed_by_qa_and_appealed_by_the_agent(tmp_path: Path) -> None:
    async with reviewed(tmp_path) as (rig, people, case):
        qian = await people.new("qian")
        await qian.go("/quality")
        await qian.sees("这个我不知道")
        await qian.check()
        await qian.picture("web-quality")
        await qian.go(PAGE)
        form = qian.page.locator("details.act", has=qian.page.get_by_text("认定", exact=True)).first
        await form.locator("summary").click()
        await form.get_by_label("扣分").fill("19")
        await form.get_by_role("button", name="认定").click()
        await qian.sees("分值超出规定")
        await qian.check()
        form = qian.page.locator("details.act[open]")
        await form.get_by_label("扣分").fill("5")
        await form.get_by_label("理由").fill("录音清楚，没有给出答复时间")
        await form.get_by_role("button", name="认定").click()
        await qian.sees("已认定")
        assert (await rig.get("qian", f"/api/quality/cases/{case}"))["points"] == 5

        await graded(qian)
        li = await people.new("li", width=PHONE, dark=True)
        await li.go("/my-quality")
        await li.sees("录音清楚，没有给出答复时间")
        await li.check()
        await li.picture("web-my-quality-phone")
        await li.page.get_by_role("link", name="听录音 0:11").first.click()
        await li.sees("核对本人考评依据")
        await li.check()
        await li.picture("web-call-review-phone")
        await li.go("/my-quality?month=2026-11")  # of the call that was graded
        await expect(li.page.locator(".offence summary strong")).to_have_text("100.0")
        await li.check()
        await li.go("/my-quality")
        appeal = li.page.locator("details.act")
        await appeal.locator("summary").click()
        await appeal.get_by_label("理由").fill("后面马上查了，也给了时间")
        await appeal.get_by_role("button", name="申诉").click()
        await li.sees("申诉已提交")
        await li.sees("申诉中")

        await qian.go("/quality?state=appealed")
        await qian.sees("后面马上查了")
        assert await qian.page.locator("details.act").count() == 0, "not by who confirmed it"
        chief = await people.new("chief")
        await chief.go("/quality/scores")
        await chief.page.get_by_text("李娜").click()
        await chief.check()
        await chief.picture("web-quality-scores")
        await chief.go("/quality/fairness")
        await chief.check()
        await chief.picture("web-quality-fairness")
        await chief.go("/quality/required?from=2026-11-01&to=2026-12-31")
        await chief.sees("听到 / 没听到 / 无法判断")
        await chief.check()
        await chief.picture("web-quality-required")
        await in_english(people)


async def in_english(people: Visitors) -> None:
    """Every page, said in English."""
    reader = await people.new("chief")
    await reader.press("English")
    for path, words in (
        ("/calls", "Later than three rings"),
        (PAGE, "Recording and time line"),
        ("/quality", "To be decided"),
        ("/quality/hints", "agents do not see it"),
        ("/quality/scores", "Form as PDF"),
        ("/quality/fairness", "What the system proposed"),
        ("/quality/required", "heard / not heard / not judged"),
    ):
        await reader.go(path)
        await reader.sees(words)
        await reader.check()


async def graded(qian: Visitor) -> None:
    """A spot check is asked for, and its card filled in beside the recording."""
    page = qian.page
    await qian.go(PAGE)
    ask = page.locator("details.act", has=page.get_by_text("列入抽查", exact=True)).first
    await ask.locator("summary").click()
    await ask.get_by_label("理由").fill("住户来信提到这通电话")
    await ask.get_by_role("button", name="列入抽查").click()
    await qian.sees("已列入抽查，可以评分")
    await qian.go("/quality/tasks")
    await qian.check()
    await page.locator("tbody a").first.click()
    card = page.locator("details.act", has=page.get_by_text("填写评分表")).first
    await card.locator("summary").click()
    for criterion in await card.locator("fieldset").all():
        await criterion.get_by_label("做到", exact=True).check()
    await card.get_by_label("给坐席的评语").fill("开场和结尾都规范，注意先说明查询需要多久")
    await qian.check()
    await qian.picture("web-score-card")
    await refused(qian)
    await qian.page.locator("#f-c-ask").check()
    await page.get_by_role("button", name="保存评分").click()
    await qian.sees("评分已保存")
    await expect(page.locator(".offence summary strong").first).to_have_text("100.0")
    await qian.go("/calls?graded=1")
    await qian.sees("评分 100.0")


async def refused(qian: Visitor) -> None:
    """A card with a criterion left out, as a browser sends it that does not look: it comes back filled in,
    and the alert leads to the field."""
    page = qian.page
    await page.evaluate("document.querySelector('form[action^=\"/quality/tasks/\"]').noValidate = true")
    await page.evaluate("document.querySelectorAll('[name=c-ask]').forEach(one => { one.checked = false; })")
    await page.get_by_role("button", name="保存评分").click()
    await qian.sees("评分卡填写有误")
    assert await page.locator("input:checked").count() == len(load().card.criteria) - 1
    assert await page.get_by_label("给坐席的评语").input_value() != ""
    await qian.check()
    await page.get_by_role("link", name="必填").click()
    await expect(page.locator("fieldset.bad .wrong")).to_contain_text("必填")
    assert await page.locator("fieldset.bad").evaluate("one => one.getBoundingClientRect().top < innerHeight")


async def test_without_words_without_sound_and_without_the_right(tmp_path: Path) -> None:
    async with reviewed(tmp_path, words=False) as (rig, people, _):
        chief = await people.new("chief", width=PHONE)
        await chief.go(PAGE)
        await chief.sees("当时没有开启语音识别")
        await chief.press("▶ 播放")
        await playing(chief, 0.3)
        await chief.check()
        for file in (tmp_path / "recordings").rglob("*.sxr"):
            file.unlink()
        await chief.go(PAGE)
        await chief.sees("录音文件不在本机")
        await chief.check()
        await chief.go("/calls/c1/review")
        await chief.sees("这通电话没有录音")
        zhao = await people.new("zhao")
        await zhao.go(PAGE)
        await zhao.sees("坐席只能调听本人接听、并且已有考评意见的通话")
        assert await zhao.page.locator(".voice, .w, #sound").count() == 0, (
            "rang at zhao in vain: the course, no sound"
        )
        await zhao.go("/calls/c1/review")
        await zhao.check()
        assert await zhao.page.locator(".call-line").count() == 0
        answer: dict[str, Any] = await rig.get("chief", "/api/calls/k1")
        assert "RecordingOpened" in {one["kind"] for one in answer["events"]}
