"""The composition root of the desk: services are made here, once, and handed to routes and to the live side."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

import structlog
from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import MethodNotAllowedException, NotFoundException
from litestar.security.jwt import JWTAuth, Token

from api.agents.sign_in import session_secret
from api.assembly import errands_of, live_of
from api.background import kept_running
from api.live.driver import Live
from api.live.routes import live_routes
from api.openapi import assets_router, openapi_config
from api.problems import EXCEPTION_HANDLERS
from api.queues.plan_file import load as load_queues
from api.queues.sites import of_unknown_site
from api.requests import DeskRequest
from api.routes import ROUTES
from api.schemas import AgentView
from api.services import Services
from api.settings import DeskSettings
from api.web.problems import not_found, only_sent
from api.web.registry import gather
from api.web.render import template_config
from api.web.router import pages_router, static_router

log = structlog.get_logger()
NO_SIGN_IN = ["^/schema", "^/health", "^/link"]


def create_app(settings: DeskSettings) -> Litestar:
    """The desk as an ASGI application; its database is brought up to date when it starts."""
    queues = load_queues(settings)
    services = Services(settings, queues.plan)
    live = live_of(services, queues)
    pages = gather()

    async def person_of_cookie(token: str) -> AgentView | None:  # a function: middleware is copied, services are not
        return await services.staff.sign_in.person_of(token)

    return Litestar(
        route_handlers=[
            *ROUTES,
            assets_router(),
            pages_router(pages, person_of_cookie, session_secret(settings.folder)),
            static_router(),
            *live_routes,
        ],
        dependencies={
            "services": Provide(lambda: services, sync_to_thread=False),
            "live": Provide(lambda: live, sync_to_thread=False),
        },
        request_class=DeskRequest,
        exception_handlers={**EXCEPTION_HANDLERS, NotFoundException: not_found, MethodNotAllowedException: only_sent},
        template_config=template_config(
            settings.zone, settings.centre_name, pages, services.library, settings.hotline_number
        ),
        lifespan=[lambda _: _running(services, live)],
        on_app_init=[_token_auth(services).on_app_init],
        openapi_config=openapi_config(version("sanxiang")),
        debug=False,
        logging_config=None,
        state=State({"live": live}),
    )


@asynccontextmanager
async def _running(services: Services, live: Live) -> AsyncIterator[None]:
    """The desk from its start to its end: services, then the live side, then what it does by itself."""
    async with services.opened():
        live.rules_changed(services.site)
        await services.figures.months.fill()
        sites = (await services.staff.places.organisation()).sites
        for queue, site in of_unknown_site(services.plan, sites).items():
            log.warning("queue_of_unknown_site", queue=queue, site=site)
        await live.start()
        try:
            async with kept_running(errands_of(services, live)):
                yield
        finally:
            await live.stop()


def _token_auth(services: Services) -> JWTAuth[AgentView]:
    """Who asks by REST, from the bearer token of a session."""

    async def person_of(token: Token, _: "ASGIConnection[Any, Any, Any, Any]") -> AgentView | None:
        return await services.staff.sign_in.person_of_session(token.sub, str(token.jti or ""))

    secret = session_secret(services.settings.folder)
    return JWTAuth[AgentView](token_secret=secret, retrieve_user_handler=person_of, exclude=NO_SIGN_IN)
