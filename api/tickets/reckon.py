"""A ticket folded anew from its facts by given rules: what another calendar or procedure would have made of it. Pure.

By the rules that were in force the answer is the ticket as it stands, to the digit; that recomputing is the same as
having lived through it is what `tests/unit/api/test_tickets_random.py` shows.
"""

from collections.abc import Iterable

import msgspec

from api.schemas import TicketView
from api.tickets import machine
from api.tickets.events import ClocksReckoned, TicketFact, TicketRegistered
from api.tickets.fold import registered
from api.tickets.rules import ClockRules
from scripts_lib.model import Clock


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """One clock before and after. None: it would not be there."""

    clock_id: str
    before: Clock | None
    after: Clock | None


def folded(facts: Iterable[TicketFact]) -> TicketView | None:
    """The ticket as its facts say it is; None without a registration. What may not happen is passed over."""
    ticket: TicketView | None = None
    for fact in facts:
        if isinstance(fact, TicketRegistered):
            ticket = ticket if ticket is not None else registered(fact)
        elif ticket is not None and machine.allows(ticket, fact):
            ticket = machine.receive(ticket, fact)
    return ticket


def reckoned(facts: Iterable[TicketFact], rules: ClockRules) -> TicketView | None:
    """The same, with the clocks that these rules give to each fact. What an earlier reckoning said counts no more."""
    ticket: TicketView | None = None
    for fact in facts:
        if isinstance(fact, TicketRegistered):
            ticket = ticket if ticket is not None else registered(rules.filled(None, fact))
        elif ticket is not None and not isinstance(fact, ClocksReckoned) and machine.allows(ticket, fact):
            ticket = machine.receive(ticket, rules.filled(ticket, fact))
    return ticket


def moved(before: TicketView, after: TicketView) -> tuple[Moved, ...]:
    """The clocks that differ in due time or in how they ended, by id."""
    old = {one.clock_id: one for one in before.clocks}
    new = {one.clock_id: one for one in after.clocks}
    return tuple(
        Moved(clock_id=name, before=old.get(name), after=new.get(name))
        for name in sorted({*old, *new})
        if _judged(old.get(name)) != _judged(new.get(name))
    )


def _judged(clock: Clock | None) -> tuple[object, ...]:
    return () if clock is None else (clock.due, clock.state)
