"""The month's report made of the counts of three stretches. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from api.queues.sites import Seen
from api.reports.counts import Counts
from api.reports.month import Month
from api.reports.outcomes import MET, MISSED, RUNS, SATISFIED, UNREACHED, UNSATISFIED
from api.schemas.reports import (
    CallsOfMonth,
    ClockLine,
    Compared,
    CountLine,
    DayCount,
    DepartmentLine,
    MonthReport,
    RepeatHome,
    Satisfaction,
)
from scripts_lib.model import Catalogue, Kind, Option, Text
from scripts_lib.procedure import ClockRule, Procedure

NO_BUILDING = Text("未登记楼栋", "No building known")
MOST_BUILDINGS = 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a report counts: Unix seconds; `whole` where the month is over."""

    since: float
    until: float
    whole: bool


@dataclass(frozen=True, slots=True)
class Three:
    """The month, the month before, and the same month last year."""

    now: Counts
    last_month: Counts
    last_year: Counts

    def each(self, read: Callable[[Counts], int]) -> Compared:
        """One count of each."""
        return Compared(now=read(self.now), last_month=read(self.last_month), last_year=read(self.last_year))

    def topic(self, topic: str, value: str) -> Compared:
        """How many of this value."""
        return self.each(lambda counts: counts.by[topic][value])


def stretches(month: Month, now: float, span: Callable[[Month], tuple[float, float]]) -> tuple[Stretch, ...]:
    """What is counted: the month up to `now`, and as much of the two it is compared with."""
    since, until = span(month)
    whole = now >= until
    length = min(now, until) - since
    made = [Stretch(since, until if whole else now, whole)]
    for other in (month.before, month.year_before):
        first, last = span(other)
        made.append(Stretch(first, last if whole else min(last, first + length), whole))
    return tuple(made)


def report_of(
    month: Month, stretch: Stretch, three: Three, catalogue: Catalogue, procedure: Procedure, *, at: float, seen: Seen
) -> MonthReport:
    """The report."""
    return MonthReport(
        month=str(month),
        since=stretch.since,
        until=stretch.until,
        whole=stretch.whole,
        made_at=at,
        site=seen.site,
        calls_of_site=seen.queues is not None,
        tickets=three.each(lambda counts: counts.tickets),
        done=three.each(lambda counts: counts.done),
        ended=three.each(lambda counts: counts.ended),
        calls=_calls(three),
        kinds=lines_of(three, "kind", catalogue.kinds),
        natures=lines_of(three, "nature", catalogue.natures),
        weights=lines_of(three, "weight", catalogue.weights),
        contents=lines_of(three, "content", catalogue.contents),
        channels=lines_of(three, "channel", catalogue.channels),
        buildings=_buildings(three),
        departments=department_lines(three, catalogue.departments),
        clocks=clock_lines(three, procedure),
        satisfaction=satisfaction_of(three),
        repeat_homes=tuple(RepeatHome(home=home, count=count) for home, count in three.now.homes),
        repeat_count=three.each(lambda counts: counts.repeat_homes),
        days=_days(month, three.now),
    )


def _calls(three: Three) -> CallsOfMonth:
    return CallsOfMonth(
        calls=three.each(lambda counts: counts.calls["calls"]),
        answered=three.each(lambda counts: counts.calls["answered"]),
        given_up=three.each(lambda counts: counts.calls["given_up"]),
        rings_met=three.each(lambda counts: counts.calls["rings_met"]),
        rings_missed=three.each(lambda counts: counts.calls["rings_missed"]),
        outgoing=three.each(lambda counts: counts.calls["outgoing"]),
    )


def lines_of(three: Three, topic: str, options: Sequence[Option] | Sequence[Kind]) -> tuple[CountLine, ...]:
    """One line a value of the catalogue, in its order, and after them what it knows no more."""
    labels = {one.value: one.label for one in options}
    for value in _seen(three, topic):
        labels.setdefault(value, Text(value or "未填写", value or "Not filled in"))
    return tuple(
        CountLine(key=value, label=label, count=three.topic(topic, value)) for value, label in labels.items()
    )


def _seen(three: Three, topic: str) -> list[str]:
    """Every value that was counted in one of the stretches."""
    return sorted({value for counts in (three.now, three.last_month, three.last_year) for value in counts.by[topic]})


def _buildings(three: Three) -> tuple[CountLine, ...]:
    """The most complained of first."""
    lines = [
        CountLine(
            key=value,
            label=Text(f"{value}号楼", f"Building {value}") if value.isdigit() else _named(value),
            count=three.topic("building", value),
        )
        for value in _seen(three, "building")
    ]
    return tuple(sorted(lines, key=lambda line: (-line.count.now, line.key)))[:MOST_BUILDINGS]


def _named(building: str) -> Text:
    return Text(building, building) if building else NO_BUILDING


def department_lines(three: Three, options: Iterable[Option]) -> tuple[DepartmentLine, ...]:
    """One line a department, with its clocks."""
    clocks = three.now.department_clocks
    return tuple(
        DepartmentLine(
            key=line.key,
            label=line.label,
            count=line.count,
            done=three.now.department_done[line.key],
            met=clocks[line.key, MET],
            missed=clocks[line.key, MISSED],
        )
        for line in lines_of(three, "department", tuple(options))
    )


def clock_lines(three: Three, procedure: Procedure) -> tuple[ClockLine, ...]:
    """One line a clock of the procedure that was counted, in its order."""
    names = _by_name(procedure.clocks)
    counted = {name for name, _ in (*three.now.clocks, *three.last_month.clocks)}
    known = [name for name in names if name in counted]
    lost = sorted(counted - set(names))
    now, last = three.now.clocks, three.last_month.clocks
    return tuple(
        ClockLine(
            key=name,
            rule=name.partition(":")[0],
            what=names.get(name, Text(name, name)),
            met=now[name, MET],
            missed=now[name, MISSED],
            running=now[name, RUNS],
            last_met=last[name, MET],
            last_missed=last[name, MISSED],
        )
        for name in (*known, *lost)
    )


def _by_name(rules: Iterable[ClockRule]) -> dict[str, Text]:
    """What each clock measures; two of one name (the two halves of SLA-8) are told together."""
    texts: dict[str, list[Text]] = {}
    for rule in rules:
        if rule.of_complaints:
            texts.setdefault(f"{rule.rule}:{rule.stop}", []).append(rule.what)
    return {
        name: Text("；".join(one.zh for one in whats), "; ".join(one.en for one in whats))
        for name, whats in texts.items()
    }


def satisfaction_of(three: Three) -> Satisfaction:
    """Follow-up calls of these complaints, and questionnaires of this time."""
    return Satisfaction(
        satisfied=three.topic("satisfaction", SATISFIED),
        unsatisfied=three.topic("satisfaction", UNSATISFIED),
        unreached=three.topic("satisfaction", UNREACHED),
        not_asked=three.each(lambda counts: counts.not_asked),
        surveys=three.each(lambda counts: counts.surveys),
        surveys_content=three.each(lambda counts: counts.surveys_content),
    )


def _days(month: Month, counts: Counts) -> tuple[DayCount, ...]:
    """Every day of the month; those that are to come have nothing."""
    to_come = [0] * (month.days - len(counts.call_days))
    both = zip(counts.ticket_days + to_come, counts.call_days + to_come, strict=True)
    return tuple(
        DayCount(day=day, tickets=tickets, calls=calls) for day, (tickets, calls) in enumerate(both, start=1)
    )
