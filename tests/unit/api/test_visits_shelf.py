"""Visits through a database: planned from the book, noted once, opening a case, gone through a rebuild."""

import time
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from api.errors import Invalid
from api.residents.book import ResidentBook
from api.schemas import AgentView, Complaint, NewResident
from api.schemas.visits import NewVisit, VisitOutcome
from api.visits.plan import FEWEST
from api.visits.shelf import VisitShelf
from scripts_lib.model import Channel
from tests.unit.api import desk_samples as sample

ROOMS = ("501", "502", "503", "504", "505", "506")


class Scene:
    """A desk with six homes; cases become TS1, TS2 and so on."""

    def __init__(self, desk: sample.Desk) -> None:
        self.desk = desk
        self.cases: list[tuple[Channel, str]] = []
        self.shelf = VisitShelf(desk.database, desk.log, ZoneInfo(sample.ZONE), lambda _: True, self.open_case)

    async def open_case(
        self,
        session: AsyncSession,
        complaint: Complaint,
        *,
        channel: Channel,
        by: AgentView,
        key: str,
        at: float | None = None,
    ) -> str:
        self.cases.append((channel, key))
        return f"TS{len(self.cases)}"

    async def homes_of_today(self) -> tuple[str, ...]:
        made = await self.shelf.plan(time.time(), days=1, visitors=1)
        return tuple(one.home for one in made.days[0].homes) if made.days else ()


async def scene(desk: sample.Desk) -> Scene:
    book = ResidentBook(desk.database)
    await book.add(*(NewResident(name="王芳", building="3", unit="1", room=room) for room in ROOMS))
    return Scene(desk)


def visit(room: str = "501", outcome: VisitOutcome = VisitOutcome.MET, **more: object) -> NewVisit:
    fields = {"home": f"3|1|{room}", "outcome": outcome, "said": "楼道灯不亮"} | more
    return NewVisit(**fields)  # type: ignore[arg-type]


async def test_todays_homes_stay_todays_and_show_what_was_said(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        on = await scene(desk)
        before = await on.homes_of_today()
        assert len(before) == FEWEST
        await on.shelf.note(visit(), sample.person())
        assert await on.homes_of_today() == before
        made = await on.shelf.plan(time.time(), days=1, visitors=1)
        first = made.days[0].homes[0]
        assert first.visit is not None
        assert (first.visit.said, first.last_met) == ("楼道灯不亮", _today())


def _today() -> date:
    return datetime.now(ZoneInfo(sample.ZONE)).date()


async def test_a_visit_opens_a_case_once(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        on = await scene(desk)
        new = visit(complaint=sample.complaint())
        noted = [await on.shelf.note(new, sample.person(), "key-1") for _ in range(2)]
        assert noted[0] == noted[1]
        assert noted[0].ticket_number == "TS1"
        assert [one[0] for one in on.cases] == [Channel.VISIT]
        total, (only,) = await on.shelf.page(home="3|1|501", since=None, limit=5, offset=0)
        assert (total, only) == (1, noted[0])


async def test_rows_are_the_same_after_a_rebuild(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        on = await scene(desk)
        await on.shelf.note(visit(), sample.person())
        await on.shelf.note(visit("502", VisitOutcome.ABSENT, said=""), sample.person())
        before = await desk.rows("visit")
        await desk.log.rebuild()
        assert await desk.rows("visit") == before


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (visit("999"), "home"),
        (visit(home="3-1-501"), "home"),
        (visit(said=" "), "said"),
        (visit(said="x" * 2001), "said"),
        (visit(spoke_with="x" * 65), "spoke_with"),
        (visit(visited_at=0.0), "visited_at"),
        (visit(visited_at=4e9), "visited_at"),
        (visit("501", VisitOutcome.ABSENT, complaint=sample.complaint()), "complaint"),
    ],
)
async def test_what_is_wrong_with_a_note(tmp_path: Path, new: NewVisit, field: str) -> None:
    async with sample.desk(tmp_path) as desk:
        on = await scene(desk)
        with pytest.raises(Invalid) as told:
            await on.shelf.note(new, sample.person())
        assert list(told.value.fields) == [field]
        assert on.cases == []
