"""The worklist by ticket: each once, where its nearest duty stands; counts and pages of tickets, not of duties."""

from pathlib import Path

from msgspec.structs import replace

from api.schemas import AgentView, Role
from api.tickets.shelf import TicketShelf
from tests.unit.api import desk_samples
from tests.unit.api.ticket_samples import RULES, made

CHIEF = AgentView(agent_id="chief", login="chief", name="主管", surname="赵", role=Role.SUPERVISOR)
MA = AgentView(agent_id="ma", login="ma", name="马工", surname="马", role=Role.DEPARTMENT_HEAD)
TICKETS = 3


async def test_a_ticket_that_waits_for_several_things_stands_once(tmp_path: Path) -> None:
    async with desk_samples.desk(tmp_path) as desk:
        shelf = TicketShelf(desk.database, desk.log)
        for place in range(TICKETS):
            one = replace(made(), number=f"TS20261123-000{place + 1}", at=made().at + place, call_id="")
            await desk.log.append_desk(RULES.filled(None, one))
        total, counts, first = await shelf.work(CHIEF, limit=2, offset=0)
        _, _, rest = await shelf.work(CHIEF, limit=2, offset=2)
        assert total == TICKETS
        assert [ticket.number[-1] for ticket, _ in (*first, *rest)] == ["1", "2", "3"]
        for _, duties in (*first, *rest):
            assert len(duties) > 1
            dues = [duty.due for duty in duties if duty.due is not None]
            assert dues == sorted(dues)
        assert set(counts) == {duty.what for _, duties in first for duty in duties}
        assert set(counts.values()) == {TICKETS}
        wanted, _, replies = await shelf.work(CHIEF, what="reply", limit=10, offset=0)
        assert wanted == TICKETS
        assert {duties[0].what for _, duties in replies} == {"reply"}
        assert (await shelf.work(MA, limit=10, offset=0)) == (0, {}, ())


async def test_which_of_these_somebody_may_open(tmp_path: Path) -> None:
    async with desk_samples.desk(tmp_path) as desk:
        shelf = TicketShelf(desk.database, desk.log)
        await desk.log.append_desk(RULES.filled(None, made()))
        number = made().number
        assert await shelf.seen([number, "TS20200101-0001"], CHIEF) == {number}
        assert await shelf.seen([number], MA) == frozenset()
