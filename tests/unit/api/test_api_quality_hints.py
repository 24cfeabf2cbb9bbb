"""Hints are worked down: dismissed with a reason, or entered as a case that waits for its confirmation."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from api.errors import Conflict, Invalid, NotFound
from api.quality.events import HintSeen
from api.quality.hints import HintFilter, HintShelf
from api.quality.looking import Looker
from api.quality.shelf import QualityShelf
from api.quality.watch import QualityWatch
from api.schemas import Role
from api.schemas.quality import CaseState, Proof, Source
from api.schemas.transcripts import TranscriptEntry
from api.training.events import ExamTaken
from scripts_lib.loader import load
from scripts_lib.model import Text
from tests.unit.api import desk_samples as sample

LIBRARY = load()
PENALTIES = load().penalties
ZONE = ZoneInfo("Asia/Shanghai")
QA = sample.person("qian", Role.QA)


def hints_of(desk: sample.Desk) -> HintShelf:
    return HintShelf(desk.database, desk.log, PENALTIES, ZONE)


def quality_of(desk: sample.Desk) -> QualityShelf:
    return QualityShelf(desk.database, desk.log, LIBRARY, ZONE)


async def no_words(_: str) -> tuple[TranscriptEntry, ...]:
    return ()


def taken(agent_id: str, points: int) -> ExamTaken:
    return ExamTaken(
        at=sample.NOON, agent_id=agent_id, month="2026-11", points=points, answers=(), rules_version="r1"
    )


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


async def test_full_marks_wait_for_a_person_who_gives_the_bonus_once(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        shelf, quality = hints_of(desk), quality_of(desk)
        watch = QualityWatch(desk.database, desk.log, LIBRARY, Looker(LIBRARY, ZONE, "阳光物业", no_words))
        await watch.look()
        await desk.log.append_desk(*(taken(who, points) for who, points in (("a1", 100), ("a2", 99), ("a3", 100))))
        await watch.look()
        _, found = await shelf.page(HintFilter(), limit=9, offset=0)
        assert {(one.agent_id, one.rule, one.bonus, one.proof.words) for one in found} == {
            (who, "PEN-2-2", True, "100 分") for who in ("a1", "a3")
        }
        assert [one.total for one in await quality.scores("2026-11", ["a1"])] == [80], (
            "nothing before a person says so"
        )
        with pytest.raises(Invalid):
            await shelf.enter("full_marks:a1:2026-11", "PEN-3-11", "已核对", QA)
        given = await shelf.enter("full_marks:a1:2026-11", None, "已核对", QA)
        assert (given.case_id, given.entry_id) == ("", "hint:full_marks:a1:2026-11")
        with pytest.raises(Conflict):
            await shelf.enter("full_marks:a1:2026-11", None, "再加一次", QA)
        await quality.give("a3", "2026-11", "PEN-2-2", "考试满分", QA)
        with pytest.raises(Conflict):
            await shelf.enter("full_marks:a3:2026-11", None, "已核对", QA)
        await desk.log.rebuild()
        (score,) = await quality.scores("2026-11", ["a1"])
        assert (score.total, score.lines[-1].by, score.lines[-1].reason) == (85, "qian", "已核对（100 分）")
        assert (await shelf.hint("full_marks:a1:2026-11")).entry_id == given.entry_id


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
