"""All pages under one router, with their session, their tokens against forged requests, and their static files."""

from litestar.config.csrf import CSRFConfig
from litestar.di import Provide
from litestar.middleware import DefineMiddleware
from litestar.middleware.csrf import CSRFMiddleware
from litestar.router import Router
from litestar.static_files import create_static_files_router

from api.web.allowance import Allowance
from api.web.cookies import CSRF
from api.web.problems import PAGE_ERRORS
from api.web.registry import PageSet
from api.web.render import HERE
from api.web.session import Identify, PageSession

MOST_BYTES = 256 * 1024
"""The largest form."""
STATIC = "/static"
PUBLIC_EACH, PUBLIC_ALL = 10, 300
"""Complaints an hour that the public form takes from one source, and from all together."""


def pages_router(pages: PageSet, identify: Identify, secret: str) -> Router:
    """The pages. `identify` tells who a session's token belongs to; `secret` signs the tokens of forms."""
    public = Allowance(each=PUBLIC_EACH, all_together=PUBLIC_ALL, span_s=3600.0)
    forged = CSRFConfig(secret=f"forms {secret}", cookie_name=CSRF, cookie_httponly=True, cookie_samesite="lax")
    return Router(
        path="/",
        route_handlers=[*pages.handlers],
        middleware=[PageSession(identify), DefineMiddleware(CSRFMiddleware, config=forged)],
        exception_handlers=PAGE_ERRORS,
        opt={"exclude_from_auth": True},
        include_in_schema=False,
        request_max_body_size=MOST_BYTES,
        dependencies={"allowance": Provide(lambda: public, sync_to_thread=False)},
    )


def static_router() -> Router:
    """Style sheets and scripts, the same for everybody."""
    return create_static_files_router(
        path=STATIC,
        directories=[HERE / "static"],
        opt={"exclude_from_auth": True},
        include_in_schema=False,
        cache_control=None,
    )
