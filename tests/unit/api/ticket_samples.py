"""Tickets and their facts for tests of the machine and the clocks: made by the shipped rules; no database."""

import datetime
from typing import Any

from msgspec.structs import replace

from api.schemas import TicketState, TicketView
from api.tickets import events, machine
from api.tickets.events import TicketFact
from api.tickets.fold import registered
from api.tickets.rules import ClockRules
from scripts_lib.loader import load
from scripts_lib.model import Clock, Weight
from scripts_lib.procedure import shipped_procedure
from tests.unit.api import desk_samples
from tests.unit.api.desk_samples import ZONE, complaint

NOON = desk_samples.NOON

FORM = complaint(department="engineering")
NUMBER = "TS20261123-0001"
HOUR, DAY = 3600.0, 86_400.0
RULES = ClockRules(shipped_procedure(), load().calendar, ZONE)


def made(at: float = NOON, **changes: Any) -> events.TicketRegistered:
    """A registration with its clocks."""
    fact = events.TicketRegistered(
        at=at,
        number=NUMBER,
        agent_id="a1",
        name="李明",
        call_id="c1",
        complaint=replace(FORM, **changes),
        clocks=(),
        rules_version="r1",
    )
    return RULES.filled(None, fact)


def fresh(**changes: Any) -> TicketView:
    """A ticket as it was just registered, at noon."""
    return registered(made(**changes))


def fact(kind: type[TicketFact], at: float, **fields: Any) -> TicketFact:
    """Something that happens to the sample ticket."""
    return kind(at=at, number=NUMBER, agent_id="a1", name="李明", **fields)


def after(ticket: TicketView, *facts: TicketFact) -> TicketView:
    """The ticket after these, each with its clocks."""
    for one in facts:
        ticket = machine.receive(ticket, RULES.filled(ticket, one))
    return ticket


def sent(at: float = NOON + 60, **fields: Any) -> TicketFact:
    return fact(events.TicketSent, at, department=fields.pop("department", "engineering"), **fields)


def signed(at: float = NOON + 300) -> TicketFact:
    return fact(events.TicketSigned, at, signed_by="赵工")


def taken(at: float = NOON + 400) -> TicketFact:
    return fact(events.TicketTaken, at)


def answered(at: float = NOON + 5 * HOUR, finished_at: float = NOON + 4 * HOUR) -> TicketFact:
    texts = {"cause": "阀门老化", "measures": "更换阀门", "result": "不再漏水"}
    return fact(events.TicketAnswered, at, finished_at=finished_at, **texts)


def settled(at: float = NOON + 6 * HOUR, finished_at: float | None = NOON + 4 * HOUR) -> TicketFact:
    return fact(events.TicketSettled, at, result="已修好", follow_up_due=at, finished_at=finished_at)


def told(at: float = NOON + 6 * HOUR) -> TicketFact:
    return fact(events.TicketTold, at, what="已修好")


def checked(at: float = NOON + 6 * HOUR) -> TicketFact:
    return fact(events.TicketChecked, at, note="现场查看")


def followed_up(at: float = NOON + DAY, **fields: Any) -> TicketFact:
    return fact(events.TicketFollowedUp, at, result="满意", **({"satisfied": True} | fields))


def closed(at: float = NOON + 2 * DAY) -> TicketFact:
    return fact(events.TicketClosed, at, result="已修好", agreed_by="王女士")


WAY: tuple[TicketFact, ...] = (
    sent(),
    signed(),
    taken(),
    answered(),
    settled(),
    told(),
    checked(),
    followed_up(),
    closed(),
)
"""From registration to closing, of a matter that a department settled without a repair order."""


def until(state: TicketState, **changes: Any) -> TicketView:
    """A ticket on its way, as soon as it is in this state."""
    ticket = fresh(**changes)
    if ticket.weight is Weight.GRAVE and state is TicketState.CLOSED:
        raise ValueError("a grave one needs the consent")
    for one in WAY:
        if ticket.state is state:
            return ticket
        ticket = after(ticket, one)
    return ticket


def clock(ticket: TicketView, clock_id: str) -> Clock:
    """Its clock of this id."""
    (found,) = [one for one in ticket.clocks if one.clock_id == clock_id]
    return found


def day(number: int) -> datetime.date:
    """A day of November 2026."""
    return datetime.date(2026, 11, number)


def by_id(clocks: tuple[Clock, ...]) -> dict[str, Clock]:
    """The clocks by their ids."""
    return {one.clock_id: one for one in clocks}


def replaced(
    one: events.TicketRegistered, clocks: tuple[Clock, ...], number: str = NUMBER
) -> events.TicketRegistered:
    """That registration with other clocks; or under another number, and then of no call."""
    return replace(one, clocks=clocks, number=number, call_id=one.call_id if number == NUMBER else "")
