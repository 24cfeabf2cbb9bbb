"""What becomes of a call: explained, or a complaint that gets a number and clocks (CASE-1, CMP-6, SLA-1..8).

Saving is one transaction: the event in the log, the call's fold and the ticket stand together or not at all.
Saving the same outcome again answers with what was saved; another outcome is refused.
"""

import time
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.agents.teams import may_act_for
from api.calls.fold import CallRecord
from api.calls.views import view_of
from api.errors import Conflict, Forbidden, Invalid, NotFound
from api.log import EventLog
from api.log_events import CallExplained, TicketRegistered
from api.models import CallRow, TicketRow
from api.privacy import normalised, plausible
from api.projector import record_of
from api.residents.homes import Homes
from api.schemas import (
    AgentView,
    ClocksAsked,
    Complaint,
    Explained,
    Outcome,
    Saved,
    TicketState,
    TicketView,
)
from scripts_lib.errors import ImpossibleTime
from scripts_lib.loader import Library
from scripts_lib.model import Clock
from scripts_lib.procedure import due_times

_TICKET = msgspec.json.Decoder(TicketView)
LONGEST_WISH_S = 366 * 86_400.0
"""A time asked for that lies further ahead is a slip of the hand."""
GRACE_S = 86_400.0
"""A promise may be saved late: the call is written up after the time has passed."""
REQUIRED = {
    "contact": ("请填写联系人", "who to speak to"),
    "phone": ("请填写联系电话", "a telephone number"),
    "place": ("请填写楼栋房号或地点", "building and room, or the place"),
    "matter": ("请填写投诉事由", "what happened"),
    "demand": ("请填写业主诉求", "what the resident wants"),
}


class Dispositions:
    """Saves outcomes of calls."""

    def __init__(self, log: EventLog, library: Library, timezone: str, homes: Homes) -> None:
        self._log = log
        self._library = library
        self._timezone = timezone
        self._homes = homes

    async def save(self, call_id: str, outcome: Outcome, by: AgentView) -> Saved:
        """Save the outcome of a call that is over.

        Raises NotFound; Forbidden for another agent's call; Conflict while it goes on or when it has another outcome;
        Invalid when CMP-6's fields are missing or wrong.
        """
        if isinstance(outcome, Complaint):
            outcome = msgspec.structs.replace(outcome, phone=normalised(outcome.phone))

        async def work(session: AsyncSession) -> Saved:
            row = await session.get(CallRow, call_id)
            record = record_of(row) if row is not None else None
            if record is None or not await _may(session, by, record):
                raise _refusal(record)
            if not record.done_with:
                raise Conflict("通话还没有结束", "the call is not over yet")
            if record.disposition is None:
                await self._append(session, record, outcome, by)
            elif not await _same(session, record, outcome):
                raise Conflict("这通电话已经登记过了", "this call has its outcome already")
            fresh = await session.get_one(CallRow, call_id)
            return await _saved(session, record_of(fresh))

        return await self._log.in_transaction(work)

    async def _append(self, session: AsyncSession, record: CallRecord, outcome: Outcome, by: AgentView) -> None:
        now = time.time()
        _check_promise(outcome, now)
        if isinstance(outcome, Explained):
            home = await self._homes.home_of(record.number, outcome.resident_id)
            event = CallExplained(at=now, call_id=record.call_id, agent_id=by.agent_id, explained=outcome, home=home)
            await self._log.append_within(session, event)
            return
        self._check(outcome, now)
        home = await self._homes.home_of(outcome.phone or record.number, outcome.resident_id)
        await _check_repeat(session, outcome, home)
        registered = TicketRegistered(
            at=now,
            number=await _next_number(session, now, ZoneInfo(self._timezone)),
            call_id=record.call_id,
            agent_id=by.agent_id,
            complaint=outcome,
            clocks=self.clocks(outcome, now),
            rules_version=self._library.rules.version,
            home=home,
        )
        await self._log.append_within(session, registered)

    def clocks(self, complaint: Complaint | ClocksAsked, now: float) -> tuple[Clock, ...]:
        """The clocks that a complaint starts (SLA-1..8), nearest due first. Raises ImpossibleTime."""
        return due_times(
            now,
            weight=complaint.weight,
            own_duty=complaint.own_duty,
            requested_by=complaint.requested_by,
            calendar=self._library.calendar,
            timezone=self._timezone,
            procedure=self._library.procedure,
        )

    def _check(self, complaint: Complaint, now: float) -> None:
        fields = {name: f"{zh} / {en}" for name, (zh, en) in REQUIRED.items() if not getattr(complaint, name).strip()}
        if "phone" not in fields and not plausible(complaint.phone):
            fields["phone"] = "电话号码不对，只能是数字 / not a telephone number"
        catalogue = self._library.rules.catalogue
        if complaint.kind not in {kind.value for kind in catalogue.kinds}:
            fields["kind"] = "请选择投诉类别 / choose a kind from the list"
        if complaint.department not in {option.value for option in catalogue.departments}:
            fields["department"] = "请选择责任部门 / choose a department from the list"
        if complaint.requested_by is not None and complaint.requested_by > now + LONGEST_WISH_S:
            fields["requested_by"] = "约定时间太远，请核对 / lies more than a year ahead"
        try:
            self.clocks(complaint, now)
        except ImpossibleTime:
            fields["requested_by"] = "约定时间必须晚于现在 / must lie in the future"
        if fields:
            raise Invalid("投诉单还有内容没有填好", "the complaint form is not complete", fields)


