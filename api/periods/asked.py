"""What somebody asks for: days of the site's calendar, length of a stretch, queue, agent, building. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from api.errors import Invalid
from api.figures.history import Which
from api.figures.steps import Step
from api.queues.sites import EVERYTHING, Seen

USUAL_DAYS = 7
HOURS_UP_TO, DAYS_UP_TO = 2, 92
"""Days up to which a period is shown by hours, and by days; a longer one by weeks."""
LONGEST_DAYS = 3 * 366
NO_DAY = "日期写成 2026-11-28 / write a day as 2026-11-28"


@dataclass(frozen=True, slots=True)
class Asked:
    """From `first` to `last`, both counted; empty: any."""

    first: dt.date
    last: dt.date
    step: Step
    queue: str = ""
    agent_id: str = ""
    building: str = ""

    def which(self, zone: ZoneInfo, seen: Seen = EVERYTHING) -> Which:
        """The stretch of calls, as far as they are seen."""
        after = self.last + dt.timedelta(days=1)
        return Which(
            since=dt.datetime.combine(self.first, dt.time.min, zone).timestamp(),
            until=dt.datetime.combine(after, dt.time.min, zone).timestamp(),
            queue=self.queue or None,
            agent_id=self.agent_id or None,
            building=self.building or None,
            seen=seen,
        )

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    @property
    def number(self) -> str:
        """As its paper is numbered: `20261101-20261130`."""
        return f"{self.first:%Y%m%d}-{self.last:%Y%m%d}"


def usual_step(days: int) -> Step:
    """The stretch that reads well for so many days."""
    if days <= HOURS_UP_TO:
        return Step.HOUR
    return Step.DAY if days <= DAYS_UP_TO else Step.WEEK


def asked_of(fields: Mapping[str, str], today: dt.date) -> Asked:
    """What the fields `from`, `to`, `step`, `queue`, `agent`, `building` ask for; without days the last seven.

    Raises Invalid with what is wrong by field.
    """
    wrong: dict[str, str] = {}
    last = _day(fields, "to", today, wrong)
    first = _day(fields, "from", last - dt.timedelta(days=USUAL_DAYS - 1), wrong)
    if not wrong and first > last:
        wrong["from"] = "起始日期晚于截止日期 / it begins after its end"
    elif not wrong and (last - first).days >= LONGEST_DAYS:
        wrong["from"] = "最多三年 / at most three years"
    step = fields.get("step", "")
    if step and step not in list(Step):
        wrong["step"] = f"可选 {'、'.join(Step)} / one of {', '.join(Step)}"
    if wrong:
        raise Invalid("统计条件没有填好", "the period is not complete", wrong)
    return Asked(
        first=first,
        last=last,
        step=Step(step) if step else usual_step((last - first).days + 1),
        queue=fields.get("queue", ""),
        agent_id=fields.get("agent", ""),
        building=fields.get("building", ""),
    )


def _day(fields: Mapping[str, str], name: str, usual: dt.date, wrong: dict[str, str]) -> dt.date:
    written = fields.get(name, "").strip()
    if not written:
        return usual
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        wrong[name] = NO_DAY
        return usual
