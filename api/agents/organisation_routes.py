"""REST of what people belong to: sites, teams, departments, roles."""

from litestar import Controller, delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.guards import needs
from api.live.driver import Live
from api.problems import AnyRequest
from api.rights import Right
from api.schemas import Department, Organisation, SitePlace, Team
from api.services import Services


class OrganisationRoutes(Controller):
    """What people belong to: everybody reads it, administrators change it."""

    path = "/api/organisation"
    tags = ("people",)

    @get(operation_id="getOrganisation")
    async def all(self, services: NamedDependency[Services]) -> Organisation:
        """Sites, teams, departments, and the roles with their titles."""
        return await services.staff.places.organisation()

    @put("/sites/{key:str}", operation_id="putSite", guards=[needs(Right.MANAGE_PEOPLE)])
    async def put_site(
        self, request: AnyRequest, key: FromPath[str], data: JSONBody[SitePlace], services: NamedDependency[Services]
    ) -> SitePlace:
        """Make a site, or change it."""
        return await services.staff.places.put_site(key, data, request.user.agent_id)

    @delete("/sites/{key:str}", operation_id="deleteSite", guards=[needs(Right.MANAGE_PEOPLE)])
    async def delete_site(self, request: AnyRequest, key: FromPath[str], services: NamedDependency[Services]) -> None:
        """Take a site away that nobody belongs to."""
        await services.staff.places.delete_site(key, request.user.agent_id)

    @put("/teams/{key:str}", operation_id="putTeam", guards=[needs(Right.MANAGE_PEOPLE)])
    async def put_team(
        self, request: AnyRequest, key: FromPath[str], data: JSONBody[Team], services: NamedDependency[Services]
    ) -> Team:
        """Make a team, or change it."""
        return await services.staff.places.put_team(key, data, request.user.agent_id)

    @put("/departments/{key:str}", operation_id="putDepartment", guards=[needs(Right.MANAGE_PEOPLE)])
    async def put_department(
        self,
        request: AnyRequest,
        key: FromPath[str],
        data: JSONBody[Department],
        services: NamedDependency[Services],
        live: NamedDependency[Live],
    ) -> Department:
        """Add a department, change it, or switch it off; consoles have it at once."""
        changed = await services.staff.departments.put(key, data, request.user.agent_id)
        live.rules_changed(services.site)
        return changed

    @delete("/teams/{key:str}", operation_id="deleteTeam", guards=[needs(Right.MANAGE_PEOPLE)])
    async def delete_team(self, request: AnyRequest, key: FromPath[str], services: NamedDependency[Services]) -> None:
        """Take a team away that nobody belongs to."""
        await services.staff.places.delete_team(key, request.user.agent_id)
