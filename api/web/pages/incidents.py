"""Report at once in the browser (SEC-2), for every role; and what waits for somebody who takes care of it."""

import uuid
from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from api.errors import DeskError
from api.guards import needs
from api.live.driver import Live
from api.problems import AnyRequest
from api.rights import Right
from api.schemas.incidents import INCIDENT_NAMES, REPORTED_BY_HAND, IncidentKind, NewIncident
from api.services import Services
from api.web.forms import typed
from api.web.paging import PAGE, page_number, pages_of
from api.web.registry import MenuEntry, everybody
from api.web.render import form_page
from scripts_lib.model import Option, Text

GUARDS = [needs(Right.REPORT_INCIDENTS)]
KINDS = tuple(Option(value=kind, label=INCIDENT_NAMES[kind]) for kind in REPORTED_BY_HAND)
DONE_WORDS = {
    "reported": Text("已报告，主管和经理马上看到", "Reported: supervisors and managers see it at once"),
    "taken": Text("已接手", "Taken in hand"),
}
PLACES = ("/work", "/incidents")
"""Where the page of who takes one may stand."""


@get("/incidents", guards=GUARDS)
async def incidents(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """The form, and what this person sees; `ticket` names the complaint that it is about."""
    ticket = request.query_params.get("ticket", "")[:32]
    return await _shown(request, services, {"form_key": str(uuid.uuid4()), "ticket_number": ticket})


@post("/incidents", guards=GUARDS, status_code=200)
async def report(
    request: AnyRequest, services: NamedDependency[Services], live: NamedDependency[Live]
) -> Response[Any] | Template:
    """Report it; what is missing is said beside the fields, and what was typed stays."""
    sent = await typed(request)
    kind = next((one for one in REPORTED_BY_HAND if one == sent.get("kind")), IncidentKind.GRAVE)
    new = NewIncident(kind=kind, words=sent.get("words", ""), ticket_number=sent.get("ticket_number", ""))
    try:
        await live.settled()
        await services.incidents.shelf.report(new, request.user, sent.get("form_key", ""))
    except DeskError as error:
        return await _shown(request, services, sent, error)
    return Redirect("/incidents?done=reported", status_code=303)


@post("/incidents/{incident_id:str}/take", guards=[needs(Right.TAKE_INCIDENTS)], status_code=200)
async def take(
    request: AnyRequest, incident_id: FromPath[str], services: NamedDependency[Services]
) -> Response[Any] | Template:
    """This person takes care of it, and what is being done."""
    sent = await typed(request)
    try:
        await services.incidents.shelf.take(incident_id, sent.get("note", ""), request.user)
    except DeskError as error:
        return await _shown(request, services, {"form_key": str(uuid.uuid4())}, error)
    back = next((one for one in PLACES if one == sent.get("back")), PLACES[-1])
    return Redirect(f"{back}?done=taken", status_code=303)


async def _shown(
    request: AnyRequest, services: Services, filled: Mapping[str, str], error: DeskError | None = None
) -> Template:
    number = page_number(request)
    found = await services.incidents.shelf.page(request.user, limit=PAGE, offset=(number - 1) * PAGE)
    return form_page(
        request,
        "incidents.html",
        error,
        items=found.items,
        kinds=KINDS,
        names=INCIDENT_NAMES,
        typed=filled,
        number=number,
        pages_in_all=pages_of(found.page.total),
        done=DONE_WORDS.get(request.query_params.get("done", "")) if error is None else None,
    )


PAGES = (incidents, report, take)
MENU = (MenuEntry("/incidents", Text("立即报告", "Report at once"), everybody, order=15),)
