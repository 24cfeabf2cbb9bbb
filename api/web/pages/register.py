"""Registering a complaint that came by a visit, a letter, the opinion box or an e-mail (CASE-1, CASE-2, CHAN-1)."""

import uuid
from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from api.errors import DeskError
from api.guards import needs
from api.problems import AnyRequest
from api.rights import Right
from api.schemas import NewTicket, OpenReason
from api.services import Services
from api.web.complaints import complaint_of
from api.web.forms import typed
from api.web.render import form_page
from api.web.words import OPEN_REASONS
from scripts_lib.model import Channel, Option

BY_HAND = (Channel.VISIT, Channel.LETTER, Channel.OPINION_BOX, Channel.EMAIL, Channel.OTHER)
"""What is registered here: calls are by the console, web forms by themselves."""
REASONS = tuple(Option(value=reason, label=label) for reason, label in OPEN_REASONS.items())


@get("/tickets/new", guards=[needs(Right.REGISTER)])
async def new(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """The empty form; `found_in` names the ticket on whose way the problem was found (CASE-4)."""
    start = {name: request.query_params.get(name, "")[:64] for name in ("found_in", "problem_id", "contact", "place")}
    filled = {"channel": Channel.VISIT, "form_key": str(uuid.uuid4()), **start}
    return _form(request, services, filled | await _found(request, services, start))


async def _found(request: AnyRequest, services: Services, start: Mapping[str, str]) -> dict[str, str]:
    """What the ticket on whose way it was found says of the resident, and of the problem."""
    ticket = await services.complaints.tickets.of_number(start["found_in"], request.user)
    if ticket is None:
        return {}
    await services.residents.book.opened(request.user.agent_id, "ticket", ticket.number)
    told, problem = ticket.complaint, start["problem_id"]
    found = {"contact": told.contact, "phone": told.phone, "place": told.place, "channel": Channel.OTHER}
    return found | {"matter": next((one.what for one in ticket.problems if one.problem_id == problem), "")}


@post("/tickets/new", guards=[needs(Right.REGISTER)], status_code=200)
async def new_sent(request: AnyRequest, services: NamedDependency[Services]) -> Response[Any]:
    """Register it; what is missing is said beside the fields, and what was typed stays."""
    sent = await typed(request)
    try:
        complaint = complaint_of(sent, services.library.rules.catalogue, services.settings.zone)
        asked = NewTicket(
            complaint=complaint,
            channel=next((one for one in BY_HAND if one == sent.get("channel")), Channel.OTHER),
            why_open=next((one for one in OpenReason if one == sent.get("why_open")), OpenReason.ACT),
            found_in=sent.get("found_in", ""),
            problem_id=sent.get("problem_id", ""),
        )
        made = await services.complaints.registration.create(asked, request.user, sent.get("form_key", ""))
    except DeskError as error:
        return _form(request, services, sent, error)
    return Redirect(f"/tickets/{made.ticket.number}?done=registered", status_code=303)


def _form(
    request: AnyRequest, services: Services, filled: Mapping[str, str], error: DeskError | None = None
) -> Template:
    channels = [one for one in services.library.rules.catalogue.channels if one.value in BY_HAND]
    return form_page(
        request,
        "register.html",
        error,
        typed=filled,
        channels=channels,
        reasons=REASONS,
    )


PAGES = (new, new_sent)
