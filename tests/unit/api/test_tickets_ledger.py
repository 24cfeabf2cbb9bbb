"""Tickets' rows: their columns, what the log of an older desk says, follow-ups on either list, the watch."""

from pathlib import Path
from typing import Any

import pytest

from api.duty.promises import follow_up_id_of, ticket_of_item
from api.log_events import DutyAnswered
from api.models import TicketRow
from api.schemas import AgentView, Role, TicketState, TicketView
from api.tickets import events
from api.tickets.events import LimitPassed, TicketFact, TicketTurnedGrave
from api.tickets.shelf import TicketFilter, TicketShelf
from api.tickets.steps import TicketSteps
from api.tickets.watch import Watch
from scripts_lib.model import Clock, ClockState
from tests.unit.api import desk_samples, ticket_samples
from tests.unit.api.ticket_samples import DAY, HOUR, NOON, NUMBER, RULES, fact, made

CHIEF = AgentView(agent_id="chief", login="chief", name="主管", surname="赵", role=Role.SUPERVISOR)
S = TicketState


async def happens(desk: desk_samples.Desk, *facts: Any) -> TicketView:
    """Log these, each filled with its clocks as a desk would, and read the ticket."""
    for one in facts:
        ticket = await ticket_now(desk)
        filled: Any = RULES.filled(ticket, one) if isinstance(one, TicketFact) else one
        await desk.log.append_desk(filled)
    found = await ticket_now(desk)
    assert found is not None
    return found


async def ticket_now(desk: desk_samples.Desk) -> TicketView | None:
    return await TicketShelf(desk.database, desk.log).of_number(NUMBER, CHIEF)


async def rebuilt_the_same(desk: desk_samples.Desk) -> None:
    before = await desk.projections()
    await desk.log.rebuild()
    assert await desk.projections() == before


async def test_the_whole_way_and_its_columns(tmp_path: Path) -> None:
    async with desk_samples.desk(tmp_path) as desk:
        closed = await happens(desk, made(), *ticket_samples.WAY)
        assert closed.state is S.CLOSED
        async with desk.database.reading() as session:
            row = await session.get_one(TicketRow, NUMBER)
        assert (row.state, row.closed_at, row.satisfied) == ("closed", NOON + 2 * DAY, True)
        assert (row.next_due, row.wake_at, row.department) == (None, None, "engineering")
        assert row.missed == 1, "nobody passed it up"
        assert row.met == sum(one.state is ClockState.MET for one in closed.clocks)
        assert await desk.rows("ticket_duty") == []
        await rebuilt_the_same(desk)


async def test_a_fact_that_may_not_happen_stays_in_the_log_only(tmp_path: Path) -> None:
    async with desk_samples.desk(tmp_path) as desk:
        before = await happens(desk, made())
        assert await happens(desk, ticket_samples.closed()) == before
        assert len(await desk.log.of_ticket(NUMBER)) == 2


async def test_a_follow_up_on_the_duty_list_is_the_tickets_and_the_other_way_round(tmp_path: Path) -> None:
    async with desk_samples.desk(tmp_path) as desk:
        await happens(desk, made(), *ticket_samples.WAY[:5])
        answered = DutyAnswered(
            at=NOON + DAY, item_id=follow_up_id_of(NUMBER), agent_id="a1", result="满意", satisfied=True
        )
        asked = await happens(desk, answered)
        assert (asked.state, asked.followed_up_at) == (S.FOLLOWED_UP, NOON + DAY)
        assert [row.kind for row in await desk.log.of_ticket(NUMBER)][-1] == "DutyAnswered"
        again = await happens(desk, fact(events.TicketReopened, NOON + 2 * DAY, reason="又漏水了"))
        assert again.reopened == 1
        for late in (ticket_samples.sent, ticket_samples.signed, ticket_samples.taken):
            await happens(desk, late(NOON + 3 * DAY))
        await happens(
            desk,
            ticket_samples.answered(NOON + 4 * DAY, NOON + 4 * DAY),
            ticket_samples.settled(NOON + 4 * DAY, None),
            ticket_samples.followed_up(NOON + 5 * DAY),
        )
        items = {str(row[0]): str(row[2]) for row in await desk.rows("duty_item")}
        assert items == {follow_up_id_of(NUMBER): "done", follow_up_id_of(NUMBER, 1): "done"}
        await rebuilt_the_same(desk)


