"""What the steps of the procedure change of a ticket, from sending the form to closing (SLA-1..10, CASE-4). Pure."""

from typing import Final

from msgspec.structs import replace

from api.schemas import Answer, Closing, FollowUp, Mark, PassedUp, Refusal, RepairOrder, TicketState, TicketView
from api.tickets import clocks, events
from api.tickets.events import TicketFact
from scripts_lib.model import Nature, Stop

MOST_TRIES: Final = 3
"""A follow-up that reached nobody so often is over; the ticket says that nobody was reached."""
HEARD: Final = (Stop.REPLIED, Stop.PROPOSED)
"""Whoever knows the result has been replied to, and needs no proposal any more."""


def mark(fact: TicketFact, note: str = "") -> Mark:
    """Who did it, when, and what was said."""
    return Mark(at=fact.at, agent_id=fact.agent_id, name=fact.name, note=note)


def stop(ticket: TicketView, at: float, *by: Stop) -> clocks.Clocks:
    """The ticket's clocks, with what these end ended at `at`."""
    return clocks.stopped(ticket.clocks, by, at)


def ended_and_begun(ticket: TicketView, ends: tuple[str, ...], new: clocks.Clocks, at: float) -> clocks.Clocks:
    """The clocks without those that are asked for no more, and with the new ones."""
    return clocks.begun(clocks.void(ticket.clocks, lambda one: one.clock_id in ends, at), new, at)


def sent(ticket: TicketView, fact: events.TicketSent) -> TicketView:
    """The form is with the department; what was signed by another counts no more."""
    return replace(
        ticket,
        state=TicketState.SENT,
        department=fact.department,
        own_duty=fact.own_duty,
        sent=mark(fact, fact.reason),
        signed=None,
        in_hand=None,
        clocks=ended_and_begun(ticket, fact.ends, fact.clocks, fact.at),
    )


def signed(ticket: TicketView, fact: events.TicketSigned) -> TicketView:
    """The department signed for it."""
    by_name = replace(mark(fact), name=fact.signed_by)
    return replace(ticket, state=TicketState.SIGNED, signed=by_name, clocks=stop(ticket, fact.at, Stop.SIGNED))


def taken(ticket: TicketView, fact: events.TicketTaken) -> TicketView:
    """Within the centre's own duty nobody else signs: it has arrived when somebody takes it in hand."""
    stopped = stop(ticket, fact.at, Stop.SIGNED)
    return replace(ticket, state=TicketState.IN_HAND, in_hand=mark(fact, fact.note), clocks=stopped)


def refused(ticket: TicketView, fact: events.TicketRefused) -> TicketView:
    """Back to the centre, which sends it elsewhere."""
    refusal = Refusal(at=fact.at, department=ticket.department, name=fact.name, reason=fact.reason)
    return replace(ticket, state=TicketState.REGISTERED, refusals=(*ticket.refusals, refusal))


def passed_up(ticket: TicketView, fact: events.TicketPassedUp) -> TicketView:
    """A manager has it."""
    laid = PassedUp(at=fact.at, agent_id=fact.agent_id, name=fact.name, note=fact.note, role=fact.role)
    return replace(
        ticket,
        passed_up=(*ticket.passed_up, laid),
        clocks=stop(ticket, fact.at, Stop.PASSED_UP),
    )


def replied(ticket: TicketView, fact: events.TicketReplied) -> TicketView:
    """The resident heard of us."""
    by = (Stop.REPLIED, Stop.CLEAR_ANSWER) if fact.clear else (Stop.REPLIED,)
    return replace(ticket, replied=mark(fact, fact.what), clocks=stop(ticket, fact.at, *by))


def proposed(ticket: TicketView, fact: events.TicketProposed) -> TicketView:
    """A proposal is a reply too."""
    return replace(
        ticket,
        proposed=mark(fact, fact.what),
        replied=ticket.replied or mark(fact, fact.what),
        clocks=stop(ticket, fact.at, Stop.PROPOSED, Stop.REPLIED),
    )


