"""Which clocks a fact of a ticket begins and which it makes void, by the procedure and the calendar in force. Pure.

The desk fills each fact with its clocks before it is logged; `api.tickets.reckon` does the same again for facts that
are in the log, to see what another calendar would have given.
"""

from typing import TypeVar

from msgspec.structs import replace

from api.schemas import Complaint, TicketView
from api.tickets.clocks import LIVE, kind_of
from api.tickets.events import (
    TicketAnswered,
    TicketFact,
    TicketNatureChanged,
    TicketRegistered,
    TicketReopened,
    TicketSent,
    TicketSettled,
    TicketTurnedGrave,
    TicketWeightChanged,
)
from scripts_lib.model import Clock, Stop
from scripts_lib.procedure import Case, ClockRule, Procedure, Start, clock_of, clocks_from
from scripts_lib.working_calendar import WorkingCalendar

Fact = TypeVar("Fact", bound=TicketFact)


class ClockRules:
    """The procedure with a calendar, at a place. `timezone` is an IANA name."""

    def __init__(self, procedure: Procedure, calendar: WorkingCalendar, timezone: str) -> None:
        self.procedure = procedure
        self.calendar = calendar
        self.timezone = timezone

    def at_registration(self, complaint: Complaint, at: float) -> tuple[Clock, ...]:
        """The clocks of a complaint that is registered at `at` (SLA-1..8, SLA-11), nearest due first."""
        return self._from(Start.REGISTERED, at, case_of_complaint(complaint))

    def filled(self, ticket: TicketView | None, fact: Fact) -> Fact:
        """The fact with the clocks that it begins, when it happens to this ticket."""
        if isinstance(fact, TicketRegistered):
            return replace(fact, clocks=self.at_registration(fact.complaint, fact.at))
        if ticket is None:
            return fact
        case = case_of(ticket)
        if isinstance(fact, TicketSettled):
            clocks = self._when_done(fact.at if fact.finished_at is None else fact.finished_at, case)
            due = next((one.due for one in clocks if one.stop is Stop.FOLLOWED_UP), fact.follow_up_due)
            return replace(fact, clocks=clocks, follow_up_due=due)
        if isinstance(fact, TicketAnswered):
            done = self._from(Start.DONE, fact.finished_at, case)
            return replace(fact, clocks=tuple(one for one in done if one.stop is Stop.RETURNED))
        if isinstance(fact, TicketReopened):
            return replace(fact, clocks=self._from(Start.REGISTERED, fact.at, _wish_ahead(case, fact.at)))
        return self._changed(ticket, fact, case)

    def _changed(self, ticket: TicketView, fact: Fact, case: Case) -> Fact:
        """Facts after which other clocks are asked for."""
        if isinstance(fact, TicketWeightChanged):
            return self._rebound(ticket, fact, replace(case, weight=fact.weight), ticket.began_at)
        if isinstance(fact, TicketTurnedGrave):
            return self._rebound(ticket, fact, replace(case, weight=fact.weight), fact.at)
        if isinstance(fact, TicketNatureChanged):
            return self._rebound(ticket, fact, replace(case, nature=fact.nature), ticket.began_at)
        if isinstance(fact, TicketSent):
            return self._sent(ticket, fact, case)
        return fact

    def _sent(self, ticket: TicketView, fact: Fact, case: Case) -> Fact:
        assert isinstance(fact, TicketSent)
        other = replace(case, own_duty=fact.own_duty)
        moved = self._rebound(ticket, fact, other, ticket.began_at)
        if ticket.sent is None or any(one.stop is Stop.SIGNED and one.state in LIVE for one in ticket.clocks):
            return moved
        # It goes to another department after one had signed: that one signs too, within its own time.
        rules = [rule for rule in self.procedure.of(Start.REGISTERED, other) if rule.stop is Stop.SIGNED]
        return replace(moved, clocks=(*moved.clocks, *(self._clock(rule, fact.at, other) for rule in rules)))

    def _rebound(self, ticket: TicketView, fact: Fact, case: Case, since: float) -> Fact:
        """With the clocks that the changed case has beside those it had, counted from `since`; a manager who has to
        hear of it has the time from now. Live clocks that it has no more are named in `ends`."""
        before = self.procedure.of(Start.REGISTERED, case_of(ticket))
        after = self.procedure.of(Start.REGISTERED, case)
        new = tuple(
            self._clock(rule, fact.at if rule.stop is Stop.PASSED_UP else since, case)
            for rule in after
            if rule not in before
        )
        gone = {f"{rule.rule}:{rule.stop}" for rule in before if rule not in after}
        ends = tuple(one.clock_id for one in ticket.clocks if one.state in LIVE and kind_of(one) in gone)
        return replace(fact, clocks=new, ends=ends)

    def _when_done(self, at: float, case: Case) -> tuple[Clock, ...]:
        return tuple(one for one in self._from(Start.DONE, at, case) if one.stop is not Stop.RETURNED)

    def _from(self, start: Start, at: float, case: Case) -> tuple[Clock, ...]:
        return clocks_from(start, at, case, calendar=self.calendar, timezone=self.timezone, procedure=self.procedure)

    def _clock(self, rule: ClockRule, at: float, case: Case) -> Clock:
        return clock_of(rule, at, case, calendar=self.calendar, timezone=self.timezone)


def case_of(ticket: TicketView) -> Case:
    """What of the ticket decides its clocks, as it stands."""
    return Case(
        weight=ticket.weight,
        own_duty=ticket.own_duty,
        nature=ticket.nature,
        requested_by=ticket.complaint.requested_by,
    )


def case_of_complaint(complaint: Complaint) -> Case:
    """The same of a complaint that is being registered."""
    return Case(
        weight=complaint.weight,
        own_duty=complaint.own_duty,
        nature=complaint.nature,
        requested_by=complaint.requested_by,
    )


def _wish_ahead(case: Case, at: float) -> Case:
    """A time asked for that is over counts no more."""
    over = case.requested_by is not None and case.requested_by <= at
    return replace(case, requested_by=None) if over else case
