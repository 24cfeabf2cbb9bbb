"""The people of the book, kept up to date in the browser (FILE-1): added, changed, taken out when they have moved."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from api.errors import DeskError
from api.guards import needs
from api.problems import AnyRequest
from api.residents.fields import telephones
from api.residents.homes import home_key
from api.rights import Right
from api.schemas import NewResident, ResidentChange, ResidentView
from api.services import Services
from api.web.forms import typed
from api.web.render import form_page

GUARDS = [needs(Right.KEEP_RESIDENTS)]


@get("/residents/new", guards=GUARDS)
async def new(request: AnyRequest) -> Template:
    """The empty form; `home` (`3|1|502`) fills in where."""
    parts = request.query_params.get("home", "").split("|")
    known = zip(("building", "unit", "room"), parts, strict=False) if len(parts) == 3 else ()
    return _form(request, dict(known))


@post("/residents/new", guards=GUARDS, status_code=200)
async def added(request: AnyRequest, services: NamedDependency[Services]) -> Response[Any]:
    """Add somebody; what is wrong is said beside the fields, and what was typed stays."""
    sent = await typed(request)
    parts = {name: sent.get(name, "") for name in ("name", "building", "unit", "room", "note")}
    try:
        resident = NewResident(**parts, phones=telephones(sent.get("phones", "")))
        (made,) = await services.residents.book.add(resident, by=request.user.agent_id)
    except DeskError as error:
        return _form(request, sent, error=error)
    return _back(made)


@get("/residents/{resident_id:str}", guards=GUARDS)
async def one(request: AnyRequest, resident_id: FromPath[str], services: NamedDependency[Services]) -> Template:
    """What the book has of somebody."""
    found = await services.residents.book.of_id(resident_id)
    await services.residents.book.opened(request.user.agent_id, "resident", resident_id)
    return _form(request, {"name": found.name, "phones": "；".join(found.phones), "note": found.note}, found)


@post("/residents/{resident_id:str}", guards=GUARDS, status_code=200)
async def changed(
    request: AnyRequest, resident_id: FromPath[str], services: NamedDependency[Services]
) -> Response[Any]:
    """Name, telephones and note as they are now."""
    sent, found = await typed(request), await services.residents.book.of_id(resident_id)
    try:
        change = ResidentChange(
            name=sent.get("name", ""), phones=telephones(sent.get("phones", "")), note=sent.get("note", "")
        )
        await services.residents.book.change(resident_id, change, request.user.agent_id)
    except DeskError as error:
        return _form(request, sent, found, error)
    return _back(found)


@post("/residents/{resident_id:str}/moved-out", guards=GUARDS, status_code=200)
async def moved_out(
    request: AnyRequest, resident_id: FromPath[str], services: NamedDependency[Services]
) -> Response[Any]:
    """Out of the book; the home keeps what was."""
    found = await services.residents.book.of_id(resident_id)
    await services.residents.book.move_out(resident_id, request.user.agent_id)
    return _back(found)


def _back(resident: ResidentView) -> Redirect:
    return Redirect(f"/homes/file?home={quote(home_key(resident))}&said=saved", status_code=303)


def _form(
    request: AnyRequest,
    filled: Mapping[str, str],
    resident: ResidentView | None = None,
    error: DeskError | None = None,
) -> Template:
    return form_page(
        request,
        "resident.html",
        error,
        resident=resident,
        home=home_key(resident) if resident is not None else "",
        typed=filled,
    )


PAGES = (new, added, one, changed, moved_out)
