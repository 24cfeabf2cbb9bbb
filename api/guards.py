"""Who may call what: small functions that Litestar runs before a handler (roles of `api.schemas.Role`)."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import Guard

from api.errors import Forbidden
from api.schemas import AgentView, Role


def _needs(*roles: Role) -> Guard:
    def guard(connection: "ASGIConnection[Any, AgentView, Any, Any]", _: BaseRouteHandler) -> None:
        if connection.user.role not in roles:
            raise Forbidden("您的角色没有这个权限", "your role may not do this")

    return guard


administrators = _needs(Role.ADMIN)
seniors = _needs(Role.SUPERVISOR, Role.ADMIN)
reviewers = _needs(Role.SUPERVISOR, Role.QA, Role.ADMIN)
desk_workers = _needs(Role.AGENT, Role.SUPERVISOR, Role.ADMIN)
