"""The month's scores with every point traced to its evidence, and how even-handed quality is."""

import time

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from api.errors import Invalid
from api.guards import needs
from api.papers.routes import download
from api.periods.asked import asked_of
from api.periods.routes import today
from api.problems import AnyRequest
from api.quality.months import after, before, bounds
from api.quality.score_file import score_file as score_paper
from api.quality.score_file import scored, scores_for
from api.retention.performance import is_kept
from api.rights import Right, may
from api.services import Services
from api.surveys.results import AIM
from api.web.render import page

REVIEW = needs(Right.REVIEW_QUALITY)


def month_asked(request: AnyRequest, services: Services) -> str:
    """The month in the address; this one where there is none. Raises Invalid for what is no month."""
    month = request.query_params.get("month", "") or services.quality.cases.this_month()
    bounds(month, services.settings.zone)
    return month


def beside(services: Services, month: str) -> tuple[str, str]:
    """The months before and after; empty before where that one is kept no longer."""
    settings, earlier = services.settings, before(month)
    kept = is_kept(earlier, settings.performance_keep_days, time.time(), settings.zone)
    return (earlier if kept else "", after(month))


@get("/quality/scores", guards=[REVIEW])
async def scores(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """The month, best first; a supervisor sees the own team. The opening is logged (SEC-1)."""
    month = month_asked(request, services)
    found = await scores_for(services, request.user, month)
    await services.secrecy.audit.note(request.user.agent_id, "quality_scores", month)
    return page(
        request,
        "quality_scores.html",
        month=month,
        months=beside(services, month),
        running=month == services.quality.cases.this_month(),
        scores=found,
        said=await services.channels.surveys.of_agents(*bounds(month, services.settings.zone)),
        aim=AIM,
        names={one.agent_id: one.name for one in await services.staff.people.all()},
        may_export=may(request.user, Right.REVIEW_QUALITY),
    )


@get("/quality/scores/{file:str}", guards=[REVIEW], media_type="application/pdf")
async def score_file(
    request: AnyRequest, file: FromPath[str], services: NamedDependency[Services]
) -> Response[bytes]:
    """The month's form, `2026-11.pdf` or `2026-11.xlsx`."""
    return download(await score_paper(services, request.user, file))


@get("/quality/fairness", guards=[REVIEW])
async def fairness(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """Rules that are often rejected, and who is looked at how often; for a supervisor counted in the own team."""
    month = month_asked(request, services)
    among = await services.calls.hearing.whose(request.user)
    return page(
        request,
        "quality_fairness.html",
        month=month,
        months=(before(month), after(month)),
        running=month == services.quality.cases.this_month(),
        own_team=among is not None,
        found=await services.quality.fairness.of_month(month, await scored(services), among),
        names={one.agent_id: one.name for one in await services.staff.people.all()},
    )


@get("/quality/required", guards=[REVIEW])
async def required(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """Required phrases of any days, heard, not heard and not judged; for a supervisor counted in the own team."""
    day, wrong = today(services), dict[str, str]()
    sent = {name: request.query_params.get(name, "") for name in ("from", "to")}
    try:
        asked = asked_of(sent, day)
    except Invalid as invalid:
        asked, wrong = asked_of({}, day), dict(invalid.fields)
    if not wrong:
        sent = {"from": asked.first.isoformat(), "to": asked.last.isoformat()}
    among = await services.calls.hearing.whose(request.user)
    return page(
        request,
        "quality_required.html",
        422 if wrong else 200,
        sent=sent,
        wrong=wrong,
        own_team=among is not None,
        found=await services.quality.required.of_days(asked, among),
    )
