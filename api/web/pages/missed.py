"""The duty list in the browser: who is still to be rung back, down to zero, and by whom it was done."""

import time
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from api.duty.promises import BY_A_TIME
from api.duty.shelf import EXCUSED_BY_ANYBODY, DutyFilter
from api.errors import Conflict, DeskError
from api.guards import desk_workers, needs
from api.live.driver import Live
from api.live.words import Refusal
from api.problems import AnyRequest
from api.rights import Right, may
from api.schemas import AgentView, DutyDone, DutyItem, DutyKind, DutyState
from api.services import Services
from api.web.forms import typed
from api.web.paging import PAGE, page_number, pages_of
from api.web.registry import MenuEntry
from api.web.render import error_text, page
from api.web.words import DUTIES
from scripts_lib.model import Text

GUARDS = [needs(Right.SEE_DUTY)]
DONE_WORDS = {
    "call": Text("正在呼叫，请在您的话机或坐席台上通话", "It rings; talk on your telephone or console"),
    "excuse": Text("已免回拨", "Excused"),
    "done": Text("已登记结果", "The result is noted"),
}
CLOSED = {
    DutyState.SETTLED: Text("已通话", "Talked with"),
    DutyState.EXCUSED: Text("免回拨", "Excused"),
    DutyState.DONE: Text("已完成", "Done"),
}
ANSWERS = {"yes": True, "no": False}


@get("/missed", guards=GUARDS)
async def missed(request: AnyRequest, services: NamedDependency[Services], live: NamedDependency[Live]) -> Template:
    """What is open, what is due first at the top; or, with `state=closed`, what was done of late."""
    return await _shown(request, services, live, None)


@post("/missed/{item_id:str}/call", guards=[desk_workers], status_code=200)
async def call(
    request: AnyRequest, item_id: FromPath[str], services: NamedDependency[Services], live: NamedDependency[Live]
) -> Response[Any] | Template:
    """Ring back from one's own telephone or console; talking settles the item."""
    try:
        item = await services.shift.duty.item(item_id, request.user)
        if item.state is not DutyState.OPEN or not item.number:
            raise Conflict("这一条不能回拨", "this one cannot be rung back")
        live.dial(request.user.agent_id, item.number)
    except Refusal as refusal:
        return await _shown(request, services, live, Conflict(refusal.zh, refusal.en))
    except DeskError as error:
        return await _shown(request, services, live, error)
    return Redirect("/missed?done=call", status_code=303)


@post("/missed/{item_id:str}/excuse", guards=[desk_workers], status_code=200)
async def excuse(
    request: AnyRequest, item_id: FromPath[str], services: NamedDependency[Services], live: NamedDependency[Live]
) -> Response[Any] | Template:
    """Nobody is to be rung back, and why."""
    sent = await typed(request)
    try:
        await live.settled()
        await services.shift.duty.excuse(item_id, sent.get("reason", ""), request.user)
    except DeskError as error:
        return await _shown(request, services, live, error)
    live.duty_moved()
    return Redirect("/missed?done=excuse", status_code=303)


@post("/missed/{item_id:str}/done", guards=[desk_workers], status_code=200)
async def done(
    request: AnyRequest, item_id: FromPath[str], services: NamedDependency[Services], live: NamedDependency[Live]
) -> Response[Any] | Template:
    """A promised answer was given, a follow-up made."""
    sent = await typed(request)
    words = DutyDone(result=sent.get("result", ""), satisfied=ANSWERS.get(sent.get("satisfied", "")))
    try:
        await live.settled()
        await services.shift.duty.answer(item_id, words, request.user)
    except DeskError as error:
        return await _shown(request, services, live, error)
    live.duty_moved()
    return Redirect("/missed?done=done", status_code=303)


def offers(item: DutyItem, person: AgentView) -> frozenset[str]:
    """What this person may do about an open item: `call`, `excuse`, `done`."""
    if not may(person, Right.WORK_DUTY):
        return frozenset()
    found = {"call"} if item.number else set()
    if item.kind in BY_A_TIME:
        found.add("done")
    if item.kind in EXCUSED_BY_ANYBODY or may(person, Right.EXCUSE_DUTY):
        found.add("excuse")
    return frozenset(found)


async def _shown(request: AnyRequest, services: Services, live: Live, error: DeskError | None) -> Template:
    await live.settled()
    person: AgentView = request.user
    wanted = request.query_params.get("kind", "")
    kind = DutyKind(wanted) if wanted in list(DutyKind) else None
    closed = request.query_params.get("state") == "closed"
    number = page_number(request)
    which = DutyFilter(state=None if closed else DutyState.OPEN, kind=kind)
    total, items = await services.shift.duty.page(which, person, limit=PAGE, offset=(number - 1) * PAGE)
    if items:
        await services.residents.book.opened(person.agent_id, "duty_list", f"{len(items)} from {items[0].item_id}")
    seen = services.seen_by(person)
    counts = await services.shift.duty.counts(seen)
    return page(
        request,
        "missed.html",
        error.status if error is not None else 200,
        items=[(item, offers(item, person)) for item in items],
        total=total,
        counts=counts,
        left=sum(counts.values()),
        due=sum((await services.shift.duty.counts(seen, due_before=time.time())).values()),
        kind=kind,
        closed=closed,
        kinds=DUTIES,
        closings=CLOSED,
        names={one.agent_id: one.name for one in await services.staff.people.all()} if closed else {},
        number=number,
        pages_in_all=pages_of(total),
        done=DONE_WORDS.get(request.query_params.get("done", "")) if error is None else None,
        error=error_text(request, error),
        fields=getattr(error, "fields", {}) if error is not None else {},
        figures=may(person, Right.SEE_FIGURES),
        hears=may(person, Right.HEAR_RECORDINGS) and may(person, Right.SEE_CALLS),
    )


def _may(person: AgentView) -> bool:
    return may(person, Right.SEE_DUTY)


PAGES = (missed, call, excuse, done)
MENU = (MenuEntry("/missed", Text("待回电话", "Calls to make"), _may, order=30),)
