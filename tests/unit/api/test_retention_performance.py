"""Performance forms go after two years: their words, in the log and the folds; points and younger ones stay."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from api.errors import Invalid
from api.quality import events as said
from api.quality.checks import events as graded
from api.retention.performance import DAY_S, forget, is_kept
from api.schemas.quality import Proof, Source
from api.schemas.quality_checks import ReviewTask, TaskKind
from scripts_lib.model import Text
from tests.unit.api import desk_samples as sample

ZONE = ZoneInfo(sample.ZONE)
NOON = sample.NOON
TABLES = (
    *("quality_case", "quality_entry", "quality_hint", "quality_check", "quality_task", "quality_grade"),
    "quality_year_mark",
)
PROOF = Proof(call_id="c1", words="旧话", what=Text("语气", "tone"))


def facts(case: str, at: float, words: str) -> list[said.QualityEvent]:
    """A case to its end, and one of everything else, with these words in each."""
    proof = Proof(call_id="c1", words=words, what=PROOF.what)
    task = ReviewTask(
        task_id=f"t{case}",
        kind=TaskKind.SPOT,
        check_id=f"t{case}",
        call_id="c1",
        agent_id="a1",
        call_at=at,
        talk_ms=1,
        reason=words,
    )
    bonus: dict[str, Any] = {
        "agent_id": "a1",
        "month": "2026-11",
        "rule": "PEN-2-3",
        "points": 5,
        "by": "qa",
        "reason": words,
    }
    card: dict[str, Any] = {"by": "qa", "card_version": "1", "lines": (), "total": 9.0, "passed": True, "note": words}
    return [
        said.CaseOpened(
            at=at, case_id=case, agent_id="a1", rule="PEN-3-1", happened_at=at, source=Source.PERSON, proof=proof
        ),
        said.CaseConfirmed(at=at, case_id=case, by="qa", rule="PEN-3-1", points=2, reason=words),
        said.CaseAppealed(at=at, case_id=case, by="a1", reason=words),
        said.AppealDecided(at=at, case_id=case, by="chief", upheld=True, reason=words),
        said.CaseWithdrawn(at=at + 1, case_id=case, by="chief", reason=words),
        said.BonusGiven(at=at, entry_id=f"b{case}", **bonus),
        said.MonthAdjusted(
            at=at, entry_id=f"m{case}", agent_id="a1", month="2026-11", points=1, by="qa", reason=words
        ),
        said.HintSeen(
            at=at, hint_id=f"h{case}", agent_id="a1", fact="silence", rule="PEN-3-1", happened_at=at, proof=proof
        ),
        said.HintSettled(at=at, hint_id=f"h{case}", by="qa", reason=words),
        graded.SpotCheckAsked(at=at, by="qa", task=task),
        graded.CallGraded(at=at, grade_id=f"g{case}", task_id=f"t{case}", **card),
        graded.GradeWithdrawn(at=at, grade_id=f"g{case}", by="qa", reason=words),
        graded.CalibrationOpened(
            at=at, calibration_id=f"k{case}", graders=("qa", "chief"), by="qa", reason=words, tasks=()
        ),
        graded.YearMarked(at=at, agent_id="a1", year=2026, check=0, subject=0, mark=9.0, by="qa", reason=words),
    ]


async def test_words_go_after_their_time_and_points_stay(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await desk.log.append_line("s1", "line-1", sample.numbered([sample.started(), *sample.whole_call("c1")]))
        await desk.log.append_desk(*facts("old", NOON, "旧话"), *facts("new", NOON + 2 * DAY_S, "新话"))
        assert await forget(desk.database, NOON + DAY_S, NOON + 800 * DAY_S) == 14
        rows = {table: await desk.rows(table) for table in TABLES}
        written = repr(rows) + repr(await desk.rows("event_log"))
        assert "旧话" not in written
        assert written.count("新话") > 20
        assert "PEN-3-1" in repr(rows["quality_case"])
        await desk.log.rebuild()
        assert {table: await desk.rows(table) for table in TABLES} == rows
        assert await forget(desk.database, NOON + DAY_S, NOON + 801 * DAY_S) == 0, "it goes on where it ended"
        assert await forget(desk.database, NOON + 3 * DAY_S, NOON + 802 * DAY_S) == 14


@pytest.mark.parametrize(("days", "kept"), [(729, True), (731, False), (0, True)])
def test_the_form_is_made_for_two_years_after_its_month(days: int, kept: bool) -> None:
    december = 1_796_054_400.0  # 2026-12-01 in Shanghai
    rule = 730 if days else 0
    assert is_kept("2026-11", rule, december + (days or 5000) * DAY_S, ZONE) is kept
    with pytest.raises(Invalid):
        is_kept("2026-13", 730, december, ZONE)
