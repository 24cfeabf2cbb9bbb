"""Hints are worked down: dismissed with a reason, or entered as a case that waits for its confirmation."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from api.errors import Conflict, Invalid, NotFound
from api.quality.events import HintSeen
from api.quality.hints import HintFilter, HintShelf
from api.quality.shelf import QualityShelf
from api.schemas import Role
from api.schemas.quality import CaseState, Proof, Source
from scripts_lib.loader import load
from scripts_lib.model import Text
from tests.unit.api import desk_samples as sample

LIBRARY = load()
PENALTIES = load().penalties
ZONE = ZoneInfo("Asia/Shanghai")
QA = sample.person("qian", Role.QA)


def seen(hint_id: str, at: float = sample.NOON) -> HintSeen:
    return HintSeen(
        at=at,
        hint_id=hint_id,
        agent_id="a1",
        fact="hung_up_first",
        rule="PEN-3-11",
        happened_at=at,
        proof=Proof(call_id="c1", at_ms=60_000, words="", what=Text("先于业主挂断电话", "Hung up first")),
    )


async def test_a_hint_is_dismissed_once_with_a_reason(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        shelf = HintShelf(desk.database, desk.log, PENALTIES, ZONE)
        await desk.log.append_desk(seen("h1"), seen("h2", sample.NOON + 5))
        total, items = await shelf.page(HintFilter(month="2026-11"), limit=1, offset=0)
        assert (total, [one.hint_id for one in items]) == (2, ["h2"])
        with pytest.raises(Invalid):
            await shelf.dismiss("h1", " ", QA)
        settled = await shelf.dismiss("h1", "业主先说了再见", QA)
        assert (settled.settled_by, settled.case_id) == ("qian", "")
        with pytest.raises(Conflict):
            await shelf.dismiss("h1", "再一次", QA)
        with pytest.raises(NotFound):
            await shelf.dismiss("none", "没有", QA)
        assert (await shelf.page(HintFilter(), limit=9, offset=0))[0] == 1
        assert (await shelf.page(HintFilter(open_only=False, fact="away"), limit=9, offset=0))[0] == 0
        assert [one.hint_id for one in await shelf.of_call("c1", ())] == ["h1", "h2"]


async def test_a_hint_becomes_a_case_that_counts_for_nothing_until_it_is_confirmed(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        shelf = HintShelf(desk.database, desk.log, PENALTIES, ZONE)
        await desk.log.append_desk(seen("h1"))
        with pytest.raises(Invalid):
            await shelf.enter("h1", "PEN-99", "听过录音", QA)
        entered = await shelf.enter("h1", None, "业主还在说话", QA)
        case = await QualityShelf(desk.database, desk.log, LIBRARY, ZONE).case(entered.case_id)
        assert (case.state, case.source, case.rule, case.opened_by) == (
            CaseState.PROPOSED,
            Source.PERSON,
            "PEN-3-11",
            "qian",
        )
        assert (case.proof.words, case.proof.at_ms) == ("业主还在说话", 60_000)
        before = await shelf.page(HintFilter(open_only=False), limit=9, offset=0)
        await desk.log.rebuild()
        assert await shelf.page(HintFilter(open_only=False), limit=9, offset=0) == before
