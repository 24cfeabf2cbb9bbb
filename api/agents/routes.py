"""REST of people: sign in, who am I, accounts (administrators)."""

from litestar import Controller, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.guards import administrators, needs
from api.live.driver import Live
from api.problems import AnyRequest
from api.rights import Right, may
from api.schemas import AgentChange, AgentView, Credentials, NewAgent, Organisation, Session, SitePlace, Team
from api.services import Services


class People(Controller):
    """Accounts and sessions."""

    path = "/api"
    tags = ("people",)

    @post("/session", operation_id="signIn", status_code=200, exclude_from_auth=True)
    async def sign_in(self, data: JSONBody[Credentials], services: NamedDependency[Services]) -> Session:
        """Sign in. After five wrong passwords a login waits a minute (429 with Retry-After)."""
        return await services.sign_in.sign_in(data)

    @get("/me", operation_id="me")
    async def me(self, request: AnyRequest) -> AgentView:
        """Whom the token belongs to."""
        person: AgentView = request.user
        return person

    @get("/agents", operation_id="listAgents", guards=[administrators])
    async def everyone(
        self, services: NamedDependency[Services], live: NamedDependency[Live]
    ) -> tuple[AgentView, ...]:
        """Every account with its state of the moment, by login."""
        return tuple(live.now_at(person) for person in await services.people.all())

    @post("/agents", operation_id="createAgent", guards=[administrators])
    async def create(self, data: JSONBody[NewAgent], services: NamedDependency[Services]) -> AgentView:
        """Make an account."""
        return await services.people.create(data)

    @patch("/agents/{agent_id:str}", operation_id="changeAgent", guards=[administrators])
    async def change(
        self,
        agent_id: FromPath[str],
        data: JSONBody[AgentChange],
        services: NamedDependency[Services],
        live: NamedDependency[Live],
    ) -> AgentView:
        """Change an account: on or off, password, SIP phone, name, role, and what the person belongs to. The console
        of one that is switched off, or whose role has none, is closed; a phone rings from the next offer on."""
        person = await services.people.change(agent_id, data)
        live.person_changed(person)
        if not person.active:
            live.put_out(agent_id, "该账号已停用", "this account was switched off")
        elif not may(person, Right.TAKE_CALLS):
            live.put_out(agent_id, "您的角色已变更，没有坐席界面", "your role was changed; it has no console")
        return live.now_at(person)


class OrganisationRoutes(Controller):
    """What people belong to: everybody reads it, administrators change it."""

    path = "/api/organisation"
    tags = ("people",)

    @get(operation_id="getOrganisation")
    async def all(self, services: NamedDependency[Services]) -> Organisation:
        """Sites, teams, the departments of the catalogue, and the roles with their titles."""
        return await services.places.organisation()

    @put("/sites/{key:str}", operation_id="putSite", guards=[needs(Right.MANAGE_PEOPLE)])
    async def put_site(
        self, key: FromPath[str], data: JSONBody[SitePlace], services: NamedDependency[Services]
    ) -> SitePlace:
        """Make a site, or change it."""
        return await services.places.put_site(key, data)

    @delete("/sites/{key:str}", operation_id="deleteSite", guards=[needs(Right.MANAGE_PEOPLE)])
    async def delete_site(self, key: FromPath[str], services: NamedDependency[Services]) -> None:
        """Take a site away that nobody belongs to."""
        await services.places.delete_site(key)

    @put("/teams/{key:str}", operation_id="putTeam", guards=[needs(Right.MANAGE_PEOPLE)])
    async def put_team(self, key: FromPath[str], data: JSONBody[Team], services: NamedDependency[Services]) -> Team:
        """Make a team, or change it."""
        return await services.places.put_team(key, data)

    @delete("/teams/{key:str}", operation_id="deleteTeam", guards=[needs(Right.MANAGE_PEOPLE)])
    async def delete_team(self, key: FromPath[str], services: NamedDependency[Services]) -> None:
        """Take a team away that nobody belongs to."""
        await services.places.delete_team(key)
