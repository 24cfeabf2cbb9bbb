"""REST of people: sign in, who am I, accounts (administrators)."""

import time

from litestar import Controller, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec.structs import replace

from api.agents.applied import applied
from api.agents.sessions import Ended
from api.agents.watch import look
from api.guards import administrators
from api.live.driver import Live
from api.problems import AnyRequest
from api.schemas import AgentChange, AgentView, Credentials, NewAgent, Session, SessionView
from api.services import Services


class People(Controller):
    """Accounts and sessions."""

    path = "/api"
    tags = ("people",)

    @post("/session", operation_id="signIn", status_code=200, exclude_from_auth=True)
    async def sign_in(
        self, request: AnyRequest, data: JSONBody[Credentials], services: NamedDependency[Services]
    ) -> Session:
        """Sign in. After five wrong passwords a login waits, ever longer (429 with Retry-After); with the second step
        on, its code is asked for (401, `code_needed`)."""
        return await services.staff.sign_in.sign_in(data, source_of(request), request.headers.get("User-Agent", ""))

    @delete("/session", operation_id="signOut")
    async def sign_out(
        self, request: AnyRequest, services: NamedDependency[Services], live: NamedDependency[Live]
    ) -> None:
        """End the session that asks."""
        sessions = services.staff.sign_in.sessions
        await sessions.end(request.user.agent_id, Ended.SIGNED_OUT, time.time(), only=request.auth.jti or "-")
        await look(sessions, live)

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
        return tuple(live.now_at(person) for person in await services.staff.people.all())

    @post("/agents", operation_id="createAgent", guards=[administrators])
    async def create(
        self, request: AnyRequest, data: JSONBody[NewAgent], services: NamedDependency[Services]
    ) -> AgentView:
        """Make an account."""
        return await services.staff.people.create(data, request.user.agent_id)

    @patch("/agents/{agent_id:str}", operation_id="changeAgent", guards=[administrators])
    async def change(
        self,
        request: AnyRequest,
        agent_id: FromPath[str],
        data: JSONBody[AgentChange],
        services: NamedDependency[Services],
        live: NamedDependency[Live],
    ) -> AgentView:
        """Change an account: on or off, password, SIP phone, name, role, and what the person belongs to. The console
        of one that is switched off, or whose role has none, is closed; a phone rings from the next offer on."""
        person = await services.staff.people.change(agent_id, data, by=request.user.agent_id)
        return await applied(services, live, person)

    @get("/agents/{agent_id:str}/sessions", operation_id="listSessions", guards=[administrators])
    async def sessions(
        self, request: AnyRequest, agent_id: FromPath[str], services: NamedDependency[Services]
    ) -> tuple[SessionView, ...]:
        """When and from where somebody is and was signed in, newest first."""
        found = await services.staff.sign_in.sessions.of_agent(agent_id, time.time())
        return tuple(replace(one, current=one.session_id == request.auth.jti) for one in found)

    @delete("/agents/{agent_id:str}/sessions", operation_id="endSessions", guards=[administrators])
    async def end_sessions(
        self,
        request: AnyRequest,
        agent_id: FromPath[str],
        services: NamedDependency[Services],
        live: NamedDependency[Live],
        session_id: FromQuery[str] = "",
    ) -> None:
        """End all sessions of somebody at once, or the one named; the console is closed."""
        sessions = services.staff.sign_in.sessions
        by = request.user.agent_id
        await sessions.end(agent_id, Ended.ADMINISTRATOR, time.time(), only=session_id, by=by)
        await look(sessions, live)

    @delete("/agents/{agent_id:str}/lock", operation_id="unlockAgent", guards=[administrators])
    async def unlock(self, request: AnyRequest, agent_id: FromPath[str], services: NamedDependency[Services]) -> None:
        """Let somebody who guessed too often try again at once."""
        person = await services.staff.people.known(agent_id)
        await services.staff.sign_in.guesses.unlock(person.login, person.agent_id, request.user.agent_id)

    @delete("/agents/{agent_id:str}/second-step", operation_id="resetSecondStep", guards=[administrators])
    async def reset_second_step(
        self, request: AnyRequest, agent_id: FromPath[str], services: NamedDependency[Services]
    ) -> None:
        """Turn the second step off for somebody whose telephone and recovery codes are lost."""
        person = await services.staff.people.known(agent_id)
        await services.staff.second_step.turn_off(person.agent_id, request.user.agent_id)


def source_of(request: AnyRequest) -> str:
    """The address that a request comes from; empty where none is known."""
    return request.client.host if request.client is not None else ""
