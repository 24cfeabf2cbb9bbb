"""The wall: one page for the big screen (`/wall`), fed by server-sent events. Figures only: nobody is named.

It opens with the wall key (`<data>/desk/wall.key`), typed once and kept in a cookie that no script reads; no token
ever stands in the URL. The browser reconnects by itself, and the newest board is all it needs.
"""

import asyncio
import contextlib
import hmac
import secrets
from collections.abc import AsyncIterator
from html import escape
from pathlib import Path
from string import Template
from typing import Annotated

import msgspec
from litestar import Controller, MediaType, Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import Body, FromPath
from litestar.response import Redirect, ServerSentEvent, ServerSentEventMessage

from api.errors import NotSignedIn
from api.figures.wall_words import words_in
from api.live.driver import Live
from api.problems import AnyRequest
from api.schemas import Board
from api.schemas.incidents import IncidentNow
from api.services import Services
from api.settings import DeskSettings
from api.web.cookies import LANGUAGES, language_cookie, language_of
from telephony.secret_file import ensure_secret

FILES = Path(__file__).parent / "wall_files"
COOKIE = "sanxiang_wall"
YEAR_S = 31_536_000
ALIVE_S = 10.0
"""A word this often, so that a dead connection is noticed."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def wall_key(settings: DeskSettings) -> str:
    """The key of the wall, made when it is first asked for."""
    return ensure_secret(settings.folder / "wall.key", secrets.token_urlsafe(12)).strip()


def for_the_wall(board: Board) -> bytes:
    """The board without names."""
    agents = tuple(
        msgspec.structs.replace(one, agent_id="", name="", team="", call_id="", reason="") for one in board.agents
    )
    waiting = tuple(msgspec.structs.replace(one, call_id="", offered_to="") for one in board.waiting)
    incidents = (IncidentNow(),) * len(board.incidents)
    return msgspec.json.encode(msgspec.structs.replace(board, agents=agents, waiting=waiting, incidents=incidents))


class Wall(Controller):
    """Needs the key, no sign-in."""

    path = "/wall"
    opt = {"exclude_from_auth": True}  # noqa: RUF012 - Litestar reads it as it stands
    include_in_schema = False

    @get("/", sync_to_thread=False)
    def page(self, request: AnyRequest, services: NamedDependency[Services]) -> Response[bytes]:
        """The wall, or the question for its key."""
        name = "wall.html" if _opened(request, services) else "key.html"
        told = page_words(services.settings, language_of(request))
        words = Template((FILES / name).read_text(encoding="utf-8")).substitute(told)
        return Response(words.encode(), media_type=MediaType.HTML, headers=HEADERS)

    @get("/{name:str}", sync_to_thread=False)
    def file(self, name: FromPath[str]) -> Response[bytes]:
        """The page's script and style. Raises NotSignedIn for anything else."""
        kinds = {"wall.js": "text/javascript", "wall.css": "text/css"}
        if name not in kinds:
            raise NotSignedIn
        return Response((FILES / name).read_bytes(), media_type=kinds[name], headers=HEADERS)

    @post("/key", status_code=303)
    async def key(
        self,
        services: NamedDependency[Services],
        data: Annotated[dict[str, str], Body(media_type="application/x-www-form-urlencoded")],
    ) -> Redirect:
        """Keep the key; a wrong one asks again, after a moment."""
        given, answer = data.get("key", "").strip(), Redirect("/wall", status_code=303)
        if hmac.compare_digest(given.encode(), wall_key(services.settings).encode()):
            cookie = Cookie(COOKIE, path="/wall", value=given, max_age=YEAR_S, httponly=True, samesite="strict")
            answer.set_cookie(cookie)
        else:
            await asyncio.sleep(1.0)
        return answer

    @post("/language", status_code=303)
    async def language(
        self, data: Annotated[dict[str, str], Body(media_type="application/x-www-form-urlencoded")]
    ) -> Redirect:
        """Speak this language from now on, as the other pages then do in this browser."""
        answer = Redirect("/wall", status_code=303)
        if data.get("lang", "") in LANGUAGES:
            answer.set_cookie(language_cookie(data["lang"]))
        return answer

    @get("/events", sync_to_thread=False)
    def events(
        self, request: AnyRequest, services: NamedDependency[Services], live: NamedDependency[Live]
    ) -> ServerSentEvent:
        """Each board as it comes. Raises NotSignedIn without the key."""
        if not _opened(request, services):
            raise NotSignedIn
        return ServerSentEvent(_boards(live))


def page_words(settings: DeskSettings, lang: str) -> dict[str, str]:
    """What the page says in this language, and has to know of the site: name, time zone, its three rings."""
    told = {
        **words_in(lang),
        "centre": settings.centre_name,
        "timezone": settings.timezone,
        "limit_ms": f"{settings.cadence.limit_ms:g}",
    }
    return {name: escape(value) for name, value in told.items()}


def _opened(request: AnyRequest, services: Services) -> bool:
    given = request.cookies.get(COOKIE, "")
    return hmac.compare_digest(given.encode(), wall_key(services.settings).encode())


async def _boards(live: Live) -> AsyncIterator[ServerSentEventMessage]:
    """The newest board each time; one that nobody could read in between is passed over."""
    newest: asyncio.Queue[Board] = asyncio.Queue(1)

    def keep(board: Board) -> None:
        with contextlib.suppress(asyncio.QueueEmpty):
            newest.get_nowait()
        newest.put_nowait(board)

    end = live.figures.subscribe(keep)
    try:
        live.figures.make()
        while True:
            try:
                async with asyncio.timeout(ALIVE_S):
                    board = await newest.get()
            except TimeoutError:
                yield ServerSentEventMessage(comment="alive")
                continue
            yield ServerSentEventMessage(data=for_the_wall(board).decode(), event="board", retry=2000)
    finally:
        end()
