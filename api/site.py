"""REST of the site: what every screen needs to know of it, its rules, and whether the desk is well."""

import time
from importlib.metadata import version

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.status_codes import HTTP_304_NOT_MODIFIED
from sqlalchemy import text

from api.live.driver import Live
from api.problems import AnyRequest
from api.schemas import Health, SiteView, Trouble
from api.services import Services
from scripts_lib.model import Rules


class Site(Controller):
    """The site and the desk itself."""

    tags = ("site",)

    @get("/api/site", operation_id="getSite")
    async def site(self, services: NamedDependency[Services]) -> SiteView:
        """Name, time zone, how rings are counted."""
        return services.site

    @get("/api/rules", operation_id="getRules")
    async def rules(self, request: AnyRequest, services: NamedDependency[Services]) -> Response[Rules | None]:
        """Scripts, phrases and the lists that forms choose from; 304 when `If-None-Match` names this version."""
        rules = services.library.rules
        etag = f'"{services.staff.departments.version}"'
        if request.headers.get("If-None-Match") == etag:
            return Response(None, status_code=HTTP_304_NOT_MODIFIED, headers={"ETag": etag})
        return Response(rules, headers={"ETag": etag})

    @get("/health", operation_id="health", exclude_from_auth=True)
    async def health(self, services: NamedDependency[Services], live: NamedDependency[Live]) -> Health:
        """Whether the desk answers, its database too, how many lines are linked, and what stands against them. Needs
        no sign-in."""
        async with services.database.reading() as session:
            await session.execute(text("SELECT 1"))
        troubles = tuple(Trouble(kind=one.kind, zh=one.zh, en=one.en) for one in live.figures.troubles())
        return Health(
            status="trouble" if troubles else "ok",
            version=version("sanxiang"),
            lines=live.lines_up,
            machine=live.machine.at(time.monotonic(), time.time()),
            troubles=troubles,
        )
