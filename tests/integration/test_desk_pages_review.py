"""Pages of calls and quality without a browser: who opens which, with two teams; sound in pieces; what is gone."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from api.log import EventLog
from api.log_events import RecordingDeleted
from api.projector import Projector
from api.quality.events import HintSeen
from api.quality.months import before
from api.schemas import AgentChange, Team
from api.schemas.quality import Proof
from api.web.cookies import SESSION
from scripts_lib.loader import load
from scripts_lib.model import Text
from tests.integration.desk_rest_rig import DeskRig, desk
from tests.integration.test_desk_rest_hearing import audited, move
from tests.integration.test_desk_rest_homes import COMPLAINT, dispose
from tests.review_stage import recorded, spoken, told
from tests.unit.api import desk_samples as sample

ALL = ("li", "zhao", "chief", "qian", "root", "ma", "sun", "zhou", "wu", "zheng")
SEEN = frozenset({"li", "chief", "qian", "root"})
REVIEWERS = frozenset({"chief", "qian", "root"})
PAGES = {
    "/calls": SEEN | {"zhao"},
    "/calls?missed=1&hits=1&since=2026-11-01&until=2026-11-30&page=2": SEEN | {"zhao"},
    "/calls/k1/review": SEEN | {"zhao"},  # li took it; it rang at zhao in vain, who sees its course
    "/calls/c1/review": SEEN,
    "/calls/c3/review": frozenset({"zhao", "qian", "root"}),
    "/calls/k1/sound/r1": SEEN,
    "/quality": REVIEWERS,
    "/quality?state=counts": REVIEWERS,
    "/quality/hints": REVIEWERS,
    "/quality/tasks": REVIEWERS,
    "/quality/scores": REVIEWERS,
    "/quality/scores?month=2026-10": REVIEWERS,
    "/quality/fairness": REVIEWERS,
    "/quality/required": REVIEWERS,
    "/my-quality": frozenset({"li", "zhao"}),
    "/my-test": frozenset({"li", "zhao"}),
}
"""Who may open which page; li and chief are of the early team, zhao of the late one."""


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[DeskRig]:
    async with desk(tmp_path) as made:
        log = await told(made, await asyncio.to_thread(recorded, tmp_path))
        await spoken(log, made, tmp_path)
        for team in ("early", "late"):
            path = f"/api/organisation/teams/{team}"
            assert (await made.ask("root", "PUT", path, Team(key=team, name=team))).status_code < 300
        for login, team in (("li", "early"), ("chief", "early"), ("zhao", "late")):
            path = f"/api/agents/{made.people[login].agent_id}"
            assert (await made.ask("root", "PATCH", path, AgentChange(team=team))).status_code == 200
        for login in ("li", "zhao"):
            seen = {
                "agent_id": made.people[login].agent_id,
                "rule": "PEN-3-10",
                "happened_at": time.time() - 60,
                "words": "录音为证",
                "call_id": "k1",
                "at_ms": 11_800,
            }
            assert (await made.ask("qian", "POST", "/api/quality/cases", seen)).status_code == 201
        yield made


async def open_as(rig: DeskRig, who: str, path: str, **headers: str) -> httpx.Response:
    """The page as this person's browser gets it."""
    headers["Cookie"] = f"{SESSION}={rig.tokens[who]}"
    return await rig.http.get(path, headers=headers)


async def send(rig: DeskRig, who: str, page: str, path: str, **fields: str) -> httpx.Response:
    """A form of a page, sent with the page's own token."""
    async with httpx.AsyncClient(base_url=rig.url, cookies={SESSION: rig.tokens[who]}) as browser:
        token = re.search(r'name="_csrf_token" value="([0-9a-f]+)"', (await browser.get(page)).text)
        assert token is not None
        return await browser.post(path, data={"_csrf_token": token[1]} | fields)


async def entered_of_li(rig: DeskRig) -> str:
    """The address of what qian saw of li in the call."""
    cases = (await rig.get("qian", "/api/quality/cases", agent=rig.people["li"].agent_id))["items"]
    return next(f"/quality/cases/{one['case_id']}" for one in cases if one["source"] == "person")


