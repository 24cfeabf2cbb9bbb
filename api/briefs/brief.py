"""A day or a week of the centre, put together of calls and complaints. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.briefs.events import BriefHandedIn
from api.briefs.span import Span
from api.reports.counts import Counts
from api.reports.report import Three, clock_lines, department_lines, lines_of, satisfaction_of
from api.schemas import HomeTicket, Report
from api.schemas.briefs import Brief, HandIn
from scripts_lib.model import Catalogue, Text
from scripts_lib.procedure import Procedure


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a brief is made of: this span and the one before; what is open at this moment."""

    calls: Report
    calls_before: Report
    counts: Counts
    counts_before: Counts
    done: int
    done_before: int
    open_count: int
    overdue_count: int
    overdue: Sequence[HomeTicket]
    duty_left: int


@dataclass(frozen=True, slots=True)
class When:
    """What is counted: Unix seconds; `whole` where the span is over. `name` says days and site."""

    span: Span
    name: Text
    since: float
    until: float
    whole: bool
    made_at: float


def brief_of(
    when: When,
    of: Gathered,
    catalogue: Catalogue,
    procedure: Procedure,
    handed: BriefHandedIn | None,
    at: float | None,
) -> Brief:
    """The brief; `at` is when it was handed in first."""
    three = Three(of.counts, of.counts_before, Counts())
    return Brief(
        key=when.span.key,
        site=when.span.site,
        name=when.name,
        since=when.since,
        until=when.until,
        whole=when.whole,
        made_at=when.made_at,
        calls=of.calls,
        calls_before=of.calls_before,
        registered=of.counts.tickets,
        registered_before=of.counts_before.tickets,
        done=of.done,
        done_before=of.done_before,
        kinds=lines_of(three, "kind", catalogue.kinds),
        departments=department_lines(three, catalogue.departments),
        clocks=clock_lines(three, procedure),
        satisfaction=satisfaction_of(three),
        open_count=of.open_count,
        overdue_count=of.overdue_count,
        overdue=tuple(of.overdue),
        duty_left=of.duty_left,
        handed_in=HandIn(remarks=handed.remarks, plans=handed.plans) if handed is not None else None,
        handed_in_by=handed.name if handed is not None else "",
        handed_in_at=at,
    )
