"""Offences: the worklist of those who decide, one of them, and the decision."""

import time
from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from api.errors import Conflict, DeskError, Forbidden, Invalid
from api.guards import needs
from api.problems import AnyRequest
from api.quality.events import CaseEvent
from api.quality.hints import HintFilter
from api.quality.offers import CaseStep, event_of, may_take, offered
from api.quality.shelf import CaseFilter, reason_of
from api.rights import Right
from api.schemas import AgentView
from api.schemas.quality import CaseState, Confirmation, Hint, QualityCase
from api.services import Services
from api.web.cookies import language_of
from api.web.forms import typed
from api.web.pages.calls.card import Refused
from api.web.pages.calls.review import DONE, shown
from api.web.paging import PAGE, page_number, pages_of
from api.web.render import error_text, page
from scripts_lib.model import Text

GROUPS = {
    "proposed": (CaseState.PROPOSED,),
    "appealed": (CaseState.APPEALED,),
    "counts": (CaseState.CONFIRMED, CaseState.UPHELD),
    "dropped": (CaseState.REJECTED, CaseState.OVERTURNED, CaseState.WITHDRAWN),
}
NAMES = {
    "proposed": Text("待认定", "To be decided"),
    "appealed": Text("申诉待裁定", "Appeals"),
    "counts": Text("已认定", "Confirmed"),
    "dropped": Text("驳回、撤销", "Dropped"),
}
LOOK = needs(Right.REVIEW_QUALITY, Right.HEAR_OWN)