def answered(ticket: TicketView, fact: events.TicketAnswered) -> TicketView:
    """The form is back."""
    answer = Answer(
        at=fact.at,
        agent_id=fact.agent_id,
        name=fact.name,
        cause=fact.cause,
        measures=fact.measures,
        result=fact.result,
        finished_at=fact.finished_at,
    )
    begun = replace(ticket, clocks=clocks.begun(ticket.clocks, fact.clocks, fact.at))
    stopped = stop(begun, fact.at, Stop.RETURNED, Stop.SIGNED)
    return replace(ticket, state=TicketState.ANSWERED, answer=answer, clocks=stopped)


def sent_back(ticket: TicketView, _: events.TicketSentBack) -> TicketView:
    """The answer was not accepted."""
    return replace(ticket, state=TicketState.IN_HAND)


# --- settled and closed ---------------------------------------------------------------------------------------------


def settled(ticket: TicketView, fact: events.TicketSettled) -> TicketView:
    """What measures the work has ended when the work was finished; what the resident and the managers are owed runs
    on."""
    finished = fact.at if fact.finished_at is None else fact.finished_at
    stopped = clocks.stopped(ticket.clocks, (Stop.DONE, Stop.SOLVED), finished)
    stopped = clocks.stopped(stopped, (Stop.SIGNED, Stop.RETURNED), fact.at)
    return replace(
        ticket,
        state=TicketState.DONE,
        done_at=finished,
        result=fact.result,
        clocks=clocks.begun(stopped, fact.clocks, fact.at),
    )


def told(ticket: TicketView, fact: events.TicketTold) -> TicketView:
    """The resident knows the result."""
    heard = mark(fact, fact.what)
    stopped = stop(ticket, fact.at, Stop.TOLD, Stop.CLEAR_ANSWER, *HEARD)
    return replace(ticket, told=heard, replied=ticket.replied or heard, clocks=stopped)


def repaired(ticket: TicketView, fact: events.TicketRepaired) -> TicketView:
    """The signed repair order is back."""
    order = RepairOrder(at=fact.at, agent_id=fact.agent_id, order_number=fact.order_number, signed_by=fact.signed_by)
    return replace(ticket, repair_order=order)


def checked(ticket: TicketView, fact: events.TicketChecked) -> TicketView:
    """The result was checked."""
    return replace(ticket, checked=mark(fact, fact.note))


def followed_up(ticket: TicketView, fact: events.TicketFollowedUp) -> TicketView:
    """The resident was asked; one who was not reached is asked again, up to three times."""
    tries = ticket.tries if fact.reached else ticket.tries + 1
    if not fact.reached and tries < MOST_TRIES:
        return replace(ticket, tries=tries)
    follow_up = FollowUp(
        at=fact.at,
        agent_id=fact.agent_id,
        result=fact.result,
        reached=fact.reached,
        satisfied=fact.satisfied,
    )
    heard = (Stop.TOLD, Stop.CLEAR_ANSWER, *HEARD) if fact.reached else ()
    return replace(
        ticket,
        state=TicketState.FOLLOWED_UP,
        followed_up_at=fact.at,
        follow_up=follow_up,
        tries=tries,
        clocks=stop(ticket, fact.at, Stop.FOLLOWED_UP, *heard),
    )


def consented(ticket: TicketView, fact: events.TicketConsented) -> TicketView:
    """The site head agrees."""
    return replace(ticket, consent=mark(fact, fact.note))


def closed(ticket: TicketView, fact: events.TicketClosed) -> TicketView:
    """Closed: whatever ran on has ended."""
    closing = Closing(
        at=fact.at, agent_id=fact.agent_id, name=fact.name, result=fact.result, agreed_by=fact.agreed_by
    )
    ended = clocks.all_stopped(ticket.clocks, fact.at)
    return replace(ticket, state=TicketState.CLOSED, closing=closing, result=fact.result, clocks=ended)


def declined(ticket: TicketView, fact: events.TicketDeclined) -> TicketView:
    """Who is declined has been replied to; nothing else is owed."""
    stopped = clocks.stopped(ticket.clocks, (Stop.REPLIED,), fact.at)
    return replace(
        ticket,
        state=TicketState.DECLINED,
        nature=Nature.INVALID,
        declined=mark(fact, fact.reason),
        clocks=clocks.void(stopped, lambda _: True, fact.at),
    )
