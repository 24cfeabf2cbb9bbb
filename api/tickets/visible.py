"""Which tickets somebody sees, and how much of one (SEC-1): the one place that says so."""

from msgspec.structs import replace
from sqlalchemy import ColumnElement, or_, select, tuple_

from api.models import CallRow, PhoneRow, ResidentRow, TicketRow
from api.privacy import masked, masked_name, veiled
from api.rights import Reach, masks, reach
from api.schemas import AgentView, StoryLine, TicketState, TicketView

NOT_SENT = (TicketState.REGISTERED, TicketState.REOPENED)


def visible(by: AgentView) -> tuple[ColumnElement[bool], ...]:
    """Conditions on `TicketRow`. Agents see what they registered, and what is of the callers they spoke with and of
    their homes; departments what was sent to them; a site's managers what is of the site."""
    match reach(by):
        case Reach.ALL:
            return ()
        case Reach.SITE:
            return (TicketRow.site.in_((by.site, "")),)
        case Reach.DEPARTMENTS:
            site = (TicketRow.site.in_((by.site, "")),) if by.site else ()
            return (TicketRow.department.in_(by.departments), TicketRow.state.not_in(NOT_SENT), *site)
        case Reach.OWN:
            return (_own(by),)


def _own(by: AgentView) -> ColumnElement[bool]:
    callers = select(CallRow.number).where(CallRow.agent_id == by.agent_id, CallRow.number != "")
    home = tuple_(ResidentRow.building, ResidentRow.unit, ResidentRow.room)
    homes = (
        select(ResidentRow.building, ResidentRow.unit, ResidentRow.room)
        .join(PhoneRow)
        .where(PhoneRow.number.in_(callers))
    )
    of_homes = select(PhoneRow.number).join(ResidentRow).where(home.in_(homes))
    return or_(
        TicketRow.registered_by.in_((by.agent_id, "")),
        TicketRow.phone.in_(callers),
        TicketRow.phone.in_(of_homes),
    )


def shown(ticket: TicketView, by: AgentView) -> TicketView:
    """The ticket as this person may see it: without the resident's number and name where that is nobody's need."""
    if not masks(by):
        return ticket
    complaint = replace(
        ticket.complaint,
        phone=masked(ticket.complaint.phone),
        contact=masked_name(ticket.complaint.contact),
    )
    order, closing = ticket.repair_order, ticket.closing
    hidden = replace(
        ticket,
        complaint=complaint,
        repair_order=None if order is None else replace(order, signed_by=masked_name(order.signed_by)),
        closing=None if closing is None else replace(closing, agreed_by=masked_name(closing.agreed_by)),
    )
    return veiled(hidden, (ticket.complaint.contact,))


def shown_line(line: StoryLine, by: AgentView, contact: str = "") -> StoryLine:
    """A line of the story likewise, `contact` is the resident's name; on the hand-over's form a colleague signed."""
    if not masks(by):
        return line
    named = {"TicketRepaired": "signed_by", "TicketClosed": "agreed_by"}.get(line.kind)
    if named is not None:
        line = replace(line, facts=line.facts | {named: masked_name(str(line.facts.get(named, "")))})
    return veiled(line, (contact,))
