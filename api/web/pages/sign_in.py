"""The front page, signing in and out, and the choice of language."""

import time
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from api.agents.routes import source_of
from api.errors import CodeNeeded, DeskError, WrongCode
from api.problems import AnyRequest
from api.schemas import Credentials
from api.services import Services
from api.web.cookies import LANGUAGES, language_cookie, language_of, local_path, session_cookie
from api.web.forms import typed
from api.web.render import page
from api.web.session import PUBLIC
from scripts_lib.model import Text

FIRST = "/work"
"""Where somebody who has signed in begins."""
OPEN = {PUBLIC: True}


def _form(request: AnyRequest, onward: str, login: str = "", refused: DeskError | None = None) -> Template:
    """The form; the field of the second step stands on it only where it was asked for."""
    error = Text(refused.zh, refused.en).of(language_of(request)) if refused is not None else ""
    status = refused.status if refused is not None else 200
    with_code = isinstance(refused, CodeNeeded | WrongCode)
    return page(
        request, "sign_in.html", status, next=onward, typed={"login": login}, error=error, with_code=with_code
    )


@get("/", opt=OPEN)
async def front(request: AnyRequest) -> Redirect:
    """To the worklist, or to the sign-in page."""
    return Redirect(FIRST if request.user is not None else "/sign-in", status_code=303)


@get("/sign-in", opt=OPEN)
async def sign_in(request: AnyRequest, onward: FromQuery[str] = "") -> Response[Any]:
    """The sign-in page."""
    wanted = local_path(request.query_params.get("next", onward), FIRST)
    if request.user is not None:
        return Redirect(wanted, status_code=303)
    return _form(request, wanted)


@post("/sign-in", opt=OPEN, status_code=200)
async def sign_in_sent(request: AnyRequest, services: NamedDependency[Services]) -> Response[Any]:
    """Sign in by the same service as the API, with its lock-out; the reason of a refusal is shown on the form."""
    sent = await typed(request)
    onward, login = local_path(sent.get("next", ""), FIRST), sent.get("login", "")
    form = await request.form()
    password = form.get("password")
    try:
        session = await services.staff.sign_in.sign_in(
            Credentials(
                login=login, password=password if isinstance(password, str) else "", code=sent.get("code", "")
            ),
            source_of(request),
            request.headers.get("User-Agent", ""),
        )
    except DeskError as error:
        return _form(request, onward, login, error)
    answer = Redirect(onward, status_code=303)
    answer.set_cookie(session_cookie(session.token, session.expires_at - time.time()))
    return answer


@post("/sign-out", opt=OPEN, status_code=200)
async def sign_out(request: AnyRequest, services: NamedDependency[Services]) -> Redirect:
    """End the session."""
    if request.user is not None:
        await services.staff.sign_in.sign_out(request.auth)
    answer = Redirect("/sign-in", status_code=303)
    answer.set_cookie(session_cookie("", 0))
    return answer


@post("/language", opt=OPEN, status_code=200)
async def language(request: AnyRequest) -> Redirect:
    """Show the pages in this language from now on, and go back."""
    sent = await typed(request)
    answer = Redirect(local_path(sent.get("next", "")), status_code=303)
    if sent.get("lang") in LANGUAGES:
        answer.set_cookie(language_cookie(sent["lang"]))
    return answer


PAGES = (front, sign_in, sign_in_sent, sign_out, language)
