"""A made-up day of calls whose every figure is known: events as the log has them, and the truth, counted beside.

The truth is counted from what the generator decided, never from the events: so a fold that reads them wrong is found.
Times are whole milliseconds, so that sums are exact. `tests/` and `benchmarks/` share it.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from api.figures.events import CallQueued, DeskStarted
from api.log_events import (
    AgentSignedIn,
    AgentStateChanged,
    AnyEvent,
    CallExplained,
    CallOffered,
    OfferEnd,
    OfferEnded,
)
from api.schemas import Explained
from telephony.events import (
    AgentState,
    CallAnswered,
    CallArrived,
    CallEnded,
    CallEstablished,
    CallHeld,
    CallPlaced,
    CallResumed,
    CallRinging,
    EndCause,
    LineStarted,
    RemoteAnswered,
    Side,
)

MIDNIGHT = 1_795_363_200
"""2026-11-23 00:00 in Shanghai, a Monday."""
DAY_MS = 86_400_000
LINE, STREAM = "line-1", "stream-1"
QUEUES = ("hotline", "lift")
BUILDINGS = ("1", "2", "3", "")
ERROR_MS = 2.0
S = AgentState


class Fate(StrEnum):
    """How a simulated call goes."""

    ANSWERED = "answered"
    GIVEN_UP = "given_up"
    REFUSED = "refused"
    MESSAGE = "message"
    OURS = "ours"


@dataclass(slots=True)
class SimCall:
    """One call as it was decided. Milliseconds; `at_ms` since midnight, the others since the INVITE."""

    number: int
    at_ms: int
    fate: Fate
    queue: str
    building: str = ""
    agent: str = ""
    wait_ms: int = 0
    talk_ms: int = 0
    held_ms: int = 0
    wrap_ms: int = 0

    @property
    def call_id(self) -> str:
        """Its id in the events."""
        return f"call-{self.number:05d}"

    @property
    def end_ms(self) -> int:
        """When it is over, since midnight."""
        return self.at_ms + self.wait_ms + self.talk_ms


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log: its stream, empty for the desk's own, and the event."""

    stream_id: str
    line_id: str
    event: AnyEvent


@dataclass
class SimulatedDay:
    """The calls, the log's entries in order, and each agent's time by state in ms, all but the last span."""

    calls: list[SimCall]
    entries: list[Entry]
    since: float = MIDNIGHT
    spent_ms: dict[tuple[str, AgentState], int] = field(default_factory=dict)


class _Agent:
    """When an agent is free, and the states so far."""

    def __init__(self, agent_id: str, sign_in_ms: int) -> None:
        self.agent_id = agent_id
        self.free_ms = sign_in_ms + 60_000
        self.states: list[tuple[int, AgentState, str]] = [(sign_in_ms, S.PAUSED, ""), (self.free_ms, S.READY, "")]

    def works(self, call: SimCall, offered_ms: int) -> None:
        """Take this call: offered, talking, wrap-up, ready again."""
        picked_up = call.at_ms + call.wait_ms
        over = call.end_ms
        self.free_ms = over + call.wrap_ms
        self.states += [
            (offered_ms, S.RESERVED, call.call_id),
            (picked_up, S.TALKING, call.call_id),
            (over, S.WRAP_UP, call.call_id),
            (self.free_ms, S.READY, ""),
        ]

    def rests(self, since_ms: int, until_ms: int) -> None:
        """A pause."""
        self.states += [(since_ms, S.PAUSED, ""), (until_ms, S.READY, "")]
        self.free_ms = until_ms


def simulate(calls: int = 2000, agents: int = 20, seed: int = 7) -> SimulatedDay:
    """The same day for the same numbers."""
    chance = random.Random(seed)
    staff = [_Agent(f"agent-{number:02d}", 1000 * number) for number in range(agents)]
    times = sorted(_arrival_ms(chance) for _ in range(calls))
    made = [_decide(chance, number, at_ms, staff) for number, at_ms in enumerate(times)]
    day = SimulatedDay(made, [])
    timed = [*_started(), *(one for call in made for one in _events_of(call)), *_states(staff, day)]
    timed.sort(key=lambda one: one[0])
    day.entries = [entry for _, entry in timed]
    return day


