"""REST of training: the monthly test, and who is due (TRN-1, TRN-2)."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody

from api.guards import needs
from api.problems import AnyRequest
from api.rights import Right
from api.schemas import Role
from api.schemas.training import ExamAnswers, ExamPaper, ExamResult, ExamStanding
from api.services import Services


class Training(Controller):
    """Agents take the test; whoever trains sees the points."""

    path = "/api/training"
    tags = ("training",)

    @get("/test", operation_id="getTest", guards=[needs(Right.TAKE_CALLS)])
    async def paper(self, request: AnyRequest, services: NamedDependency[Services]) -> ExamPaper:
        """This month's paper, drawn for the one who asks."""
        return services.tests.paper(services.quality.this_month(), request.user)

    @post("/test", operation_id="handInTest", status_code=200, guards=[needs(Right.TAKE_CALLS)])
    async def hand_in(
        self, request: AnyRequest, data: JSONBody[ExamAnswers], services: NamedDependency[Services]
    ) -> ExamResult:
        """Hand it in: once a month. Under 60 is proposed by PEN-4, full marks are a matter for a bonus (PEN-2)."""
        return await services.tests.hand_in(data, services.quality.this_month(), request.user)

    @get("/tests", operation_id="listTests", guards=[needs(Right.TRAIN)])
    async def standings(
        self, services: NamedDependency[Services], month: FromQuery[str | None] = None
    ) -> tuple[ExamStanding, ...]:
        """Everybody's points of the month, those who are due first."""
        agents = [one for one in await services.people.all() if one.active and one.role is Role.AGENT]
        return await services.tests.standings(month or services.quality.this_month(), agents)
