"""REST of one's own account: password, sessions, the second step of signing in."""

import time

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec.structs import replace

from api.agents.routes import source_of
from api.agents.watch import look
from api.live.driver import Live
from api.problems import AnyRequest
from api.schemas import (
    AgentChange,
    OwnPassword,
    OwnPasswordGiven,
    RecoveryCodes,
    SecondStepCode,
    SecondStepOffer,
    SessionView,
)
from api.services import Services


class Own(Controller):
    """For whoever is signed in."""

    path = "/api"
    tags = ("people",)

    @get("/me/sessions", operation_id="ownSessions")
    async def sessions(self, request: AnyRequest, services: NamedDependency[Services]) -> tuple[SessionView, ...]:
        """When and from where I am and was signed in, newest first."""
        found = await services.staff.sign_in.sessions.of_agent(request.user.agent_id, time.time())
        return tuple(replace(one, current=one.session_id == request.auth.jti) for one in found)

    @post("/me/password", operation_id="changeOwnPassword", status_code=204)
    async def password(
        self,
        request: AnyRequest,
        data: JSONBody[OwnPassword],
        services: NamedDependency[Services],
        live: NamedDependency[Live],
    ) -> None:
        """Set a new password; every other session of mine ends."""
        person = request.user
        await services.staff.sign_in.prove(person, data.old, source_of(request))
        change = AgentChange(password=data.new)
        kept = request.auth.jti or ""
        await services.staff.people.change(person.agent_id, change, by=person.agent_id, keep_session=kept)
        await look(services.staff.sign_in.sessions, live)

    @post("/me/second-step", operation_id="offerSecondStep", status_code=200)
    async def offer(
        self, request: AnyRequest, data: JSONBody[OwnPasswordGiven], services: NamedDependency[Services]
    ) -> SecondStepOffer:
        """A secret for an authenticator app; it counts once its code was confirmed."""
        await services.staff.sign_in.prove(request.user, data.password, source_of(request))
        return await services.staff.second_step.offer(request.user.agent_id)

    @post("/me/second-step/confirm", operation_id="confirmSecondStep", status_code=200)
    async def confirm(
        self, request: AnyRequest, data: JSONBody[SecondStepCode], services: NamedDependency[Services]
    ) -> RecoveryCodes:
        """Turn it on by the first code. From then on signing in asks for one."""
        return RecoveryCodes(codes=await services.staff.second_step.confirm(request.user.agent_id, data.code))

    @post("/me/second-step/off", operation_id="turnOffSecondStep", status_code=204)
    async def off(
        self, request: AnyRequest, data: JSONBody[OwnPasswordGiven], services: NamedDependency[Services]
    ) -> None:
        """Back to the password alone."""
        await services.staff.sign_in.prove(request.user, data.password, source_of(request))
        await services.staff.second_step.turn_off(request.user.agent_id, request.user.agent_id)
