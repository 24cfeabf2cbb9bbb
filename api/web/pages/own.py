"""One's own account: password, second step of signing in, where one is signed in."""

import time
from typing import Any

import segno
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from api.agents.routes import source_of
from api.agents.sessions import Ended
from api.agents.watch import look
from api.errors import Conflict, DeskError, Invalid
from api.live.driver import Live
from api.problems import AnyRequest
from api.schemas import AgentChange
from api.services import Services
from api.web.cookies import session_cookie
from api.web.forms import secret, typed
from api.web.render import form_page, page
from scripts_lib.model import Text

SAID = {
    "password": Text("密码已修改，其他设备已退出", "The password is changed; every other session has ended"),
    "off": Text("动态验证码已关闭", "The second step is off"),
}
SESSIONS_SHOWN = 10
LONGEST_URI = 400


@get("/me")
async def own(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """The page."""
    return await _page(request, services, said=SAID.get(request.query_params.get("said", "")))


@post("/me/password", status_code=200)
async def password(
    request: AnyRequest, services: NamedDependency[Services], live: NamedDependency[Live]
) -> Response[Any]:
    """Set a new one; every other session ends, this one goes on under a new token."""
    person = request.user
    new = await secret(request, "new")
    try:
        if new != await secret(request, "again"):
            raise Invalid(
                "两次输入的新密码不一样", "the new passwords differ", {"again": "和上面不一样 / not the same"}
            )
        await services.staff.sign_in.prove(person, await secret(request, "old"), source_of(request))
        await services.staff.people.change(person.agent_id, AgentChange(password=new), by=person.agent_id)
    except DeskError as error:
        return await _page(request, services, error=error)
    await look(services.staff.sign_in.sessions, live)
    session = await services.staff.sign_in.session_for(
        person, source_of(request), request.headers.get("User-Agent", "")
    )
    answer = Redirect("/me?said=password", status_code=303)
    answer.set_cookie(session_cookie(session.token, session.expires_at - time.time()))
    return answer


@post("/me/sessions", status_code=200)
async def end_sessions(
    request: AnyRequest, services: NamedDependency[Services], live: NamedDependency[Live]
) -> Redirect:
    """Sign out everywhere, here too."""
    await services.staff.sign_in.sessions.end(request.user.agent_id, Ended.SIGNED_OUT, time.time())
    await look(services.staff.sign_in.sessions, live)
    return Redirect("/sign-in", status_code=303)


@post("/me/second-step", status_code=200)
async def offer(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """A secret for the telephone, as a picture and as text; it counts once its code was confirmed."""
    try:
        await services.staff.sign_in.prove(request.user, await secret(request, "password"), source_of(request))
        offered = await services.staff.second_step.offer(request.user.agent_id)
    except DeskError as error:
        return await _page(request, services, error=error)
    return _offered(request, offered.uri, offered.secret)


@post("/me/second-step/confirm", status_code=200)
async def confirm(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """Turn it on by the first code, and show the recovery codes, this once."""
    sent = await typed(request)
    if not sent.get("uri", "").startswith("otpauth://") or len(sent["uri"]) > LONGEST_URI:
        raise Conflict("请重新开启动态验证码", "ask for a new secret first")
    try:
        codes = await services.staff.second_step.confirm(request.user.agent_id, sent.get("code", ""))
    except DeskError as error:
        return _offered(request, sent.get("uri", ""), sent.get("secret", ""), error)
    return page(request, "own_codes.html", codes=codes)


@post("/me/second-step/off", status_code=200)
async def off(request: AnyRequest, services: NamedDependency[Services]) -> Response[Any]:
    """Back to the password alone."""
    try:
        await services.staff.sign_in.prove(request.user, await secret(request, "password"), source_of(request))
    except DeskError as error:
        return await _page(request, services, error=error)
    await services.staff.second_step.turn_off(request.user.agent_id, request.user.agent_id)
    return Redirect("/me?said=off", status_code=303)


def _offered(request: AnyRequest, uri: str, key: str, error: DeskError | None = None) -> Template:
    return form_page(
        request,
        "own_second_step.html",
        error,
        uri=uri,
        secret=key,
        picture=segno.make(uri, error="m").svg_data_uri(scale=5, border=3, light="#fff"),
    )


async def _page(
    request: AnyRequest, services: Services, *, error: DeskError | None = None, said: Text | None = None
) -> Template:
    sessions = await services.staff.sign_in.sessions.of_agent(request.user.agent_id, time.time())
    return form_page(
        request,
        "own.html",
        error,
        sessions=sessions[:SESSIONS_SHOWN],
        second_step=await services.staff.second_step.is_on(request.user.agent_id),
        said=said,
    )


PAGES = (own, password, end_sessions, offer, confirm, off)
