"""REST of training: the monthly test, and who is due (TRN-1, TRN-2)."""

from typing import Annotated

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from api.guards import needs
from api.problems import AnyRequest
from api.rights import Right
from api.schemas import Role
from api.schemas.training import (
    ExamAnswers,
    ExamPaper,
    ExamResult,
    ExamStanding,
    NewPlay,
    NewTraining,
    TrainingHeld,
    TrainingYear,
)
from api.services import Services

TRAINS = needs(Right.TRAIN)
Year = Annotated[int | None, QueryParameter(ge=2000, le=2999)]


class Training(Controller):
    """Agents take the test; whoever trains sees the points."""

    path = "/api/training"
    tags = ("training",)

    @get("/test", operation_id="getTest", guards=[needs(Right.TAKE_CALLS)])
    async def paper(self, request: AnyRequest, services: NamedDependency[Services]) -> ExamPaper:
        """This month's paper, drawn for the one who asks."""
        return await services.training.tests.paper(services.quality.cases.this_month(), request.user)

    @post("/test", operation_id="handInTest", status_code=200, guards=[needs(Right.TAKE_CALLS)])
    async def hand_in(
        self, request: AnyRequest, data: JSONBody[ExamAnswers], services: NamedDependency[Services]
    ) -> ExamResult:
        """Hand it in: once a month. Under 60 is proposed by PEN-4, full marks are a matter for a bonus (PEN-2)."""
        return await services.training.tests.hand_in(data, services.quality.cases.this_month(), request.user)

    @get("/tests", operation_id="listTests", guards=[TRAINS])
    async def standings(
        self, request: AnyRequest, services: NamedDependency[Services], month: FromQuery[str | None] = None
    ) -> tuple[ExamStanding, ...]:
        """The points of the month, those who are due first: of the own team to a supervisor, to QA everybody's."""
        among = await services.calls.hearing.whose(request.user)
        agents = [
            one
            for one in await services.staff.people.all()
            if one.active and one.role is Role.AGENT and (among is None or one.agent_id in among)
        ]
        return await services.training.tests.standings(month or services.quality.cases.this_month(), agents)

    @get("/year", operation_id="trainingYear", guards=[TRAINS])
    async def year(self, request: AnyRequest, services: NamedDependency[Services], year: Year = None) -> TrainingYear:
        """The plan of the year with who attended, and every agent, to a supervisor of the own team, with what is due;
        who has most due stands first."""
        return await services.training.plan.year(year, request.user)

    @post("/sessions", operation_id="planTraining", guards=[TRAINS])
    async def plan(
        self, request: AnyRequest, data: JSONBody[NewTraining], services: NamedDependency[Services]
    ) -> TrainingYear:
        """Put a session into the plan: a stage, a day, who trains."""
        return await services.training.plan.plan(data, request.user)

    @post("/sessions/{session_id:str}/withdraw", operation_id="withdrawTraining", status_code=200, guards=[TRAINS])
    async def withdraw(
        self, request: AnyRequest, session_id: FromPath[str], services: NamedDependency[Services]
    ) -> TrainingYear:
        """Take a session out of the plan; refused once its attendance is noted."""
        return await services.training.plan.withdraw(session_id, request.user)

    @post("/sessions/{session_id:str}/held", operation_id="noteTraining", status_code=200, guards=[TRAINS])
    async def held(
        self,
        request: AnyRequest,
        session_id: FromPath[str],
        data: JSONBody[TrainingHeld],
        services: NamedDependency[Services],
    ) -> TrainingYear:
        """Who attended. Sent again it replaces the list."""
        return await services.training.plan.held(session_id, data, request.user)

    @post("/plays", operation_id="notePlay", guards=[TRAINS])
    async def played(
        self, request: AnyRequest, data: JSONBody[NewPlay], services: NamedDependency[Services]
    ) -> TrainingYear:
        """Keep the score of a role play (`hotline train play --keep-at`) and the trainer's marks; 80 passes."""
        return await services.training.plan.played(data, request.user)
