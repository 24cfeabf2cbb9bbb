"""What a shift that is over shows of its crew (LINE-6, PEN-3..5): late, gone early, absent, nothing handed over.

Pure; who is late is `api.shifts.attendance`'s matter. All of it is for hints: people swap shifts without telling the
plan, and a desk that was down saw nobody sign in.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from api.figures.spans import AgentSpan
from api.quality.sights import MINUTE_S, Seen, minutes_begun
from api.schemas.shifts import Attendance, OnShift
from api.shifts.attendance import attend
from api.shifts.events import ShiftStaffed
from scripts_lib.penalties import Fact

GRACE_S = 30 * MINUTE_S
"""So long after its end a shift may still be handed over in writing."""


def of_shift(
    shift: ShiftStaffed, spans: Sequence[AgentSpan], wrote: frozenset[str], zone: ZoneInfo
) -> tuple[Seen, ...]:
    """What each of the crew shows. `wrote` are those who handed over in writing between its begin and its grace."""
    over = shift.until + GRACE_S
    found = [
        attend(one, shift.since, shift.until, [span for span in spans if span.agent_id == one.agent_id], over)
        for one in shift.crew
    ]
    there = [one for one in found if one.came_at is not None]
    seen = [each for one in found for each in _of_one(one, shift, zone)]
    if not wrote & {one.agent_id for one in there}:
        seen += [
            _seen(Fact.NOT_HANDED_OVER, one, shift, zone, "无人填写交接班记录") for one in there if not one.early_s
        ]
    return tuple(seen)


def _of_one(one: OnShift, shift: ShiftStaffed, zone: ZoneInfo) -> Iterator[Seen]:
    if one.attendance is Attendance.ABSENT:
        yield _seen(Fact.ABSENT, one, shift, zone, "整班没有签入")
        return
    if one.late_s and one.came_at is not None:
        words = f"{_clock(one.came_at, zone)} 签入，迟到 {minutes_begun(one.late_s)} 分钟"
        yield _seen(_late(one.late_s), one, shift, zone, words)
    if one.early_s and one.left_at is not None:
        words = f"{_clock(one.left_at, zone)} 签出，早退 {minutes_begun(one.early_s)} 分钟"
        yield _seen(Fact.LEFT_EARLY, one, shift, zone, words)


def _late(late_s: float) -> Fact:
    """PEN-3, PEN-4, PEN-5: up to ten minutes, up to thirty, more."""
    if late_s <= 10 * MINUTE_S:
        return Fact.SHIFT_LATE_1_TO_10
    return Fact.SHIFT_LATE_11_TO_30 if late_s <= 30 * MINUTE_S else Fact.SHIFT_LATE_OVER_30


def _clock(at: float, zone: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(at, zone):%H:%M}"


def _seen(fact: Fact, one: OnShift, shift: ShiftStaffed, zone: ZoneInfo, words: str) -> Seen:
    planned = f"{shift.zh} {_clock(shift.since, zone)}～{_clock(shift.until, zone)}"
    key = f"{shift.day.isoformat()}:{shift.shift}"
    return Seen(fact=fact, agent_id=one.agent_id, at=shift.since, words=f"{planned}：{words}", key=key)
