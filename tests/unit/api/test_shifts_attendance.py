"""Sign-in against the plan (LINE-6), row by row: a shift from 1000 to 2000, at moments before, in and after it."""

import pytest

from api.figures.spans import AgentSpan
from api.schemas.shifts import Attendance, CrewMember
from api.shifts.attendance import GRACE_S, attend, covering
from telephony.events import AgentState

SINCE, UNTIL = 10_000.0, 20_000.0
LI = CrewMember(agent_id="li", name="李明")
A = Attendance


def span(since: float, until: float | None, agent_id: str = "li") -> AgentSpan:
    return AgentSpan(agent_id=agent_id, state=AgentState.READY, since=since, until=until)


@pytest.mark.parametrize(
    ("spans", "now", "stands", "late", "early"),
    [
        ((), 9_000, A.PLANNED, 0, 0),
        ((), SINCE + GRACE_S, A.PLANNED, 0, 0),
        ((), SINCE + GRACE_S + 1, A.MISSING, 0, 0),
        ((), UNTIL, A.ABSENT, 0, 0),
        (((9_000, 9_500),), 12_000, A.MISSING, 0, 0),
        (((9_900, None),), 9_950, A.PLANNED, 0, 0),
        (((9_900, None),), 12_000, A.PRESENT, 0, 0),
        (((SINCE + 59, None),), 12_000, A.PRESENT, 0, 0),
        (((SINCE + 600, None),), 12_000, A.LATE, 600, 0),
        (((SINCE + 600, None),), 25_000, A.LATE, 600, 0),
        (((9_900, 15_000), (15_000, None)), 25_000, A.DONE, 0, 0),
        (((9_900, 15_000),), 15_030, A.PRESENT, 0, 0),
        (((9_900, 15_000),), 16_000, A.LEFT, 0, 5_000),
        (((9_900, 15_000), (16_000, None)), 17_000, A.PRESENT, 0, 0),
        (((9_900, UNTIL - 30),), 25_000, A.DONE, 0, 0),
        (((SINCE + 600, UNTIL - 600),), 25_000, A.LEFT, 600, 600),
    ],
)
def test_how_somebody_stands_to_the_plan(
    spans: tuple[tuple[float, float | None], ...], now: float, stands: Attendance, late: float, early: float
) -> None:
    found = attend(LI, SINCE, UNTIL, [span(*one) for one in spans], now)
    assert (found.attendance, found.late_s, found.early_s) == (stands, late, early)


def test_who_covers_for_another_is_named_and_never_late() -> None:
    spans = [span(9_900, None), span(14_000, None, "wang"), span(9_000, SINCE + 30, "before"), span(0, None, "gone")]
    found = covering({"li": "李明", "wang": "王芳", "before": "赵"}, (LI,), SINCE, UNTIL, spans, 15_000)
    assert [(one.name, one.attendance, one.came_at, one.late_s) for one in found] == [("王芳", A.PRESENT, 14_000, 0)]


def test_who_is_signed_in_now_does_not_cover_the_shifts_to_come() -> None:
    assert covering({"wang": "王芳"}, (), SINCE, UNTIL, [span(0, None, "wang")], SINCE - 1) == ()
