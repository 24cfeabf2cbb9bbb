"""REST of homes (FILE-1): the list, one home's whole file, its preferences. Each opening is logged (SEC-1)."""

from typing import Annotated

from litestar import Controller, get, put
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody, QueryParameter

from api.calls.routes import Limit, Offset
from api.guards import needs
from api.homes.visible import shown
from api.problems import AnyRequest
from api.rights import Right
from api.schemas.home_file import HomeFile, HomeList, Preferences, PreferencesChange
from api.services import Services

Home = Annotated[str, QueryParameter(min_length=3, max_length=120, description="Building, unit, room: `3|1|502`.")]


class HomesOfSite(Controller):
    """Every home of the book with its past."""

    path = "/api/homes"
    tags = ("homes",)
    guards = (needs(Right.FIND_RESIDENTS),)

    @get(operation_id="listHomes")
    async def all(
        self,
        services: NamedDependency[Services],
        building: FromQuery[str] = "",
        q: FromQuery[str] = "",
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> HomeList:
        """Homes with how many live there and how many complaints are open; of one building where it is named, or
        found by one line of words (`q`): home, name, pinyin, end of a number."""
        if q:
            return await services.residents.files.find(q, limit=limit, offset=offset)
        return await services.residents.files.all(building, limit=limit, offset=offset)

    @get("/file", operation_id="homeFile")
    async def file(self, request: AnyRequest, home: Home, services: NamedDependency[Services]) -> HomeFile:
        """Persons, telephones, calls, complaints, repairs, visits and preferences of one home."""
        found = await services.residents.files.of_home(home)
        await services.residents.book.opened(request.user.agent_id, "home_file", home)
        return shown(found, request.user)

    @put("/preferences", operation_id="preferOfHome")
    async def prefer(
        self, request: AnyRequest, data: JSONBody[PreferencesChange], services: NamedDependency[Services]
    ) -> Preferences:
        """Keep what a home prefers."""
        kept = await services.residents.files.prefer(data.home, data.text, request.user.agent_id)
        await services.residents.book.opened(request.user.agent_id, "home_preferences_change", data.home)
        return kept
