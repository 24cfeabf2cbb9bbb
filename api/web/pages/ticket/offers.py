"""Which steps somebody may take now. Pure, but for the time that is passed in.

A step is offered when the fact of its form, well filled in, is allowed by the machine and by `api.tickets.rights`: a
rule that changes there changes what is offered here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from api.errors import Forbidden, Invalid
from api.schemas import AgentView, TicketDuty, TicketView
from api.tickets import rights
from api.tickets.machine import allows
from api.tickets.steps import Make
from api.web.fields import Field, Shape, Typed, as_field
from api.web.pages.ticket.step_fields import Place
from api.web.pages.ticket.steps import DECIDE, STEPS, Step, decided
from api.web.times import DAY


@dataclass(frozen=True, slots=True)
class Offer:
    """A step that this person may take now, with its form."""

    step: Step
    fields: tuple[Field, ...]
    waits: bool
    """Whether the ticket waits for it."""


def offers(
    ticket: TicketView, duties: tuple[TicketDuty, ...], by: AgentView, place: Place, now: float
) -> tuple[Offer, ...]:
    """What this person may do with the ticket at `now` (Unix seconds); what it waits for comes first."""
    waiting = [duty.what for duty in duties]
    found = []
    for step in steps_of(ticket):
        fields = step.fields(ticket, by, place)
        if _may(step, fields, ticket, by, place, now):
            found.append(Offer(step, fields, waits=any(what in step.serves for what in waiting)))
    return tuple(sorted(found, key=lambda offer: not offer.waits))


def steps_of(ticket: TicketView) -> Iterator[Step]:
    """Every step that there is for a ticket, one for each of its requests for more time too."""
    for asked in ticket.extensions:
        if asked.granted is None:
            yield replace(DECIDE, part=asked.extension_id, make=decided(asked.extension_id))
    yield from STEPS


def made(step: Step, ticket: TicketView, by: AgentView, place: Place, sent: Typed) -> Make:
    """The fact's maker from what was sent. Raises Invalid, a message a field, for what is missing or no choice."""
    fields = step.fields(ticket, by, place)
    filled = {field.name: sent.get(field.name, "") for field in fields}
    wrong = {field.name: why for field in fields if (why := _wrong(field, filled[field.name]))}
    if wrong:
        raise Invalid("还有内容没有填好", "the form is not complete", wrong)
    return step.make(filled, by, place)


def _wrong(field: Field, value: str) -> str:
    if field.options:
        return "" if value in [option.value for option in field.options] else "请选择 / choose one"
    return "必填 / required" if field.required and not value else ""


def _may(step: Step, fields: tuple[Field, ...], ticket: TicketView, by: AgentView, place: Place, now: float) -> bool:
    filled = {field.name: _example(field, ticket, place) for field in fields}
    if any(field.required and not filled[field.name] for field in fields):
        return False
    fact = step.make(filled, by, place)(ticket, now)
    try:
        rights.check(by, ticket, fact)
    except Forbidden:
        return False
    return allows(ticket, fact)


def _example(field: Field, ticket: TicketView, place: Place) -> str:
    """Something that could stand in the field; nothing where there is nothing to choose from."""
    match field.shape:
        case Shape.CHOICE | Shape.PICK:
            return field.options[-1].value if field.options else ""
        case Shape.TIME if field.required:
            return as_field(max((clock.due for clock in ticket.clocks), default=0.0) + DAY, place.zone)
        case Shape.TIME:
            return ""
        case Shape.LINE | Shape.AREA:
            return "2026Q4"