async def test_each_page_by_each_role_and_team(rig: DeskRig) -> None:
    found = {}
    for path in PAGES:
        for who in ALL:
            found[path, who] = (await open_as(rig, who, path)).status_code
    for (path, who), status in found.items():
        assert status == (200 if who in PAGES[path] else 403), (path, who, status)


async def test_a_supervisor_of_another_team_gets_no_sound_no_words_and_decides_nothing(rig: DeskRig) -> None:
    await move(rig, "chief", "late")
    case = await entered_of_li(rig)
    for path in ("/calls/k1/review", "/calls/k1/sound/r1", case):
        answer = await open_as(rig, "chief", path)
        assert answer.status_code == 403
        assert "本班组" in answer.text
    refused = await send(rig, "chief", "/calls", f"{case}/reject", reason="不属实")
    assert refused.status_code == 403
    played = {"recording": "r1", "from": "0", "to": "900"}
    assert (await send(rig, "chief", "/calls", "/calls/k1/played", **played)).status_code == 403
    assert "只统计本班组" in (await open_as(rig, "chief", "/quality/fairness")).text
    assert (await open_as(rig, "chief", "/quality/scores?month=2020-01")).status_code == 404
    assert "李" not in (await open_as(rig, "chief", "/quality/scores")).text.partition("<main")[2]
    assert [one for one in await audited(rig) if one[0] == "chief"] == []
    await move(rig, "chief", "early")
    await refused_as_typed(rig)


async def test_the_sound_comes_in_pieces_and_is_one_opening_until_it_is_deleted(rig: DeskRig) -> None:
    whole = (await open_as(rig, "qian", "/calls/k1/sound/r1")).content
    assert whole[:4] == b"fLaC"
    part = await open_as(rig, "qian", "/calls/k1/sound/r1", Range="bytes=100-199")
    assert (part.status_code, part.content) == (206, whole[100:200])
    beyond = await open_as(rig, "qian", "/calls/k1/sound/r1", Range=f"bytes={len(whole)}-")
    assert beyond.status_code == 416
    assert (await open_as(rig, "qian", "/calls/c1/sound/r1")).status_code == 404, "it is not of that call"
    assert [one for one in await audited(rig) if one[1] == "recording"] == [("qian", "recording", "质检复核")]
    await open_as(rig, "qian", "/calls/k1/sound/r1?why=appeal")
    assert ("qian", "recording", "申诉复核") in await audited(rig)

    await heard_beside_the_ticket(rig)
    await what_is_played(rig)
    await and_deleted(rig)


async def heard_beside_the_ticket(rig: DeskRig) -> None:
    """The ticket's player asks in pieces too: one listening is one entry, in both logs."""
    made = await dispose(rig, "li", "k1", COMPLAINT)
    path = f"/tickets/{made['ticket']['number']}/recordings/r1"
    whole = await open_as(rig, "chief", path)
    assert (whole.status_code, whole.content[:4]) == (200, b"fLaC")
    for piece in ("bytes=0-99", "bytes=100-199"):
        part = await open_as(rig, "chief", path, Range=piece)
        assert part.status_code == 206
    assert part.content == whole.content[100:200]
    why = f"投诉核查 {made['ticket']['number']}"
    assert [one for one in await audited(rig) if one[0] == "chief"] == [("chief", "recording", why)]
    events = (await rig.get("qian", "/api/calls/k1"))["events"]
    assert [one["data"]["why"] for one in events if one["kind"] == "RecordingOpened"].count(why) == 1


async def what_is_played(rig: DeskRig) -> None:
    """It is logged, and must lie in the recording."""
    page, path = "/calls/k1/review", "/calls/k1/played"
    good = {"recording": "r1", "from": "11200", "to": "14000"}
    assert (await send(rig, "qian", page, path, **good)).status_code == 204
    for wrong in ({"to": "99000"}, {"from": "14000"}, {"from": "-1"}, {"to": "x"}):
        assert (await send(rig, "qian", page, path, **good | wrong)).status_code == 422
    assert (await send(rig, "qian", page, path, **good | {"recording": "none"})).status_code == 404
    answer = await open_as(rig, "chief", page)
    assert "听了 2.8 秒" in answer.text
    events = (await rig.get("qian", "/api/calls/k1"))["events"]
    assert [one["data"]["from_ms"] for one in events if one["kind"] == "RecordingListened"] == [11_200]


