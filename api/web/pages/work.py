"""The worklist: what waits for me, nearest due first."""

import time
from collections.abc import Iterable

from litestar import get
from litestar.di import NamedDependency
from litestar.response import Template

from api.problems import AnyRequest
from api.schemas import TicketDuty, TicketView, WorkItem
from api.services import Services
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
    total, counts, items = await services.tickets.waiting(
        request.user, what=what, limit=PAGE, offset=(number - 1) * PAGE
    )
    if items:
        await services.residents.opened(request.user.agent_id, "worklist", "")
    return page(
        request,
        "work.html",
        total=total,
        counts={name: counts[name] for name in WAITS if name in counts},
        all=sum(counts.values()),
        what=what,
        groups=by_ticket(items),
        number=number,
        pages_in_all=pages_of(total),
        notices=await services.briefs.notices(request.user, time.time()),
        done=DONE_WORDS.get(request.query_params.get("done", "")),
    )


def by_ticket(items: Iterable[WorkItem]) -> tuple[tuple[TicketView, tuple[TicketDuty, ...]], ...]:
    """Each ticket once, where its nearest duty stands, with all it waits for, nearest due first."""
    found: dict[str, tuple[TicketView, tuple[TicketDuty, ...]]] = {}
    for item in items:
        _, before = found.get(item.ticket.number, (item.ticket, ()))
        found[item.ticket.number] = (item.ticket, (*before, item.duty))
    return tuple(found.values())


PAGES = (work,)
MENU = (MenuEntry("/work", Text("我的待办", "My work"), everybody, order=10),)
