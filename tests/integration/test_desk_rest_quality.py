"""Quality over REST: a proposal, its decision, an appeal, the month's score; who sees what (PEN)."""

import time
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.integration.desk_rest_rig import DeskRig, desk, problem

MONTH = "2026-11"


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[DeskRig]:
    async with desk(tmp_path) as made:
        yield made


async def post(rig: DeskRig, who: str, path: str, body: dict[str, Any], expected: int = 200) -> Any:
    answer = await rig.ask(who, "POST", f"/api/quality/{path}", body)
    assert answer.status_code == expected, answer.text
    return answer.json() if answer.content else None


async def entered(rig: DeskRig, rule: str = "PEN-3-11") -> str:
    body = {
        "agent_id": rig.people["li"].agent_id,
        "rule": rule,
        "happened_at": time.time() - 60,
        "words": "对业主说“急什么”",
        "call_id": "c1",
        "at_ms": 5200,
    }
    return str((await post(rig, "chief", "cases", body, 201))["case_id"])


async def total(rig: DeskRig, who: str = "qian") -> dict[str, int]:
    logins = {person.agent_id: login for login, person in rig.people.items()}
    scores = await rig.get(who, "/api/quality/scores")
    return {logins[one["agent_id"]]: one["total"] for one in scores["items"]}


async def test_nothing_counts_before_it_is_confirmed_and_an_appeal_is_decided_by_another(rig: DeskRig) -> None:
    case = await entered(rig)
    assert await total(rig) == {"li": 80, "zhao": 80}
    confirmed = await post(rig, "qian", f"cases/{case}/confirm", {"reason": "听过录音"})
    assert (confirmed["state"], confirmed["points"]) == ("confirmed", 5)
    assert await total(rig) == {"li": 75, "zhao": 80}
    await post(rig, "li", f"cases/{case}/appeal", {"reason": "我在复述业主的话"})
    assert await total(rig) == {"li": 80, "zhao": 80}, "counts for nothing until it is decided"
    again = await rig.ask("qian", "POST", f"/api/quality/cases/{case}/ruling", {"upheld": True, "reason": "属实"})
    assert problem(again).code == "conflict", "not by who confirmed it"
    await post(rig, "chief", f"cases/{case}/ruling", {"upheld": True, "reason": "录音清楚"})
    assert await total(rig) == {"li": 75, "zhao": 80}
    await post(rig, "chief", f"cases/{case}/withdraw", {"reason": "记错了人"})
    assert await total(rig) == {"li": 80, "zhao": 80}


async def test_every_point_of_a_month_traces_to_its_entry(rig: DeskRig) -> None:
    case = await entered(rig)
    await post(rig, "qian", f"cases/{case}/confirm", {})
    li = rig.people["li"].agent_id
    now = (await rig.get("qian", "/api/quality/scores"))["month"]
    bonus = await post(
        rig, "chief", "bonuses", {"agent_id": li, "month": now, "rule": "PEN-2-3", "reason": "周日顶班"}, 201
    )
    await post(rig, "qian", "adjustments", {"agent_id": li, "month": now, "points": -2, "reason": "台面不整"}, 201)
    found = next(one for one in (await rig.get("li", "/api/quality/scores"))["items"] if one["agent_id"] == li)
    assert found["total"] == sum(line["points"] for line in found["lines"]) == 80 - 5 + 5 - 2
    (offence,) = [line for line in found["lines"] if line["kind"] == "offence"]
    assert offence["entry_id"] == case
    assert (offence["proof"]["call_id"], offence["proof"]["at_ms"]) == ("c1", 5200)
    (line,) = [one for one in found["lines"] if one["kind"] == "adjustment"]
    kept = await rig.ask("chief", "POST", f"/api/quality/entries/{line['entry_id']}/withdraw", {"reason": "太重"})
    assert kept.status_code == 403, "PEN-8 is QA's alone"
    await post(rig, "chief", f"entries/{bonus['entry_id']}/withdraw", {"reason": "重复"}, 204)
    assert (await total(rig))["li"] == 73
    await post(rig, "qian", f"entries/{line['entry_id']}/withdraw", {"reason": "太重"}, 204)
    assert (await total(rig))["li"] == 75


async def test_a_low_score_is_told_to_the_supervisor_and_to_nobody_else(rig: DeskRig) -> None:
    for rule, points in (("PEN-5-2", 20), ("PEN-4-1", 10), ("PEN-6-1", 0)):
        case = await entered(rig, rule)
        await post(rig, "qian", f"cases/{case}/confirm", {"points": points})
    assert (await total(rig))["li"] == 50
    told = {}
    for who in ("li", "qian", "root", "chief"):
        scores = (await rig.get(who, "/api/quality/scores"))["items"]
        told[who] = [one["rule"] for score in scores for one in score["warnings"]]
    assert told == {"li": ["PEN-6-1"], "qian": ["PEN-6-1"], "root": ["PEN-6-1"], "chief": ["PEN-6-1", "PEN-9-1"]}


