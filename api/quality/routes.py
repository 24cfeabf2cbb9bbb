"""REST of quality: proposals and their decisions, bonuses, adjustments, the month's scores (PEN)."""

import time

from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from api.calls.routes import Limit, Offset
from api.errors import Forbidden, NotFound
from api.guards import needs
from api.papers.routes import download
from api.periods.asked import asked_of
from api.periods.routes import Day, today
from api.problems import AnyRequest
from api.quality.events import AppealDecided, CaseAppealed, CaseRejected, CaseWithdrawn, MonthAdjusted
from api.quality.score_file import score_file, scored, scores_for
from api.quality.shelf import CaseFilter, reason_of
from api.quality.sights import in_call
from api.rights import Right, may
from api.schemas import AgentView, Page
from api.schemas.quality import (
    AppealRuling,
    CallReview,
    CasePage,
    CaseState,
    Confirmation,
    Entered,
    Fairness,
    MonthPage,
    NewAdjustment,
    NewBonus,
    NewCase,
    QualityCase,
    Reason,
    RequiredReport,
    RuleView,
    StaffName,
    WorkLoad,
)
from api.services import Services

LOOK = needs(Right.REVIEW_QUALITY, Right.TAKE_CALLS)
REVIEW = needs(Right.REVIEW_QUALITY)
CONFIRM = needs(Right.CONFIRM_POINTS)


