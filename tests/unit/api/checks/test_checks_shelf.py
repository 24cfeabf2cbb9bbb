"""Samples, spot checks and calibrations in a database: graded once, blind, folded anew to the same."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from api.errors import Conflict, Forbidden, Invalid, NotFound
from api.quality.checks.calibrations import Calibrations
from api.quality.checks.samples import Samples
from api.quality.checks.shelf import ChecksShelf, GradeFilter
from api.quality.shelf import CaseFilter, QualityShelf
from api.schemas.quality_checks import NewCalibration, NewSample, NewSpotCheck, TaskKind
from tests.unit.api import desk_samples as sample
from tests.unit.api.checks.card_samples import LI, LIBRARY, QIAN, SUN, a_grade, calls

ZONE = ZoneInfo("Asia/Shanghai")
MONTH = "2026-11"
QIANS, SUNS, LIS = (GradeFilter(viewer=one.agent_id) for one in (QIAN, SUN, LI))


async def test_a_sample_is_drawn_graded_and_concluded_from(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await calls(desk, li=6, zhao=2)
        samples = Samples(desk.database, desk.log, ZONE)
        checks = ChecksShelf(desk.database, desk.log, LIBRARY)
        plan = await samples.plan(NewSample(month=MONTH, per_agent=3))
        assert [(one.agent_id, one.population, one.drawn) for one in plan.strata] == [("li", 6, 3), ("zhao", 2, 2)]
        part = await samples.plan(NewSample(month=MONTH, per_agent=3), frozenset({"zhao"}))
        assert part.strata == plan.strata[1:]
        assert part.words[0].zh.startswith("共 2 通可抽，抽 2 通")
        drawn = await samples.draw(NewSample(month=MONTH, per_agent=3, seed="s"), QIAN)
        again = await samples.draw(NewSample(month=MONTH, per_agent=3, seed="s"), QIAN)
        assert (again.frame, again.strata) == (drawn.frame, drawn.strata)
        total, waiting = await checks.tasks("qian", None, kind=None, limit=50, offset=0)
        assert total == 10
        ours = [one for one in waiting if one.check_id == drawn.sample_id]
        theirs = [one for one in waiting if one.check_id == again.sample_id]
        assert [one.call_id for one in ours] == [one.call_id for one in theirs], "the same seed draws the same"
        made = await checks.grade(ours[0].task_id, a_grade(ask="missed"), QIAN)
        assert (made.total, made.passed, made.card_version) == (85.0, True, checks.card.version)
        with pytest.raises(Conflict):
            await checks.grade(ours[0].task_id, a_grade(), SUN)
        found = await samples.sample(drawn.sample_id)
        by_agent = {one.agent_id: (one.graded, one.passed) for one in found.conclusions}
        assert by_agent[ours[0].agent_id] == (1, 1)
        assert found.conclusions[0].agent_id == ""
        before = await desk.rows("quality_grade"), await desk.rows("quality_task"), await desk.rows("quality_check")
        await desk.log.rebuild()
        after = await desk.rows("quality_grade"), await desk.rows("quality_task"), await desk.rows("quality_check")
        assert after == before
        _, cases = await QualityShelf(desk.database, desk.log, LIBRARY, ZONE).page(CaseFilter(), limit=9, offset=0)
        assert cases == (), "a card takes no points"


async def test_a_month_without_calls_and_a_wrong_number_are_refused(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        samples = Samples(desk.database, desk.log, ZONE)
        for new in (NewSample(month=MONTH), NewSample(month="2026-13"), NewSample(month=MONTH, per_agent=0)):
            with pytest.raises(Invalid):
                await samples.draw(new, QIAN)
        with pytest.raises(NotFound):
            await samples.sample("none")


async def test_a_spot_check_is_of_any_call_that_was_taken_with_a_reason(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await calls(desk, li=1)
        checks = ChecksShelf(desk.database, desk.log, LIBRARY)
        with pytest.raises(Invalid):
            await checks.spot_check(NewSpotCheck(call_id="li-0", reason=" "), QIAN)
        with pytest.raises(NotFound):
            await checks.spot_check(NewSpotCheck(call_id="none", reason="投诉"), QIAN)
        task = await checks.spot_check(NewSpotCheck(call_id="li-0", reason="业主来电表扬"), QIAN)
        with pytest.raises(Conflict):
            await checks.spot_check(NewSpotCheck(call_id="li-0", reason="再看"), SUN)
        assert (await checks.tasks("li", None, kind=None, limit=9, offset=0))[0] == 0, "nobody grades an own call"
        with pytest.raises(Forbidden):
            await checks.grade(task.task_id, a_grade(), LI)
        made = await checks.grade(task.task_id, a_grade(), QIAN)
        with pytest.raises(Forbidden):
            await checks.withdraw(made.grade_id, "不是我填的", SUN)
        await checks.withdraw(made.grade_id, "听错了通话", QIAN)
        assert (await checks.grades(QIANS, limit=9, offset=0))[0] == 0
        assert (await checks.tasks("sun", None, kind=TaskKind.SPOT, limit=9, offset=0))[0] == 1, "it waits again"


async def test_a_calibration_is_blind_until_both_are_done(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await calls(desk, li=1)
        checks = ChecksShelf(desk.database, desk.log, LIBRARY)
        calibrations = Calibrations(desk.database, desk.log, LIBRARY.card)
        for graders in (("qian", "qian"), ("qian", "li")):
            with pytest.raises(Invalid):
                await calibrations.open(NewCalibration(call_id="li-0", graders=graders, reason="校准"), QIAN)
        opened = await calibrations.open(NewCalibration(call_id="li-0", graders=("qian", "sun"), reason="校准"), QIAN)
        (mine,) = (await checks.tasks("qian", None, kind=None, limit=9, offset=0))[1]
        (hers,) = (await checks.tasks("sun", None, kind=None, limit=9, offset=0))[1]
        with pytest.raises(Forbidden):
            await checks.grade(hers.task_id, a_grade(), QIAN)
        made = await checks.grade(mine.task_id, a_grade(ask="missed"), QIAN)
        assert (await checks.grades(QIANS, limit=9, offset=0))[0] == 1
        for other in (SUNS, LIS):
            assert (await checks.grades(other, limit=9, offset=0))[0] == 0
            with pytest.raises(NotFound):
                await checks.one_grade(made.grade_id, other)
        half = await calibrations.one(opened.calibration_id)
        assert (half.done_by, half.grades, half.differences) == (("qian",), (), ())
        await checks.grade(hers.task_id, a_grade(ask="partly"), SUN)
        done = await calibrations.one(opened.calibration_id)
        assert [one.grader for one in done.grades] == ["qian", "sun"]
        assert [one.criterion for one in done.differences if not one.agreed] == ["ask"]
        assert (await checks.grades(SUNS, limit=9, offset=0))[0] == 2
        with pytest.raises(Conflict):
            await checks.withdraw(made.grade_id, "想改", QIAN)
        agreement = await calibrations.agreement("sun", None)
        assert (agreement.calls, agreement.within) == (1, 7.5)
        assert (await calibrations.agreement("nobody", None)).calls == 0
