"""What changes a ticket beside its steps: reopened, set aside, weighed anew, more time, related (CASE-4, 5). Pure."""

from msgspec.structs import replace

from api.schemas import (
    Closing,
    Extension,
    Passed,
    ProblemFound,
    Related,
    Review,
    Suspension,
    TicketState,
    TicketView,
)
from api.tickets import clocks, events
from api.tickets.fold_steps import ended_and_begun
from scripts_lib.model import Weight


def reopened(ticket: TicketView, fact: events.TicketReopened) -> TicketView:
    """What was said of its end counts no more; the story keeps it."""
    over = clocks.void(ticket.clocks, lambda _: True, fact.at)
    return replace(
        ticket,
        state=TicketState.REOPENED,
        reopened=ticket.reopened + 1,
        reopened_at=fact.at,
        nature=ticket.complaint.nature if ticket.declined is not None else ticket.nature,
        clocks=clocks.begun(over, fact.clocks, fact.at),
        sent=None,
        signed=None,
        in_hand=None,
        answer=None,
        done_at=None,
        told=None,
        repair_order=None,
        checked=None,
        followed_up_at=None,
        follow_up=None,
        tries=0,
        consent=None,
        declined=None,
        closing=None,
        level=0,
    )


def suspended(ticket: TicketView, fact: events.TicketSuspended) -> TicketView:
    """It cannot go on; every clock stands still."""
    aside = Suspension(at=fact.at, reason=fact.reason, before=ticket.state)
    return replace(ticket, state=TicketState.SUSPENDED, suspended=aside, clocks=clocks.paused(ticket.clocks, fact.at))


def resumed(ticket: TicketView, fact: events.TicketResumed) -> TicketView:
    """It goes on from where it stood."""
    before = ticket.suspended.before if ticket.suspended is not None else TicketState.REGISTERED
    return replace(ticket, state=before, suspended=None, clocks=clocks.resumed(ticket.clocks, fact.at))


def reviewed(ticket: TicketView, fact: events.TicketReviewed) -> TicketView:
    """The quarterly review: closed, or kept for the next one."""
    review = Review(at=fact.at, quarter=fact.quarter, name=fact.name, close=fact.close, note=fact.note)
    ticket = replace(ticket, reviews=(*ticket.reviews, review))
    if not fact.close:
        return ticket
    closing = Closing(at=fact.at, agent_id=fact.agent_id, name=fact.name, result=fact.note, agreed_by=fact.name)
    over = clocks.void(ticket.clocks, lambda _: True, fact.at)
    return replace(ticket, state=TicketState.CLOSED, closing=closing, result=fact.note, clocks=over)


# --- weight, time, what belongs to it -------------------------------------------------------------------------------


def weight_changed(ticket: TicketView, fact: events.TicketWeightChanged | events.TicketTurnedGrave) -> TicketView:
    """Another weight, by a person or by itself after a month (SLA-11)."""
    moved = ended_and_begun(ticket, fact.ends, fact.clocks, fact.at)
    consent = ticket.consent if fact.weight is Weight.GRAVE else None
    return replace(ticket, weight=fact.weight, consent=consent, clocks=moved)


def nature_changed(ticket: TicketView, fact: events.TicketNatureChanged) -> TicketView:
    """Another nature."""
    moved = ended_and_begun(ticket, fact.ends, fact.clocks, fact.at)
    return replace(ticket, nature=fact.nature, clocks=moved)


def extension_asked(ticket: TicketView, fact: events.ExtensionAsked) -> TicketView:
    """More time is asked for."""
    asked = Extension(
        extension_id=fact.extension_id,
        clock_id=fact.clock_id,
        until=fact.until,
        why=fact.why,
        asked_at=fact.at,
        asked_by=fact.name,
        role=fact.role,
    )
    return replace(ticket, extensions=(*ticket.extensions, asked))


def extension_decided(ticket: TicketView, fact: events.ExtensionDecided) -> TicketView:
    """More time is granted or not."""
    asked = next(one for one in ticket.extensions if one.extension_id == fact.extension_id)
    decided = replace(asked, granted=fact.granted, decided_at=fact.at, decided_by=fact.name, note=fact.note)
    kept = tuple(decided if one is asked else one for one in ticket.extensions)
    longer = clocks.extended(ticket.clocks, asked.clock_id, asked.until) if fact.granted else ticket.clocks
    return replace(ticket, extensions=kept, clocks=longer)


def related(ticket: TicketView, fact: events.TicketRelated) -> TicketView:
    """Another ticket belongs to it; a problem that was found has its own case now."""
    relation = Related(number=fact.other, relation=fact.relation)
    problems = tuple(
        replace(one, ticket_number=fact.other) if one.problem_id == fact.problem_id else one
        for one in ticket.problems
    )
    kept = tuple(one for one in ticket.related if one.number != fact.other)
    return replace(ticket, related=(*kept, relation), problems=problems)


def problem_found(ticket: TicketView, fact: events.TicketProblemFound) -> TicketView:
    """A new problem waits for its own case."""
    problem = ProblemFound(problem_id=fact.problem_id, at=fact.at, what=fact.what)
    return replace(ticket, problems=(*ticket.problems, problem))


def noted(ticket: TicketView, _: events.TicketNoted) -> TicketView:
    """A word for the story changes nothing."""
    return ticket


def doubt_settled(ticket: TicketView, _: events.DoubtSettled) -> TicketView:
    """It stands as it was registered."""
    return ticket


def limit_passed(ticket: TicketView, fact: events.LimitPassed) -> TicketView:
    """Who has to know was told."""
    told = Passed(
        at=fact.at,
        clock_id=fact.clock_id,
        rule=fact.rule,
        what=fact.what,
        due=fact.due,
        level=fact.level,
        role=fact.role,
    )
    return replace(
        ticket,
        passed=(*ticket.passed, told),
        level=max(ticket.level, fact.level),
        clocks=clocks.passed(ticket.clocks, fact.clock_id),
    )


def reckoned(ticket: TicketView, fact: events.ClocksReckoned) -> TicketView:
    """The clocks as they were reckoned anew."""
    return replace(ticket, clocks=clocks.in_order(fact.clocks))
