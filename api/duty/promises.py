"""What is owed by a time: an answer promised (LINE-8), the follow-up of a settled complaint (SLA-10). Pure.

Unlike a missed call it is not settled by just any talk with the number: somebody says what came of it.
"""

from msgspec.structs import replace

from api.log_events import DutyAnswered
from api.schemas import DutyItem, DutyKind, DutyState, Promise, TicketView

BY_A_TIME = (DutyKind.PROMISE, DutyKind.FOLLOW_UP)


def item_id_of(call_id: str) -> str:
    """The id of the item that the promise of this call opened."""
    return f"promise:{call_id}"


def follow_up_id_of(ticket_number: str) -> str:
    """The id of the item that asks for this ticket's follow-up."""
    return f"follow-up:{ticket_number}"


def promised(call_id: str, number: str, promise: Promise, at: float, ticket_number: str = "") -> DutyItem:
    """Somebody promised an exact answer in this call."""
    return DutyItem(
        item_id=item_id_of(call_id),
        kind=DutyKind.PROMISE,
        state=DutyState.OPEN,
        number=number,
        first_at=at,
        last_at=at,
        count=1,
        longest_ms=0.0,
        calls=(call_id,),
        due_at=promise.by,
        what=promise.what,
        ticket_number=ticket_number,
    )


def to_follow_up(ticket: TicketView, number: str, at: float, due: float) -> DutyItem:
    """The matter is done; the resident is to be asked."""
    return DutyItem(
        item_id=follow_up_id_of(ticket.number),
        kind=DutyKind.FOLLOW_UP,
        state=DutyState.OPEN,
        number=number,
        first_at=at,
        last_at=at,
        count=1,
        longest_ms=0.0,
        calls=(ticket.call_id,) if ticket.call_id else (),
        due_at=due,
        what=ticket.complaint.matter,
        ticket_number=ticket.number,
    )


def answered(item: DutyItem, event: DutyAnswered) -> DutyItem:
    """What was owed by a time is done."""
    return replace(item, state=DutyState.DONE, closed_at=event.at, closed_by=event.agent_id, reason=event.result)
