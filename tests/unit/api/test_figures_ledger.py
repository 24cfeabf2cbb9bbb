"""The tables of figures say what the book says: after a simulated day, at any stop in it, and made anew."""

from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from api.figures.book import Book
from api.figures.events import CallQueued, DeskStarted
from api.figures.fact import CallFact
from api.figures.history import History, Which
from api.figures.levels import LevelRule
from api.figures.tally import Tally
from api.log_events import AgentStateChanged, CallMoved, DeskEvent
from api.schemas import Figures
from telephony.events import AgentState, CallEvent, EndCause, Side
from telephony.wire import Numbered
from tests.simulated_day import MIDNIGHT, Entry, simulate
from tests.unit.api import desk_samples as sample

RULE = LevelRule()
DAY = simulate(calls=100, agents=3)
END = MIDNIGHT + 86_400.0


async def logged(desk: sample.Desk, entries: list[Entry], seqs: dict[str, int]) -> None:
    """Append in order, as few transactions as keep it; `seqs` are the lines' numbers so far."""
    for stream, some in groupby(entries, key=lambda one: (one.stream_id, one.line_id)):
        events = [one.event for one in some]
        if stream[0]:
            first = seqs.get(stream[0], 0) + 1
            numbered = [Numbered(seq=first + index, event=one) for index, one in enumerate(events)]  # type: ignore[arg-type]
            await desk.log.append_line(stream[0], stream[1], numbered)
            seqs[stream[0]] = first + len(events) - 1
        else:
            await desk.log.append_desk(*events)  # type: ignore[arg-type]


def history(desk: sample.Desk) -> History:
    return History(desk.database, desk.log, ZoneInfo(sample.ZONE), RULE)


async def from_tables(desk: sample.Desk, now: float) -> Figures:
    past, tally = history(desk), Tally(RULE)
    async for fact in past.facts(Which(since=MIDNIGHT, until=now + 1e9)):
        tally.add(fact)
    for span in await past.spans(MIDNIGHT, now):
        tally.spend(span.state, span.within(MIDNIGHT, now))
    return tally.figures()


async def from_log(desk: sample.Desk, now: float) -> Figures:
    book, lines = Book(sample.CN, RULE, MIDNIGHT), dict[str, str]()
    async for one in desk.log.read():
        lines[one.stream_id] = getattr(one.event, "line_id", "") or lines.get(one.stream_id, "")
        book.receive(one.event, one.stream_id, lines[one.stream_id])
    return book.figures(now)


async def test_book_tables_and_log_say_the_same_at_any_stop_of_the_day(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        live, seqs = Book(sample.CN, RULE, MIDNIGHT), dict[str, int]()
        third = len(DAY.entries) // 3
        for part in range(3):
            entries = DAY.entries[part * third : (part + 1) * third]
            await logged(desk, entries, seqs)
            for entry in entries:
                live.receive(entry.event, entry.stream_id, entry.line_id)
            now = entries[-1].event.at + 1
            assert await from_tables(desk, now) == await from_log(desk, now) == live.figures(now)
            live = await taken_up(desk, now)
            assert live.figures(now) == await from_log(desk, now)
        before = await desk.projections()
        await desk.log.rebuild()
        assert await desk.projections() == before
        assert len(before["call_fact"]) == 100


async def taken_up(desk: sample.Desk, now: float) -> Book:
    """As a desk does that starts in the middle of the day."""
    past, book = history(desk), Book(sample.CN, RULE, MIDNIGHT)
    facts = [one async for one in past.facts(Which(since=MIDNIGHT, until=END))]
    book.restore(await past.open_calls(), facts, await past.spans(MIDNIGHT, now))
    return book


async def test_a_period_is_narrowed_by_queue_agent_and_building(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await logged(desk, DAY.entries, {})
        past, whole = history(desk), Which(since=MIDNIGHT, until=END)

        async def found(**what: str) -> list[CallFact]:
            return [one async for one in past.facts(replace(whole, **what))]

        assert {one.queue for one in await found(queue="lift")} == {"lift"}
        assert {one.agent_id for one in await found(agent_id="agent-01")} == {"agent-01"}
        assert {one.building for one in await found(building="2")} == {"2"}
        assert len(await found(queue="lift")) == sum(one.queue == "lift" for one in DAY.calls if one.fate != "ours")
        assert len(await past.arrivals(whole)) == sum(one.fate != "ours" for one in DAY.calls)
        assert await past.first_call() == min(one.arrived_at for one in await found())


async def test_a_database_from_before_there_were_figures_is_filled(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        past = history(desk)
        assert await past.fill() is False
        await desk.log.append_line("s1", "line-1", sample.numbered(sample.whole_call()))
        facts = await desk.rows("call_fact")
        await desk.write("DELETE FROM call_fact")
        assert await past.fill() is True
        assert await desk.rows("call_fact") == facts
        assert await past.last_at() == sample.NOON + 68


def test_midnights_are_those_of_the_site(tmp_path: Path) -> None:
    desk = sample.Desk(f"sqlite+aiosqlite:///{tmp_path / 'x.db'}")
    past = history(desk)
    assert past.midnight(MIDNIGHT + 5) == past.midnight(END - 1) == MIDNIGHT
    assert past.next_midnight(MIDNIGHT) == END


CALLS, AGENTS = st.sampled_from(["c1", "c2", "c3"]), st.sampled_from(["a1", "a2"])
AT = st.floats(MIDNIGHT, END, allow_nan=False)
MS = st.floats(0, 1e6, allow_nan=False)
LINE_EVENT: st.SearchStrategy[CallEvent] = st.one_of(
    st.builds(sample.started, st.just("line-1"), AT),
    st.builds(sample.arrived, CALLS, AT),
    st.builds(sample.answered, CALLS, AGENTS, MS, MS),
    st.builds(sample.ended, CALLS, st.sampled_from(Side), st.sampled_from(EndCause), MS),
)
DESK_EVENT: st.SearchStrategy[DeskEvent] = st.one_of(
    st.builds(CallQueued, at=AT, call_id=CALLS, queue=st.sampled_from(["q1", "q2"])),
    st.builds(CallMoved, at=AT, call_id=CALLS, queue=st.sampled_from(["q1", "q2"])),
    st.builds(
        AgentStateChanged, at=AT, agent_id=AGENTS, state=st.sampled_from(AgentState), call_id=CALLS | st.just("")
    ),
    st.builds(DeskStarted, at=AT, version=st.just("0"), last_at=AT),
)
STEP = st.builds(Entry, st.just("s1"), st.just("line-1"), LINE_EVENT) | st.builds(
    Entry, st.just(""), st.just(""), DESK_EVENT
)


@settings(max_examples=8)
@given(st.lists(STEP, min_size=8, max_size=40))
async def test_whatever_happens_live_figures_are_those_of_the_log(steps: list[Entry]) -> None:
    live = Book(sample.CN, RULE, MIDNIGHT)
    with TemporaryDirectory() as folder:
        async with sample.desk(Path(folder)) as desk:
            await logged(desk, steps, {})
            for one in steps:
                live.receive(one.event, one.stream_id, one.line_id)
            assert await from_tables(desk, END) == await from_log(desk, END) == live.figures(END)
