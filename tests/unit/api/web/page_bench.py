"""Pages over the desk's real services and an empty database, without a server: for tests of pages that ask them."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from litestar import Litestar
from litestar.di import Provide
from litestar.exceptions import MethodNotAllowedException

from api.agents.people import view_of
from api.assembly import live_of
from api.audit.shelf import AuditFilter
from api.models import UserRow
from api.queues.plan_file import load as load_queues
from api.requests import DeskRequest
from api.schemas import AgentView, Role
from api.services import Services
from api.settings import DeskSettings
from api.web.cookies import SESSION
from api.web.problems import only_sent
from api.web.registry import PageSet
from api.web.render import template_config
from api.web.router import pages_router
from tests.fresh_database import fresh_for
from tests.quick_passwords import QUICK

HOST = "desk.example"
PASSWORD = "eight-or-more"
_ALL = AuditFilter()
FIRST_TOKEN = re.compile(r'name="_csrf_token" value="([0-9a-f]+)"')


class PageBench:
    """A browser before these pages, and the services behind them."""

    def __init__(self, services: Services, browser: httpx.AsyncClient) -> None:
        self.services = services
        self.browser = browser

    async def person(self, role: Role, login: str = "li", **more: Any) -> AgentView:
        """An account, whose password is `PASSWORD`."""
        row = UserRow(
            login=login, name="李明", surname="李", role=role, active=True, password_hash=QUICK.hash(PASSWORD), **more
        )
        async with self.services.database.writing() as session:
            session.add(row)
        return view_of(row)

    async def enter(self, role: Role, login: str = "li") -> AgentView:
        """The browser is signed in as somebody new of this role."""
        made = await self.person(role, login)
        token = (await self.services.staff.sign_in.session_for(made)).token
        self.browser.cookies.set(SESSION, token, domain=HOST, path="/")
        return made

    async def send(self, page: str, path: str, **fields: object) -> httpx.Response:
        """The answer to a form of `page` that is sent to `path`."""
        token = FIRST_TOKEN.search((await self.browser.get(page)).text)
        assert token is not None, f"there is no form on {page}"
        return await self.browser.post(path, data={"_csrf_token": token[1], **fields})

    async def noted(self, *kinds: str) -> list[tuple[str, str, str]]:
        """Who did what of these kinds to whom, as the audit log has it."""
        found = [one async for one in self.services.secrecy.audit.everything(_ALL)]
        return [(one.user_id, one.what, one.subject) for one in found if one.what in kinds]


@asynccontextmanager
async def bench(folder: Path, handlers: Sequence[Any], **more: Any) -> AsyncIterator[PageBench]:
    """These pages over services of `folder`; nothing else of the desk runs. `more` are settings."""
    settings = DeskSettings.load(folder, centre_name="青山物业客服中心", **more)
    settings.folder.mkdir(parents=True)
    await fresh_for(settings)
    queues = load_queues(settings)
    services = Services(settings, queues.plan)
    live, pages = live_of(services, queues), PageSet(tuple(handlers), ())

    async def identify(token: str) -> AgentView | None:
        return await services.staff.sign_in.person_of(token)

    app: Any = Litestar(  # its type of scopes is narrower than the client's
        route_handlers=[pages_router(pages, identify, "s" * 32)],
        dependencies={
            "services": Provide(lambda: services, sync_to_thread=False),
            "live": Provide(lambda: live, sync_to_thread=False),
        },
        request_class=DeskRequest,
        exception_handlers={MethodNotAllowedException: only_sent},
        template_config=template_config(
            settings.zone, settings.centre_name, pages, services.library, settings.hotline_number
        ),
        logging_config=None,
    )
    wire = httpx.ASGITransport(app=app, client=("192.0.2.7", 50_000))
    try:
        async with httpx.AsyncClient(transport=wire, base_url=f"http://{HOST}") as browser:
            yield PageBench(services, browser)
    finally:
        await services.close()
