"""REST of people: sign in, who am I, accounts (administrators)."""

from litestar import Controller, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.guards import administrators
from api.live.driver import Live
from api.problems import AnyRequest
from api.schemas import AgentChange, AgentView, Credentials, NewAgent, Session
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
        """Switch an account on or off, set its password or its SIP phone. The console of one that is switched off is
        closed; a phone rings from the next offer on."""
        person = await services.people.change(agent_id, data)
        live.person_changed(person)
        if not person.active:
            live.switched_off(person.agent_id)
        return live.now_at(person)
