"""How content residents are: follow-up calls and questionnaires together, weak points named (SUR-1, SLA-10)."""

import time

from litestar import get
from litestar.di import NamedDependency
from litestar.response import Template

from api.errors import NoRight
from api.problems import AnyRequest
from api.rights import Right, may
from api.schemas import AgentView
from api.services import Services
from api.web.pages.survey import ASPECTS
from api.web.registry import MenuEntry
from api.web.render import page
from scripts_lib.model import Text

DAY_S = 86_400.0
SPANS = {
    "30": Text("近 30 天", "Last 30 days"),
    "90": Text("近 90 天", "Last 90 days"),
    "365": Text("近一年", "Last year"),
}


def _may(person: AgentView) -> bool:
    return may(person, Right.SEE_FIGURES)


@get("/satisfaction")
async def satisfaction(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """Shares by department and building, and what lies under the aim."""
    if not _may(request.user):
        raise NoRight
    wanted = request.query_params.get("days", "")
    days = wanted if wanted in SPANS else "90"
    now = time.time()
    found = await services.channels.surveys.results(now - int(days) * DAY_S, now)
    return page(request, "satisfaction.html", found=found, aspects=ASPECTS, spans=SPANS, days=days)


PAGES = (satisfaction,)
MENU = (MenuEntry("/satisfaction", Text("满意度", "Satisfaction"), _may, order=70),)
