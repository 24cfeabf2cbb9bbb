"""REST of hints: a list to be worked down, each looked at by a person (PEN-11)."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from api.calls.routes import Limit, Offset
from api.guards import needs
from api.problems import AnyRequest
from api.quality.hints import HintFilter
from api.rights import Right
from api.schemas import Page
from api.schemas.quality import Hint, HintCase, HintPage, Reason
from api.services import Services


class QualityHints(Controller):
    """For reviewers alone, supervisors within their team: what is not certain is not held before an agent."""

    path = "/api/quality/hints"
    tags = ("quality",)

    @get("", operation_id="listHints", guards=[needs(Right.REVIEW_QUALITY)])
    async def hints(
        self,
        request: AnyRequest,
        services: NamedDependency[Services],
        month: FromQuery[str | None] = None,
        agent: FromQuery[str | None] = None,
        fact: FromQuery[str | None] = None,
        settled: FromQuery[bool] = False,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> HintPage:
        """What nobody has looked at, newest first; with `settled`, everything."""
        among = await services.calls.hearing.whose(request.user)
        which = HintFilter(open_only=not settled, agent_id=agent, fact=fact, month=month, among=among)
        total, items = await services.quality.hints.page(which, limit=limit, offset=offset)
        return HintPage(page=Page(total=total, limit=limit, offset=offset), items=items)

    @post("/{hint_id:str}/dismiss", operation_id="dismissHint", status_code=200, guards=[needs(Right.CONFIRM_POINTS)])
    async def dismiss(
        self,
        request: AnyRequest,
        hint_id: FromPath[str],
        data: JSONBody[Reason],
        services: NamedDependency[Services],
    ) -> Hint:
        """It was nothing, and why."""
        await services.calls.hearing.check_agent(request.user, (await services.quality.hints.hint(hint_id)).agent_id)
        return await services.quality.hints.dismiss(hint_id, data.reason, request.user)

    @post("/{hint_id:str}/enter", operation_id="enterHint", status_code=200, guards=[needs(Right.CONFIRM_POINTS)])
    async def enter(
        self,
        request: AnyRequest,
        hint_id: FromPath[str],
        data: JSONBody[HintCase],
        services: NamedDependency[Services],
    ) -> Hint:
        """It is a case, by its rule or another: what was seen goes with it, and it waits to be confirmed. A bonus is
        given by this (PEN-2, PEN-11)."""
        await services.calls.hearing.check_agent(request.user, (await services.quality.hints.hint(hint_id)).agent_id)
        return await services.quality.hints.enter(hint_id, data.rule, data.reason, request.user)
