"""An agent's time as spans of states, folded from what the log says of agents. Pure.

A span that nobody ended (the desk died) ends with the last thing that the log knows before the desk's next run.
"""

from collections.abc import Iterable

import msgspec

from api.figures.events import DeskStarted
from api.log_events import AgentStateChanged, AnyEvent
from telephony.events import AgentState

SET_BY_S = 2.0
"""From which difference on the clock was set during a span; less is the clock being kept right."""


class AgentSpan(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of an agent's time in one state. Unix seconds; `until` None while it lasts."""

    agent_id: str
    state: AgentState
    since: float
    until: float | None = None
    reason: str = ""
    call_id: str = ""

    def within(self, since: float, until: float) -> int:
        """Microseconds of it that lie between these two moments; one that lasts reaches to the second of them."""
        begin, end = max(self.since, since), until if self.until is None else min(self.until, until)
        return max(0, round(end * 1_000_000) - round(begin * 1_000_000))


class Spans:
    """The span that each agent is in."""

    def __init__(self, open_spans: Iterable[AgentSpan] = ()) -> None:
        self.now: dict[str, AgentSpan] = {one.agent_id: one for one in open_spans}

    def receive(self, event: AnyEvent) -> list[AgentSpan]:
        """Take an event of any kind. The spans that it ended."""
        if isinstance(event, AgentStateChanged):
            return self._changed(event)
        if isinstance(event, DeskStarted):
            ended = [ended_at(one, event.last_at) for one in self.now.values()]
            self.now.clear()
            return ended
        return []

    def _changed(self, event: AgentStateChanged) -> list[AgentSpan]:
        before = self.now.pop(event.agent_id, None)
        if event.state is not AgentState.SIGNED_OUT:
            self.now[event.agent_id] = AgentSpan(
                agent_id=event.agent_id,
                state=event.state,
                since=event.at,
                reason=event.reason,
                call_id=event.call_id,
            )
        return [ended_at(before, event.at, event.lasted_ms)] if before is not None else []


def ended_at(span: AgentSpan, at: float, lasted_ms: float | None = None) -> AgentSpan:
    """The span, ended: after `lasted_ms` where the clock was set meanwhile; and never before it began."""
    if lasted_ms is not None and abs(at - span.since - lasted_ms / 1000) > SET_BY_S:
        at = span.since + lasted_ms / 1000
    return msgspec.structs.replace(span, until=max(at, span.since))


def wrapped_up_ms(span: AgentSpan) -> float:
    """How much wrap-up an ended span is, in milliseconds; 0 for any other state."""
    if span.state is not AgentState.WRAP_UP or span.until is None or not span.call_id:
        return 0.0
    return (span.until - span.since) * 1000
