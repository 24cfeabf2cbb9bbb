"""What becomes of a call: who may say so, when, once; the form's required fields; ticket numbers and clocks."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from api.errors import Conflict, Forbidden, Invalid, NotFound
from api.schemas import Complaint, Disposition, Explained, Outcome, Role, Saved, ScriptStep, TicketState
from scripts_lib.loader import load
from scripts_lib.model import Nature, Weight
from scripts_lib.procedure import due_times
from telephony.events import CallEvent
from tests.unit.api import desk_samples as sample

EXPLAINED = Explained(notes="已解释收费标准", script_id="fees", steps=(ScriptStep(question_id="q", shown_ms=5),))


async def over(desk: sample.Desk, *call_ids: str, agent_id: str = "a1") -> None:
    """Calls that this agent took and that are over."""
    seq = await desk.log.have_seq("s1")
    for call_id in call_ids:
        seq = await desk.log.append_line(
            "s1", "line-1", sample.numbered(sample.whole_call(call_id, agent_id), first=seq + 1)
        )


def at(monkeypatch: pytest.MonkeyPatch, now: float) -> None:
    monkeypatch.setattr("api.calls.disposition.time.time", lambda: now)


async def test_a_complaint_becomes_a_ticket_with_its_clocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CASE-2: opened, and when."""
    at(monkeypatch, sample.NOON)
    async with sample.desk(tmp_path) as desk:
        await over(desk, "c1")
        saved = await desk.dispositions.save("c1", sample.complaint(weight=Weight.GRAVE), sample.person())
    ticket = saved.ticket
    assert ticket is not None
    assert (ticket.number, ticket.state, ticket.call_id) == ("TS20261123-0001", TicketState.REGISTERED, "c1")
    assert (ticket.registered_at, ticket.registered_by) == (sample.NOON, "a1")
    library = load()
    assert ticket.rules_version == library.rules.version
    assert ticket.clocks == due_times(
        sample.NOON,
        weight=Weight.GRAVE,
        own_duty=False,
        requested_by=None,
        calendar=library.calendar,
        timezone=sample.ZONE,
        procedure=library.procedure,
        nature=Nature.VALID,
    )
    assert (saved.call.disposition, saved.call.ticket_number) == (Disposition.COMPLAINT, ticket.number)


async def test_an_explanation_makes_no_ticket(tmp_path: Path) -> None:
    """CASE-1: what an explanation settled is not opened."""
    async with sample.desk(tmp_path) as desk:
        await over(desk, "c1")
        saved = await desk.dispositions.save("c1", EXPLAINED, sample.person())
        assert (saved.ticket, saved.call.disposition) == (None, Disposition.EXPLAINED)
        assert await desk.rows("ticket") == []


@pytest.mark.parametrize("outcome", [EXPLAINED, sample.complaint()], ids=["explained", "complaint"])
async def test_saving_the_same_again_answers_the_same(tmp_path: Path, outcome: Outcome) -> None:
    async with sample.desk(tmp_path) as desk:
        await over(desk, "c1")
        first = await desk.dispositions.save("c1", outcome, sample.person())
        logged = len(await desk.rows("event_log"))
        assert await desk.dispositions.save("c1", outcome, sample.person()) == first
        assert len(await desk.rows("event_log")) == logged


