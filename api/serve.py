"""Serves the desk's application over HTTP and WebSocket until told to stop. Knows the server, not the routes."""

import asyncio
import errno
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import uvicorn

from api import reserve
from api.app import create_app
from api.errors import NotStarted
from api.forwarded import Forwarded
from api.migrate import bring_up_to_date
from api.settings import DeskSettings
from telephony.errors import AddressInUse
from telephony.setting_kinds import split_address

LEAVE_S = 5
"""How long open requests may go on when the desk stops."""


@dataclass(frozen=True, slots=True)
class DeskReady:
    """Where the desk that has started is reached."""

    url: str


async def run_desk(
    settings: DeskSettings, stop: asyncio.Event, on_ready: Callable[[DeskReady], None] | None = None
) -> None:
    """Run a desk until `stop` is set.

    Raises AddressInUse, NoRoom, DatabaseError, OSError for a folder that cannot be used, InvalidData for wrong rules,
    NotStarted for what the log tells.
    """
    app = create_app(settings)
    if not settings.database:
        reserve.see_to(settings.folder)
    await bring_up_to_date(settings.database_url)
    with _listener(settings.http) as listener:
        host, port = listener.getsockname()[:2]
        config = uvicorn.Config(
            cast("Any", Forwarded(app, settings.trusted_proxies)),
            proxy_headers=False,
            log_config=None,
            access_log=False,
            lifespan="on",
            ws_max_size=1 << 20,
            ws_ping_interval=5,
            ws_ping_timeout=10,
            timeout_graceful_shutdown=LEAVE_S,
            server_header=False,
        )
        server = _Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        stopping = asyncio.create_task(stop.wait())
        started = asyncio.create_task(server.has_started.wait())
        await asyncio.wait({serving, started}, return_when=asyncio.FIRST_COMPLETED)
        started.cancel()
        if server.started and on_ready is not None:
            on_ready(DeskReady(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"))
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        app.state.live.say_goodbye()
        server.should_exit = True
        await serving


class _Server(uvicorn.Server):
    """Uvicorn without hands on the process's signals, and with an event for having started."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.has_started = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The command decides what a signal means."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so. Raises NotStarted where uvicorn, having logged why, would leave the process."""
        try:
            await super().startup(sockets)
        except SystemExit as left:
            raise NotStarted from left
        if not self.started:
            raise NotStarted
        self.has_started.set()


def _listener(address: str) -> socket.socket:
    """A listening socket, bound before anything is promised. Raises AddressInUse."""
    host, port = split_address(address)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(256)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise AddressInUse("desk", address) from error
        raise
    return listener
