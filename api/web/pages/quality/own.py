"""An agent's own month: every point, what is proposed of one (PEN-11), and the report of the work load (PEN-4)."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from api.errors import DeskError, Invalid
from api.guards import needs
from api.problems import AnyRequest
from api.quality.checks.shelf import GradeFilter
from api.quality.months import bounds
from api.quality.score_file import scored, scores_for
from api.quality.shelf import CaseFilter
from api.rights import Right
from api.services import Services
from api.surveys.results import AIM
from api.web.forms import typed
from api.web.pages.calls.card import KINDS
from api.web.pages.calls.review import DONE
from api.web.pages.quality.cases import words_of_cases
from api.web.pages.quality.scores import beside, month_asked
from api.web.render import form_page
from scripts_lib.model import Text

GUARDS = [needs(Right.HEAR_OWN)]
MOST_WORK = 99_999
REPORTED = Text("工作量已上报", "The work load is reported")


@get("/my-quality", guards=GUARDS)
async def own(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """The month as it stands for whoever asks."""
    return await _own(request, services)


@post("/my-quality/work-load", guards=GUARDS, status_code=200)
async def work_load(request: AnyRequest, services: NamedDependency[Services]) -> Response[Any]:
    """Report what one did in a month that is over: calls and complaints. It counts as it was first reported."""
    month, sent = month_asked(request, services), await typed(request)
    try:
        calls, tickets = _counted(sent)
        await services.quality.cases.report(month, calls, tickets, request.user)
    except DeskError as error:
        return await _own(request, services, error, sent)
    return Redirect(f"/my-quality?month={month}&done=reported", status_code=303)


def _counted(sent: dict[str, str]) -> tuple[int, int]:
    found = {}
    for name in ("calls", "tickets"):
        text = sent.get(name, "")
        if not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST_WORK))):
            raise Invalid("请填写数字", "give numbers", {name: f"0 到 {MOST_WORK} / 0 to {MOST_WORK}"})
        found[name] = int(text)
    return found["calls"], found["tickets"]


async def _own(
    request: AnyRequest, services: Services, error: DeskError | None = None, sent: dict[str, str] | None = None
) -> Template:
    by, month = request.user, month_asked(request, services)
    found = await scores_for(services, by, month)
    which = CaseFilter(agent_id=by.agent_id, month=month)
    total, held = await services.quality.cases.page(which, limit=200, offset=0)
    since, until = bounds(month, services.settings.zone)
    cards = GradeFilter(
        viewer=by.agent_id, among=frozenset({by.agent_id}), agent_id=by.agent_id, since=since, until=until
    )
    _, grades = await services.quality.checks.grades(cards, limit=200, offset=0)
    return form_page(
        request,
        "my_quality.html",
        error,
        month=month,
        months=beside(services, month),
        running=month == services.quality.cases.this_month(),
        score=next((one for one in found if one.agent_id == by.agent_id), None),
        of=len(await scored(services)),
        said=await services.channels.surveys.of_agents(since, until),
        aim=AIM,
        cases=held,
        grades=grades,
        task_kinds=KINDS,
        total=total,
        reported=await services.quality.cases.reported(month, by),
        sent=sent or {},
        done=(DONE | {"reported": REPORTED}).get(request.query_params.get("done", "")),
        **await words_of_cases(services, held, by),
    )