async def test_the_same_number_written_another_way_is_the_same_complaint(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await over(desk, "c1")
        first = await desk.dispositions.save("c1", sample.complaint(phone="+86 138-0000-1234"), sample.person())
        again = await desk.dispositions.save("c1", sample.complaint(phone="13800001234"), sample.person())
    assert first == again
    assert first.ticket is not None
    assert first.ticket.complaint.phone == "13800001234"


async def test_a_repeated_save_after_the_time_asked_for_still_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A console that lost the answer saves again, perhaps later than the time which the resident asked for."""
    form = sample.complaint(requested_by=sample.NOON + 60)
    async with sample.desk(tmp_path) as desk:
        await over(desk, "c1")
        at(monkeypatch, sample.NOON)
        first = await desk.dispositions.save("c1", form, sample.person())
        at(monkeypatch, sample.NOON + 120)
        assert await desk.dispositions.save("c1", form, sample.person()) == first


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (EXPLAINED, sample.complaint()),
        (sample.complaint(), EXPLAINED),
        (sample.complaint(), sample.complaint(matter="另一件事")),
        (EXPLAINED, Explained(notes="别的")),
    ],
)
async def test_another_outcome_is_refused(tmp_path: Path, first: Outcome, second: Outcome) -> None:
    async with sample.desk(tmp_path) as desk:
        await over(desk, "c1")
        await desk.dispositions.save("c1", first, sample.person())
        before = await desk.projections()
        with pytest.raises(Conflict):
            await desk.dispositions.save("c1", second, sample.person())
        assert await desk.projections() == before


@pytest.mark.parametrize("count", [1, 2, 3, 4], ids=["arrived", "ringing", "answered", "established"])
async def test_a_call_that_goes_on_has_no_outcome_yet(tmp_path: Path, count: int) -> None:
    events: list[CallEvent] = sample.whole_call()[:count]
    async with sample.desk(tmp_path) as desk:
        await desk.log.append_line("s1", "line-1", sample.numbered(events))
        with pytest.raises(Conflict, match="not over"):
            await desk.dispositions.save("c1", sample.complaint(), sample.person(role=Role.SUPERVISOR))
        assert await desk.rows("ticket") == []


@pytest.mark.parametrize(
    ("who", "role", "allowed"),
    [
        ("a1", Role.AGENT, True),
        ("a2", Role.AGENT, False),
        ("s1", Role.SUPERVISOR, True),
        ("b1", Role.ADMIN, True),
        ("q1", Role.QA, False),
    ],
)
async def test_who_may_save(tmp_path: Path, who: str, role: Role, allowed: bool) -> None:
    async with sample.desk(tmp_path) as desk:
        await over(desk, "c1")
        save = desk.dispositions.save("c1", EXPLAINED, sample.person(who, role))
        if allowed:
            assert (await save).call.agent_id == "a1"
        else:
            with pytest.raises(Forbidden):
                await save


async def test_a_call_that_nobody_knows(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        with pytest.raises(NotFound):
            await desk.dispositions.save("c9", EXPLAINED, sample.person())


@pytest.mark.parametrize("field", ["contact", "phone", "place", "matter", "demand"])
@pytest.mark.parametrize("empty", ["", "  \t", "　"])
async def test_a_required_field_that_is_empty_is_named_in_both_languages(
    tmp_path: Path, field: str, empty: str
) -> None:
    """CASE-2, CMP-6."""
    async with sample.desk(tmp_path) as desk:
        await over(desk, "c1")
        with pytest.raises(Invalid) as caught:
            await desk.dispositions.save("c1", sample.complaint(**{field: empty}), sample.person())
    assert list(caught.value.fields) == [field]
    zh, slash, en = caught.value.fields[field].partition(" / ")
    assert slash
    assert zh.startswith("请填写")
    assert en.isascii()


async def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    form = sample.complaint(contact="", phone="call me", kind="dragons", department="nobody", requested_by=1.0)
    async with sample.desk(tmp_path) as desk:
        await over(desk, "c1")
        with pytest.raises(Invalid) as caught:
            await desk.dispositions.save("c1", form, sample.person())
    assert set(caught.value.fields) == {"contact", "phone", "kind", "department", "requested_by"}


@pytest.mark.parametrize(
    ("phone", "right"),
    [
        ("13800001234", True),
        ("+86 138 0000 1234", True),
        ("0086-13800001234", True),
        ("(010) 6888-1234", True),
        ("02088881234", True),
        ("962121", True),
        ("1234", False),
        ("138000012341380000123", False),
        ("一三八", False),
        ("１３８００００１２３４", True),
        ("13800001234x", False),
    ],
)
async def test_a_plausible_telephone_number(tmp_path: Path, phone: str, right: bool) -> None:
    async with sample.desk(tmp_path) as desk:
        await over(desk, "c1")
        save = desk.dispositions.save("c1", sample.complaint(phone=phone), sample.person())
        if right:
            assert (await save).ticket is not None
        else:
            with pytest.raises(Invalid) as caught:
                await save
            assert "phone" in caught.value.fields


async def test_fifty_at_once_get_fifty_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, sample.NOON)
    names = [f"c{n}" for n in range(50)]
    async with sample.desk(tmp_path) as desk:
        await over(desk, *names)
        saves = (desk.dispositions.save(name, sample.complaint(), sample.person()) for name in names)
        numbers = [number(one) for one in await asyncio.gather(*saves)]
    assert sorted(numbers) == [f"TS20261123-{n:04d}" for n in range(1, 51)]


async def test_ten_saves_of_one_call_at_once_are_one_ticket(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await over(desk, "c1")
        saves = (desk.dispositions.save("c1", sample.complaint(), sample.person()) for _ in range(10))
        assert len({number(one) for one in await asyncio.gather(*saves)}) == 1
        assert len(await desk.rows("ticket")) == 1


async def test_the_day_of_a_number_is_the_local_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC).timestamp()
    assert datetime.fromtimestamp(before + 1, ZoneInfo(sample.ZONE)).hour == 0
    numbers = []
    async with sample.desk(tmp_path) as desk:
        for call_id, now in (("c1", before - 1), ("c2", before), ("c3", before + 1), ("c4", before + 2)):
            await over(desk, call_id)
            at(monkeypatch, now)
            numbers.append(number(await desk.dispositions.save(call_id, sample.complaint(), sample.person())))
    assert numbers == ["TS20261123-0001", "TS20261123-0002", "TS20261124-0001", "TS20261124-0002"]


async def test_a_day_of_more_than_9999_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers grow by a digit; they are counted, not sorted."""
    at(monkeypatch, sample.NOON)
    async with sample.desk(tmp_path) as desk:
        await over(desk, "c1", "c2", "c3")
        await desk.dispositions.save("c1", sample.complaint(), sample.person())
        await desk.write("UPDATE ticket_day SET last = 9999 WHERE day = '20261123'")
        saved = [await desk.dispositions.save(name, sample.complaint(), sample.person()) for name in ("c2", "c3")]
    assert [number(one) for one in saved] == ["TS20261123-10000", "TS20261123-10001"]


def number(saved: Saved) -> str:
    assert saved.ticket is not None
    assert isinstance(saved.ticket.complaint, Complaint)
    return saved.ticket.number
