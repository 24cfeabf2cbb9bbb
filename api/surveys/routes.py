"""REST of questionnaires: links for settled complaints and whole buildings, answers by link, results."""

import time
from typing import Annotated

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from api.calls.routes import Limit, Offset
from api.errors import NotFound
from api.guards import needs
from api.problems import AnyRequest
from api.rights import Right
from api.schemas import Page
from api.schemas.surveys import (
    NewSurvey,
    SurveyAnswer,
    SurveyLink,
    SurveyList,
    SurveyMade,
    SurveyResults,
    TicketOpinions,
)
from api.services import Services

When = Annotated[float | None, QueryParameter(ge=0, le=1e11, description="Unix seconds.")]
YEAR_S = 365 * 86_400.0


class Surveys(Controller):
    """Satisfaction (SUR-1), counted together with follow-up calls (SLA-10)."""

    path = "/api/surveys"
    tags = ("surveys",)

    @get(operation_id="listSurveys", guards=[needs(Right.SEE_FIGURES)])
    async def all(self, services: NamedDependency[Services], limit: Limit = 50, offset: Offset = 0) -> SurveyList:
        """Questionnaires that were sent out, newest first."""
        total, items = await services.channels.surveys.all(limit=limit, offset=offset)
        return SurveyList(page=Page(total=total, limit=limit, offset=offset), items=items)

    @post(operation_id="startSurvey", guards=[needs(Right.KEEP_RESIDENTS)])
    async def start(
        self, request: AnyRequest, data: JSONBody[NewSurvey], services: NamedDependency[Services]
    ) -> SurveyMade:
        """Ask whole buildings; the answer has one link a home, which are shown this once only."""
        made = await services.channels.surveys.start(data, request.user)
        await services.residents.book.opened(request.user.agent_id, "survey_links", made.survey.survey_id)
        return made

    @post("/tickets/{number:str}", operation_id="surveyTicket", guards=[needs(Right.CLOSE)])
    async def of_ticket(
        self, request: AnyRequest, number: FromPath[str], services: NamedDependency[Services]
    ) -> SurveyLink:
        """A link for the resident of a settled complaint. Asking again makes another and voids the first."""
        if await services.complaints.tickets.of_number(number, request.user) is None:
            raise NotFound("没有这张投诉单", "there is no such ticket")
        return await services.channels.surveys.of_ticket(number, request.user)

    @get("/tickets/{number:str}", operation_id="opinionsOfTicket")
    async def of_one(
        self, request: AnyRequest, number: FromPath[str], services: NamedDependency[Services]
    ) -> TicketOpinions:
        """What the resident said of a complaint, in follow-up calls and by questionnaire."""
        if await services.complaints.tickets.of_number(number, request.user) is None:
            raise NotFound("没有这张投诉单", "there is no such ticket")
        found = await services.channels.surveys.opinions(number, time.time())
        return await services.complaints.tickets.veiled(number, found, request.user)

    @post("/answers/{token:str}", operation_id="answerSurvey", status_code=204, exclude_from_auth=True)
    async def answer(
        self, token: FromPath[str], data: JSONBody[SurveyAnswer], services: NamedDependency[Services]
    ) -> None:
        """Answer by link, once. Needs no sign-in."""
        await services.channels.surveys.answer(token, data)

    @get("/results", operation_id="surveyResults", guards=[needs(Right.SEE_SATISFACTION)])
    async def results(
        self, request: AnyRequest, services: NamedDependency[Services], since: When = None, until: When = None
    ) -> SurveyResults:
        """Follow-up calls and questionnaires together, by department and building; without times the last year. To a
        department head what was said of the own departments."""
        now = time.time()
        begins = since if since is not None else now - YEAR_S
        return await services.channels.surveys.results(begins, until or now, request.user)
