"""Finding complaints: by number, home, name, telephone or what happened, and by how they stand."""

from urllib.parse import urlencode

from litestar import get
from litestar.di import NamedDependency
from litestar.response import Redirect, Response, Template

from api.problems import AnyRequest
from api.schemas import TicketState
from api.services import Services
from api.tickets.shelf import TicketFilter
from api.web.paging import PAGE, page_number, pages_of
from api.web.registry import MenuEntry, everybody
from api.web.render import page
from scripts_lib.model import Catalogue, Text, Weight

LONGEST = 100
FIELDS = ("q", "state", "weight", "department", "kind", "overdue")


@get("/tickets")
async def tickets(request: AnyRequest, services: NamedDependency[Services]) -> Response[object] | Template:
    """The list. A whole number of a ticket that this person sees leads straight to it."""
    asked = {name: request.query_params.get(name, "").strip()[:LONGEST] for name in FIELDS}
    if asked["q"] and await services.complaints.tickets.of_number(asked["q"].upper(), request.user) is not None:
        return Redirect(f"/tickets/{asked['q'].upper()}", status_code=303)
    which = wanted(asked, services.library.rules.catalogue)
    number = page_number(request)
    total, found = await services.complaints.tickets.page(which, request.user, limit=PAGE, offset=(number - 1) * PAGE)
    if found:
        await services.residents.book.opened(request.user.agent_id, "ticket_list", "")
    kept = urlencode({name: value for name, value in asked.items() if value})
    return page(
        request,
        "search.html",
        asked=asked,
        total=total,
        tickets=found,
        number=number,
        pages_in_all=pages_of(total),
        address=f"/tickets?{kept}{'&' if kept else ''}",
    )


def wanted(asked: dict[str, str], catalogue: Catalogue) -> TicketFilter:
    """The filter of what was asked; without a state, what is open. What the rules do not know is passed over."""
    state = asked["state"]
    return TicketFilter(
        q=asked["q"],
        state=state if state in list(TicketState) else None,
        open=None if asked["q"] or state == "all" or state in list(TicketState) else state != "ended",
        weight=asked["weight"] if asked["weight"] in list(Weight) else None,
        department=_known(asked["department"], [option.value for option in catalogue.departments]),
        kind=_known(asked["kind"], [kind.value for kind in catalogue.kinds]),
        overdue=asked["overdue"] == "yes",
    )


def _known(value: str, options: list[str]) -> str | None:
    return value if value in options else None


PAGES = (tickets,)
MENU = (MenuEntry("/tickets", Text("全部投诉", "Complaints"), everybody, order=20),)
