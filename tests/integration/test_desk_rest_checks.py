"""Checks of quality over REST: a sample graded, a spot check, a blind calibration, the year; who sees what."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import load_workbook

from api.quality.checks import samples
from tests.integration.desk_rest_rig import DeskRig, desk, problem
from tests.unit.api.desk_samples import NOON

MONTH = "2026-11"


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[DeskRig]:
    async with desk(tmp_path) as made:
        yield made


async def post(rig: DeskRig, who: str, path: str, body: dict[str, Any], expected: int = 201) -> Any:
    answer = await rig.ask(who, "POST", f"/api/quality/{path}", body)
    assert answer.status_code == expected, answer.text
    return answer.json() if answer.content else None


async def card(rig: DeskRig, **other: str) -> dict[str, Any]:
    criteria = (await rig.get("li", "/api/quality/card"))["card"]["criteria"]
    return {"marks": [{"criterion": one["id"], "level": other.get(one["id"], "met")} for one in criteria]}


async def test_a_sample_is_planned_drawn_graded_and_says_what_it_can(rig: DeskRig) -> None:
    plan = await rig.get("chief", "/api/quality/samples/plan", month=MONTH, per_agent=5)
    assert any("不能据此排名或扣分" in one["zh"] for one in plan["words"])
    drawn = await post(rig, "qian", "samples", {"month": MONTH, "per_agent": 1, "seed": "一"})
    waiting = await rig.get("qian", "/api/quality/tasks")
    assert waiting["page"]["total"] == 2
    first = waiting["items"][0]
    made = await post(rig, "qian", f"tasks/{first['task_id']}/grade", await card(rig, secrecy="missed"))
    assert (made["total"], made["passed"], made["failed_by"]) == (0.0, False, ["secrecy"])
    (found,) = await rig.get("chief", "/api/quality/samples", month=MONTH)
    assert found["seed"] == "一"
    by_agent = {one["agent_id"]: (one["graded"], one["passed"]) for one in found["conclusions"]}
    assert by_agent[""] == by_agent[first["agent_id"]] == (1, 0)
    assert {one["total"] for one in (await rig.get("qian", "/api/quality/scores"))["items"]} == {80}, "no points"
    assert drawn["frame"] == found["frame"]
    opened = await rig.ask("qian", "GET", f"/api/quality/grades/{made['grade_id']}")
    assert opened.status_code == 200
    assert ("qian", "quality_grade", made["grade_id"]) in await rig.opened()
    await post(rig, "qian", f"grades/{made['grade_id']}/withdraw", {"reason": "听错"}, 204)
    assert (await rig.get("qian", "/api/quality/tasks"))["page"]["total"] == 2


async def test_a_sample_of_a_month_that_goes_on_is_topped_up(rig: DeskRig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawn between the second call and the third, then further: what was drawn and graded stays."""
    clock = SimpleNamespace(time=lambda: NOON + 190)
    monkeypatch.setattr(samples, "time", clock)
    drawn = await post(rig, "qian", "samples", {"month": MONTH, "per_agent": 2})
    assert [(one["population"], one["drawn"]) for one in drawn["strata"]] == [(2, 2)]
    (first, _) = (await rig.get("qian", "/api/quality/tasks"))["items"]
    await post(rig, "qian", f"tasks/{first['task_id']}/grade", await card(rig))
    path = f"samples/{drawn['sample_id']}/more"
    nothing = await rig.ask("qian", "POST", f"/api/quality/{path}", {})
    assert problem(nothing).fields.keys() == {"month"}
    clock.time = lambda: NOON + 1000
    more = await post(rig, "qian", path, {"per_agent": 5})
    zhao = rig.people["zhao"].agent_id
    later = [one for one in more["strata"] if one["part"] == 1]
    assert [(one["agent_id"], one["population"], one["drawn"]) for one in later] == [(zhao, 1, 1)]
    assert more["strata"][0] == drawn["strata"][0]
    assert [one["per_agent"] for one in more["more"]] == [5]
    assert {one["agent_id"]: one["graded"] for one in more["conclusions"]}[""] == 1
    waiting = (await rig.get("qian", "/api/quality/tasks"))["items"]
    assert len(waiting) == 2
    assert waiting[-1]["agent_id"] == zhao
    assert (await rig.ask("qian", "POST", "/api/quality/samples/none/more", {})).status_code == 404


async def test_faults_of_a_card_are_said_by_criterion(rig: DeskRig) -> None:
    task = await post(rig, "chief", "spot-checks", {"call_id": "c1", "reason": "业主来电反映"})
    body = await card(rig, ask="good")
    refused = await rig.ask("chief", "POST", f"/api/quality/tasks/{task['task_id']}/grade", body)
    assert list(problem(refused).fields) == ["ask"]
    unknown = await rig.ask("chief", "POST", "/api/quality/spot-checks", {"call_id": "m1", "reason": "没人接"})
    assert problem(unknown).fields.keys() == {"call_id"}


