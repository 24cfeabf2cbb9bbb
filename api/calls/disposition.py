"""What becomes of a call: explained, or a complaint that gets a number and clocks (CASE-1, CMP-6, SLA-1..8).

Saving is one transaction: the event in the log, the call's fold and the ticket stand together or not at all.
Saving the same outcome again answers with what was saved; another outcome is refused.
"""

import time

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from api.agents.teams import may_act_for
from api.calls.fold import CallRecord
from api.calls.views import view_of
from api.errors import Conflict, Forbidden, NotFound
from api.log import EventLog
from api.log_events import CallExplained
from api.models import CallRow, TicketRow
from api.privacy import normalised
from api.projector import record_of
from api.residents.homes import Homes
from api.schemas import AgentView, Complaint, Explained, NewTicket, Outcome, Saved, TicketView
from api.tickets.ledger import ticket_of
from api.tickets.registration import Registration, check_promise
from scripts_lib.model import Channel


class Dispositions:
    """Saves outcomes of calls."""

    def __init__(self, log: EventLog, registration: Registration, homes: Homes) -> None:
        self._log = log
        self._registration = registration
        self._homes = homes

    async def save(self, call_id: str, outcome: Outcome, by: AgentView) -> Saved:
        """Save the outcome of a call that is over.

        Raises NotFound; Forbidden for another agent's call; Conflict while it goes on or when it has another outcome;
        Invalid when CMP-6's fields are missing or wrong.
        """
        if isinstance(outcome, Complaint):
            outcome = replace(outcome, phone=normalised(outcome.phone))

        async def work(session: AsyncSession) -> Saved:
            row = await session.get(CallRow, call_id)
            record = record_of(row) if row is not None else None
            if record is None or not await _may(session, by, record):
                raise _refusal(record)
            if not record.done_with:
                raise Conflict("通话还没有结束，请挂断后再提交", "the call is not over yet; hang up first")
            if record.disposition is None:
                await self._append(session, record, outcome, by)
            elif not await _same(session, record, outcome):
                raise Conflict("这通电话已经登记过了，请刷新列表", "this call has its outcome already")
            fresh = await session.get_one(CallRow, call_id)
            return await _saved(session, record_of(fresh))

        return await self._log.in_transaction(work)

    async def _append(self, session: AsyncSession, record: CallRecord, outcome: Outcome, by: AgentView) -> None:
        if isinstance(outcome, Complaint):
            new = NewTicket(complaint=outcome, channel=Channel.CALL)
            await self._registration.within(session, new, by, call_id=record.call_id, called_from=record.number)
            return
        now = time.time()
        check_promise(outcome.promise, now)
        home = await self._homes.home_of(record.number, outcome.resident_id)
        event = CallExplained(at=now, call_id=record.call_id, agent_id=by.agent_id, explained=outcome, home=home)
        await self._log.append_within(session, event)


async def _may(session: AsyncSession, by: AgentView, record: CallRecord) -> bool:
    mine = by.agent_id == record.agent_id or by.agent_id in record.agents
    return mine or await may_act_for(session, by, (record.agent_id or "", *record.agents))


def _refusal(record: CallRecord | None) -> NotFound | Forbidden:
    if record is None:
        return NotFound("没有这通电话", "there is no such call")
    return Forbidden("这不是您接的电话", "this is not your call")


async def _ticket(session: AsyncSession, record: CallRecord) -> TicketView | None:
    if record.ticket_number is None:
        return None
    return ticket_of(await session.get_one(TicketRow, record.ticket_number))


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
