"""Items of the duty list by site: of the queues of their calls, of their complaints; what no site is everybody's."""

import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from api.errors import NotFound
from api.figures.events import CallQueued
from api.models import SiteRow
from api.queues.sites import EVERYTHING, seen_by
from api.schemas import DutyDone, Explained, Promise
from telephony.acd.plan import QueuePlan, SitePlan
from telephony.events import CallEvent
from tests.unit.api import desk_samples as sample
from tests.unit.api.test_api_duty import AGENT, CHIEF, OTHER, Ledger, missed

PLAN = SitePlan(queues=tuple(QueuePlan(queue_id=f"q-{one}", name=one, site=one) for one in ("east", "west", "")))
EAST, WEST = replace(CHIEF, site="east"), replace(CHIEF, site="west")
THIRD = "13711112222"


async def ring(ledger: Ledger, call_id: str, call: list[CallEvent], queue: str) -> None:
    """The call came to this queue."""
    await ledger.hears(call[:2])
    await ledger.desk.log.append_desk(CallQueued(at=sample.NOON, call_id=call_id, queue=queue))
    await ledger.hears(call[2:])


async def test_a_supervisor_of_a_site_sees_its_callers_and_those_of_no_site(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        ledger = Ledger(desk, PLAN)
        async with desk.database.writing() as session:
            session.add_all(SiteRow(key=one, name=one, buildings=[]) for one in ("east", "west"))
        await ring(ledger, "c1", missed("c1"), "q-east")
        await ring(ledger, "c2", missed("c2"), "q-west")  # the same number
        await ring(ledger, "c3", missed("c3", number=OTHER), "q-west")
        await ring(ledger, "c4", missed("c4", number=THIRD), "q-")

        async def seen() -> dict[str, set[str]]:
            people = {"east": EAST, "west": WEST, "agent": replace(AGENT, site="east")}
            return {who: {one.item_id for one in await ledger.items(by=person)} for who, person in people.items()}

        everything = {"c1", "c3", "c4"}
        assert await seen() == {"east": {"c1", "c4"}, "west": everything, "agent": everything}
        assert await ledger.shelf.counts(seen_by(EAST, PLAN)) == {"abandoned": 2}
        assert await ledger.shelf.open_by_site(time.time()) == {"": 3, "east": 2, "west": 3}
        assert sum((await ledger.shelf.counts(EVERYTHING)).values()) == 3
        for refused in (ledger.shelf.item("c3", EAST), ledger.shelf.excuse("c3", "打错", EAST)):
            with pytest.raises(NotFound):
                await refused
        await desk.log.rebuild()
        assert (await seen())["east"] == {"c1", "c4"}


async def test_what_was_promised_with_a_complaint_is_of_the_complaints_site(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        ledger = Ledger(desk, PLAN)
        await ring(ledger, "c1", sample.whole_call("c1"), "q-east")
        promise = Promise(what="回复漏水", by=time.time() + 7200)
        await desk.dispositions.save("c1", replace(sample.complaint(), promise=promise), replace(AGENT, site="west"))
        await ring(ledger, "c2", [sample.arrived("c2"), *sample.whole_call("c2")[1:]], "q-east")
        await desk.dispositions.save("c2", Explained(notes="待查", promise=promise), AGENT)
        assert [one.calls for one in await ledger.items(by=WEST)] == [("c1",)]
        assert [one.calls for one in await ledger.items(by=EAST)] == [("c2",)]
        (item,) = await ledger.items(by=EAST)
        with pytest.raises(NotFound):
            await ledger.shelf.answer(item.item_id, DutyDone(result="已回复"), WEST)
