"""Departments: added, renamed, switched off with a successor, at once and without a restart. For administrators."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from msgspec.structs import replace

from api.errors import Conflict, DeskError, NotFound
from api.guards import needs
from api.live.driver import Live
from api.problems import AnyRequest
from api.rights import Right
from api.schemas import Department
from api.services import Services
from api.web.forms import typed
from api.web.render import form_page

GUARDS = [needs(Right.MANAGE_PEOPLE)]
FIELDS = ("zh", "en", "email")


@get("/organisation/departments/{key:str}", guards=GUARDS)
async def department(request: AnyRequest, key: FromPath[str], services: NamedDependency[Services]) -> Template:
    """One department; `new` is the empty form."""
    found = _known(services, key) if key != "new" else None
    filled = {name: getattr(found, name) for name in FIELDS} if found is not None else {}
    return await _form(request, services, found, filled)


@post("/organisation/departments/{key:str}", guards=GUARDS, status_code=200)
async def department_kept(
    request: AnyRequest, key: FromPath[str], services: NamedDependency[Services], live: NamedDependency[Live]
) -> Response[Any]:
    """Add it, or change its names and address."""
    found = _known(services, key) if key != "new" else None
    sent = await typed(request)
    names = {name: sent.get(name, "") for name in FIELDS}
    try:
        if found is not None:
            wanted = replace(found, **names)
        else:
            wanted = replace(Department(key=sent.get("key", ""), zh=""), **names)
            if any(one.key == wanted.key for one in services.staff.departments.all()):
                why = "这个代码已经用了 / this key is taken"
                raise Conflict("这个代码已经用了，请换一个", "this key is taken, choose another", {"key": why})
        await _put(request, services, live, wanted)
    except DeskError as error:
        return await _form(request, services, found, sent, error)
    return Redirect("/organisation?said=saved", status_code=303)


@post("/organisation/departments/{key:str}/{what:str}", guards=GUARDS, status_code=200)
async def department_turned(
    request: AnyRequest,
    key: FromPath[str],
    what: FromPath[str],
    services: NamedDependency[Services],
    live: NamedDependency[Live],
) -> Response[Any]:
    """Switch it off, for another that takes over, or on."""
    found = _known(services, key)
    if what not in ("off", "on"):
        raise NotFound("没有这个页面", "There is no such page")
    sent = await typed(request)
    try:
        turned = replace(found, active=what == "on", successor=sent.get("successor", ""))
        await _put(request, services, live, turned)
    except DeskError as error:
        return await _form(request, services, found, {name: getattr(found, name) for name in FIELDS}, error)
    return Redirect(f"/organisation?said={what}", status_code=303)


async def _put(request: AnyRequest, services: Services, live: Live, wanted: Department) -> None:
    await services.staff.departments.put(wanted.key, wanted, request.user.agent_id)
    live.rules_changed(services.site)


def _known(services: Services, key: str) -> Department:
    found = next((one for one in services.staff.departments.all() if one.key == key), None)
    if found is None:
        raise NotFound("没有这个部门", "there is no such department")
    return found


async def _form(
    request: AnyRequest,
    services: Services,
    found: Department | None,
    filled: Mapping[str, str],
    error: DeskError | None = None,
) -> Template:
    people = [one for one in await services.staff.people.all() if one.active]
    key = found.key if found is not None else ""
    return form_page(
        request,
        "department.html",
        error,
        found=found,
        members=[one for one in people if key and key in one.departments],
        kinds=services.staff.departments.kinds_of(key),
        others=[one for one in services.staff.departments.all() if one.active and one.key != key],
        typed=filled,
    )


PAGES = (department, department_kept, department_turned)
