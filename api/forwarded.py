"""Who asks, and over what, where a TLS proxy stands before the desk. Knows the proxy's two headers, no route.

Only proxies that the site names are believed. Anybody else's `X-Forwarded-For` and `X-Forwarded-Proto` would let its
sender choose the address that lock-out and audit log count: they are passed over, and the log says so once.
"""

from collections.abc import Sequence
from typing import Any, cast

import structlog
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

log = structlog.get_logger("desk.forwarded")
ADDRESS = b"x-forwarded-for"
TOLD_AT_MOST = 16
"""So many senders that are not believed are told of; a flood from many addresses fills no log."""


class Forwarded:
    """Stands around the application. `proxies`: addresses and networks whose headers count."""

    def __init__(self, app: ASGIApp, proxies: Sequence[str]) -> None:
        believing = ProxyHeadersMiddleware(cast("Any", self._secured), list(proxies))
        self._proxies, self._believing = believing.trusted_hosts, cast("ASGIApp", believing)
        self._app = app
        self._told: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Put the caller's address and scheme into the scope, then go on."""
        if scope["type"] != "lifespan":  # type: ignore[comparison-overlap] # Litestar's Scope leaves lifespan out
            self._tell_of_stranger(scope)
        await self._believing(scope, receive, send)

    async def _secured(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The application; a cookie that is set over TLS is sent over nothing else afterwards."""

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    (name, value + b"; Secure" if name.lower() == b"set-cookie" else value)
                    for name, value in message.get("headers", ())
                ]
            await send(message)

        await self._app(scope, receive, secured if scope.get("scheme") == "https" else send)

    def _tell_of_stranger(self, scope: Scope) -> None:
        client = scope.get("client")
        host = client[0] if client else ""
        claims = any(name == ADDRESS for name, _ in scope["headers"])
        if claims and host not in self._proxies and host not in self._told and len(self._told) < TOLD_AT_MOST:
            self._told.add(host)
            log.warning(
                "proxy_not_trusted", address=host, advice=f'trusted_proxies = ["{host}"] in [desk] if it is yours'
            )