async def and_deleted(rig: DeskRig) -> None:
    """What the retention rule took is told in plain words."""
    deleted = RecordingDeleted(at=time.time(), recording_id="r1", call_id="k1", why="kept for 180 days")
    await EventLog(rig.database, Projector(sample.CN)).append_desk(deleted)
    answer = await open_as(rig, "qian", "/calls/k1/review")
    assert answer.status_code == 200
    assert "录音已过保存期限" in answer.text
    assert 'id="sound"' not in answer.text
    assert "call-line" in answer.text


async def test_a_refused_card_comes_back_as_it_was_ticked(rig: DeskRig) -> None:
    """Each error beside its field, the call opened for the same reason; the card of another does not lose mine."""
    page = "/calls/k1/review?why=complaint"
    blank = await send(rig, "qian", page, "/calls/k1/spot-check?why=complaint", reason=" ")
    assert (blank.status_code, opened(blank)) == (422, ["列入抽查"])
    assert 'aria-describedby="w-reason"' in blank.text
    asked = await send(rig, "qian", page, "/calls/k1/spot-check?why=complaint", reason="住户来信")
    assert (asked.status_code, asked.headers["location"]) == (303, "/calls/k1/review?why=complaint&done=spot")

    path = "/quality/tasks/spot:k1?why=complaint"
    card = {f"c-{one.id}": "met" for one in load().card.criteria}
    some = {name: level for name, level in card.items() if name != "c-ask"} | {"c-tone": "none", "note": "先<讲>清楚"}
    refused = await send(rig, "qian", page, path, **some)
    assert (refused.status_code, opened(refused)) == (422, ["填写评分表 · 抽查 · 住户来信"])
    assert 'href="#f-c-ask"' in refused.text
    assert re.findall(r'class="wrong" id="w-(\S+)"', refused.text) == ["c-ask", "c-tone"]
    assert len(re.findall(r" checked", refused.text)) == len(card) - 2, "tone has no such choice"
    assert "先&lt;讲&gt;清楚</textarea>" in refused.text
    assert 'value="/calls/k1/review?why=complaint"' in refused.text, "another language is read at the call's page"
    assert ("qian", "call_review", "投诉核查") in await audited(rig)

    long = await send(rig, "qian", page, path, **card, note="长" * 1001)
    assert (long.status_code, re.findall(r'class="wrong" id="w-(\S+)"', long.text)) == (422, ["note"])
    done = await send(rig, "chief", page, path, **card)
    assert (done.status_code, done.headers["location"]) == (303, "/calls/k1/review?why=complaint&done=graded")
    for query, total in (("mark_from=99.5", 1), ("mark_to=99.9", 0), ("mark_from=x&mark_to=101&graded=1", 1)):
        assert f"共 {total} 通" in (await open_as(rig, "qian", f"/calls?{query}")).text
    late = await send(rig, "qian", page, path, **card, note="我的评语")
    assert late.status_code == 409
    assert "这通电话已经评过了" in late.text
    assert "我的评语</textarea>" in late.text
    await a_hint_that_somebody_else_settled(rig)


