"""Who looks at a page: the session cookie is read before each page, and pages are for people who are signed in.

A page for everybody says so by `opt={PUBLIC: True}`. Knows no page.
"""

from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from api.errors import NotSignedIn
from api.problems import AnyRequest
from api.schemas import AgentView
from api.web.cookies import SESSION

PUBLIC = "public_page"
Identify = Callable[[str], Awaitable[AgentView | None]]
"""The person whose session this token is; None for a token that is wrong, expired or ended."""


def session_of(request: AnyRequest) -> str:
    """A name for the session of whoever asks, which opens nothing."""
    return sha256(str(request.auth).encode()).hexdigest()


class PageSession(ASGIMiddleware):
    """Puts the person, or None, into the connection's `user`. Raises NotSignedIn where somebody is needed."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, identify: Identify) -> None:
        self._identify = identify

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Read the cookie, then go on."""
        token = ASGIConnection[Any, Any, Any, Any](scope).cookies.get(SESSION, "")
        person = await self._identify(token) if token else None
        if person is None and not scope["route_handler"].opt.get(PUBLIC):
            raise NotSignedIn
        scope["user"], scope["auth"] = person, token
        await next_app(scope, receive, send)
