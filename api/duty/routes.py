"""REST of the duty list: who waits to be rung back, ringing back, excusing with a reason."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from api.calls.routes import Limit, Offset
from api.duty.shelf import DutyFilter
from api.errors import Conflict
from api.guards import desk_workers, needs
from api.live.driver import Live
from api.live.words import Refusal
from api.problems import AnyRequest
from api.rights import Right
from api.schemas import DutyCall, DutyDone, DutyItem, DutyKind, DutyPage, DutyState, Excuse, Page
from api.services import Services


class Duty(Controller):
    """Everybody at the desk sees the list, a supervisor of a site that site's; QA with numbers masked."""

    path = "/api/duty"
    tags = ("duty",)

    @get(operation_id="listDuty", guards=[needs(Right.SEE_DUTY)])
    async def all(
        self,
        request: AnyRequest,
        services: NamedDependency[Services],
        live: NamedDependency[Live],
        item_state: FromQuery[DutyState | None] = DutyState.OPEN,
        kind: FromQuery[DutyKind | None] = None,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> DutyPage:
        """Items; open ones unless `item_state` says otherwise, what is due first comes first."""
        await live.settled()
        which = DutyFilter(state=item_state, kind=kind)
        total, items = await services.shift.duty.page(which, request.user, limit=limit, offset=offset)
        if items:
            await services.residents.book.opened(
                request.user.agent_id, "duty_list", f"{len(items)} from {items[0].item_id}"
            )
        counts = await services.shift.duty.counts(services.seen_by(request.user))
        return DutyPage(page=Page(total=total, limit=limit, offset=offset), counts=counts, items=items)

    @post("/{item_id:str}/excuse", operation_id="excuseDuty", status_code=200, guards=[desk_workers])
    async def excuse(
        self,
        request: AnyRequest,
        item_id: FromPath[str],
        data: JSONBody[Excuse],
        services: NamedDependency[Services],
        live: NamedDependency[Live],
    ) -> DutyItem:
        """Nobody is to be rung back, and why. Short and withheld ones anybody may excuse, others a supervisor."""
        await live.settled()
        item = await services.shift.duty.excuse(item_id, data.reason, request.user)
        live.duty_moved()
        return item

    @post("/{item_id:str}/done", operation_id="answerDuty", status_code=200, guards=[desk_workers])
    async def done(
        self,
        request: AnyRequest,
        item_id: FromPath[str],
        data: JSONBody[DutyDone],
        services: NamedDependency[Services],
        live: NamedDependency[Live],
    ) -> DutyItem:
        """A promised answer was given, a follow-up made, and what came of it (LINE-8, SLA-10)."""
        await live.settled()
        item = await services.shift.duty.answer(item_id, data, request.user)
        live.duty_moved()
        return item

    @post("/{item_id:str}/call", operation_id="callDuty", status_code=200, guards=[desk_workers])
    async def call(
        self,
        request: AnyRequest,
        item_id: FromPath[str],
        services: NamedDependency[Services],
        live: NamedDependency[Live],
    ) -> DutyCall:
        """Ring back: the call goes out for the agent's headset or phone, and settles the item when it is answered."""
        item = await services.shift.duty.item(item_id, request.user)
        if item.state is not DutyState.OPEN:
            raise Conflict("这一条已经处理过了，请刷新列表", "this item is closed already; load the list again")
        if not item.number:
            raise Conflict("来电未显示号码，无法回拨", "the number was withheld: nobody can ring back")
        try:
            return DutyCall(call_id=live.dial(request.user.agent_id, item.number))
        except Refusal as refusal:
            raise Conflict(refusal.zh, refusal.en) from refusal