def _arrival_ms(chance: random.Random) -> int:
    """Two peaks, morning and evening, and some at any hour of the day from six to half past nine at night."""
    hour = chance.choice((chance.gauss(9.5, 1.2), chance.gauss(18.5, 1.5), chance.uniform(6, 21.5)))
    return min(max(int(hour * 3_600_000), 6 * 3_600_000), int(21.5 * 3_600_000)) + chance.randrange(1000)


def _decide(chance: random.Random, number: int, at_ms: int, staff: list[_Agent]) -> SimCall:
    queue = QUEUES[chance.random() < 0.1]
    call = SimCall(number, at_ms, Fate.ANSWERED, queue, chance.choice(BUILDINGS))
    drawn = chance.random()
    if drawn < 0.01:
        call.fate, call.wait_ms = Fate.REFUSED, chance.randrange(20, 200)
    elif drawn < 0.02:
        call.fate, call.wait_ms = Fate.MESSAGE, chance.randrange(20_000, 60_000)
    elif drawn < 0.06:
        call.fate, call.wait_ms = Fate.GIVEN_UP, chance.randrange(300, 4_999)
    else:
        _answer(chance, call, staff, ours=drawn > 0.98)
    return call


def _answer(chance: random.Random, call: SimCall, staff: list[_Agent], *, ours: bool) -> None:
    agent = min(staff, key=lambda one: one.free_ms)
    offered_ms = max(call.at_ms + 5, agent.free_ms + 1)
    wait_ms = offered_ms - call.at_ms + chance.randrange(900, 9_000)
    if chance.random() < 0.08:
        wait_ms += chance.randrange(5_000, 40_000)
    patience_ms = chance.randrange(10_000, 90_000)
    if wait_ms > patience_ms and not ours:
        call.fate, call.wait_ms = Fate.GIVEN_UP, patience_ms
        return
    call.fate = Fate.OURS if ours else Fate.ANSWERED
    call.agent, call.wait_ms = agent.agent_id, wait_ms
    call.talk_ms = chance.randrange(20_000, 300_000)
    call.held_ms = chance.randrange(1_000, 15_000) if chance.random() < 0.2 else 0
    call.wrap_ms = chance.randrange(2_000, 60_000)
    agent.works(call, offered_ms)
    if chance.random() < 0.05:
        agent.rests(agent.free_ms + 10, agent.free_ms + 600_000)


Timed = tuple[int, Entry]


def unix(ms: int) -> float:
    """Unix seconds of so many milliseconds after midnight."""
    return MIDNIGHT + ms / 1000


def _line(ms: int, event: AnyEvent) -> Timed:
    return ms, Entry(STREAM, LINE, event)


def _desk(ms: int, event: AnyEvent) -> Timed:
    return ms, Entry("", "", event)


def _started() -> Iterator[Timed]:
    yield _desk(0, DeskStarted(at=unix(0), version="0", last_at=unix(0)))
    started = LineStarted(
        at=unix(0),
        line_id=LINE,
        boot_id="boot",
        version="0",
        connector="aiosipua",
        sip_address="127.0.0.1:5060",
        headset_url="",
    )
    yield _line(0, started)


