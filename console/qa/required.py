"""Required phrases of a month in words: a row for everybody, each team, each agent; and one of them in full. Pure."""

import calendar

import msgspec

from api.schemas.quality import RequiredGroup, RequiredReport
from console.qa.rows import Telling


class Counted(msgspec.Struct, frozen=True):
    """A group with what it is: `all`, `team` or `agent`."""

    kind: str
    group: RequiredGroup

    @property
    def key(self) -> str:
        """Of its row; a team and an agent may have one key."""
        return f"{self.kind}:{self.group.key}"


def days_of(month: str) -> tuple[str, str]:
    """First and last day of a month as it is written, `2026-11`."""
    year, number = (int(part) for part in month.split("-"))
    return f"{month}-01", f"{month}-{calendar.monthrange(year, number)[1]:02}"


def counted(report: RequiredReport) -> list[Counted]:
    """Everybody together, then teams, then agents; nothing where no call was taken."""
    if not report.agents:
        return []
    groups = [("all", report.total)]
    groups += [("team", one) for one in report.teams] + [("agent", one) for one in report.agents]
    return [Counted(kind, one) for kind, one in groups]


def required_row(one: Counted, telling: Telling) -> tuple[str, ...]:
    """What it is, its name, calls; each phrase heard, missing, not judged, all phrases together."""
    parts = one.group.parts
    sums = (sum(part.heard for part in parts), sum(part.missing for part in parts))
    return (
        telling.words(f"qa.of.{one.kind}"),
        one.group.name,
        str(one.group.calls),
        *(str(count) for count in (*sums, sum(part.not_judged for part in parts))),
    )


def required_lines(one: Counted, telling: Telling) -> tuple[str, ...]:
    """Phrase by phrase, and what the counts can say."""
    words = telling.words
    lines = [words("qa.required_of", name=one.group.name or words("qa.of.all"), calls=one.group.calls), ""]
    for part in one.group.parts:
        counts = {"heard": part.heard, "missing": part.missing, "not_judged": part.not_judged}
        lines.append(words("qa.required_part", label=part.label.of(telling.lang), rule=part.rule, **counts))
    return (*lines, "", words("qa.required_guide"))