async def test_an_agent_reads_the_cards_of_the_own_calls_and_of_no_others(rig: DeskRig) -> None:
    task = await post(rig, "chief", "spot-checks", {"call_id": "c1", "reason": "抽查"})
    made = await post(rig, "chief", f"tasks/{task['task_id']}/grade", await card(rig))
    assert (await rig.get("li", "/api/quality/grades", month=MONTH))["page"]["total"] == 1
    assert (await rig.get("zhao", "/api/quality/grades"))["page"]["total"] == 0
    assert (await rig.ask("zhao", "GET", f"/api/quality/grades/{made['grade_id']}")).status_code == 404


async def test_two_graders_see_each_others_marks_when_both_are_done(rig: DeskRig) -> None:
    graders = [rig.people["qian"].agent_id, rig.people["chief"].agent_id]
    no_reviewer = [rig.people["zhao"].agent_id, graders[1]]
    refused = await rig.ask(
        "qian", "POST", "/api/quality/calibrations", {"call_id": "c1", "graders": no_reviewer, "reason": "校准"}
    )
    assert problem(refused).fields.keys() == {"graders"}
    await post(rig, "qian", "calibrations", {"call_id": "c1", "graders": graders, "reason": "每月校准"})
    (mine,) = (await rig.get("qian", "/api/quality/tasks"))["items"]
    (hers,) = (await rig.get("chief", "/api/quality/tasks"))["items"]
    await post(rig, "qian", f"tasks/{mine['task_id']}/grade", await card(rig, ask="missed"))
    assert (await rig.get("chief", "/api/quality/grades"))["page"]["total"] == 0
    (half,) = await rig.get("chief", "/api/quality/calibrations")
    assert (half["done_by"], half["grades"]) == (graders[:1], [])
    await post(rig, "chief", f"tasks/{hers['task_id']}/grade", await card(rig))
    (done,) = await rig.get("qian", "/api/quality/calibrations")
    assert [one["criterion"] for one in done["differences"] if not one["agreed"]] == ["ask"]
    agreement = await rig.get("qian", "/api/quality/agreement", first=graders[0])
    assert (agreement["calls"], agreement["within"]) == (1, 15.0)
    await of_two_others(rig)


async def of_two_others(rig: DeskRig) -> None:
    """A calibration that chief has no part in: how its graders judge is no matter of hers."""
    graders = [rig.people[one].agent_id for one in ("qian", "root")]
    await post(rig, "qian", "calibrations", {"call_id": "c2", "graders": graders, "reason": "每月校准"})
    for who in ("qian", "root"):
        (task,) = (await rig.get(who, "/api/quality/tasks"))["items"]
        await post(rig, who, f"tasks/{task['task_id']}/grade", await card(rig))
    assert (await rig.get("qian", "/api/quality/agreement"))["calls"] == 2
    for query in ({}, {"first": graders[0]}, {"first": graders[0], "second": graders[1]}):
        found = await rig.get("chief", "/api/quality/agreement", **query)
        assert found["calls"] == (0 if "second" in query else 1), query


async def test_the_year_is_marked_and_printed(rig: DeskRig) -> None:
    li = rig.people["li"].agent_id
    marks = [{"check": check, "subject": subject, "mark": 90} for check in range(3) for subject in range(4)]
    marked = await rig.ask("chief", "PUT", f"/api/quality/years/2026/{li}", {"marks": marks, "reason": "年终"})
    assert marked.json()["items"][0]["total"] == 90.0
    assert [one["agent_id"] for one in (await rig.get("li", "/api/quality/years/2026"))["items"]] == [li]
    manager = rig.people["sun"].agent_id
    assert (await rig.ask("qian", "PUT", f"/api/quality/years/2026/{manager}", {"marks": marks})).status_code == 404
    pdf = await rig.ask("qian", "GET", "/api/quality/year-papers/2026.pdf", timeout=60)  # the press starts
    assert pdf.content.startswith(b"%PDF-"), pdf.text
    excel = await rig.ask("qian", "GET", "/api/quality/year-papers/2026.xlsx", timeout=60)
    rows = list(load_workbook(BytesIO(excel.content))["年度"].iter_rows(min_row=3, values_only=True))
    assert (rows[0][0], rows[0][-1]) == ("li 明", 90)
    assert ("qian", "paper", "KN2026.pdf") in await rig.opened()
    for wrong in ("2026.doc", "x.pdf"):
        assert (await rig.ask("qian", "GET", f"/api/quality/year-papers/{wrong}")).status_code in (404, 422)