async def test_agents_see_their_own_and_nobody_elses(rig: DeskRig) -> None:
    case = await entered(rig)
    assert (await rig.get("li", "/api/quality/cases"))["page"]["total"] == 1
    assert (await rig.get("zhao", "/api/quality/cases"))["page"]["total"] == 0
    assert (await rig.ask("zhao", "GET", f"/api/quality/cases/{case}")).status_code == 404
    own = (await rig.get("zhao", "/api/quality/scores"))["items"]
    assert [one["agent_id"] for one in own] == [rig.people["zhao"].agent_id]
    refused = await rig.ask("zhao", "POST", f"/api/quality/cases/{case}/appeal", {"reason": "替他申诉"})
    assert refused.status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("confirm", {"points": 9}, "points"),
        ("confirm", {"rule": "PEN-99"}, "rule"),
        ("reject", {"reason": " "}, "reason"),
    ],
)
async def test_what_the_rules_do_not_allow_is_said_by_field(
    rig: DeskRig, path: str, body: dict[str, Any], field: str
) -> None:
    case = await entered(rig)
    answer = await rig.ask("qian", "POST", f"/api/quality/cases/{case}/{path}", body)
    assert answer.status_code == 422
    assert field in problem(answer).fields


async def test_a_month_that_is_none_and_a_far_adjustment(rig: DeskRig) -> None:
    assert (await rig.ask("qian", "GET", "/api/quality/scores?month=2026-13")).status_code == 422
    for old in ("scores?month=2020-01", "scores/2020-01.pdf"):
        refused = problem(await rig.ask("qian", "GET", f"/api/quality/{old}"))
        assert (refused.status, "kept no longer" in refused.detail) == (404, True), old
    li = rig.people["li"].agent_id
    body = {"agent_id": li, "month": MONTH, "points": 6, "reason": "多了"}
    assert (await rig.ask("qian", "POST", "/api/quality/adjustments", body)).status_code == 422


async def test_fairness_counts_who_was_looked_at(rig: DeskRig) -> None:
    await entered(rig)
    found = await rig.get("chief", "/api/quality/fairness")
    li = next(one for one in found["agents"] if one["agent_id"] == rig.people["li"].agent_id)
    assert (li["cases"], li["confirmed"]) == (1, 0)


async def test_a_review_shows_hints_beside_what_was_proposed(rig: DeskRig) -> None:
    body = {"disposition": "explained", "notes": "业主说楼道里有人被广告牌砸伤"}
    assert (await rig.ask("li", "POST", "/api/calls/c1/disposition", body)).status_code == 200
    case = await entered(rig)
    found = await rig.get("qian", "/api/quality/calls/c1")
    assert [one["case_id"] for one in found["cases"]] == [case]
    assert ("hidden_complaint", "砸伤") in {(one["fact"], one["proof"]["words"]) for one in found["hints"]}
    assert ("qian", "call_review", "c1") in await rig.opened()


async def test_the_months_form_is_a_pdf_and_a_workbook(rig: DeskRig) -> None:
    case = await entered(rig)
    await post(rig, "qian", f"cases/{case}/confirm", {"reason": "=1+1"})
    month = (await rig.get("qian", "/api/quality/scores"))["month"]
    pdf = await rig.ask("qian", "GET", f"/api/quality/scores/{month}.pdf", timeout=60)  # the press starts
    assert pdf.status_code == 200, pdf.text
    assert pdf.content.startswith(b"%PDF-")
    excel = await rig.ask("qian", "GET", f"/api/quality/scores/{month}.xlsx", timeout=60)
    book = load_workbook(BytesIO(excel.content))
    scores = [row[:2] + row[8:9] for row in book["得分"].iter_rows(min_row=3, values_only=True)]
    assert scores == [(1, "zhao 明", 80), (2, "li 明", 75)]
    detail = book["明细"]["E3"]
    assert (detail.value, detail.data_type) == ("=1+1", "s"), "text is never calculated"
    in_force = (await rig.get("qian", "/api/rules"))["version"]
    assert (await rig.get("qian", f"/api/quality/cases/{case}"))["proof"]["rules_version"] == in_force
    assert book["明细"]["G3"].value == in_force
    assert ("qian", "paper", f"KP{month.replace('-', '')}.pdf") in await rig.opened()
    assert (await rig.ask("qian", "GET", f"/api/quality/scores/{month}.doc")).status_code == 404
    assert (await rig.ask("qian", "GET", "/api/quality/scores/2026-13.pdf")).status_code == 422


async def test_a_month_is_reported_when_it_is_over(rig: DeskRig) -> None:
    now = (await rig.get("li", "/api/quality/scores"))["month"]
    early = await rig.ask("li", "PUT", f"/api/quality/work-load/{now}", {"calls": 3, "tickets": 0})
    assert (early.status_code, set(problem(early).fields)) == (422, {"month"})
    over = await rig.ask("li", "PUT", "/api/quality/work-load/2026-01", {"calls": 3, "tickets": 0})
    assert over.status_code == 200, over.text


async def test_hints_are_a_list_for_reviewers_that_is_worked_down(rig: DeskRig) -> None:
    assert (await rig.get("qian", "/api/quality/hints"))["page"]["total"] == 0
    refused = await rig.ask("qian", "POST", "/api/quality/hints/none/dismiss", {"reason": "没有"})
    assert problem(refused).code == "not_found"
    assert (await rig.ask("li", "GET", "/api/quality/hints")).status_code == 403
    assert (await rig.ask("qian", "GET", "/api/quality/hints?month=2026-13")).status_code == 422
