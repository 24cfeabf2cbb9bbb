"""Complaints that are registered together are what they would be one by one, to the last column."""

import asyncio
from pathlib import Path

import pytest

from api.errors import Invalid, KeyReused
from api.every_table import METADATA
from api.log import EventLog
from api.residents.book import ResidentBook
from api.schemas import NewResident, NewTicket, Registered
from api.tickets.intake import plain
from scripts_lib.model import Channel
from tests.unit.api import desk_samples as sample


def new(**changes: object) -> NewTicket:
    return NewTicket(complaint=sample.complaint(**changes), channel=Channel.WEB_FORM)


async def together(desk: sample.Desk, *asked: tuple[NewTicket, str, str]) -> list[Registered | BaseException]:
    """All at once: what, by whom, under which key."""
    creations = (desk.registration.create(one, sample.person(who), key) for one, who, key in asked)
    return await asyncio.gather(*creations, return_exceptions=True)


async def every_row(desk: sample.Desk) -> dict[str, list[tuple[object, ...]]]:
    """The whole database."""
    return {table.name: await desk.rows(table.name) for table in METADATA.sorted_tables}


async def test_one_transaction_gives_the_rows_that_the_log_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    transactions = 0
    whole = EventLog.in_transaction

    async def counted(self: EventLog, work: object) -> object:
        nonlocal transactions
        transactions += 1
        return await whole(self, work)  # type: ignore[arg-type]

    monkeypatch.setattr(EventLog, "in_transaction", counted)
    async with sample.desk(tmp_path) as desk:
        asked = [
            (new(matter=f"第{place}件"), f"a{place % 2}", f"k{place}" if place % 3 else "") for place in range(9)
        ]
        made = [one.ticket for one in await together(desk, *asked) if isinstance(one, Registered)]
        assert transactions == 1
        assert [one.complaint.matter for one in made] == [f"第{place}件" for place in range(9)]
        assert [one.number[-4:] for one in made] == [f"{place:04d}" for place in range(1, 10)]
        before = await every_row(desk)
        assert len(before["ticket_count"]) == len(before["ticket"]) == 9
        assert await desk.log.rebuild() == 9
        assert await every_row(desk) == before, "what the log's fold writes, one by one"


async def test_keys_count_within_the_batch_too(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        first, again, other, of_another = await together(
            desk, (new(), "a1", "k"), (new(), "a1", "k"), (new(matter="别的"), "a1", "k"), (new(), "a2", "k")
        )
        assert isinstance(first, Registered)
        assert isinstance(again, Registered)
        assert isinstance(of_another, Registered)
        assert (first.again, again.again, again.ticket) == (False, True, first.ticket)
        assert isinstance(other, KeyReused)
        assert of_another.ticket.number != first.ticket.number
        assert len(await desk.rows("ticket")) == len(await desk.rows("event_log")) == 2


async def test_a_form_that_is_not_complete_is_refused_alone(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        good, bad, after = await together(desk, (new(), "a1", ""), (new(contact=" "), "a1", "k"), (new(), "a1", ""))
        assert isinstance(bad, Invalid)
        assert isinstance(good, Registered)
        assert isinstance(after, Registered)
        assert [good.ticket.number[-4:], after.ticket.number[-4:]] == ["0001", "0002"], "no number is lost"


async def test_each_belongs_to_the_home_of_its_number(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        for room, phones in (
            ("502", ("13800001234",)),
            ("503", ("13800001235", "13800001236")),
            ("504", ("13800001236",)),
        ):
            await ResidentBook(desk.database).add(
                NewResident(name=f"住户{room}", building="3", unit="1", room=room, phones=phones)
            )
        numbers = ("13800001234", "13800001235", "13800001236", "13900000000")
        made = await together(desk, *((new(phone=number), "a1", "") for number in numbers))
        assert [one.ticket.home for one in made if isinstance(one, Registered)] == ["3|1|502", "3|1|503", "", ""]


def test_what_must_be_looked_up_first_is_not_plain() -> None:
    assert plain(new())
    assert not plain(new(repeat_of="TS20261123-0001"))
    assert not plain(new(resident_id="x"))
    assert not plain(NewTicket(complaint=sample.complaint(), channel=Channel.VISIT, found_in="TS20261123-0001"))
