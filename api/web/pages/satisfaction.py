"""How content residents are: follow-up calls and questionnaires together, weak points named, and questionnaires for
whole buildings (SUR-1, SLA-10). A department head sees what was said of the own departments."""

import re
import time
from collections.abc import Mapping

from litestar import get, post
from litestar.di import NamedDependency
from litestar.response import Template

from api.errors import DeskError, Invalid
from api.guards import needs
from api.problems import AnyRequest
from api.rights import Right, may
from api.schemas import AgentView
from api.schemas.surveys import NewSurvey
from api.services import Services
from api.web.forms import typed
from api.web.pages.survey import ASPECTS
from api.web.registry import MenuEntry
from api.web.render import form_page, page
from scripts_lib.model import Text

DAY_S = 86_400.0
SPANS = {
    "30": Text("近 30 天", "Last 30 days"),
    "90": Text("近 90 天", "Last 90 days"),
    "365": Text("近一年", "Last year"),
}
LAST_ONES = 12
"""So many questionnaires are listed."""
BETWEEN = re.compile(r"[\s,，、;；]+")


def _may(person: AgentView) -> bool:
    return may(person, Right.SEE_SATISFACTION)


@get("/satisfaction", guards=[needs(Right.SEE_SATISFACTION)])
async def satisfaction(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """Shares by department and building, and what lies under the aim."""
    return await _shown(request, services)


@post("/satisfaction/questionnaires", guards=[needs(Right.KEEP_RESIDENTS)], status_code=200)
async def asked(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """Ask every home of some buildings: a link for each home, all of them shown this once."""
    sent = await typed(request)
    try:
        made = await services.channels.surveys.start(_new(sent), request.user)
    except DeskError as error:
        return await _shown(request, services, sent, error)
    await services.residents.book.opened(request.user.agent_id, "survey_links", made.survey.survey_id)
    return page(request, "survey_links.html", made=made, site=str(request.base_url).rstrip("/"))


def _new(sent: Mapping[str, str]) -> NewSurvey:
    days = sent.get("days", "")
    if not (days.isascii() and days.isdigit() and len(days) < 4):
        raise Invalid("问卷没有填好", "the questionnaire is not complete", {"days": "填天数 / a number of days"})
    buildings = tuple(one for one in BETWEEN.split(sent.get("buildings", "")) if one)
    return NewSurvey(
        title=sent.get("title", ""), days=int(days), buildings=buildings, department=sent.get("department", "")
    )


async def _shown(
    request: AnyRequest,
    services: Services,
    sent: Mapping[str, str] | None = None,
    error: DeskError | None = None,
) -> Template:
    wanted, now = request.query_params.get("days", ""), time.time()
    days = wanted if wanted in SPANS else "90"
    figures = may(request.user, Right.SEE_FIGURES)
    return form_page(
        request,
        "satisfaction.html",
        error,
        found=await services.channels.surveys.results(now - int(days) * DAY_S, now, request.user),
        asked=(await services.channels.surveys.all(limit=LAST_ONES, offset=0))[1] if figures else (),
        figures=figures,
        aspects=ASPECTS,
        spans=SPANS,
        days=days,
        departments=services.library.rules.catalogue.open_departments,
        typed=sent or {"days": "30"},
    )


PAGES = (satisfaction, asked)
MENU = (MenuEntry("/satisfaction", Text("满意度", "Satisfaction"), _may, order=70),)
