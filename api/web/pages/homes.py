"""The file of every home (FILE-1): found by home, name or number; its people and everything that was. Each opening
is logged (SEC-1)."""

from typing import Any
from urllib.parse import quote, urlencode

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from api.errors import DeskError
from api.guards import needs
from api.homes.visible import shown
from api.problems import AnyRequest
from api.rights import Right, may
from api.schemas import AgentView
from api.services import Services
from api.web.forms import typed
from api.web.paging import PAGE, page_number, pages_of
from api.web.registry import MenuEntry
from api.web.render import form_page, page
from api.web.visit_words import OUTCOMES
from scripts_lib.model import Text

GUARDS = [needs(Right.FIND_RESIDENTS)]
SAID = {"saved": Text("已保存", "Saved")}
LONGEST = 120


@get("/homes", guards=GUARDS)
async def homes(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """Homes by building, unit and room, or those that fit what was asked for (`q`)."""
    words = request.query_params.get("q", "").strip()[:LONGEST]
    number = page_number(request)
    offset = (number - 1) * PAGE
    if words:
        found = await services.residents.files.find(words, limit=PAGE, offset=offset)
        await services.residents.book.opened(
            request.user.agent_id, "home_search", ",".join(x.home for x in found.items)
        )
    else:
        found = await services.residents.files.all("", limit=PAGE, offset=offset)
    return page(
        request,
        "homes.html",
        words=words,
        found=found,
        number=number,
        pages_in_all=pages_of(found.page.total),
        address=f"/homes?{urlencode({'q': words}) + '&' if words else ''}",
    )


@get("/homes/file", guards=GUARDS)
async def file(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """One home."""
    home = request.query_params.get("home", "")[:LONGEST]
    return await _file(request, services, home, said=SAID.get(request.query_params.get("said", "")))


@post("/homes/file", guards=GUARDS, status_code=200)
async def preferred(request: AnyRequest, services: NamedDependency[Services]) -> Response[Any]:
    """Keep what the home prefers."""
    sent = await typed(request)
    home = sent.get("home", "")
    try:
        await services.residents.files.prefer(home, sent.get("text", ""), request.user.agent_id)
        await services.residents.book.opened(request.user.agent_id, "home_preferences_change", home)
    except DeskError as error:
        return await _file(request, services, home, error=error, text=sent.get("text", ""))
    return Redirect(f"/homes/file?home={quote(home)}&said=saved", status_code=303)


async def _file(
    request: AnyRequest,
    services: Services,
    home: str,
    *,
    said: Text | None = None,
    error: DeskError | None = None,
    text: str | None = None,
) -> Template:
    found = shown(await services.residents.files.of_home(home), request.user)
    await services.residents.book.opened(request.user.agent_id, "home_file", home)
    numbers = {one.number for one in found.complaints} | {one.ticket_number for one in found.calls}
    numbers |= {one.ticket_number for one in found.visits}
    return form_page(
        request,
        "home.html",
        error,
        file=found,
        repairs={one.number for one in found.repairs},
        openable=await services.complaints.tickets.seen(sorted(numbers - {""}), request.user),
        outcomes=OUTCOMES,
        preferences=found.preferences.text if text is None else text,
        said=said,
    )


def _may(person: AgentView) -> bool:
    return may(person, Right.FIND_RESIDENTS)


PAGES = (homes, file, preferred)
MENU = (MenuEntry("/homes", Text("住户档案", "Homes"), _may, order=50),)
