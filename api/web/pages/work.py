"""The worklist: what waits for me, nearest due first."""

import time

from litestar import get
from litestar.di import NamedDependency
from litestar.response import Template

from api.problems import AnyRequest
from api.schemas.incidents import INCIDENT_NAMES
from api.services import Services
from api.web.pages.incidents import DONE_WORDS as REPORTS_DONE
from api.web.pages.ticket import DONE_WORDS
from api.web.paging import PAGE, page_number, pages_of
from api.web.registry import MenuEntry, everybody
from api.web.render import page
from api.web.words import WAITS
from scripts_lib.model import Text


@get("/work")
async def work(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """Tickets that wait for this person: all of them, or those that wait for one thing (`what`)."""
    wanted = request.query_params.get("what", "")
    what = wanted if wanted in WAITS else None
    number = page_number(request)
    offset = (number - 1) * PAGE
    total, counts, groups = await services.complaints.tickets.work(request.user, what=what, limit=PAGE, offset=offset)
    if groups:
        await services.residents.book.opened(request.user.agent_id, "worklist", "")
    return page(
        request,
        "work.html",
        total=total,
        counts={name: counts[name] for name in WAITS if name in counts},
        all=await _all(request, services) if what else total,
        what=what,
        groups=groups,
        number=number,
        pages_in_all=pages_of(total),
        incidents=await services.incidents.shelf.told(request.user),
        incident_names=INCIDENT_NAMES,
        notices=await services.figures.briefs.notices(request.user, time.time()),
        done=(DONE_WORDS | REPORTS_DONE).get(request.query_params.get("done", "")),
    )


async def _all(request: AnyRequest, services: Services) -> int:
    """How many tickets wait for this person for anything."""
    total, _, _ = await services.complaints.tickets.work(request.user, limit=0, offset=0)
    return total


PAGES = (work,)
MENU = (MenuEntry("/work", Text("我的待办", "My work"), everybody, order=10),)
