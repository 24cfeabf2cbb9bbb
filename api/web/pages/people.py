"""People who sign in: their accounts, and when and where they are signed in. For administrators."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from msgspec.structs import replace

from api.agents.applied import applied
from api.agents.sessions import Ended
from api.agents.watch import look
from api.errors import DeskError
from api.guards import needs
from api.live.driver import Live
from api.problems import AnyRequest
from api.rights import Right, may
from api.schemas import AgentChange, AgentView, NewAgent, Organisation, Role
from api.services import Services
from api.web.forms import chosen, secret, typed
from api.web.registry import MenuEntry
from api.web.render import form_page, page
from scripts_lib.model import Text

GUARDS = [needs(Right.MANAGE_PEOPLE)]
SAID = {
    "saved": Text("已保存", "Saved"),
    "made": Text("账号已建立", "The account is made"),
    "ended": Text("登录已全部结束", "Every session is ended"),
    "unlocked": Text("已解除锁定，可以立即登录", "Unlocked: signing in works at once"),
    "second-step-off": Text("动态验证码已关闭", "The second step is off"),
}
SESSIONS_SHOWN = 20


@get("/people", guards=GUARDS)
async def everyone(request: AnyRequest, services: NamedDependency[Services], live: NamedDependency[Live]) -> Template:
    """Every account with its state of the moment."""
    people = [live.now_at(person) for person in await services.staff.people.all()]
    return page(request, "people.html", people=people, organisation=await services.staff.places.organisation())


@get("/people/new", guards=GUARDS)
async def new(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """The empty form."""
    return await _form(request, services, None, {"role": Role.AGENT}, ())


@post("/people/new", guards=GUARDS, status_code=200)
async def new_sent(request: AnyRequest, services: NamedDependency[Services]) -> Response[Any]:
    """Make the account."""
    sent, departments = await typed(request), await chosen(request, "departments")
    try:
        person = await services.staff.people.create(
            NewAgent(
                login=sent.get("login", ""),
                password=await secret(request, "password"),
                name=sent.get("name", ""),
                surname=sent.get("surname", ""),
                role=_role(sent),
                phone=sent.get("phone", ""),
                departments=departments,
                site=sent.get("site", ""),
                team=sent.get("team", ""),
            ),
            request.user.agent_id,
        )
    except DeskError as error:
        return await _form(request, services, None, sent, departments, error)
    return Redirect(f"/people/{person.agent_id}?said=made", status_code=303)


@get("/people/{agent_id:str}", guards=GUARDS)
async def one(request: AnyRequest, agent_id: FromPath[str], services: NamedDependency[Services]) -> Template:
    """One account, and its sessions."""
    person = await services.staff.people.known(agent_id)
    return await _form(request, services, person, _fields(person), person.departments)


@post("/people/{agent_id:str}", guards=GUARDS, status_code=200)
async def changed(
    request: AnyRequest,
    agent_id: FromPath[str],
    services: NamedDependency[Services],
    live: NamedDependency[Live],
) -> Response[Any]:
    """Change it; an empty password stays as it is."""
    sent, departments = await typed(request), await chosen(request, "departments")
    person = await services.staff.people.known(agent_id)
    change = AgentChange(
        active=sent.get("active") == "yes",
        password=await secret(request, "password") or None,
        phone=sent.get("phone", ""),
        name=sent.get("name", ""),
        surname=sent.get("surname", ""),
        role=_role(sent),
        departments=departments,
        site=sent.get("site", ""),
        team=sent.get("team", ""),
    )
    try:
        by = request.user.agent_id
        await applied(services, live, await services.staff.people.change(agent_id, change, by=by))
    except DeskError as error:
        return await _form(request, services, person, sent, departments, error)
    return Redirect(f"/people/{agent_id}?said=saved", status_code=303)


@post("/people/{agent_id:str}/sessions", guards=GUARDS, status_code=200)
async def end_sessions(
    request: AnyRequest,
    agent_id: FromPath[str],
    services: NamedDependency[Services],
    live: NamedDependency[Live],
) -> Redirect:
    """End every session at once."""
    by = request.user.agent_id
    await services.staff.sign_in.sessions.end(agent_id, Ended.ADMINISTRATOR, time.time(), by=by)
    await look(services.staff.sign_in.sessions, live)
    return Redirect(f"/people/{agent_id}?said=ended", status_code=303)


@post("/people/{agent_id:str}/unlock", guards=GUARDS, status_code=200)
async def unlock(request: AnyRequest, agent_id: FromPath[str], services: NamedDependency[Services]) -> Redirect:
    """Let somebody who guessed too often try again at once."""
    person = await services.staff.people.known(agent_id)
    await services.staff.sign_in.guesses.unlock(person.login, person.agent_id, request.user.agent_id)
    return Redirect(f"/people/{agent_id}?said=unlocked", status_code=303)


@post("/people/{agent_id:str}/second-step", guards=GUARDS, status_code=200)
async def second_step_off(
    request: AnyRequest, agent_id: FromPath[str], services: NamedDependency[Services]
) -> Redirect:
    """Turn the second step off for somebody whose telephone is lost."""
    person = await services.staff.people.known(agent_id)
    await services.staff.second_step.turn_off(person.agent_id, request.user.agent_id)
    return Redirect(f"/people/{agent_id}?said=second-step-off", status_code=303)


def _role(sent: Mapping[str, str]) -> Role:
    return next((role for role in Role if role == sent.get("role")), Role.AGENT)


def _fields(person: AgentView) -> dict[str, str]:
    """The account as the form shows it."""
    shown = {
        name: str(getattr(person, name)) for name in ("login", "name", "surname", "role", "phone", "site", "team")
    }
    return {**shown, "active": "yes" if person.active else ""}


async def _form(
    request: AnyRequest,
    services: Services,
    person: AgentView | None,
    filled: Mapping[str, str],
    departments: Sequence[str],
    error: DeskError | None = None,
) -> Template:
    now = time.time()
    sessions = await services.staff.sign_in.sessions.of_agent(person.agent_id, now) if person is not None else ()
    return form_page(
        request,
        "person.html",
        error,
        person=person,
        typed=filled,
        departments=departments,
        organisation=_choices(await services.staff.places.organisation(), filled),
        sessions=sessions[:SESSIONS_SHOWN],
        said=SAID.get(request.query_params.get("said", "")) if error is None else None,
    )


def _choices(all_of_it: Organisation, filled: Mapping[str, Any]) -> Organisation:
    """Sites and teams that can be chosen: those in use, and the one that is chosen already."""
    return replace(
        all_of_it,
        sites=tuple(one for one in all_of_it.sites if one.active or one.key == filled.get("site")),
        teams=tuple(one for one in all_of_it.teams if one.active or one.key == filled.get("team")),
    )


PAGES = (everyone, new, new_sent, one, changed, end_sessions, unlock, second_step_off)
MENU = (MenuEntry("/people", Text("人员", "People"), lambda person: may(person, Right.MANAGE_PEOPLE), order=80),)