def test_an_items_id_names_its_ticket() -> None:
    assert ticket_of_item(follow_up_id_of(NUMBER)) == ticket_of_item(follow_up_id_of(NUMBER, 2)) == NUMBER
    assert ticket_of_item("promise:c1") == ticket_of_item("c1") == ""


async def test_the_log_of_an_older_desk_is_read(tmp_path: Path) -> None:
    """Clocks without a name, and a matter that was settled from where it stood."""
    old = tuple(Clock(rule=one.rule, what=one.what, start=one.start, due=one.due) for one in made().clocks)
    async with desk_samples.desk(tmp_path) as desk:
        registered = ticket_samples.replaced(made(), old)
        await desk.log.append_desk(registered)
        settled = events.TicketSettled(
            at=NOON + HOUR, number=NUMBER, agent_id="a1", result="好", follow_up_due=NOON + 3 * DAY
        )
        await desk.log.append_desk(settled)
        ticket = await ticket_now(desk)
        assert ticket is not None
        assert (ticket.state, ticket.result) == (S.DONE, "好")
        assert ticket_samples.clock(ticket, "SLA-5:done").state == "met"
        await rebuilt_the_same(desk)


# --- the watch ------------------------------------------------------------------------------------------------------


async def passed(desk: desk_samples.Desk) -> list[tuple[str, int]]:
    logged = [one.event async for one in desk.log.read()]
    return [(one.clock_id, one.level) for one in logged if isinstance(one, LimitPassed)]


async def test_what_fell_due_while_the_desk_was_down_is_told_once_when_it_is_up(tmp_path: Path) -> None:
    async with desk_samples.desk(tmp_path) as desk:
        await happens(desk, made())
        watch = Watch(desk.database, desk.log, RULES)
        assert await watch.look(NOON + 600) == 0
        await watch.look(NOON + 2 * DAY)
        first = [("SLA-1:signed", 1), ("SLA-2:passed_up", 2), ("SLA-7:replied", 3)]
        assert await passed(desk) == first
        assert await Watch(desk.database, desk.log, RULES).look(NOON + 2 * DAY) == 0, "another desk on the same log"
        await watch.look(NOON + 31 * DAY)
        turned = [one.event async for one in desk.log.read() if isinstance(one.event, TicketTurnedGrave)]
        assert len(turned) == 1
        told = await passed(desk)
        assert len(told) == len(set(told))
        await rebuilt_the_same(desk)


async def test_the_watch_of_many_looks_at_all(tmp_path: Path) -> None:
    async with desk_samples.desk(tmp_path) as desk:
        for index in range(1, 4):
            number = f"TS20261123-000{index}"
            await desk.log.append_desk(ticket_samples.replaced(made(), made().clocks, number))
        assert await Watch(desk.database, desk.log, RULES).look(NOON + 601) == 3
        assert {row[2] for row in await desk.rows("ticket_duty") if row[3] == "look"} == set(), (
            "the agent is told first"
        )


# --- reading --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("which", "found"),
    [
        (TicketFilter(), 1),
        (TicketFilter(open=True, department="engineering", channel="call", nature="valid"), 1),
        (TicketFilter(open=False), 0),
        (TicketFilter(q="漏水"), 1),
        (TicketFilter(q="%"), 0),
        (TicketFilter(q="1123-0001"), 1),
        (TicketFilter(since=NOON, until=NOON + 1), 1),
        (TicketFilter(until=NOON), 0),
        (TicketFilter(overdue=True), 1),
        (TicketFilter(building="9"), 0),
    ],
)
async def test_filters(tmp_path: Path, which: TicketFilter, found: int) -> None:
    async with desk_samples.desk(tmp_path) as desk:
        await happens(desk, made(at=NOON - 400 * DAY) if which.overdue else made())
        total, items = await TicketShelf(desk.database, desk.log).page(which, CHIEF, limit=9, offset=0)
        assert (total, len(items)) == (found, found)


async def test_the_same_words_again_change_nothing(tmp_path: Path) -> None:
    async with desk_samples.desk(tmp_path) as desk:
        await happens(desk, made())
        steps = TicketSteps(desk.log, RULES)

        def reply(ticket: TicketView, now: float) -> Any:
            return events.TicketReplied(at=now, number=NUMBER, agent_id=CHIEF.agent_id, what="已安排")

        first = await steps.do(NUMBER, CHIEF, reply)
        assert await steps.do(NUMBER, CHIEF, reply) == first
        assert len(await desk.log.of_ticket(NUMBER)) == 2
