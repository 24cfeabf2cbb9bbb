"""The figures of a day as a fold over the log: every event in order, then `figures` at any moment. Pure.

A call belongs to the day on which it came. An agent's time is cut at midnight. Folded live, as things happen, or anew
from the log, the book says the same to the microsecond.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from api.calls.fold import arrived, fold, placed
from api.calls.record import CallRecord
from api.figures.events import CallQueued
from api.figures.fact import CallFact, building_of, fact_of
from api.figures.levels import LevelRule
from api.figures.spans import AgentSpan, Spans, wrapped_up_ms
from api.figures.tally import Tally
from api.log_events import AnyEvent, CallExplained, CallMoved
from api.schemas import Figures
from api.tickets.events import TicketRegistered
from telephony.cadence import Cadence
from telephony.events import CallArrived, CallPlaced, LineStarted

FAR = 32_503_680_000.0
"""A moment after every other: the year 3000."""


class Book:
    """One day, from the Unix second `since` on."""

    def __init__(self, cadence: Cadence, rule: LevelRule, since: float) -> None:
        self.rule = rule
        self.since = since
        self._cadence = cadence
        self._open: dict[str, tuple[CallRecord, str]] = {}
        """Calls that go on, with their streams."""
        self._facts: dict[str, CallFact] = {}
        self._spans = Spans()
        self._ended_spans: list[AgentSpan] = []
        self._begin()

    def _begin(self) -> None:
        self._all = Tally(self.rule)
        self._queues: dict[str, Tally] = {}
        self._agents: dict[str, Tally] = {}

    def restore(
        self, calls: Iterable[tuple[CallRecord, str]], facts: Iterable[CallFact], spans: Iterable[AgentSpan]
    ) -> None:
        """Take up a day that has begun: calls that go on with their streams, facts, and agents' spans."""
        self._open = {record.call_id: (record, stream_id) for record, stream_id in calls}
        self._facts = {key: fact_of(record) for key, (record, _) in self._open.items()}
        self._facts |= {one.call_id: one for one in facts}
        known = list(spans)
        self._spans = Spans(one for one in known if one.until is None)
        self._ended_spans = [one for one in known if one.until is not None]
        self._count_anew()

    def new_day(self, since: float) -> None:
        """Midnight: calls that came before count no longer; those that go on are still followed."""
        self.since = since
        self._facts = {key: one for key, one in self._facts.items() if one.arrived_at >= since or key in self._open}
        self._ended_spans = [one for one in self._ended_spans if (one.until or FAR) > since]
        self._count_anew()

    def _count_anew(self) -> None:
        self._begin()
        for fact in self._facts.values():
            self._count(fact, 1)
        for span in self._ended_spans:
            self._spend(span)

    # --- what happens ---

    def receive(self, event: AnyEvent, stream_id: str = "", line_id: str = "") -> None:
        """Take the next event of the log, of a line's stream or the desk's own."""
        if isinstance(event, CallArrived):
            self._begins(arrived(event, line_id), stream_id)
        elif isinstance(event, CallPlaced):
            self._begins(placed(event, line_id), stream_id)
        elif isinstance(event, LineStarted):
            self._interrupts(event, stream_id)
        elif isinstance(event, CallQueued | CallMoved):
            self._queued(event)
        else:
            self._goes_on(event)
        for span in self._spans.receive(event):
            self._over(span)

    def _interrupts(self, event: LineStarted, stream_id: str) -> None:
        for record, stream in list(self._open.values()):
            if stream == stream_id or record.line_id == event.line_id:
                self._happens(record, stream, event)

    def _queued(self, event: CallQueued | CallMoved) -> None:
        fact = self._facts.get(event.call_id)
        if fact is not None:
            self._put(replace(fact, queue=event.queue))

    def _goes_on(self, event: AnyEvent) -> None:
        found = self._open.get(getattr(event, "call_id", ""))
        if found is not None:
            self._happens(found[0], found[1], event)
        elif isinstance(event, CallExplained | TicketRegistered):
            self._disposed(event)

    def _begins(self, record: CallRecord, stream_id: str) -> None:
        if record.call_id not in self._facts:
            self._open[record.call_id] = (record, stream_id)
            self._put(fact_of(record))

    def _happens(self, record: CallRecord, stream_id: str, event: AnyEvent) -> None:
        after = fold(record, event, self._cadence)
        if after is record:
            return
        if after.ended:
            del self._open[record.call_id]
        else:
            self._open[record.call_id] = (after, stream_id)
        fact = self._facts[record.call_id]
        self._put(fact_of(after, fact.queue, fact.wrap_up_ms))

    def _disposed(self, event: CallExplained | TicketRegistered) -> None:
        """Its outcome was saved after the end: the home is known now."""
        fact = self._facts.get(event.call_id)
        if fact is not None and not fact.building:
            self._put(replace(fact, building=building_of(event.home)))

    def _over(self, span: AgentSpan) -> None:
        self._ended_spans.append(span)
        self._spend(span)
        wrapped_up = wrapped_up_ms(span)
        fact = self._facts.get(span.call_id)
        if wrapped_up and fact is not None:
            self._put(replace(fact, wrap_up_ms=fact.wrap_up_ms + wrapped_up))

    def _put(self, fact: CallFact) -> None:
        before = self._facts.get(fact.call_id)
        if before == fact:
            return
        if before is not None:
            self._count(before, -1)
        self._facts[fact.call_id] = fact
        self._count(fact, 1)

    def _count(self, fact: CallFact, sign: int) -> None:
        if fact.arrived_at < self.since:
            return
        self._all.add(fact, sign)
        self._of(self._queues, fact.queue).add(fact, sign)
        if fact.agent_id:
            self._of(self._agents, fact.agent_id).add(fact, sign)

    def _spend(self, span: AgentSpan) -> None:
        spent = span.within(self.since, FAR)
        if spent:
            self._all.spend(span.state, spent)
            self._of(self._agents, span.agent_id).spend(span.state, spent)

    def _of(self, tallies: dict[str, Tally], key: str) -> Tally:
        if key not in tallies:
            tallies[key] = Tally(self.rule)
        return tallies[key]

    # --- what it says ---

    def figures(self, now: float) -> Figures:
        """The whole hotline at Unix time `now`."""
        tally = self._all.copy()
        for span in self._spans.now.values():
            tally.spend(span.state, span.within(self.since, now))
        return tally.figures()

    def queue(self, queue_id: str) -> Figures:
        """One queue's calls. Agents' time belongs to no queue."""
        return self._of(self._queues, queue_id).figures()

    def queues(self, queue_ids: Iterable[str]) -> Figures:
        """The calls of these queues together."""
        tally = Tally(self.rule)
        for one in queue_ids:
            tally.merge(self._of(self._queues, one))
        return tally.figures()

    def agent(self, agent_id: str, now: float) -> Figures:
        """One agent's calls and time."""
        tally = self._of(self._agents, agent_id).copy()
        span = self._spans.now.get(agent_id)
        if span is not None:
            tally.spend(span.state, span.within(self.since, now))
        return tally.figures()
