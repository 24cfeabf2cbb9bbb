"""The score card beside the recording: what waits to be graded, filling a card in, asking for a spot check."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from api.errors import Conflict, DeskError, Forbidden, NotFound
from api.guards import needs
from api.problems import AnyRequest
from api.rights import Right
from api.schemas.quality_checks import NewGrade, NewSpotCheck
from api.services import Services
from api.web.forms import typed
from api.web.pages.calls.card import KINDS, SPOT, Refused, marks_of
from api.web.pages.calls.review import review_address, shown
from api.web.paging import PAGE, page_number, pages_of
from api.web.render import page

REVIEW = needs(Right.REVIEW_QUALITY)


@get("/quality/tasks", guards=[REVIEW])
async def tasks(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """Calls that wait for a card of this person, oldest first."""
    number = page_number(request)
    among = await services.calls.hearing.whose(request.user)
    total, found = await services.quality.checks.tasks(
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
        names={one.agent_id: one.name for one in await services.staff.people.all()},
    )


@post("/quality/tasks/{task_id:str}", guards=[REVIEW], status_code=200)
async def graded(request: AnyRequest, task_id: FromPath[str], services: NamedDependency[Services]) -> Response[Any]:
    """The card is filled in. A refusal is shown beside the recording, with all that was ticked and typed."""
    task = await services.quality.checks.task(task_id)
    await services.calls.hearing.check_call(request.user, task.call_id)
    sent = await typed(request)
    given = NewGrade(marks=marks_of(services.quality.checks.card.card, sent), note=sent.get("note", ""))
    try:
        await services.quality.checks.grade(task_id, given, request.user)
    except (Forbidden, NotFound):
        raise
    except DeskError as error:
        return await shown(request, services, task.call_id, Refused(task_id, error, sent, task))
    return Redirect(review_address(request, task.call_id, done="graded"), status_code=303)


@post("/calls/{call_id:str}/spot-check", guards=[REVIEW], status_code=200)
async def spot_check(
    request: AnyRequest, call_id: FromPath[str], services: NamedDependency[Services]
) -> Response[Any]:
    """Put the call on the list of what is to be graded. Asked again, it is there already; a refusal is shown with the
    reason as it was typed."""
    await services.calls.hearing.check_call(request.user, call_id)
    sent = await typed(request)
    try:
        await services.quality.checks.spot_check(
            NewSpotCheck(call_id=call_id, reason=sent.get("reason", "")), request.user
        )
    except Conflict:
        return Redirect(review_address(request, call_id), status_code=303)
    except (Forbidden, NotFound):
        raise
    except DeskError as error:
        return await shown(request, services, call_id, Refused(SPOT, error, sent))
    return Redirect(review_address(request, call_id, done="spot"), status_code=303)
