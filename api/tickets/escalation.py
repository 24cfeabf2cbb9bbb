"""What passes by itself: limits that climb the ladder (SLA-14), and old valid complaints that turn grave (SLA-11).

Pure. `passed(ticket, now)` gives what has to be logged by now, in the order in which it came due, whether the desk
was up then or not. Once logged it gives nothing any more: each limit is told once.
"""

from api.schemas import UNDONE, TicketView
from api.tickets import machine
from api.tickets.clocks import next_pass, running
from api.tickets.events import LimitPassed, TicketTurnedGrave
from api.tickets.rules import ClockRules
from scripts_lib.model import Clock
from scripts_lib.procedure import Procedure


def passed(ticket: TicketView, now: float, rules: ClockRules) -> tuple[LimitPassed | TicketTurnedGrave, ...]:
    """The facts that are due by `now` and not in the log."""
    found: list[LimitPassed | TicketTurnedGrave] = []
    while (clock := _next(ticket, now)) is not None:
        step = _step(ticket, clock, now, rules.procedure)
        facts: list[LimitPassed | TicketTurnedGrave] = [step]
        turned = rules.procedure.becomes(clock.rule)
        if turned is not None and turned is not ticket.weight and ticket.state in UNDONE:
            grave = TicketTurnedGrave(at=now, number=ticket.number, weight=turned)
            facts.append(rules.filled(machine.receive(ticket, step), grave))
        for fact in facts:
            ticket = machine.receive(ticket, fact)
        found += facts
    return tuple(found)


def wake_at(ticket: TicketView) -> float | None:
    """When there is something to be logged next; None: never, as it stands."""
    return next_pass(ticket.clocks) if ticket.state in machine.LIVING else None


def _next(ticket: TicketView, now: float) -> Clock | None:
    if ticket.state not in machine.LIVING:
        return None
    over = [one for one in running(ticket.clocks) if not one.passed and one.due < now]
    return min(over, key=lambda one: (one.due, one.clock_id), default=None)


def _step(ticket: TicketView, clock: Clock, now: float, procedure: Procedure) -> LimitPassed:
    """One step up for each limit; at the top the last one is told again."""
    level = procedure.next_level(ticket.level) or procedure.escalation[-1]
    return LimitPassed(
        at=now,
        number=ticket.number,
        clock_id=clock.clock_id,
        rule=clock.rule,
        what=clock.what,
        due=clock.due,
        level=level.level,
        role=level.role,
    )
