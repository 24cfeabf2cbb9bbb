"""The duty list: who gets on it, what settles it, and that it reads the same when the log is folded anew (LINE-1)."""

import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from api.calls.fold import arrived, fold
from api.duty.fold import Owed, added, opened, owed
from api.duty.shelf import DutyFilter, DutyShelf
from api.errors import Conflict, Forbidden, Invalid, NotFound
from api.log_events import CallbackGivenUp
from api.queues.sites import EVERYTHING
from api.residents.book import ResidentBook
from api.schemas import AgentView, DutyItem, DutyKind, DutyState, Explained, NewResident, Promise, Role
from telephony.acd.plan import SitePlan, single_queue
from telephony.events import CallEvent, CallPlaced, EndCause, QueueAnswered, RemoteAnswered
from tests.unit.api import desk_samples as sample

NOON = sample.NOON
NUMBER = "13800001234"
OTHER = "02188886666"
CHIEF = sample.person("chief", Role.SUPERVISOR)
AGENT = sample.person("a1")
QA = sample.person("qa", Role.QA)
ONE = single_queue(10_000.0)


def missed(
    call_id: str, *, number: str = NUMBER, waited_ms: float = 18_000, cause: EndCause = EndCause.ABANDONED
) -> list[CallEvent]:
    """A call that nobody answered."""
    over = replace(sample.ended(call_id, cause=cause, ended_ms=float(waited_ms)), at=NOON + 20, quality=None)
    return [sample.arrived(call_id, number=number), sample.ringing(call_id), over]


def answered(call_id: str, number: str = NUMBER) -> list[CallEvent]:
    return [sample.arrived(call_id, NOON + 100, number), *sample.whole_call(call_id)[1:]]


def placed(call_id: str, number: str = NUMBER) -> CallPlaced:
    return CallPlaced(at=NOON + 50, call_id=call_id, sip_call_id="x", agent_id="a1", number=number, trunk="")


def ended(call_id: str, cause: EndCause) -> CallEvent:
    return sample.ended(call_id, cause=cause)


class Ledger:
    """A desk whose line tells these events."""

    def __init__(self, desk: sample.Desk, plan: SitePlan = ONE) -> None:
        self.desk = desk
        self.shelf = DutyShelf(desk.database, desk.log, ResidentBook(desk.database), plan)
        self._seq = 0

    async def hears(self, *events: Sequence[CallEvent] | CallEvent) -> None:
        flat: list[CallEvent] = []
        for part in events:
            flat += part if isinstance(part, list) else [part]  # type: ignore[list-item]
        await self.desk.log.append_line("s", "line-1", sample.numbered(flat, self._seq + 1))
        self._seq += len(flat)

    async def items(self, state: DutyState | None = DutyState.OPEN, by: AgentView = AGENT) -> list[DutyItem]:
        _, items = await self.shelf.page(DutyFilter(state=state), by, limit=50, offset=0)
        return list(items)


# --- the fold -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "waited_ms", "cause", "kind"),
    [
        (NUMBER, 18_000, EndCause.ABANDONED, DutyKind.ABANDONED),
        (NUMBER, 4_999, EndCause.ABANDONED, DutyKind.SHORT),
        (NUMBER, 5_000, EndCause.ABANDONED, DutyKind.ABANDONED),
        ("", 18_000, EndCause.ABANDONED, DutyKind.WITHHELD),
        (NUMBER, 18_000, EndCause.REJECTED, DutyKind.ABANDONED),
        (NUMBER, 18_000, EndCause.INTERRUPTED, DutyKind.ABANDONED),
        (NUMBER, 40_000, EndCause.VOICEMAIL, DutyKind.VOICEMAIL),
        (NUMBER, 40_000, EndCause.CALLBACK, None),
        (NUMBER, 40_000, EndCause.TRANSFERRED, None),
    ],
)
def test_what_is_owed_after_a_call(number: str, waited_ms: float, cause: EndCause, kind: DutyKind | None) -> None:
    record = arrived(sample.arrived(number=number), "line-1")
    over = sample.ended(cause=cause, ended_ms=waited_ms)
    call = owed(fold(record, over, sample.CN), number)
    assert (call.kind if call is not None else None) is kind


