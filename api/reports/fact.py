"""One complaint as statistics need it, made of its fold. Pure."""

import msgspec

from api.reports.outcomes import MET, MISSED, RUNS, SATISFIED, UNREACHED, UNSATISFIED
from api.schemas import ENDED, UNDONE, TicketView
from scripts_lib.model import Clock, ClockState

OUTCOMES = {ClockState.MET: MET, ClockState.MISSED: MISSED, ClockState.RUNNING: RUNS, ClockState.PAUSED: RUNS}
"""A clock that is void counts nowhere."""


class TicketCount(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one complaint adds to the counts. Times are Unix seconds."""

    number: str
    registered_at: float
    kind: str
    nature: str
    weight: str
    content: str
    department: str
    channel: str
    site: str
    building: str
    home: str
    """`3|2|501`; empty where no home is known."""
    done: bool
    ended: bool
    """Closed or declined."""
    satisfaction: str
    """`satisfied`, `unsatisfied`, `unreached`; empty: not asked yet."""
    clocks: str
    """What became of each clock, by name: `SLA-1:signed=m,SLA-7:replied=x` (met, missed, runs)."""


def count_of(ticket: TicketView) -> TicketCount:
    """The ticket's part in the counts."""
    return TicketCount(
        number=ticket.number,
        registered_at=ticket.registered_at,
        kind=ticket.complaint.kind,
        nature=ticket.nature,
        weight=ticket.weight,
        content=ticket.complaint.content,
        department=ticket.department,
        channel=ticket.channel,
        site=ticket.site,
        building=ticket.home.partition("|")[0],
        home=ticket.home,
        done=ticket.state not in UNDONE,
        ended=ticket.state in ENDED,
        satisfaction=_satisfaction(ticket),
        clocks=",".join(sorted(_outcome(clock) for clock in ticket.clocks if clock.state in OUTCOMES)),
    )


def _satisfaction(ticket: TicketView) -> str:
    found = ticket.follow_up
    if found is None:
        return ""
    if found.satisfied is None:
        return UNREACHED
    return SATISFIED if found.satisfied else UNSATISFIED


def _outcome(clock: Clock) -> str:
    """A clock that runs on beyond its limit is missed already; after a reopening its second counts as one more."""
    name = clock.clock_id.partition("#")[0] or clock.rule
    outcome = MISSED if clock.passed and clock.state is not ClockState.MET else OUTCOMES[clock.state]
    return f"{name}={outcome}"
