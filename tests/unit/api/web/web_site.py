"""A small site with the pages' frame and nothing behind it: for tests of sessions, forms, errors and headers."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Litestar
from litestar.exceptions import MethodNotAllowedException
from litestar.testing import TestClient

from api.schemas import AgentView, Role
from api.web.cookies import CSRF, SESSION
from api.web.problems import only_sent
from api.web.registry import PageSet
from api.web.render import template_config
from api.web.router import pages_router, static_router
from scripts_lib.loader import load

LI = AgentView(agent_id="a1", login="li", name="李明", surname="李", role=Role.AGENT)
GOOD = "li's token"


LIBRARY = load(None)
RULES = LIBRARY.rules


async def identify(token: str) -> AgentView | None:
    return LI if token == GOOD else None


def site(handlers: Sequence[Any]) -> TestClient[Litestar]:
    """A client of a site with these pages."""
    pages = PageSet(tuple(handlers), ())
    app = Litestar(
        route_handlers=[pages_router(pages, identify, "s" * 32), static_router()],
        exception_handlers={MethodNotAllowedException: only_sent},
        template_config=template_config(ZoneInfo("Asia/Shanghai"), "青山物业客服中心", pages, LIBRARY),
    )
    return TestClient(app)


def signed_in(client: TestClient[Litestar]) -> TestClient[Litestar]:
    """The same client with li's session."""
    client.cookies.set(SESSION, GOOD)
    return client


def token_of(client: TestClient[Litestar]) -> dict[str, str]:
    """The form field that every POST needs."""
    return {"_csrf_token": client.cookies[CSRF]}