async def a_hint_that_somebody_else_settled(rig: DeskRig) -> None:
    """A refused hint keeps the reason that was typed, on the call and in the list."""
    proof = Proof(call_id="k1", what=Text("先于业主挂断电话", "hung up first"), rules_version="r1")
    seen = HintSeen(
        at=time.time(),
        hint_id="hung_up_first:x:k1",
        agent_id=rig.people["li"].agent_id,
        fact="hung_up_first",
        rule="PEN-3-11",
        happened_at=sample.NOON,
        proof=proof,
    )
    await EventLog(rig.database, Projector(sample.CN)).append_desk(seen)
    page, path = "/calls/k1/review?why=complaint", "/quality/hints/hung_up_first%3Ax%3Ak1?why=complaint"
    long = await send(rig, "qian", page, path, reason="长" * 1001, step="enter", next="/calls/k1/review")
    assert (long.status_code, opened(long)) == (422, ["处理线索"])
    assert 'aria-describedby="w-reason"' in long.text
    assert "长" * 1001 + "</textarea>" in long.text
    in_the_list = await send(rig, "qian", "/quality/hints", path, reason=" ", step="dismiss", next="/quality/hints")
    assert (in_the_list.status_code, opened(in_the_list)) == (422, ["处理线索"])
    done = await send(rig, "chief", page, path, reason="业主先道别", step="dismiss", next="/calls/k1/review")
    assert (done.status_code, done.headers["location"]) == (303, "/calls/k1/review?done=dismiss")
    late = await send(rig, "qian", page, path, reason="我听到<了>", step="enter", next="/calls/k1/review")
    assert late.status_code == 409
    assert "这条线索已经处理过了" in late.text
    assert "我听到&lt;了&gt;" in late.text


def opened(answer: httpx.Response) -> list[str]:
    """What the forms that stand open are called."""
    return re.findall(r'<details class="act" open><summary>(.*?)</summary>', answer.text)


async def refused_as_typed(rig: DeskRig) -> None:
    """A refused decision keeps what was typed; one that is taken leads to pages of ours only."""
    path = await entered_of_li(rig)
    refused = await send(rig, "chief", "/calls/k1/review", f"{path}/confirm", points="19", reason="听过了")
    assert refused.status_code == 422
    assert "听过了" in refused.text
    assert (await send(rig, "chief", path, f"{path}/appeal", reason="不是我")).status_code == 409
    assert (await send(rig, "chief", path, f"{path}/nothing", reason="不是我")).status_code == 409
    done = await send(rig, "chief", path, f"{path}/reject", reason="不属实", next="https://elsewhere.example/")
    assert (done.status_code, done.headers["location"]) == (303, "/quality?done=reject")


async def test_the_months_test_is_taken_in_the_browser_once(rig: DeskRig) -> None:
    """TRN-1: an agent's own PC has the consoles alone, so the test is a page too."""
    questions = await open_as(rig, "li", "/my-test")
    assert 'name="q19"' in questions.text
    hidden = dict(re.findall(r'name="(month|paper)" value="([^"]*)"', questions.text))
    stale = await send(rig, "li", "/my-test", "/my-test", **(hidden | {"paper": "other"}), q0="1")
    assert (stale.status_code, "试卷已更换" in stale.text) == (409, True)
    assert re.search(r'id="q0-1" name="q0" value="1" checked', stale.text), "what was chosen stays"
    given = await send(rig, "li", "/my-test", "/my-test", **hidden, **{f"q{n}": "0" for n in range(20)})
    taken = {one["agent_id"]: one["points"] for one in await rig.get("root", "/api/training/tests")}
    points = taken[rig.people["li"].agent_id]
    assert f'<span class="big number">{points}</span>' in given.text
    assert "正确答案：" in given.text
    assert f"本月已经交卷，得分 {points}。" in (await open_as(rig, "li", "/my-test")).text


async def test_an_agent_reports_the_work_load_of_a_month_that_is_over(rig: DeskRig) -> None:
    """PEN-4: what is reported is held against the records; the first report counts."""
    month = before(datetime.fromtimestamp(time.time(), ZoneInfo(sample.ZONE)).strftime("%Y-%m"))
    mine, sent_to = f"/my-quality?month={month}", f"/my-quality/work-load?month={month}"
    wrong = await send(rig, "li", mine, sent_to, calls="-3", tickets="2")
    assert wrong.status_code == 422
    made = await send(rig, "li", mine, sent_to, calls="99", tickets="2")
    assert made.status_code == 303
    assert "接听 99 通，登记投诉 2 件" in (await open_as(rig, "li", mine)).text
