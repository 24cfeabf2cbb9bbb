"""What somebody has to answer for: an answer promised (LINE-8), the follow-up of a settled complaint (SLA-10), what
the supervisor advised (CASE-1). Pure.

Unlike a missed call it is not settled by just any talk with the number: somebody says what came of it.
"""

from msgspec.structs import replace

from api.log_events import DutyAnswered
from api.schemas import DutyItem, DutyKind, DutyState, Promise, TicketView

FOLLOW_UP = "follow-up:"
BY_A_TIME = (DutyKind.PROMISE, DutyKind.FOLLOW_UP, DutyKind.ADVICE)


def item_id_of(call_id: str) -> str:
    """The id of the item that the promise of this call opened."""
    return f"promise:{call_id}"


def follow_up_id_of(ticket_number: str, reopened: int = 0) -> str:
    """The id of the item that asks for this ticket's follow-up; one that was reopened is asked about anew."""
    again = f"#{reopened + 1}" if reopened else ""
    return f"{FOLLOW_UP}{ticket_number}{again}"


def ticket_of_item(item_id: str) -> str:
    """The number of the ticket whose follow-up this item asks for; empty for any other item."""
    return item_id.removeprefix(FOLLOW_UP).partition("#")[0] if item_id.startswith(FOLLOW_UP) else ""


def promised(
    call_id: str, number: str, promise: Promise, at: float, ticket_number: str = "", resident_id: str = ""
) -> DutyItem:
    """Somebody promised an exact answer in this call, or with a ticket that came by no call."""
    opened = _opened(item_id_of(call_id or ticket_number), DutyKind.PROMISE, number, at, call_id)
    return replace(opened, due_at=promise.by, what=promise.what, ticket_number=ticket_number, resident_id=resident_id)


def to_follow_up(ticket: TicketView, number: str, at: float, due: float) -> DutyItem:
    """The matter is done; the resident is to be asked."""
    item_id = follow_up_id_of(ticket.number, ticket.reopened)
    opened = _opened(item_id, DutyKind.FOLLOW_UP, number, at, ticket.call_id)
    opened = replace(opened, ticket_number=ticket.number, resident_id=ticket.complaint.resident_id)
    return replace(opened, due_at=due, what=ticket.complaint.matter)


def advised(ticket: TicketView, number: str, at: float) -> DutyItem:
    """The supervisor was asked whether it is a case, and has answered: whoever asked goes on by it."""
    said = () if ticket.doubt is None else (ticket.doubt.asked, ticket.doubt.settled)
    opened = _opened(f"advice:{ticket.number}", DutyKind.ADVICE, number, at, ticket.call_id)
    what = " → ".join(f"{one.name}：{one.note}" for one in said if one is not None)
    return replace(opened, what=what, ticket_number=ticket.number, resident_id=ticket.complaint.resident_id)


def _opened(item_id: str, kind: DutyKind, number: str, at: float, call_id: str | None) -> DutyItem:
    return DutyItem(
        item_id=item_id,
        kind=kind,
        state=DutyState.OPEN,
        number=number,
        first_at=at,
        last_at=at,
        count=1,
        longest_ms=0.0,
        calls=(call_id,) if call_id else (),
    )


def answered(item: DutyItem, event: DutyAnswered) -> DutyItem:
    """What was owed by a time is done."""
    return asked(item, event.agent_id, event.result, event.at)


def asked(item: DutyItem, agent_id: str, result: str, at: float) -> DutyItem:
    """The same, said elsewhere than on the list."""
    return replace(item, state=DutyState.DONE, closed_at=at, closed_by=agent_id, reason=result)
