"""What a ticket waits for, and whom: the worklist of every role is made of this (LINE-10, SLA, CASE). Pure."""

from collections.abc import Iterator

from api.schemas import ENDED, UNDONE, Role, TicketDuty, TicketState, TicketView
from api.tickets.clocks import running
from scripts_lib.model import Stop, Weight

S = TicketState
DONE = (S.DONE, S.FOLLOWED_UP)


def duties_of(ticket: TicketView) -> tuple[TicketDuty, ...]:
    """Everything it waits for, the nearest due first."""
    steps = (*_doubt(ticket), *_step(ticket), *_words(ticket))
    found = (*steps, *_above(ticket), *_late(ticket, steps))
    return tuple(sorted(found, key=lambda one: float("inf") if one.due is None else one.due))


def _doubt(ticket: TicketView) -> Iterator[TicketDuty]:
    """In doubt, the supervisor is asked; by the time at which the form is due at the department (CASE-1, SLA-1)."""
    if ticket.doubt is not None and ticket.doubt.settled is None and ticket.state not in ENDED:
        yield TicketDuty(role=Role.SUPERVISOR, what="judge_doubt", due=_due(ticket, Stop.SIGNED))


def _step(ticket: TicketView) -> Iterator[TicketDuty]:
    """The next step of the procedure."""
    match ticket.state:
        case S.REGISTERED | S.REOPENED:
            yield _ours(ticket, "take", Stop.SIGNED) if ticket.own_duty else _ours(ticket, "send", Stop.SIGNED)
        case S.SENT:
            yield _theirs(ticket, "sign", Stop.SIGNED)
        case S.SIGNED:
            yield _theirs(ticket, "take", Stop.DONE)
        case S.IN_HAND:
            yield _ours(ticket, "settle", Stop.DONE) if ticket.own_duty else _theirs(ticket, "answer", Stop.DONE)
        case S.ANSWERED:
            yield _ours(ticket, "settle", Stop.DONE)
        case S.DONE:
            yield _ours(ticket, "follow_up", Stop.FOLLOWED_UP)
        case S.FOLLOWED_UP:
            yield _ours(ticket, "close", None)
        case S.SUSPENDED:
            yield TicketDuty(role=Role.SITE_HEAD, what="review")


def _words(ticket: TicketView) -> Iterator[TicketDuty]:
    """What the resident is to be told, what is to be checked, and what was found on the way."""
    for what, stop in (("reply", Stop.REPLIED), ("propose", Stop.PROPOSED), ("clear_answer", Stop.CLEAR_ANSWER)):
        if ticket.state not in DONE and _due(ticket, stop) is not None:
            yield _ours(ticket, what, stop)
    if ticket.state in DONE and ticket.told is None:
        yield _ours(ticket, "tell", Stop.TOLD)
    if ticket.state in DONE and ticket.checked is None and ticket.repair_order is None:
        yield _ours(ticket, "check", None)
    if any(not problem.ticket_number for problem in ticket.problems):
        yield _ours(ticket, "open_found", None)


def _above(ticket: TicketView) -> Iterator[TicketDuty]:
    """What waits for those above."""
    due = _due(ticket, Stop.PASSED_UP)
    if due is not None:
        yield TicketDuty(role=Role.SUPERVISOR, what="pass_up", due=due)
    if ticket.weight is Weight.GRAVE and ticket.state in DONE and ticket.consent is None:
        yield TicketDuty(role=Role.SITE_HEAD, what="consent")
    for asked in ticket.extensions:
        if asked.granted is None:
            yield TicketDuty(role=asked.role, what="decide", due=_due_of(ticket, asked.clock_id))
    if ticket.state in UNDONE:
        for role in dict.fromkeys(one.role for one in ticket.passed_up if one.role):
            yield TicketDuty(role=role, what="laid", due=_due(ticket, Stop.DONE))


def _late(ticket: TicketView, steps: tuple[TicketDuty, ...]) -> Iterator[TicketDuty]:
    """Limits that passed, for whoever was told (SLA-14): the first agent chases what waits for others, and has the
    rest as a step already; those above look into it."""
    told = {one.clock_id: one.role for one in ticket.passed}
    late = [one for one in running(ticket.clocks) if one.passed and one.clock_id in told]
    own = {one.due for one in steps if one.role == Role.AGENT}
    for role in dict.fromkeys(told[one.clock_id] for one in late):
        first = role == Role.AGENT
        dues = [one.due for one in late if told[one.clock_id] == role and not (first and one.due in own)]
        if dues:
            what, person = ("chase", ticket.owner) if first else ("look", "")
            yield TicketDuty(role=role, what=what, person=person, due=min(dues))


def _ours(ticket: TicketView, what: str, stop: Stop | None) -> TicketDuty:
    """For the centre: the first agent who took it, or anybody where nobody did (LINE-10)."""
    due = _due(ticket, stop) if stop is not None else None
    return TicketDuty(role=Role.AGENT, what=what, person=ticket.owner, due=due)


def _theirs(ticket: TicketView, what: str, stop: Stop) -> TicketDuty:
    return TicketDuty(role=Role.DEPARTMENT_HEAD, what=what, department=ticket.department, due=_due(ticket, stop))


def _due(ticket: TicketView, stop: Stop) -> float | None:
    return min((one.due for one in running(ticket.clocks) if one.stop is stop), default=None)


def _due_of(ticket: TicketView, clock_id: str) -> float | None:
    return next((one.due for one in ticket.clocks if one.clock_id == clock_id), None)
