"""Projections are folds: kept beside the log they read the same as made anew from it, to the digit."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from api.log_events import CallExplained, DeskEvent
from api.models import CallRow
from api.projector import record_of
from api.schemas import Explained
from api.tickets.events import TicketRegistered
from telephony.events import CallEvent, EndCause, Side
from telephony.wire import Numbered
from tests.unit.api import desk_samples as sample

CALLS = st.sampled_from(["c1", "c2", "c3"])
AGENTS = st.sampled_from(["a1", "a2"])
MS = st.floats(min_value=0, max_value=1e7, allow_nan=False)
LINES = st.sampled_from(["line-1", "line-2"])
AT = st.floats(min_value=sample.NOON, max_value=sample.NOON + 1e6, allow_nan=False)


def _explained(call_id: str, agent_id: str) -> CallExplained:
    return CallExplained(at=sample.NOON, call_id=call_id, agent_id=agent_id, explained=Explained(notes="好"))


LINE_EVENT: st.SearchStrategy[CallEvent] = st.one_of(
    st.builds(sample.started, LINES, AT),
    st.builds(sample.arrived, CALLS, AT),
    st.builds(sample.ringing, CALLS),
    st.builds(sample.answered, CALLS, AGENTS, MS, MS),
    st.builds(sample.established, CALLS),
    st.builds(sample.ended, CALLS, st.sampled_from(Side), st.sampled_from(EndCause), MS),
)
STEP: st.SearchStrategy[tuple[str, str, CallEvent] | DeskEvent] = st.one_of(
    st.tuples(st.sampled_from(["s1", "s2"]), LINES, LINE_EVENT), st.builds(_explained, CALLS, AGENTS)
)


async def call(desk: sample.Desk, call_id: str = "c1") -> CallRow:
    async with desk.database.reading() as session:
        return await session.get_one(CallRow, call_id)


RENAMED: list[tuple[str, str, CallEvent] | DeskEvent] = [
    ("s1", "line-1", sample.arrived()),
    ("s1", "line-2", sample.started("line-2")),
]
"""A line that got another name, with a call from before: found by hand, and too rare for chance."""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(RENAMED)
@given(st.lists(STEP, min_size=12, max_size=40))
async def test_made_anew_from_the_log_they_are_the_same(steps: list[tuple[str, str, CallEvent] | DeskEvent]) -> None:
    with TemporaryDirectory() as folder:
        async with sample.desk(Path(folder)) as desk:
            for seq, step in enumerate(steps, start=1):
                if isinstance(step, tuple):
                    stream_id, line_id, event = step
                    await desk.log.append_line(stream_id, line_id, [Numbered(seq=seq, event=event)])
                else:
                    await desk.log.append_desk(step)
            before = await desk.projections()
            assert await desk.log.rebuild() == len(await desk.rows("event_log")) == len(steps)
            assert await desk.projections() == before


async def test_a_ticket_too_is_made_anew(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await desk.log.append_line("s1", "line-1", sample.numbered(sample.whole_call()))
        saved = await desk.dispositions.save(
            "c1", sample.complaint(requested_by=time.time() + 86_400), sample.person()
        )
        before = await desk.projections()
        assert saved.ticket is not None
        assert len(before["ticket"]) == 1
        await desk.log.rebuild()
        await desk.log.rebuild()
        assert await desk.projections() == before


async def test_a_line_that_starts_again_closes_what_it_left_open(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        events = [sample.started(), sample.arrived("c1"), sample.answered("c1"), *sample.whole_call("c2")]
        await desk.log.append_line("s1", "line-1", sample.numbered([*events, sample.started(at=sample.NOON + 60)]))
        left, over = record_of(await call(desk, "c1")), record_of(await call(desk, "c2"))
    assert (left.cause, left.ended_by) == (EndCause.INTERRUPTED, Side.LINE)
    assert over.cause is EndCause.COMPLETED


async def test_another_line_that_starts_closes_nothing_of_ours(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await desk.log.append_line("s1", "line-1", sample.numbered([sample.arrived("c1"), sample.answered("c1")]))
        await desk.log.append_line("s2", "line-2", sample.numbered([sample.started("line-2")]))
        assert record_of(await call(desk)).cause is None


async def test_a_line_whose_data_folder_was_lost_closes_its_calls_under_its_new_stream(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await desk.log.append_line("s1", "line-1", sample.numbered([sample.started(), sample.arrived("c1")]))
        await desk.log.append_line("s2", "line-1", sample.numbered([sample.started(at=sample.NOON + 9)]))
        assert record_of(await call(desk)).cause is EndCause.INTERRUPTED


async def test_a_line_that_was_renamed_closes_the_calls_of_its_stream(tmp_path: Path) -> None:
    """`telephony.events.LineStarted`: calls still open in this stream before it were interrupted."""
    async with sample.desk(tmp_path) as desk:
        before: list[CallEvent] = [sample.started("line-1"), sample.arrived("c1"), sample.answered("c1")]
        await desk.log.append_line("s1", "line-1", sample.numbered(before))
        await desk.log.append_line("s1", "east", sample.numbered([sample.started("east", sample.NOON + 9)], first=4))
        assert record_of(await call(desk)).cause is EndCause.INTERRUPTED


async def test_an_event_of_a_call_whose_arrival_was_lost_stays_in_the_log_only(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await desk.log.append_line("s1", "line-1", sample.numbered([sample.answered(), sample.ended()], first=7))
        assert await desk.rows("call") == []
        assert len(await desk.rows("event_log")) == 2


async def test_the_columns_of_a_row_are_those_of_its_record(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await desk.log.append_line("s1", "line-1", sample.numbered(sample.whole_call()))
        await desk.log.append_desk(_explained("c1", "a1"))
        row = await call(desk)
    record = record_of(row)
    assert (row.call_id, row.line_id, row.number, row.agent_id) == ("c1", "line-1", "13800001234", "a1")
    assert (row.arrived_at, row.ended, row.disposition) == (record.arrived_at, True, "explained")


async def test_a_ticket_row_carries_the_nearest_due_time(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await desk.log.append_line("s1", "line-1", sample.numbered(sample.whole_call()))
        saved = await desk.dispositions.save("c1", sample.complaint(), sample.person())
        assert saved.ticket is not None
        async with desk.database.reading() as session:
            logged = [one async for one in desk.log.read() if isinstance(one.event, TicketRegistered)]
            (row,) = await desk.rows("ticket")
            assert session is not None
    assert logged[0].event.clocks == saved.ticket.clocks  # type: ignore[union-attr]
    assert min(clock.due for clock in saved.ticket.clocks) in row
