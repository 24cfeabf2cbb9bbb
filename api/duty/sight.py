"""Which items of the duty list somebody sees: those of calls of the own site's queues, and of its complaints (SEC-1).

An item of a complaint is of the complaint's site; any other of each site whose queues its calls came to. What is of
no site is everybody's.
"""

from sqlalchemy import ColumnElement, and_, exists, or_, true

from api.figures.tables import CallFactRow
from api.models import DutyCallRow, DutyRow, TicketRow
from api.queues.sites import Seen


def shown(seen: Seen) -> ColumnElement[bool]:
    """Whether an item is seen; where no queue is of a site, each is."""
    if seen.queues is None:
        return true()
    calls = and_(DutyCallRow.item_id == DutyRow.item_id, CallFactRow.call_id == DutyCallRow.call_id)
    own = exists().where(calls, CallFactRow.queue.in_(seen.queues))
    of_others = exists().where(calls, CallFactRow.queue.not_in({*seen.queues, ""}))
    ticket = exists().where(TicketRow.number == DutyRow.ticket_number, TicketRow.site.in_((seen.site, "")))
    return or_(ticket, and_(DutyRow.ticket_number == "", or_(own, ~of_others)))
