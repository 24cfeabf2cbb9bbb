"""What a ticket shows of who registered it (PEN-11): sent late, never answered in time, entered wrong. Pure.

A limit that passed is certain. That an entry was wrong is a hint: who corrected it may have learned more since.
"""

from collections.abc import Mapping

from api.privacy import normalised
from api.quality.sights import Seen, minutes_begun, tier
from api.schemas import TicketView
from api.tickets.events import LimitPassed, TicketNatureChanged, TicketSent, TicketWeightChanged
from scripts_lib.model import Clock, Stop
from scripts_lib.penalties import Fact

NEAR_DIGITS = 2
"""A number that differs in so few of its digits from the caller's is a slip of the pen, not another telephone."""


def sent_late(ticket: TicketView, event: TicketSent) -> tuple[Seen, ...]:
    """The form went to the department later than ten minutes after the registration (SLA-1), by its tier."""
    clocks = (one for one in ticket.clocks if one.rule == "SLA-1" and one.stop is Stop.SIGNED and one.due < event.at)
    who = event.agent_id or ticket.registered_by
    return tuple(_late(tier(event.at - one.due), ticket, one, event.at, who) for one in clocks)


def not_answered(ticket: TicketView, event: LimitPassed) -> tuple[Seen, ...]:
    """The time for the first reply passed without one (SLA-7). A reply that comes later is the same case."""
    found = (one for one in ticket.clocks if one.clock_id == event.clock_id and one.stop is Stop.REPLIED)
    return tuple(_late(Fact.LATE_ANSWER, ticket, one, event.due, ticket.registered_by) for one in found)


def wrong_number(ticket: TicketView, called_from: str) -> tuple[Seen, ...]:
    """The telephone number written down is the caller's but for one or two digits. Quotes neither (SEC-1)."""
    written, called = normalised(ticket.complaint.phone), normalised(called_from)
    differing = sum(one != other for one, other in zip(written, called, strict=False))
    if len(written) != len(called) or not 0 < differing <= NEAR_DIGITS:
        return ()
    words = f"登记的联系电话与来电号码有 {differing} 位数字不同"
    return (_wrong(ticket, ticket.registered_at, words, "phone"),)


def corrected(
    ticket: TicketView, event: TicketWeightChanged | TicketNatureChanged, labels: Mapping[str, str]
) -> tuple[Seen, ...]:
    """Somebody else changed the weight or nature that was registered. `labels` names both, in Chinese."""
    if event.agent_id in ("", ticket.registered_by):
        return ()
    was, now = (
        (ticket.complaint.weight, event.weight)
        if isinstance(event, TicketWeightChanged)
        else (ticket.complaint.nature, event.nature)
    )
    if was == now:
        return ()
    words = f"{labels.get(was, was)} 改为 {labels.get(now, now)}：{event.reason}"
    return (_wrong(ticket, event.at, words, "judged"),)


def _late(fact: Fact, ticket: TicketView, clock: Clock, at: float, who: str) -> Seen:
    return Seen(
        fact=fact,
        agent_id=who,
        at=at,
        call_id=ticket.call_id or "",
        ticket_number=ticket.number,
        words=f"{clock.rule} {clock.what.zh} +{minutes_begun(at - clock.due)} min"
        if at > clock.due
        else f"{clock.rule} {clock.what.zh}",
        key=clock.clock_id,
    )


def _wrong(ticket: TicketView, at: float, words: str, key: str) -> Seen:
    return Seen(
        fact=Fact.RECORD_WRONG,
        agent_id=ticket.registered_by,
        at=at,
        call_id=ticket.call_id or "",
        ticket_number=ticket.number,
        words=words,
        key=f"{ticket.number}:{key}",
    )
