"""Sites and teams: made, renamed, switched off, taken away; departments beside them. For administrators."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from msgspec.structs import replace

from api.errors import Conflict, DeskError, NotFound
from api.guards import needs
from api.problems import AnyRequest
from api.rights import Right, may
from api.schemas import AgentView, Role, SitePlace, Team
from api.services import Services
from api.web.forms import typed
from api.web.registry import MenuEntry
from api.web.render import form_page, page
from scripts_lib.model import Text

GUARDS = [needs(Right.MANAGE_PEOPLE)]
SAID = {
    "saved": Text("已保存", "Saved"),
    "off": Text("已停用", "Switched off"),
    "on": Text("已启用", "In use again"),
    "deleted": Text("已删除", "Taken away"),
}
SITES, TEAMS = "sites", "teams"
MEMBERSHIP = {SITES: "site", TEAMS: "team"}
"""What of an account names it."""
_APART = re.compile(r"[\s,，、;；]+")


@get("/organisation", guards=GUARDS)
async def organisation(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """All of it, with who belongs where."""
    people = [one for one in await services.staff.people.all() if one.active]
    return page(
        request,
        "organisation.html",
        organisation=await services.staff.places.organisation(),
        of_site=Counter(one.site for one in people),
        of_team=Counter(one.team for one in people),
        heads=_heads(people),
        said=SAID.get(request.query_params.get("said", "")),
    )


@get("/organisation/{group:str}/{key:str}", guards=GUARDS)
async def one(
    request: AnyRequest, group: FromPath[str], key: FromPath[str], services: NamedDependency[Services]
) -> Template:
    """One site or team; `new` is the empty form."""
    found = await _known(services, group, key) if key != "new" else None
    return await _form(request, services, group, found, _fields(found))


@post("/organisation/{group:str}/{key:str}", guards=GUARDS, status_code=200)
async def kept(
    request: AnyRequest, group: FromPath[str], key: FromPath[str], services: NamedDependency[Services]
) -> Response[Any]:
    """Make it, or change it."""
    found = await _known(services, group, key) if key != "new" else None
    sent = await typed(request)
    try:
        wanted = found.key if found is not None else sent.get("key", "")
        if found is None and await _find(services, group, wanted) is not None:
            why = "这个代码已经用了 / this key is taken"
            raise Conflict("这个代码已经用了，请换一个", "this key is taken, choose another", {"key": why})
        await _keep(request, services, _made(group, wanted, sent, active=found is None or found.active))
    except DeskError as error:
        return await _form(request, services, group, found, sent, error)
    return Redirect("/organisation?said=saved", status_code=303)


@post("/organisation/{group:str}/{key:str}/{what:str}", guards=GUARDS, status_code=200)
async def turned(
    request: AnyRequest,
    group: FromPath[str],
    key: FromPath[str],
    what: FromPath[str],
    services: NamedDependency[Services],
) -> Response[Any]:
    """Switch it off or on, or take it away where nobody belongs to it."""
    found = await _known(services, group, key)
    try:
        match what:
            case "off" | "on":
                await _keep(request, services, replace(found, active=what == "on"))
            case "delete":
                await _delete(request, services, found)
            case _:
                raise NotFound("没有这个页面", "There is no such page")
    except DeskError as error:
        return await _form(request, services, group, found, _fields(found), error)
    return Redirect(f"/organisation?said={'deleted' if what == 'delete' else what}", status_code=303)


def _heads(people: Sequence[AgentView]) -> defaultdict[str, list[str]]:
    """Names of the heads of each department."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for one in people:
        for key in one.departments if one.role is Role.DEPARTMENT_HEAD else ():
            found[key].append(one.name)
    return found


async def _find(services: Services, group: str, key: str) -> SitePlace | Team | None:
    """The site or team of this key. Raises NotFound for a group that is none."""
    if group not in (SITES, TEAMS):
        raise NotFound("没有这个页面", "There is no such page")
    all_of_it = await services.staff.places.organisation()
    members: tuple[SitePlace, ...] | tuple[Team, ...] = all_of_it.sites if group == SITES else all_of_it.teams
    return next((one for one in members if one.key == key), None)


async def _known(services: Services, group: str, key: str) -> SitePlace | Team:
    found = await _find(services, group, key)
    if found is None:
        raise NotFound("没有这个管理处或班组", "there is no such site or team")
    return found


def _fields(found: SitePlace | Team | None) -> dict[str, str]:
    match found:
        case SitePlace(key=key, name=name, buildings=buildings):
            return {"key": key, "name": name, "buildings": "、".join(buildings)}
        case Team(key=key, name=name, site=site):
            return {"key": key, "name": name, "site": site}
        case _:
            return {}


def _made(group: str, key: str, sent: Mapping[str, str], *, active: bool) -> SitePlace | Team:
    name = sent.get("name", "")
    if group == TEAMS:
        return Team(key=key, name=name, site=sent.get("site", ""), active=active)
    buildings = tuple(part for part in _APART.split(sent.get("buildings", "")) if part)
    return SitePlace(key=key, name=name, buildings=buildings, active=active)


async def _keep(request: AnyRequest, services: Services, place: SitePlace | Team) -> None:
    if isinstance(place, SitePlace):
        await services.staff.places.put_site(place.key, place, request.user.agent_id)
    else:
        await services.staff.places.put_team(place.key, place, request.user.agent_id)


async def _delete(request: AnyRequest, services: Services, place: SitePlace | Team) -> None:
    if isinstance(place, SitePlace):
        await services.staff.places.delete_site(place.key, request.user.agent_id)
    else:
        await services.staff.places.delete_team(place.key, request.user.agent_id)


async def _form(
    request: AnyRequest,
    services: Services,
    group: str,
    found: SitePlace | Team | None,
    filled: Mapping[str, str],
    error: DeskError | None = None,
) -> Template:
    if group not in (SITES, TEAMS):
        raise NotFound("没有这个页面", "There is no such page")
    people = [one for one in await services.staff.people.all() if one.active]
    return form_page(
        request,
        "place.html",
        error,
        group=group,
        found=found,
        members=[one for one in people if found is not None and found.key == getattr(one, MEMBERSHIP[group])],
        organisation=await services.staff.places.organisation(),
        typed=filled,
    )


def _may(person: AgentView) -> bool:
    return may(person, Right.MANAGE_PEOPLE)


PAGES = (organisation, one, kept, turned)
MENU = (MenuEntry("/organisation", Text("管理处与班组", "Sites"), _may, order=81),)
