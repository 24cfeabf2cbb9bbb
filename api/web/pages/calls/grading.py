"""The score card beside the recording: what waits to be graded, filling a card in, asking for a spot check."""

from collections.abc import Mapping
from typing import Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from api.errors import Conflict, Invalid
from api.guards import needs
from api.problems import AnyRequest
from api.quality.checks.shelf import GradeFilter
from api.rights import Right, may
from api.schemas import AgentView
from api.schemas.quality_checks import Mark, NewGrade, NewSpotCheck, ReviewTask, TaskKind
from api.services import Services
from api.web.forms import typed
from api.web.paging import PAGE, page_number, pages_of
from api.web.render import page
from scripts_lib.model import Text
from scripts_lib.score_card import ScoreCard

REVIEW = needs(Right.REVIEW_QUALITY)
NOT_APPLICABLE = "none"
SEVERAL = 20
KINDS = {
    TaskKind.SAMPLE: Text("抽样", "Sample"),
    TaskKind.SPOT: Text("抽查", "Spot check"),
    TaskKind.CALIBRATION: Text("双评校准", "Calibration"),
}


async def grading(services: Services, by: AgentView, call_id: str) -> dict[str, Any]:
    """What the review page needs: cards that this person may see, and what this person may fill in."""
    among = await services.hearing.whose(by)
    which = GradeFilter(viewer=by.agent_id, among=among, call_id=call_id)
    _, grades = await services.checks.grades(which, limit=SEVERAL, offset=0)
    tasks: tuple[ReviewTask, ...] = ()
    if may(by, Right.REVIEW_QUALITY):
        _, tasks = await services.checks.tasks(
            by.agent_id, among, kind=None, limit=SEVERAL, offset=0, call_id=call_id
        )
    return {"grades": grades, "tasks": tasks, "card": services.checks.card.card, "task_kinds": KINDS}


@get("/quality/tasks", guards=[REVIEW])
async def tasks(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """Calls that wait for a card of this person, oldest first."""
    number = page_number(request)
    among = await services.hearing.whose(request.user)
    total, found = await services.checks.tasks(
        request.user.agent_id, among, kind=None, limit=PAGE, offset=(number - 1) * PAGE
    )
    return page(
        request,
        "quality_tasks.html",
        tasks=found,
        total=total,
        kinds=KINDS,
        number=number,
        pages_in_all=pages_of(total),
        names={one.agent_id: one.name for one in await services.people.all()},
    )


@post("/quality/tasks/{task_id:str}", guards=[REVIEW], status_code=200)
async def graded(request: AnyRequest, task_id: FromPath[str], services: NamedDependency[Services]) -> Redirect:
    """The card is filled in. Raises Invalid where a criterion is left out, Conflict for a call graded already."""
    task = await services.checks.task(task_id)
    await services.hearing.check_call(request.user, task.call_id)
    sent = await typed(request)
    given = NewGrade(marks=marks_of(services.checks.card.card, sent), note=sent.get("note", ""))
    await services.checks.grade(task_id, given, request.user)
    return Redirect(f"/calls/{task.call_id}/review?done=graded", status_code=303)


def marks_of(card: ScoreCard, sent: Mapping[str, str]) -> tuple[Mark, ...]:
    """A mark for every criterion of the card. Raises Invalid, naming what is left out."""
    left = [one for one in card.criteria if not sent.get(f"c-{one.id}")]
    if left:
        zh, en = "、".join(one.label.zh for one in left), ", ".join(one.label.en for one in left)
        raise Invalid(f"还有没评的项目：{zh}", f"not marked yet: {en}")
    levels = ((one.id, sent[f"c-{one.id}"], sent.get(f"n-{one.id}", "")) for one in card.criteria)
    return tuple(
        Mark(criterion=name, level=None if level == NOT_APPLICABLE else level, note=note)
        for name, level, note in levels
    )


@post("/calls/{call_id:str}/spot-check", guards=[REVIEW], status_code=200)
async def spot_check(request: AnyRequest, call_id: FromPath[str], services: NamedDependency[Services]) -> Redirect:
    """Put the call on the list of what is to be graded. Asked again, it is there already."""
    await services.hearing.check_call(request.user, call_id)
    sent = await typed(request)
    try:
        await services.checks.spot_check(NewSpotCheck(call_id=call_id, reason=sent.get("reason", "")), request.user)
    except Conflict:
        return Redirect(f"/calls/{call_id}/review", status_code=303)
    return Redirect(f"/calls/{call_id}/review?done=spot", status_code=303)
