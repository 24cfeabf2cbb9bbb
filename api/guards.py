"""Who may call what: small functions that Litestar runs before a handler. Who has which right says `api.rights`."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import Guard

from api.errors import NoRight
from api.rights import Right, may
from api.schemas import AgentView


def needs(*rights: Right) -> Guard:
    """A guard that lets pass whoever has one of these rights."""

    def guard(connection: "ASGIConnection[Any, AgentView, Any, Any]", _: BaseRouteHandler) -> None:
        if not any(may(connection.user, right) for right in rights):
            raise NoRight

    return guard


administrators = needs(Right.MANAGE_PEOPLE)
seniors = needs(Right.KEEP_RESIDENTS)
hearers = needs(Right.HEAR_RECORDINGS, Right.HEAR_OWN)
desk_workers = needs(Right.TAKE_CALLS)