def _events_of(call: SimCall) -> Iterator[Timed]:
    at, call_id = call.at_ms, call.call_id
    if call.fate is Fate.OURS:
        yield from _our_call(call)
        return
    number = f"138{call.number:08d}"
    yield _line(
        at,
        CallArrived(
            at=unix(at), call_id=call_id, sip_call_id="x", number=number, name="", called="962121", source="-"
        ),
    )
    yield _desk(at, CallQueued(at=unix(at), call_id=call_id, queue=call.queue))
    yield _line(at, CallRinging(at=unix(at), call_id=call_id, ringing_ms=2.0))
    if call.fate is Fate.ANSWERED:
        yield from _answered(call)
    cause = {
        Fate.ANSWERED: EndCause.COMPLETED,
        Fate.GIVEN_UP: EndCause.ABANDONED,
        Fate.REFUSED: EndCause.REJECTED,
        Fate.MESSAGE: EndCause.VOICEMAIL,
    }[call.fate]
    by = Side.LINE if call.fate in (Fate.REFUSED, Fate.MESSAGE) else Side.CALLER
    yield _line(
        call.end_ms,
        CallEnded(
            at=unix(call.end_ms),
            call_id=call_id,
            ended_ms=float(call.wait_ms + call.talk_ms),
            by=by,
            cause=cause,
        ),
    )
    if call.fate is Fate.ANSWERED:
        explained = CallExplained(
            at=unix(call.end_ms + 500),
            call_id=call_id,
            agent_id=call.agent,
            explained=Explained(notes="已解释"),
            home=f"{call.building}|1|101" if call.building else "",
        )
        yield _desk(call.end_ms + 500, explained)


def _answered(call: SimCall) -> Iterator[Timed]:
    up, call_id, agent = call.at_ms + call.wait_ms, call.call_id, call.agent
    yield _desk(up - 800, CallOffered(at=unix(up - 800), call_id=call_id, agent_id=agent))
    yield _desk(up, OfferEnded(at=unix(up), call_id=call_id, agent_id=agent, why=OfferEnd.ACCEPTED))
    yield _line(
        up,
        CallAnswered(
            at=unix(up),
            call_id=call_id,
            agent_id=agent,
            picked_up_ms=float(call.wait_ms),
            ok_sent_ms=call.wait_ms + 1.0,
            error_ms=ERROR_MS,
        ),
    )
    yield _line(up + 5, CallEstablished(at=unix(up + 5), call_id=call_id, ack_ms=call.wait_ms + 5.0))
    if call.held_ms:
        held = call.wait_ms + 2_000
        resumed = held + call.held_ms
        yield _line(up + 2_000, CallHeld(at=unix(up + 2_000), call_id=call_id, agent_id=agent, held_ms=float(held)))
        back = call.at_ms + resumed
        yield _line(back, CallResumed(at=unix(back), call_id=call_id, agent_id=agent, resumed_ms=float(resumed)))


def _our_call(call: SimCall) -> Iterator[Timed]:
    at, call_id = call.at_ms, call.call_id
    yield _line(
        at,
        CallPlaced(
            at=unix(at), call_id=call_id, sip_call_id="x", agent_id=call.agent, number="13900000000", trunk=""
        ),
    )
    up = at + call.wait_ms
    yield _line(up, RemoteAnswered(at=unix(up), call_id=call_id, answered_ms=float(call.wait_ms)))
    ended_ms = float(call.wait_ms + call.talk_ms)
    ended = CallEnded(
        at=unix(call.end_ms), call_id=call_id, ended_ms=ended_ms, by=Side.CALLER, cause=EndCause.COMPLETED
    )
    yield _line(call.end_ms, ended)


def _states(staff: list[_Agent], day: SimulatedDay) -> Iterator[Timed]:
    """What the log says of each agent, and how long each was in which state until its last change."""
    for agent in staff:
        first = agent.states[0][0]
        yield _desk(first, AgentSignedIn(at=unix(first), agent_id=agent.agent_id))
        for index, (ms, state, call_id) in enumerate(agent.states):
            changed = AgentStateChanged(at=unix(ms), agent_id=agent.agent_id, state=state, call_id=call_id)
            yield _desk(ms, changed)
            if index + 1 < len(agent.states):
                key = (agent.agent_id, state)
                day.spent_ms[key] = day.spent_ms.get(key, 0) + agent.states[index + 1][0] - ms