def test_an_item_is_of_the_kind_that_owes_most_and_counts_each_call_once() -> None:
    first = Owed(call_id="c1", number=NUMBER, kind=DutyKind.SHORT, at=10.0, waited_ms=2000)
    second = Owed(call_id="c2", number=NUMBER, kind=DutyKind.ABANDONED, at=30.0, waited_ms=18_000)
    item = added(opened(first), second)
    assert (item.kind, item.count, item.longest_ms, item.calls) == (DutyKind.ABANDONED, 2, 18_000, ("c1", "c2"))
    again = added(item, replace(first, kind=DutyKind.VOICEMAIL))
    assert (again.kind, again.count) == (DutyKind.VOICEMAIL, 2)


# --- the list -----------------------------------------------------------------------------------------------------


async def test_several_calls_of_one_number_are_one_item_and_withheld_ones_another(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        ledger = Ledger(desk)
        await ledger.hears(missed("c1"), missed("c2", number="+86 138 0000 1234"), missed("c3", number=OTHER))
        await ledger.hears(missed("c4", number=""), missed("c5", number=""))
        items = {one.item_id: one for one in await ledger.items()}
        assert {name: one.count for name, one in items.items()} == {"c1": 2, "c3": 1, "c4": 2}
        assert items["c4"].kind is DutyKind.WITHHELD
        assert await ledger.shelf.counts(EVERYTHING) == {"abandoned": 2, "withheld": 1}


async def test_a_later_answered_call_of_the_number_settles_it_whoever_called(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        ledger = Ledger(desk)
        await ledger.hears(missed("c1"), missed("c2", number=OTHER), answered("c3"))
        settled = await ledger.items(DutyState.SETTLED)
        assert [(one.item_id, one.settled_by, one.closed_by) for one in settled] == [("c1", "c3", "a1")]
        await ledger.hears(placed("p1", OTHER), RemoteAnswered(at=NOON + 60, call_id="p1", answered_ms=9000))
        assert {one.settled_by for one in await ledger.items(DutyState.SETTLED)} == {"c3", "p1"}
        assert await ledger.items() == []


async def test_a_call_back_that_reached_nobody_is_counted_and_leaves_it_open(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        ledger = Ledger(desk)
        await ledger.hears(missed("c1"), placed("p1"), ended("p1", EndCause.NOT_REACHED))
        (item,) = await ledger.items()
        assert (item.tried, item.tried_at) == (1, NOON + 68)


async def test_a_machines_answer_settles_nothing(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        ledger = Ledger(desk)
        await ledger.hears(missed("c1"), sample.arrived("c2", NOON + 100))
        await ledger.hears(QueueAnswered(at=NOON + 120, call_id="c2", ok_sent_ms=20_000))
        assert [one.item_id for one in await ledger.items()] == ["c1"]


async def test_what_comes_after_an_item_was_closed_is_a_new_one(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        ledger = Ledger(desk)
        await ledger.hears(missed("c1"), answered("c2"), missed("c3"))
        assert [one.item_id for one in await ledger.items()] == ["c3"]


async def test_a_callback_that_was_given_up_and_messages_are_owed(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        ledger = Ledger(desk)
        await ledger.hears(missed("c1", cause=EndCause.CALLBACK))
        assert await ledger.items() == []
        await desk.log.append_desk(CallbackGivenUp(at=NOON + 900, call_id="c1", number=NUMBER))
        await ledger.hears(missed("c2", number="", cause=EndCause.VOICEMAIL))
        await ledger.hears(missed("c3", number="", cause=EndCause.VOICEMAIL))
        assert [(one.kind, one.count) for one in await ledger.items()] == [
            (DutyKind.VOICEMAIL, 1),
            (DutyKind.VOICEMAIL, 1),
            (DutyKind.CALLBACK, 1),
        ]


async def test_calls_that_a_dead_line_left_are_owed(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        ledger = Ledger(desk)
        await ledger.hears(sample.started(), sample.arrived("c1"), sample.started(at=NOON + 60))
        assert [one.item_id for one in await ledger.items()] == ["c1"]


async def test_the_list_reads_the_same_when_the_log_is_folded_anew(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        ledger = Ledger(desk)
        await ledger.hears(missed("c1"), missed("c2"), answered("c3"), missed("c4", waited_ms=900))
        await ledger.hears(missed("c5", number=""), placed("p1"), ended("p1", EndCause.NOT_REACHED))
        await desk.log.append_desk(CallbackGivenUp(at=NOON + 900, call_id="c9", number=OTHER))
        await ledger.shelf.excuse("c5", "骚扰电话", CHIEF)
        before = await desk.projections()
        assert len(before["duty_item"]) == 4
        await desk.log.rebuild()
        assert await desk.projections() == before


# --- excusing -----------------------------------------------------------------------------------------------------


async def test_an_excuse_has_a_reason_and_an_author_and_is_given_once(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        ledger = Ledger(desk)
        await ledger.hears(missed("c1"))
        with pytest.raises(Invalid):
            await ledger.shelf.excuse("c1", "  ", CHIEF)
        with pytest.raises(Forbidden):
            await ledger.shelf.excuse("c1", "打错了", AGENT)
        with pytest.raises(NotFound):
            await ledger.shelf.excuse("c9", "打错了", CHIEF)
        item = await ledger.shelf.excuse("c1", " 打错了 ", CHIEF)
        assert (item.state, item.reason, item.closed_by) == (DutyState.EXCUSED, "打错了", "chief")
        assert await ledger.shelf.excuse("c1", "打错了", CHIEF) == item
        with pytest.raises(Conflict):
            await ledger.shelf.excuse("c1", "别的原因", CHIEF)
        assert len([one async for one in desk.log.read() if type(one.event).__name__ == "DutyExcused"]) == 1


@pytest.mark.parametrize(("number", "waited_ms"), [(NUMBER, 900), ("", 18_000)])
async def test_anybody_excuses_short_ones_and_all_withheld_ones_in_one_act(
    tmp_path: Path, number: str, waited_ms: float
) -> None:
    async with sample.desk(tmp_path) as desk:
        ledger = Ledger(desk)
        await ledger.hears(*(missed(one, number=number, waited_ms=waited_ms) for one in ("c1", "c2")))
        item = await ledger.shelf.excuse("c1", "打错了", AGENT)
        assert (item.state, item.count) == (DutyState.EXCUSED, 2)


async def test_numbers_are_masked_for_those_who_need_not_see_them(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        ledger = Ledger(desk)
        await ledger.hears(missed("c1"))
        (item,) = await ledger.items(by=QA)
        assert item.number == "138****1234"


async def test_a_promise_to_one_of_several_who_share_a_number_names_who_was_chosen_in_the_call(
    tmp_path: Path,
) -> None:
    async with sample.desk(tmp_path) as desk:
        ledger, book = Ledger(desk), ResidentBook(desk.database)
        for name, room in (("王芳", "502"), ("王建国", "503")):
            await book.add(NewResident(name=name, building="3", unit="1", room=room, phones=(NUMBER,)))
        _, second = await book.all_of_number(NUMBER)
        await ledger.hears(answered("c1"), answered("c2"))
        for call_id, chosen in (("c1", ""), ("c2", second.resident_id)):
            promise = Promise(what="回复停车费", by=time.time() + 7200)
            outcome = Explained(notes="待查", promise=promise, resident_id=chosen)
            await desk.dispositions.save(call_id, outcome, AGENT)
        for _ in range(2):
            _, items = await ledger.shelf.page(DutyFilter(), AGENT, limit=9, offset=0)
            names = {one.calls: one.resident.name if one.resident is not None else "" for one in items}
            assert names == {("c1",): "", ("c2",): "王建国"}
            await desk.log.rebuild()
        _, hidden = await ledger.shelf.page(DutyFilter(), QA, limit=9, offset=0)
        assert {one.resident_id for one in hidden} == {""}
