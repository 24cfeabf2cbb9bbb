"""The hotline left busy and gone without a word, from agents' times."""

from zoneinfo import ZoneInfo

import pytest

from api.figures.spans import AgentSpan
from api.quality.presence import gone, left_busy
from scripts_lib.loader import load
from telephony.events import AgentState

PENALTIES = load().penalties
ZONE = ZoneInfo("Asia/Shanghai")
NOON = 1_795_406_400.0
PAUSE = AgentSpan(agent_id="li", state=AgentState.PAUSED, since=NOON, until=NOON + 180, reason="meal")
LABELS = {"meal": "用餐"}


def ready(since: float, until: float | None) -> AgentSpan:
    return AgentSpan(agent_id="zhao", state=AgentState.READY, since=since, until=until)


def test_callers_who_gave_up_while_nobody_was_ready_are_counted() -> None:
    calls = [(NOON + 10, NOON + 40), (NOON + 100, NOON + 130), (NOON + 200, NOON + 220)]
    others = [ready(NOON + 120, NOON + 160)]
    (found,) = left_busy(PAUSE, calls, others, PENALTIES, ZONE, LABELS)
    assert found.words == "12:00～12:03 置忙（用餐），1 通来电无人可接"
    assert (found.agent_id, found.at) == ("li", NOON)


@pytest.mark.parametrize(
    ("span", "calls", "others"),
    [
        (PAUSE, [], []),
        (PAUSE, [(NOON + 10, NOON + 40)], [ready(NOON - 100, None)]),
        (AgentSpan(agent_id="li", state=AgentState.PAUSED, since=NOON, until=NOON + 50), [(NOON, NOON + 9)], []),
        (AgentSpan(agent_id="li", state=AgentState.TALKING, since=NOON, until=NOON + 500), [(NOON, NOON + 9)], []),
        (AgentSpan(agent_id="li", state=AgentState.PAUSED, since=NOON), [(NOON, NOON + 9)], []),
    ],
)
def test_what_is_no_busy_hotline(span: AgentSpan, calls: list[tuple[float, float]], others: list[AgentSpan]) -> None:
    assert left_busy(span, calls, others, PENALTIES, ZONE, LABELS) == ()


@pytest.mark.parametrize(
    ("reason", "away_s", "is_seen"),
    [
        ("console_away", 299, False),
        ("console_away", 300, True),
        ("console_away", 8 * 3600, True),
        ("console_away", 9 * 3600, False),  # went home
        ("meal", 600, False),
    ],
)
def test_gone_for_over_five_minutes_within_the_shift(reason: str, away_s: float, is_seen: bool) -> None:
    span = AgentSpan(agent_id="li", state=AgentState.PAUSED, since=NOON, until=NOON + 60, reason=reason)
    found = gone(span, NOON + away_s, PENALTIES, ZONE)
    assert bool(found) is is_seen