class Quality(Controller):
    """QA sees and decides everybody's, supervisors those of their team, agents see their own."""

    path = "/api/quality"
    tags = ("quality",)

    @get("/cases", operation_id="listCases", guards=[LOOK])
    async def cases(
        self,
        request: AnyRequest,
        services: NamedDependency[Services],
        case_state: FromQuery[CaseState | None] = None,
        agent: FromQuery[str | None] = None,
        rule: FromQuery[str | None] = None,
        month: FromQuery[str | None] = None,
        call_id: FromQuery[str | None] = None,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> CasePage:
        """Offences with their evidence, newest first."""
        which = CaseFilter(
            state=case_state,
            agent_id=agent,
            rule=rule,
            month=month,
            call_id=call_id,
            among=await services.calls.hearing.whose(request.user),
        )
        total, items = await services.quality.cases.page(which, limit=limit, offset=offset)
        return CasePage(page=Page(total=total, limit=limit, offset=offset), items=items)

    @get("/cases/{case_id:str}", operation_id="getCase", guards=[LOOK])
    async def case(
        self, request: AnyRequest, case_id: FromPath[str], services: NamedDependency[Services]
    ) -> QualityCase:
        """One offence. Reviewers' opening is logged (SEC-1)."""
        found = await _seen(services, case_id, request.user)
        if found.agent_id != request.user.agent_id:
            await services.residents.book.opened(request.user.agent_id, "quality_case", case_id)
        return found

    @post("/cases", operation_id="enterCase", guards=[CONFIRM])
    async def enter(
        self, request: AnyRequest, data: JSONBody[NewCase], services: NamedDependency[Services]
    ) -> QualityCase:
        """A person saw it; somebody confirms it like a proposal."""
        await _known(services, data.agent_id)
        await services.calls.hearing.check_agent(request.user, data.agent_id)
        return await services.quality.cases.enter(data, request.user)

    @post("/cases/{case_id:str}/confirm", operation_id="confirmCase", status_code=200, guards=[CONFIRM])
    async def confirm(
        self,
        request: AnyRequest,
        case_id: FromPath[str],
        data: JSONBody[Confirmation],
        services: NamedDependency[Services],
    ) -> QualityCase:
        """It is so, as proposed or as another rule; only now it counts (PEN-11)."""
        found = await _decidable(services, case_id, request.user)
        return await services.quality.cases.decide(services.quality.cases.confirmed(found, data, request.user))

    @post("/cases/{case_id:str}/reject", operation_id="rejectCase", status_code=200, guards=[CONFIRM])
    async def reject(
        self,
        request: AnyRequest,
        case_id: FromPath[str],
        data: JSONBody[Reason],
        services: NamedDependency[Services],
    ) -> QualityCase:
        """It was none, and why."""
        await _decidable(services, case_id, request.user)
        why = reason_of(data.reason)
        return await services.quality.cases.decide(
            CaseRejected(at=time.time(), case_id=case_id, by=request.user.agent_id, reason=why)
        )

    @post("/cases/{case_id:str}/appeal", operation_id="appealCase", status_code=200, guards=[LOOK])
    async def appeal(
        self,
        request: AnyRequest,
        case_id: FromPath[str],
        data: JSONBody[Reason],
        services: NamedDependency[Services],
    ) -> QualityCase:
        """The agent disagrees: it counts for nothing until somebody else has decided."""
        await _seen(services, case_id, request.user)
        why = reason_of(data.reason)
        return await services.quality.cases.decide(
            CaseAppealed(at=time.time(), case_id=case_id, by=request.user.agent_id, reason=why)
        )

    @post("/cases/{case_id:str}/ruling", operation_id="ruleOnAppeal", status_code=200, guards=[CONFIRM])
    async def ruling(
        self,
        request: AnyRequest,
        case_id: FromPath[str],
        data: JSONBody[AppealRuling],
        services: NamedDependency[Services],
    ) -> QualityCase:
        """Somebody else than who confirmed it decides the appeal."""
        await _decidable(services, case_id, request.user)
        return await services.quality.cases.decide(
            AppealDecided(
                at=time.time(),
                case_id=case_id,
                by=request.user.agent_id,
                upheld=data.upheld,
                reason=reason_of(data.reason),
            )
        )

    @post("/cases/{case_id:str}/withdraw", operation_id="withdrawCase", status_code=200, guards=[CONFIRM])
    async def withdraw(
        self,
        request: AnyRequest,
        case_id: FromPath[str],
        data: JSONBody[Reason],
        services: NamedDependency[Services],
    ) -> QualityCase:
        """A correction: it was confirmed by mistake. The entries before it stay in the log."""
        await _decidable(services, case_id, request.user)
        why = reason_of(data.reason)
        return await services.quality.cases.decide(
            CaseWithdrawn(at=time.time(), case_id=case_id, by=request.user.agent_id, reason=why)
        )

    @post("/bonuses", operation_id="giveBonus", guards=[CONFIRM])
    async def bonus(
        self, request: AnyRequest, data: JSONBody[NewBonus], services: NamedDependency[Services]
    ) -> Entered:
        """PEN-2."""
        await _known(services, data.agent_id)
        await services.calls.hearing.check_agent(request.user, data.agent_id)
        given = await services.quality.cases.give(data.agent_id, data.month, data.rule, data.reason, request.user)
        return Entered(entry_id=given)

    @post("/adjustments", operation_id="adjustMonth", guards=[needs(Right.ADJUST_SCORES)])
    async def adjust(
        self, request: AnyRequest, data: JSONBody[NewAdjustment], services: NamedDependency[Services]
    ) -> Entered:
        """PEN-8; the last one of a month counts."""
        await _known(services, data.agent_id)
        made = await services.quality.cases.adjust(data.agent_id, data.month, data.points, data.reason, request.user)
        return Entered(entry_id=made)

    @put("/work-load/{month:str}", operation_id="reportWorkLoad", guards=[needs(Right.TAKE_CALLS)])
    async def work_load(
        self,
        request: AnyRequest,
        month: FromPath[str],
        data: JSONBody[WorkLoad],
        services: NamedDependency[Services],
    ) -> Entered:
        """An agent's own report of the month; the first one of a month counts (PEN-4)."""
        return Entered(entry_id=await services.quality.cases.report(month, data.calls, data.tickets, request.user))

    @post("/entries/{entry_id:str}/withdraw", operation_id="withdrawEntry", status_code=204, guards=[CONFIRM])
    async def withdraw_entry(
        self,
        request: AnyRequest,
        entry_id: FromPath[str],
        data: JSONBody[Reason],
        services: NamedDependency[Services],
    ) -> Response[None]:
        """Take a bonus back, or an adjustment, which is QA's alone (PEN-8)."""
        found = await services.quality.cases.entry(entry_id)
        await services.calls.hearing.check_agent(request.user, found.agent_id)
        if isinstance(found, MonthAdjusted) and not may(request.user, Right.ADJUST_SCORES):
            raise Forbidden("只有质检可以撤回质检调整", "only QA may take an adjustment back")
        await services.quality.cases.withdraw_entry(entry_id, data.reason, request.user)
        return Response(None, status_code=204)

    @get("/scores", operation_id="listScores", guards=[LOOK])
    async def scores(
        self, request: AnyRequest, services: NamedDependency[Services], month: FromQuery[str | None] = None
    ) -> MonthPage:
        """The month's scores, every point with its entry; a supervisor sees the own team's, an agent the own one.
        Kept as long as the performance form."""
        wanted = month or services.quality.cases.this_month()
        return MonthPage(month=wanted, items=await scores_for(services, request.user, wanted))

    @get("/scores/{file:str}", operation_id="scorePaper", guards=[REVIEW], media_type="application/pdf")
    async def score_paper(
        self, request: AnyRequest, file: FromPath[str], services: NamedDependency[Services]
    ) -> Response[bytes]:
        """The month's performance form: `2026-11.pdf` or `2026-11.xlsx`. Each opening is logged (SEC-1)."""
        return download(await score_file(services, request.user, file))

    @get("/calls/{call_id:str}", operation_id="reviewCall", guards=[REVIEW])
    async def review(
        self, request: AnyRequest, call_id: FromPath[str], services: NamedDependency[Services]
    ) -> CallReview:
        """What was proposed of a call, and hints that were not certain enough. The opening is logged (SEC-1)."""
        record = await services.calls.views.record(call_id)
        if record is None:
            raise NotFound("没有这通电话", "there is no such call")
        await services.calls.hearing.check_call(request.user, call_id)
        await services.residents.book.opened(request.user.agent_id, "call_review", call_id)
        _, cases = await services.quality.cases.page(CaseFilter(call_id=call_id), limit=200, offset=0)
        seen = in_call(record, services.quality.cases.penalties, services.library.rules.advice)
        return CallReview(call_id=call_id, cases=cases, hints=await services.quality.hints.of_call(call_id, seen))

    @get("/rules", operation_id="listQualityRules", guards=[LOOK])
    async def rules(self, services: NamedDependency[Services]) -> tuple[RuleView, ...]:
        """What can be confirmed or given, with its points."""
        return services.quality.cases.rules()

    @get("/people", operation_id="listStaffNames", guards=[LOOK])
    async def people(self, services: NamedDependency[Services]) -> tuple[StaffName, ...]:
        """Names of those who are scored and of those who decide."""
        are_scored = set(await scored(services))
        return tuple(
            StaffName(agent_id=one.agent_id, name=one.name, scored=one.agent_id in are_scored)
            for one in await services.staff.people.all()
            if one.agent_id in are_scored or may(one, Right.CONFIRM_POINTS)
        )

    @get("/required", operation_id="getRequiredPhrases", guards=[LOOK])
    async def required(
        self,
        request: AnyRequest,
        services: NamedDependency[Services],
        first: Day = "",
        last: Day = "",
    ) -> RequiredReport:
        """How often each required phrase was heard, missing, or not to be judged; without days the last seven."""
        asked = asked_of({"from": first, "to": last}, today(services))
        return await services.quality.required.of_days(asked, await services.calls.hearing.whose(request.user))

    @get("/fairness", operation_id="getFairness", guards=[REVIEW])
    async def fairness(
        self, request: AnyRequest, services: NamedDependency[Services], month: FromQuery[str | None] = None
    ) -> Fairness:
        """Who is reviewed how often, and which rules are often rejected; for a supervisor counted in the own team."""
        wanted = month or services.quality.cases.this_month()
        among = await services.calls.hearing.whose(request.user)
        return await services.quality.fairness.of_month(wanted, await scored(services), among)


async def _seen(services: Services, case_id: str, by: AgentView) -> QualityCase:
    found = await services.quality.cases.case(case_id)
    if not may(by, Right.REVIEW_QUALITY) and found.agent_id != by.agent_id:
        raise NotFound("没有这条考评记录", "there is no such case")
    await services.calls.hearing.check_agent(by, found.agent_id)
    return found


async def _decidable(services: Services, case_id: str, by: AgentView) -> QualityCase:
    """The offence, for somebody who may decide it. Raises NotFound, Forbidden."""
    found = await services.quality.cases.case(case_id)
    await services.calls.hearing.check_agent(by, found.agent_id)
    return found


async def _known(services: Services, agent_id: str) -> None:
    if await services.staff.people.of_id(agent_id) is None:
        raise NotFound("没有这个用户", "there is no such user")
