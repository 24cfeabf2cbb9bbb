"""What pages call how a visit went, and a plan's days. Knows no service."""

from datetime import date

from api.schemas.visits import VisitOutcome
from scripts_lib.model import Option, Text

OUTCOMES = {
    VisitOutcome.MET: Text("见到住户", "Met"),
    VisitOutcome.ABSENT: Text("家中无人", "Nobody in"),
    VisitOutcome.DECLINED: Text("不愿受访", "Does not want to be visited"),
}
CHOICES = tuple(Option(value=one, label=label) for one, label in OUTCOMES.items())
WEEKDAYS = (
    Text("周一", "Mon"),
    Text("周二", "Tue"),
    Text("周三", "Wed"),
    Text("周四", "Thu"),
    Text("周五", "Fri"),
    Text("周六", "Sat"),
    Text("周日", "Sun"),
)


def day_said(day: date) -> Text:
    """`11月30日 周一`, `Mon 30 Nov`."""
    week = WEEKDAYS[day.weekday()]
    return Text(f"{day.month}月{day.day}日 {week.zh}", f"{week.en} {day.day} {day:%b}")
