"""Visits by plan (VISIT-1): who is due, what was said, and the case that it opens."""

import time
import uuid
from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template
from msgspec.structs import replace

from api.errors import DeskError, Invalid
from api.guards import needs
from api.homes.visible import residents_shown
from api.problems import AnyRequest
from api.residents.homes import home_key
from api.rights import Right, may
from api.schemas import AgentView, ResidentView
from api.schemas.visits import NewVisit, VisitOutcome
from api.services import Services
from api.web.complaints import complaint_of
from api.web.fields import NO, YES, YES_NO, moment
from api.web.forms import typed
from api.web.paging import PAGE, page_number, pages_of
from api.web.registry import MenuEntry
from api.web.render import form_page, home_said, page
from api.web.visit_words import CHOICES, OUTCOMES, day_said
from scripts_lib.model import Text

GUARDS = [needs(Right.VISIT)]
SAID = {
    "noted": Text("走访已记录", "The visit is noted"),
    "opened": Text("走访已记录，并已立项", "The visit is noted, and its case is open"),
}
DAYS_SHOWN = 5
MOST_VISITORS = 50
OWN_FIELDS = ("home", "outcome", "spoke_with", "said", "satisfied", "visited_at", "form_key")
"""Fields of the visit itself; the others are the complaint's."""


@get("/visits", guards=GUARDS)
async def plan(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """The next days of the plan, today's first."""
    asked = request.query_params.get("visitors", "1")
    visitors = min(MOST_VISITORS, max(1, int(asked))) if asked.isascii() and asked.isdigit() else 1
    now = time.time()
    found = await services.channels.visits.plan(now, days=DAYS_SHOWN, visitors=visitors)
    await services.residents.book.opened(request.user.agent_id, "visits", "")
    return page(
        request,
        "visits.html",
        plan=found,
        days=[(day_said(one.day), one) for one in found.days],
        outcomes=OUTCOMES,
        home_link=may(request.user, Right.FIND_RESIDENTS),
    )


@get("/visits/made", guards=GUARDS)
async def made(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """What was said at visits, newest first."""
    number = page_number(request)
    total, found = await services.channels.visits.page(home="", since=None, limit=PAGE, offset=(number - 1) * PAGE)
    await services.residents.book.opened(request.user.agent_id, "visits", "")
    return page(
        request,
        "visits_made.html",
        visits=found,
        total=total,
        outcomes=OUTCOMES,
        number=number,
        pages_in_all=pages_of(total),
        said=SAID.get(request.query_params.get("said", "")),
    )


@get("/visits/new", guards=GUARDS)
async def new(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """The empty form, for a home where one is named."""
    home = request.query_params.get("home", "")[:120]
    start = {"home": home_said(home), "outcome": VisitOutcome.MET, "form_key": str(uuid.uuid4())}
    return await _form(request, services, start)


@post("/visits/new", guards=GUARDS, status_code=200)
async def noted(request: AnyRequest, services: NamedDependency[Services]) -> Response[Any]:
    """Note it. Where a case is wanted, its form comes next, and both are kept together."""
    sent = await typed(request)
    try:
        visit = await _visit_of(sent, services)
        if sent.get("case") == "ask":
            await services.channels.visits.check(visit, time.time())
            return await _case(request, services, sent | await _proposed(visit, services))
        await services.channels.visits.note(visit, request.user, sent.get("form_key", ""))
    except DeskError as error:
        return await _form(request, services, sent, error)
    return Redirect("/visits/made?said=noted", status_code=303)


@get("/visits/case", guards=GUARDS)
async def case_again(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """The form of a case whose sending was cut off by signing in; the browser puts back what was typed."""
    return await _case(request, services, {})


@post("/visits/case", guards=GUARDS, status_code=200)
async def with_case(request: AnyRequest, services: NamedDependency[Services]) -> Response[Any]:
    """Note the visit with the case that it opens, all or nothing."""
    sent = await typed(request)
    try:
        visit = await _visit_of(sent, services)
        complaint = complaint_of(sent, services.library.rules.catalogue, services.settings.zone)
        await services.channels.visits.note(
            replace(visit, complaint=complaint), request.user, sent.get("form_key", "")
        )
    except DeskError as error:
        return await _case(request, services, sent, error)
    return Redirect("/visits/made?said=opened", status_code=303)


async def _visit_of(sent: Mapping[str, str], services: Services) -> NewVisit:
    """What was typed as a visit. Raises Invalid."""
    return NewVisit(
        home=await _home_of(sent.get("home", ""), services),
        outcome=next((one for one in VisitOutcome if one == sent.get("outcome")), VisitOutcome.MET),
        spoke_with=sent.get("spoke_with", ""),
        said=sent.get("said", ""),
        satisfied={YES: True, NO: False}.get(sent.get("satisfied", "")),
        visited_at=moment("visited_at", sent.get("visited_at", ""), services.settings.zone),
    )


async def _home_of(said: str, services: Services) -> str:
    """The key of the home that is written as `3-1-502`. Raises Invalid for none, or where it is not clear which."""
    _, found = await services.residents.book.find(said, limit=PAGE, offset=0)
    homes = {home_key(one) for one in found}
    exact = {home for home in homes if home_said(home).casefold() == said.casefold()}
    if len(exact or homes) != 1:
        why = "名册里没有这一户，请写成 3-1-502 / no such home; write it as 3-1-502"
        raise Invalid("走访记录没有填好", "the note of the visit is not complete", {"home": why})
    return (exact or homes).pop()


async def _proposed(visit: NewVisit, services: Services) -> dict[str, str]:
    """What the visit says of the complaint: who, where, what, and a number of the home."""
    residents = await services.residents.book.of_home(visit.home)
    spoken_with = next((one for one in residents if one.name == visit.spoke_with), None)
    known = ([spoken_with] if spoken_with is not None else []) + list(residents)
    return {
        "contact": visit.spoke_with or next((one.name for one in known), ""),
        "phone": next((phone for one in known for phone in one.phones), ""),
        "place": home_said(visit.home),
        "matter": visit.said,
    }


async def _form(
    request: AnyRequest, services: Services, filled: Mapping[str, str], error: DeskError | None = None
) -> Template:
    """The form of the visit, with what is known of the home."""
    home, last = "", None
    residents: tuple[ResidentView, ...] = ()
    if filled.get("home"):
        try:
            home = await _home_of(filled["home"], services)
        except Invalid:
            home = ""
    if home:
        residents = residents_shown(await services.residents.book.of_home(home), request.user)
        _, visits = await services.channels.visits.page(home=home, since=None, limit=1, offset=0)
        last = visits[0] if visits else None
        await services.residents.book.opened(request.user.agent_id, "visits", home)
    return form_page(
        request,
        "visit.html",
        error,
        residents=residents,
        last=last,
        outcomes=OUTCOMES,
        choices=CHOICES,
        yes_no=YES_NO,
        typed=filled,
    )


async def _case(
    request: AnyRequest, services: Services, filled: Mapping[str, str], error: DeskError | None = None
) -> Template:
    """The form of the case; the visit goes along unseen."""
    return form_page(request, "visit_case.html", error, own_fields=OWN_FIELDS, typed=filled)


def _may(person: AgentView) -> bool:
    return may(person, Right.VISIT)


PAGES = (plan, made, new, noted, case_again, with_case)
MENU = (MenuEntry("/visits", Text("走访", "Visits"), _may, order=40),)
