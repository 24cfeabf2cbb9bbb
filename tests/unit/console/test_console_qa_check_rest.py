"""Each question of checks goes to its route, with names that need it quoted."""

from collections.abc import Awaitable, Callable

import httpx
import msgspec
import pytest

from api.schemas import Page
from api.schemas.quality import CallReview, Entered, HintPage, NewBonus, NewCase
from api.schemas.quality_checks import (
    CardView,
    GradePage,
    NewCalibration,
    NewGrade,
    NewSample,
    NewSpotCheck,
    NewYearMarks,
    SamplePlan,
    TaskPage,
)
from console.qa import sample, sample_checks
from console.qa.check_rest import CheckRest
from console.qa.required import days_of
from console.qa.rest import QualityRest

HINT, TASK = "away:li:1", "s 1:c/1"
PAGE = Page(total=0, limit=200, offset=0)
Ask = Callable[[CheckRest], Awaitable[object]]
ASKED: list[tuple[str, str, object, Ask]] = [
    ("GET", "/hints?month=2026-11&limit=200", HintPage(page=PAGE, items=()), lambda r: r.hints("2026-11")),
    ("POST", "/hints/away%3Ali%3A1/dismiss", sample.HINTS[0], lambda r: r.dismiss_hint(HINT, "无事")),
    ("POST", "/hints/away%3Ali%3A1/enter", sample.HINTS[0], lambda r: r.enter_hint(HINT, None, "属实")),
    (
        "POST",
        "/cases",
        sample.CASE,
        lambda r: r.enter_case(NewCase(agent_id="li", rule="PEN-3-2", happened_at=1.0, words="乱")),
    ),
    (
        "POST",
        "/bonuses",
        Entered(entry_id="e"),
        lambda r: r.give_bonus(NewBonus(agent_id="li", month="2026-11", rule="PEN-2-3", reason="顶班")),
    ),
    (
        "GET",
        "/required?first=2026-02-01&last=2026-02-28",
        sample.REQUIRED,
        lambda r: r.required(*days_of("2026-02")),
    ),
    ("GET", "/card", CardView(version="1", card=sample_checks.CARD), lambda r: r.card()),
    ("GET", "/calls/c%2F1", CallReview(call_id="c/1", cases=(), hints=()), lambda r: r.review("c/1")),
    ("GET", "/tasks?limit=200", TaskPage(page=PAGE, items=()), lambda r: r.tasks()),
    ("POST", "/tasks/s%201%3Ac%2F1/grade", sample_checks.GRADES[0], lambda r: r.grade(TASK, NewGrade(marks=()))),
    ("GET", "/grades?month=2026-11&limit=200", GradePage(page=PAGE, items=()), lambda r: r.grades("2026-11")),
    ("POST", "/grades/g-1/withdraw", None, lambda r: r.withdraw_grade("g-1", "错")),
    ("GET", "/samples?month=2026-11", (sample_checks.SAMPLE,), lambda r: r.samples("2026-11")),
    (
        "GET",
        "/samples/plan?month=2026-11&per_agent=5",
        SamplePlan(month="2026-11", per_agent=5, strata=(), words=()),
        lambda r: r.plan_sample("2026-11", 5),
    ),
    ("POST", "/samples/s-1/more", sample_checks.SAMPLE, lambda r: r.top_up_sample("s-1", 5)),
    ("POST", "/samples", sample_checks.SAMPLE, lambda r: r.draw_sample(NewSample(month="2026-11"))),
    ("POST", "/spot-checks", sample_checks.TASKS[1], lambda r: r.spot_check(NewSpotCheck(call_id="c", reason="查"))),
    ("GET", "/calibrations", (sample_checks.CALIBRATION,), lambda r: r.calibrations()),
    (
        "POST",
        "/calibrations",
        sample_checks.CALIBRATION,
        lambda r: r.calibrate(NewCalibration(call_id="c", graders=("a", "b"), reason="校准")),
    ),
    ("GET", "/agreement", sample_checks.AGREEMENT, lambda r: r.agreement()),
    ("GET", "/years/2026", sample_checks.YEAR, lambda r: r.year("2026")),
    ("PUT", "/years/2026/li", sample_checks.YEAR, lambda r: r.mark_year("2026", "li", NewYearMarks(marks=()))),
]


@pytest.mark.parametrize(("method", "path", "answer", "ask"), ASKED, ids=[f"{one[0]} {one[1]}" for one in ASKED])
async def test_each_question_goes_to_its_route(method: str, path: str, answer: object, ask: Ask) -> None:
    seen: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=msgspec.json.encode(answer))

    made = QualityRest("http://desk", httpx.MockTransport(respond))
    made.use_token("t")
    found = await ask(made)
    assert (seen[0].method, seen[0].url.raw_path.decode()) == (method, f"/api/quality{path}")
    assert found in (answer, None)
