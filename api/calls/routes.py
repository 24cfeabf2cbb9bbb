"""REST of calls: lists, one with its events, and what became of it."""

from typing import Annotated, Literal

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec.structs import replace

from api.calls.fold import CallRecord
from api.calls.views import CallFilter
from api.errors import NotFound
from api.guards import desk_workers, needs
from api.live.driver import Live
from api.problems import AnyRequest
from api.rights import Right, masks, may
from api.schemas import AgentView, CallDetail, Caller, CallerIs, CallPage, CallState, Direction, Outcome, Page, Saved
from api.services import Services
from api.transcripts.events import PhraseSuspected

Limit = Annotated[int, QueryParameter(ge=1, le=200, description="Rows in one answer.")]
Offset = Annotated[int, QueryParameter(ge=0, le=2**31 - 1, description="Rows to pass over.")]


class Calls(Controller):
    """Agents see the calls that they took, QA all with numbers masked, administrators and supervisors all; the
    supervisor of a site those of its queues and of the own team."""

    path = "/api/calls"
    tags = ("calls",)

    @get(operation_id="listCalls", guards=[needs(Right.SEE_CALLS)])
    async def all(
        self,
        request: AnyRequest,
        services: NamedDependency[Services],
        since: FromQuery[float | None] = None,
        until: FromQuery[float | None] = None,
        agent: FromQuery[str | None] = None,
        disposition: FromQuery[Literal["explained", "complaint", "none"] | None] = None,
        call_state: FromQuery[CallState | None] = None,
        direction: FromQuery[Direction | None] = None,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> CallPage:
        """Calls, newest first. `disposition` is `explained`, `complaint` or `none`."""
        by: AgentView = request.user
        which = CallFilter(
            since=since,
            until=until,
            agent_id=agent if may(by, Right.SEE_EVERY_CALL) else by.agent_id,
            disposition=disposition,
            state=call_state,
            direction=direction,
            queues=services.seen_by(by).queues,
            agents=await _own_people(by, services),
        )
        total, items = await services.calls.views.page(which, limit=limit, offset=offset, mask=masks(by))
        if items and may(by, Right.SEE_EVERY_CALL):
            await services.residents.book.opened(by.agent_id, "call_list", f"{len(items)} from {items[0].call_id}")
        return CallPage(page=Page(total=total, limit=limit, offset=offset), items=items)

    @get("/{call_id:str}", operation_id="getCall", guards=[needs(Right.SEE_CALLS)])
    async def one(
        self, request: AnyRequest, call_id: FromPath[str], services: NamedDependency[Services]
    ) -> CallDetail:
        """One call with its times and events. Opening another's call is logged (SEC-1); what was suspected of the
        words in it is shown to whoever may hear them."""
        by: AgentView = request.user
        record = await services.calls.views.record(call_id)
        if record is None or not await _may_see(by, record, services):
            raise NotFound("没有这通电话", "there is no such call")
        if record.agent_id != by.agent_id:
            await services.residents.book.opened(by.agent_id, "call", call_id)
        detail = await services.calls.views.detail(record, services.log, mask=masks(by))
        if by.agent_id in (record.agent_id, *record.agents) or await services.calls.hearing.may_hear(by, call_id):
            return detail
        return replace(detail, events=tuple(one for one in detail.events if one.kind != PhraseSuspected.__name__))

    @get("/{call_id:str}/caller", operation_id="getCaller", guards=[desk_workers])
    async def caller(
        self,
        request: AnyRequest,
        call_id: FromPath[str],
        services: NamedDependency[Services],
        live: NamedDependency[Live],
        resident_id: FromQuery[str] = "",
    ) -> Caller:
        """Who may be calling, and the home's card (FILE-1). Each opening is logged (SEC-1).

        An agent opens those of the calls that wait, that are parked, and that they had.
        """
        by: AgentView = request.user
        record = live.record(call_id) or await services.calls.views.record(call_id)
        if record is None or not await _may_open(by, record, services):
            raise NotFound("没有这通电话", "there is no such call")
        caller = await services.residents.homes.caller(call_id, record.number, resident_id)
        shown = caller.card.resident.resident_id if caller.card.resident is not None else ""
        await services.residents.book.opened(by.agent_id, "caller", f"{call_id} {shown}".strip())
        return caller

    @post("/{call_id:str}/caller", operation_id="keepCallerNumber", status_code=200, guards=[desk_workers])
    async def keep_number(
        self,
        request: AnyRequest,
        call_id: FromPath[str],
        data: JSONBody[CallerIs],
        services: NamedDependency[Services],
        live: NamedDependency[Live],
    ) -> Caller:
        """Write the number that called into the book, for this resident (FILE-1). The same again changes nothing."""
        by: AgentView = request.user
        record = live.record(call_id) or await services.calls.views.record(call_id)
        if record is None or not await _may_see(by, record, services):
            raise NotFound("没有这通电话", "there is no such call")
        await services.residents.book.keep_number(data.resident_id, record.number)
        await services.residents.book.opened(by.agent_id, "resident_number", f"{call_id} {data.resident_id}")
        return await services.residents.homes.caller(call_id, record.number, data.resident_id)

    @post("/{call_id:str}/disposition", operation_id="disposeCall", status_code=200, guards=[desk_workers])
    async def dispose(
        self,
        request: AnyRequest,
        call_id: FromPath[str],
        data: JSONBody[Outcome],
        services: NamedDependency[Services],
        live: NamedDependency[Live],
    ) -> Saved:
        """Say what became of an ended call; a complaint becomes a ticket. The same again answers the same."""
        await live.settled()
        saved = await services.calls.dispositions.save(call_id, data, request.user)
        await live.disposed(call_id)
        return saved


async def _may_see(by: AgentView, record: CallRecord, services: Services) -> bool:
    """An agent sees what they took, and what they handed to a colleague; the supervisor of a site the calls of its
    queues and of the own team."""
    if by.agent_id == record.agent_id or by.agent_id in record.agents:
        return True
    queues = services.seen_by(by).queues
    if not may(by, Right.SEE_EVERY_CALL) or queues is None:
        return may(by, Right.SEE_EVERY_CALL)
    return await services.calls.views.is_within(record.call_id, queues, await _own_people(by, services))


async def _may_open(by: AgentView, record: CallRecord, services: Services) -> bool:
    """Whoever may pick up a phone that rings elsewhere (LINE-4) has to know who calls."""
    return record.state in (CallState.WAITING, CallState.PARKED) or await _may_see(by, record, services)


async def _own_people(by: AgentView, services: Services) -> frozenset[str]:
    """Those whose calls are this person's to look at, whatever their queue."""
    return await services.calls.hearing.whose(by) or frozenset()
