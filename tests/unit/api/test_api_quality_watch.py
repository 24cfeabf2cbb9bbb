"""The watch proposes what it sees in the log once, and the log alone gives the same cases again."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from api.log_events import CallExplained, OfferEnd, OfferEnded
from api.quality.events import WorkReported
from api.quality.ledger import case_of
from api.quality.tables import QualityCaseRow
from api.quality.watch import QualityWatch
from api.schemas import Explained
from api.schemas.quality import CaseState, QualityCase
from scripts_lib.loader import load
from tests.unit.api import desk_samples as sample

LIBRARY = load()
ZONE = ZoneInfo("Asia/Shanghai")


async def cases(desk: sample.Desk) -> list[QualityCase]:
    async with desk.database.reading() as session:
        rows = await session.scalars(select(QualityCaseRow).order_by(QualityCaseRow.case_id))
        return [case_of(row) for row in rows]


async def test_it_proposes_once_what_is_in_the_log_from_now_on(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        watch = QualityWatch(desk.database, desk.log, LIBRARY, ZONE)
        await watch.look()
        events = [sample.started(), *sample.whole_call("c1", "a1"), sample.arrived("c2", sample.NOON + 60)]
        await desk.log.append_line("s1", "line-1", sample.numbered(events))
        await desk.log.append_desk(
            OfferEnded(at=sample.NOON + 75, call_id="c2", agent_id="a2", why=OfferEnd.MISSED),
            OfferEnded(at=sample.NOON + 76, call_id="c2", agent_id="a1", why=OfferEnd.ACCEPTED),
            CallExplained(at=sample.NOON + 80, call_id="c1", agent_id="a1", explained=Explained()),
        )
        await watch.look()
        await watch.look()
        found = await cases(desk)
        assert [(one.agent_id, one.rule, one.state) for one in found] == [
            ("a1", "PEN-3-9", CaseState.PROPOSED),
            ("a2", "PEN-3-7", CaseState.PROPOSED),
        ]
        await desk.log.rebuild()
        assert await cases(desk) == found


async def test_a_watch_that_begins_anew_goes_on_where_the_last_one_ended(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await QualityWatch(desk.database, desk.log, LIBRARY, ZONE).look()
        await desk.log.append_line("s1", "line-1", sample.numbered([sample.started(), sample.arrived("c2")]))
        await desk.log.append_desk(OfferEnded(at=sample.NOON + 75, call_id="c2", agent_id="a2", why=OfferEnd.MISSED))
        await QualityWatch(desk.database, desk.log, LIBRARY, ZONE).look()
        await QualityWatch(desk.database, desk.log, LIBRARY, ZONE).look()
        assert [one.agent_id for one in await cases(desk)] == ["a2"]


async def test_a_report_of_work_that_the_records_do_not_bear_out_is_proposed_for_its_month(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        watch = QualityWatch(desk.database, desk.log, LIBRARY, ZONE)
        await watch.look()
        events = [sample.started(), *sample.whole_call("c1", "a1"), *sample.whole_call("c2", "a2")]
        await desk.log.append_line("s1", "line-1", sample.numbered(events))
        month = datetime.fromtimestamp(sample.NOON, ZONE).strftime("%Y-%m")
        later = sample.NOON + 40 * 86_400
        await desk.log.append_desk(
            WorkReported(at=later, entry_id="w1", agent_id="a1", month=month, calls=9, tickets=0),
            WorkReported(at=later, entry_id="w2", agent_id="a2", month=month, calls=1, tickets=0),
        )
        await watch.look()
        (found,) = await cases(desk)
        assert (found.agent_id, found.rule) == ("a1", "PEN-4-2")
        assert found.proof.words == "上报 9 通、0 件；记录 1 通、0 件"
        assert datetime.fromtimestamp(found.at, ZONE).strftime("%Y-%m") == month
