"""Registering a complaint: what the form needs, its number, key, home, and a problem that was found on the way."""

import time
from pathlib import Path

import pytest

from api.errors import Conflict, Invalid, KeyReused, NotFound
from api.schemas import ClocksAsked, NewTicket, OpenReason, TicketView
from scripts_lib.errors import ImpossibleTime
from scripts_lib.model import Channel, Nature, Weight
from tests.unit.api import desk_samples as sample


def new(channel: Channel = Channel.VISIT, **changes: object) -> NewTicket:
    return NewTicket(complaint=sample.complaint(**changes), channel=channel)


async def made(desk: sample.Desk, one: NewTicket | None = None, key: str = "", who: str = "a1") -> TicketView:
    registered = await desk.registration.create(one or new(), sample.person(who), key)
    return registered.ticket


async def test_numbers_count_through_the_day_by_whatever_channel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = sample.NOON
    monkeypatch.setattr("api.tickets.registration.time.time", lambda: now)
    async with sample.desk(tmp_path) as desk:
        numbers = [(await made(desk, new(channel))).number for channel in (Channel.LETTER, Channel.EMAIL)]
        now += 12 * 3600
        numbers.append((await made(desk)).number)
    assert numbers == ["TS20261123-0001", "TS20261123-0002", "TS20261124-0001"]


async def test_the_form_is_checked_whatever_the_channel(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        with pytest.raises(Invalid) as caught:
            await made(desk, new(contact=" ", kind="x", department="y", phone="12", requested_by=1.0))
        assert caught.value.fields.keys() == {"contact", "kind", "department", "phone", "requested_by"}
        assert await desk.rows("event_log") == []


async def test_the_same_key_makes_one_ticket_and_another_content_is_refused(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        first = await desk.registration.create(new(), sample.person(), "k")
        again = await desk.registration.create(new(), sample.person(), "k")
        assert (first.again, again.again, again.ticket) == (False, True, first.ticket)
        with pytest.raises(KeyReused):
            await desk.registration.create(new(matter="别的"), sample.person(), "k")
        assert (await made(desk, key="k", who="a2")).number != first.ticket.number
        assert len(await desk.rows("ticket")) == 2
        before = await desk.projections()
        await desk.log.rebuild()
        assert await desk.projections() == before
        assert (await desk.registration.create(new(), sample.person(), "k")).again, "the log remembers keys too"


@pytest.mark.parametrize("key", ["k" * 201, "a\nb"])
async def test_a_key_that_cannot_be_one_is_named(tmp_path: Path, key: str) -> None:
    async with sample.desk(tmp_path) as desk:
        with pytest.raises(Invalid) as caught:
            await made(desk, key=key)
    assert caught.value.fields.keys() == {"Idempotency-Key"}


async def test_a_ticket_of_no_call_keeps_who_registered_it_and_why(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        one = NewTicket(complaint=sample.complaint(), channel=Channel.OTHER, why_open=OpenReason.FAULT_FOUND)
        ticket = await made(desk, one)
    assert (ticket.call_id, ticket.registered_by, ticket.owner) == (None, "a1", "a1")
    assert (ticket.channel, ticket.why_open) == (Channel.OTHER, OpenReason.FAULT_FOUND)


async def test_a_problem_found_on_the_way_needs_its_first_ticket(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        first = await made(desk)
        for found_in, problem_id, error in (("TS-0", "", NotFound), (first.number, "p9", Conflict)):
            lost = NewTicket(
                complaint=sample.complaint(), channel=Channel.OTHER, found_in=found_in, problem_id=problem_id
            )
            with pytest.raises(error):
                await made(desk, lost)
        assert len(await desk.rows("ticket")) == 1, "nothing stands half"


async def test_clocks_ahead_are_those_it_would_start(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        now = time.time()
        valid = desk.registration.clocks(ClocksAsked(weight=Weight.GRAVE, nature=Nature.VALID), now)
        assert [one.rule for one in valid if one.rule == "SLA-11"] == ["SLA-11"]
        unjudged = desk.registration.clocks(ClocksAsked(weight=Weight.GRAVE), now)
        assert "SLA-11" not in {one.rule for one in unjudged}
        with pytest.raises(ImpossibleTime):
            desk.registration.clocks(ClocksAsked(weight=Weight.SLIGHT, requested_by=now - 1), now)
