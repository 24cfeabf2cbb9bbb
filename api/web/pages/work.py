"""The worklist: what waits for me, nearest due first."""

import time

from litestar import get
from litestar.di import NamedDependency
from litestar.response import Template

from api.problems import AnyRequest
from api.services import Services
from api.tickets.shelf import TicketFilter
from api.web.registry import MenuEntry, everybody
from api.web.render import page
from scripts_lib.model import Text

SHOWN = 50


@get("/work")
async def work(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """Open tickets that this person sees."""
    which = TicketFilter(state="registered")
    total, tickets = await services.tickets.page(which, request.user, limit=SHOWN, offset=0)
    return page(request, "work.html", total=total, tickets=tickets, now=time.time())


PAGES = (work,)
MENU = (MenuEntry("/work", Text("我的待办", "My work"), everybody, order=10),)