def _check_promise(outcome: Outcome, now: float) -> None:
    """LINE-8: what is promised, and by when; within a year."""
    promise = outcome.promise
    if promise is None:
        return
    fields = {}
    if not promise.what.strip():
        fields["promise_what"] = "请填写答复什么 / say what is promised"
    if not now - GRACE_S < promise.by < now + LONGEST_WISH_S:
        fields["promise_by"] = "答复时间必须晚于现在，且在一年之内 / must lie in the future, within a year"
    if fields:
        raise Invalid("答复承诺没有填好", "the promise is not complete", fields)


async def _check_repeat(session: AsyncSession, complaint: Complaint, home: str) -> None:
    if not complaint.repeat_of:
        return
    earlier = await session.get(TicketRow, complaint.repeat_of)
    of_home = earlier is not None and (earlier.phone == complaint.phone or (home != "" and earlier.home == home))
    if earlier is None or earlier.state == TicketState.CLOSED or not of_home:
        why = "不是该户未结的投诉单 / no open ticket of this home"
        raise Invalid("关联的投诉单不对", "the ticket it repeats is wrong", {"repeat_of": why})


async def _may(session: AsyncSession, by: AgentView, record: CallRecord) -> bool:
    mine = by.agent_id == record.agent_id or by.agent_id in record.agents
    return mine or await may_act_for(session, by, (record.agent_id or "", *record.agents))


def _refusal(record: CallRecord | None) -> NotFound | Forbidden:
    if record is None:
        return NotFound("没有这通电话", "there is no such call")
    return Forbidden("这不是您接的电话", "this is not your call")


async def _next_number(session: AsyncSession, now: float, zone: ZoneInfo) -> str:
    """TS, the local date, and the next of the day: TS20261123-0001."""
    prefix = f"TS{datetime.fromtimestamp(now, zone):%Y%m%d}-"
    of_today = select(TicketRow.number).where(TicketRow.number.startswith(prefix))
    # By length first: as text, 9999 comes after 10000.
    newest = await session.scalar(of_today.order_by(func.length(TicketRow.number).desc(), TicketRow.number.desc()))
    return f"{prefix}{int(newest.removeprefix(prefix)) + 1 if newest else 1:04d}"


async def _ticket(session: AsyncSession, record: CallRecord) -> TicketView | None:
    if record.ticket_number is None:
        return None
    row = await session.get_one(TicketRow, record.ticket_number)
    ticket: TicketView = _TICKET.decode(row.record)
    return ticket


async def _same(session: AsyncSession, record: CallRecord, outcome: Outcome) -> bool:
    ticket = await _ticket(session, record)
    if ticket is not None:
        return ticket.complaint == outcome
    if not isinstance(outcome, Explained):
        return False
    said = (outcome.notes, outcome.script_id, outcome.steps, outcome.clears, outcome.promise)
    return said == (record.notes, record.script_id, record.steps, record.clears, record.promise)


async def _saved(session: AsyncSession, record: CallRecord) -> Saved:
    return Saved(call=view_of(record, time.time()), ticket=await _ticket(session, record))