@get("/quality", guards=[needs(Right.REVIEW_QUALITY)])
async def cases(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """What waits for a decision, newest first. The opening is logged (SEC-1)."""
    asked = request.query_params.get("state", "proposed")
    group = asked if asked in GROUPS else "proposed"
    number = page_number(request)
    among = await services.calls.hearing.whose(request.user)
    counts = {
        name: (await services.quality.cases.page(CaseFilter(states=states, among=among), limit=1, offset=0))[0]
        for name, states in GROUPS.items()
    }
    which = CaseFilter(states=GROUPS[group], among=among)
    total, found = await services.quality.cases.page(which, limit=PAGE, offset=(number - 1) * PAGE)
    if found:
        await services.secrecy.audit.note(request.user.agent_id, "quality_list", group)
    return page(
        request,
        "quality.html",
        cases=found,
        group=group,
        groups=NAMES,
        counts=counts,
        number=number,
        pages_in_all=pages_of(total),
        done=DONE.get(request.query_params.get("done", "")),
        **await words_of_cases(services, found, request.user),
    )


@get("/quality/cases/{case_id:str}", guards=[LOOK])
async def case_page(request: AnyRequest, case_id: FromPath[str], services: NamedDependency[Services]) -> Template:
    """One offence. A reviewer's opening is logged (SEC-1)."""
    case = await services.quality.cases.case(case_id)
    await services.calls.hearing.check_agent(request.user, case.agent_id)
    if case.agent_id != request.user.agent_id:
        await services.secrecy.audit.note(request.user.agent_id, "quality_case", case_id)
    return await _shown(request, services, case)


@post("/quality/cases/{case_id:str}/{step:str}", guards=[LOOK], status_code=200)
async def decided(
    request: AnyRequest, case_id: FromPath[str], step: FromPath[str], services: NamedDependency[Services]
) -> Response[Any]:
    """Take a step. A refusal is shown on the case as it stands now, with what was typed."""
    sent = await typed(request)
    case = await services.quality.cases.case(case_id)
    await services.calls.hearing.check_agent(request.user, case.agent_id)
    wanted = next((one for one in CaseStep if one == step), None)
    try:
        if wanted is None:
            raise Conflict("没有这一步", "there is no such step")
        await services.quality.cases.decide(_event(services, case, wanted, request.user, sent))
    except DeskError as error:
        if isinstance(error, Forbidden):
            raise
        return await _shown(request, services, await services.quality.cases.case(case_id), step, error, sent)
    return Redirect(f"{_back(sent.get('next', ''))}?done={wanted}", status_code=303)


@get("/quality/hints", guards=[needs(Right.REVIEW_QUALITY)])
async def hints(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """What the system saw and is not certain of, which nobody has looked at; newest first."""
    return await _hints(request, services)


async def _hints(request: AnyRequest, services: Services, refused: Refused | None = None) -> Template:
    """The list, with the form that was refused filled in as it was sent."""
    number = page_number(request)
    which = HintFilter(among=await services.calls.hearing.whose(request.user))
    total, found = await services.quality.hints.page(which, limit=PAGE, offset=(number - 1) * PAGE)
    if found:
        await services.secrecy.audit.note(request.user.agent_id, "quality_list", "hints")
    return page(
        request,
        "quality_hints.html",
        200 if refused is None else refused.error.status,
        error=Text(refused.error.zh, refused.error.en).of(language_of(request)) if refused is not None else "",
        refused=refused,
        hints=found,
        total=total,
        number=number,
        pages_in_all=pages_of(total),
        names={one.agent_id: one.name for one in await services.staff.people.all()},
        done=DONE.get(request.query_params.get("done", "")),
    )


@post("/quality/hints/{hint_id:str}", guards=[needs(Right.CONFIRM_POINTS)], status_code=200)
async def hint_settled(
    request: AnyRequest, hint_id: FromPath[str], services: NamedDependency[Services]
) -> Response[Any]:
    """Somebody has looked: it is a proposal now, or it was nothing. A refusal is shown where the form stood, with the
    reason as it was typed."""
    sent = await typed(request)
    hint = await services.quality.hints.hint(hint_id)
    await services.calls.hearing.check_agent(request.user, hint.agent_id)
    entered, reason = sent.get("step") == "enter", sent.get("reason", "")
    try:
        if entered:
            await services.quality.hints.enter(hint_id, None, reason, request.user)
        else:
            await services.quality.hints.dismiss(hint_id, reason, request.user)
    except DeskError as error:
        refused, call_id = Refused(hint_id, error, sent), hint.proof.call_id
        beside = call_id and _back(sent.get("next", "")).startswith(f"/calls/{call_id}/")
        return await (shown(request, services, call_id, refused) if beside else _hints(request, services, refused))
    return Redirect(f"{_back(sent.get('next', ''))}?done={_done(hint, entered)}", status_code=303)


def _done(hint: Hint, entered: bool) -> str:
    """The key of what is told: a case, a bonus, or nothing."""
    if entered:
        return "bonus" if hint.bonus else "enter"
    return "dismiss"


def _event(
    services: Services, case: QualityCase, step: CaseStep, by: AgentView, sent: Mapping[str, str]
) -> CaseEvent:
    """The fact of what was sent. Raises Conflict for a step that is not open, Invalid for wrong fields."""
    if not may_take(case, step, by):
        raise Conflict(
            "现在不能这样处理：状态不允许，或应由他人决定",
            "not now: its state does not allow it, or somebody else has to decide",
        )
    if step is not CaseStep.CONFIRM:
        return event_of(case, step, by, reason_of(sent.get("reason", "")), time.time())
    points = sent.get("points", "")
    if points and not (points.isascii() and points.isdigit() and len(points) < 4):
        raise Invalid("分值不对", "the points are wrong", {"points": "请填整数 / a whole number"})
    given = Confirmation(
        rule=sent.get("rule") or None, points=int(points) if points else None, reason=sent.get("reason", "")
    )
    return services.quality.cases.confirmed(case, given, by)


def _back(path: str) -> str:
    """Where the form stood: pages of ours only."""
    return path if path.startswith(("/calls/", "/quality", "/my-quality")) and "//" not in path else "/quality"


async def words_of_cases(services: Services, found: tuple[QualityCase, ...], by: AgentView) -> dict[str, Any]:
    """What the macros of `case.html` need beside the cases."""
    return {
        "names": {one.agent_id: one.name for one in await services.staff.people.all()},
        "offers": {one.case_id: offered(one, by) for one in found},
        "rules": [one for one in services.quality.cases.rules() if not one.bonus],
        "proposed": {one.case_id: services.quality.cases.proposed_points(one) for one in found},
    }


async def _shown(
    request: AnyRequest,
    services: Services,
    case: QualityCase,
    wrong: str = "",
    error: DeskError | None = None,
    sent: Mapping[str, str] | None = None,
) -> Template:
    return page(
        request,
        "quality_case.html",
        error.status if error is not None else 200,
        case=case,
        wrong=wrong,
        error=error_text(request, error),
        faults=error.fields if error is not None else {},
        sent=sent or {},
        back=_back((sent or {}).get("next", "")) if sent else request.url.path,
        done=DONE.get(request.query_params.get("done", "")),
        **await words_of_cases(services, (case,), request.user),
    )
