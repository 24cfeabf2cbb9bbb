"""What a shift that is over shows of its crew."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from api.figures.spans import AgentSpan
from api.quality.shift_sights import of_shift
from api.schemas.shifts import CrewMember
from api.shifts.events import ShiftStaffed
from telephony.events import AgentState

ZONE = ZoneInfo("Asia/Shanghai")
EIGHT = 1_795_392_000.0
"""08:00 in Shanghai on 2026-11-23."""
SHIFT = ShiftStaffed(
    at=EIGHT - 86_400,
    day=date(2026, 11, 23),
    shift="morning",
    zh="早班",
    en="Morning",
    since=EIGHT,
    until=EIGHT + 8 * 3600,
    agent_id="chief",
    crew=(CrewMember(agent_id="li", name="李娜"), CrewMember(agent_id="zhao", name="赵敏")),
)


def there(agent_id: str, came: float, left: float) -> AgentSpan:
    return AgentSpan(agent_id=agent_id, state=AgentState.READY, since=EIGHT + came, until=EIGHT + left)


WHOLE = 8 * 3600 + 300.0


@pytest.mark.parametrize(
    ("came", "left", "facts"),
    [
        (-300, WHOLE, []),
        (59, WHOLE, []),
        (420, WHOLE, ["shift_late_1_to_10"]),
        (660, WHOLE, ["shift_late_11_to_30"]),
        (1801, WHOLE, ["shift_late_over_30"]),
        (-60, 7 * 3600, ["left_early"]),
        (600, 7 * 3600, ["shift_late_1_to_10", "left_early"]),
    ],
)
def test_sign_in_against_the_plan(came: float, left: float, facts: list[str]) -> None:
    spans = [there("li", came, left), there("zhao", 0, WHOLE)]
    found = of_shift(SHIFT, spans, frozenset({"zhao"}), ZONE)
    assert [str(one.fact) for one in found] == facts
    assert {one.agent_id for one in found} <= {"li"}


def test_words_say_plan_and_time() -> None:
    (found,) = of_shift(SHIFT, [there("li", 420, WHOLE), there("zhao", 0, WHOLE)], frozenset({"li"}), ZONE)
    assert found.words == "早班 08:00～16:00：08:07 签入，迟到 7 分钟"
    assert found.case_id == "shift_late_1_to_10:li:2026-11-23:morning"


def test_who_never_came_is_absent_and_hands_nothing_over() -> None:
    found = of_shift(SHIFT, [there("li", 0, WHOLE)], frozenset(), ZONE)
    assert {(str(one.fact), one.agent_id) for one in found} == {("absent", "zhao"), ("not_handed_over", "li")}


def test_one_of_the_crew_hands_over_for_all_and_a_stranger_does_not() -> None:
    spans = [there("li", 0, WHOLE), there("zhao", 0, WHOLE)]
    assert of_shift(SHIFT, spans, frozenset({"zhao"}), ZONE) == ()
    found = of_shift(SHIFT, spans, frozenset({"wang"}), ZONE)
    assert [one.agent_id for one in found] == ["li", "zhao"]
