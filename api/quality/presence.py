"""What agents' times in their states show by themselves (PEN-11): the hotline left busy, gone without a word.

Pure; the spans are those of the figures. Both are hints: a telephone may be broken, a console may lose its network.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from api.figures.spans import AgentSpan
from api.quality.sights import Seen
from scripts_lib.penalties import Fact, Penalties
from telephony.events import AgentState

CONSOLE_AWAY = "console_away"
"""The pause into which the desk itself puts an agent whose console is gone."""
DESK_PAUSES = {"phone_unreached": "话机叫不通", "no_answer": "振铃无人接", "supervising": "值守看板"}
"""Pauses that the desk or the supervisor's console puts somebody into, as evidence names them."""
SHIFT_S = 8 * 3600.0
"""Whoever comes back later than a shift is long had gone home (LINE-6)."""
Unmet = tuple[float, float]
"""A caller whom nobody took: when the call came and when the caller gave up, Unix seconds."""


def left_busy(
    span: AgentSpan,
    unmet: Sequence[Unmet],
    ready: Sequence[AgentSpan],
    penalties: Penalties,
    zone: ZoneInfo,
    labels: Mapping[str, str],
) -> tuple[Seen, ...]:
    """A pause in which callers gave up while nobody was ready (LINE-9). `ready` are the times others were; `labels`
    names the reasons of pauses."""
    sight = penalties.sight(Fact.HOTLINE_BUSY)
    until = span.until
    if sight is None or span.state is not AgentState.PAUSED or until is None or until - span.since < sight.limit_s:
        return ()
    lost = sum(not any(_overlap(call, one) for one in ready) for call in unmet if span.since <= call[0] < until)
    if not lost:
        return ()
    why = labels.get(span.reason) or DESK_PAUSES.get(span.reason) or span.reason or "未说明原因"
    words = f"{_clock(span.since, zone)}～{_clock(until, zone)} 置忙（{why}），{lost} 通来电无人可接"
    return (_seen(Fact.HOTLINE_BUSY, span, words),)


def gone(span: AgentSpan, back_at: float, penalties: Penalties, zone: ZoneInfo) -> tuple[Seen, ...]:
    """The console was gone for longer than the limit, and came back within the shift (PEN-3)."""
    sight = penalties.sight(Fact.AWAY)
    away_s = back_at - span.since
    if sight is None or span.reason != CONSOLE_AWAY or not sight.limit_s <= away_s <= SHIFT_S:
        return ()
    words = f"{_clock(span.since, zone)}～{_clock(back_at, zone)} 离线 {round(away_s / 60)} 分钟"
    return (_seen(Fact.AWAY, span, words),)


def _overlap(call: Unmet, ready: AgentSpan) -> bool:
    return ready.since < call[1] and (ready.until is None or ready.until > call[0])


def _clock(at: float, zone: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(at, zone):%H:%M}"


def _seen(fact: Fact, span: AgentSpan, words: str) -> Seen:
    return Seen(fact=fact, agent_id=span.agent_id, at=span.since, words=words, key=str(round(span.since)))
