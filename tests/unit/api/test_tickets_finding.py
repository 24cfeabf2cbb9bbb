"""Finding complaints by a line of words: more for who sees names and numbers, nothing by these for who does not."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from api.schemas import AgentView, Role
from api.tickets.shelf import TicketFilter, TicketShelf
from tests.unit.api import desk_samples
from tests.unit.api.ticket_samples import NUMBER, RULES, made

CHIEF = AgentView(agent_id="chief", login="chief", name="主管", surname="赵", role=Role.SUPERVISOR)
DEPUTY = AgentView(agent_id="zhou", login="zhou", name="周总", surname="周", role=Role.DEPUTY_GENERAL_MANAGER)


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[TicketShelf]:
    """One ticket of home 3-1-502, one of 13-1-502."""
    async with desk_samples.desk(tmp_path) as desk:
        for number, home in ((NUMBER, "3|1|502"), ("TS20261123-0002", "13|1|502")):
            await desk.log.append_desk(RULES.filled(None, replace(made(), number=number, home=home, call_id="")))
        yield TicketShelf(desk.database, desk.log)


async def found(shelf: TicketShelf, words: str, by: AgentView) -> set[str]:
    total, tickets = await shelf.page(TicketFilter(q=words), by, limit=10, offset=0)
    assert total == len(tickets)
    return {one.number[-4:] for one in tickets}


@pytest.mark.parametrize("by", [CHIEF, DEPUTY], ids=["sees numbers", "sees none"])
async def test_by_number_home_building_and_words(shelf: TicketShelf, by: AgentView) -> None:
    matter = made().complaint.matter
    assert await found(shelf, "ts20261123-0001", by) == {"0001"}
    assert await found(shelf, "3-1-502", by) >= {"0001"}
    assert await found(shelf, "１３栋1单元502室", by) == {"0002"}
    assert await found(shelf, "13栋", by) == {"0002"}
    assert await found(shelf, matter[:4], by) == {"0001", "0002"}
    assert await found(shelf, "nothing of that", by) == set()


async def test_contact_and_telephone_are_found_by_those_who_see_them(shelf: TicketShelf) -> None:
    complaint = made().complaint
    for words in (complaint.contact, complaint.phone):
        assert await found(shelf, words, CHIEF) == {"0001", "0002"}
        assert await found(shelf, words, DEPUTY) == set()


async def test_what_stands_in_the_record_beside_the_words_finds_nothing_for_them(shelf: TicketShelf) -> None:
    assert await found(shelf, "registered_by", DEPUTY) == set()
    assert await found(shelf, "%", DEPUTY) == set()
