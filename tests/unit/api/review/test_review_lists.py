"""Lists of calls: what narrows them, what each line tells, and whose calls one sees."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from api.quality.checks.events import CallGraded, GradeWithdrawn, SpotCheckAsked
from api.quality.events import CaseConfirmed, CaseOpened
from api.review.lists import CallLine, CallLists, CallsWanted
from api.schemas import AgentView, Role
from api.schemas.quality import Proof, Source
from api.schemas.quality_checks import ReviewTask, TaskKind
from api.transcripts.events import PhraseSuspected
from scripts_lib.model import Text
from telephony.events import EndCause
from tests.unit.api import desk_samples as sample

QA = sample.person("q1", Role.QA)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[sample.Desk]:
    """c1 of a1 with a suspected phrase and five points; c2 of a2, later than three rings; m1 that nobody took."""
    async with sample.desk(tmp_path) as made:
        events = [
            sample.started(),
            *sample.whole_call("c1", "a1"),
            sample.arrived("c2", sample.NOON + 100, "13900005678"),
            sample.answered("c2", "a2", picked_up_ms=18_000.0),
            sample.ended("c2"),
            sample.arrived("m1", sample.NOON + 86_400),
            sample.ended("m1", cause=EndCause.ABANDONED),
        ]
        await made.log.append_line("s1", "line-1", sample.numbered(events))
        await made.log.append_desk(suspected(), case("k1"), case("k2"), confirmed("k1"))
        yield made


def suspected() -> PhraseSuspected:
    return PhraseSuspected(
        at=sample.NOON,
        call_id="c1",
        agent_id="a1",
        segment=0,
        rule="SAY-F02",
        phrase="不知道",
        confidence=1.0,
        provable=True,
        start_ms=20_000.0,
        offset_ms=12_000.0,
        engine="scripted",
        model="m",
        rules_version="v",
    )


def case(case_id: str) -> CaseOpened:
    return CaseOpened(
        at=sample.NOON,
        case_id=case_id,
        agent_id="a1",
        rule="PEN-3-11",
        happened_at=sample.NOON,
        source=Source.SYSTEM,
        proof=Proof(call_id="c1", what=Text("服务忌语", "A forbidden phrase")),
    )


def confirmed(case_id: str) -> CaseConfirmed:
    return CaseConfirmed(at=sample.NOON, case_id=case_id, by="q1", rule="PEN-3-11", points=5, reason="")


async def ids(desk: sample.Desk, by: AgentView = QA, **wanted: object) -> list[str]:
    total, lines = await CallLists(desk.database).page(replace(CallsWanted(), **wanted), by, limit=10, offset=0)
    assert total == len(lines)
    return [line.call.call_id for line in lines]


async def test_newest_first_and_narrowed(desk: sample.Desk) -> None:
    assert await ids(desk) == ["m1", "c2", "c1"]
    assert await ids(desk, since=sample.NOON + 50, until=sample.NOON + 1000) == ["c2"]
    assert await ids(desk, agent_id="a1") == ["c1"]
    assert await ids(desk, missed=True) == ["m1", "c2"]
    assert await ids(desk, hits=True) == ["c1"]
    assert await ids(desk, proposals=True) == ["c1"]
    assert await ids(desk, points=True, agent_id="a2") == []
    assert await ids(desk, graded=True) == []
    assert await ids(desk, queue="nowhere") == []


async def test_a_line_tells_what_speaks_for_looking(desk: sample.Desk) -> None:
    _, lines = await CallLists(desk.database).page(CallsWanted(agent_id="a1"), QA, limit=10, offset=0)
    (line,) = lines
    assert isinstance(line, CallLine)
    assert (line.hits, line.proposals, line.points, line.marks, line.recorded) == (1, 1, 5, (), False)
    assert line.call.number == "138****1234", "QA sees no number in clear"


async def test_by_the_mark_of_a_card(desk: sample.Desk) -> None:
    """One card of the call lies in the range; where a call has several, each is told."""
    await desk.log.append_desk(*carded("s1", "c1", 55.0), *carded("s2", "c1", 90.0), *carded("s3", "c2", 79.5))
    assert await ids(desk, graded=True) == ["c2", "c1"]
    assert await ids(desk, mark_from=79.5) == ["c2", "c1"]
    assert await ids(desk, mark_from=60.0, mark_to=80.0) == ["c2"], "c1 has cards on both sides and none between"
    assert await ids(desk, mark_to=55.0) == ["c1"]
    assert await ids(desk, mark_from=80.0, failed=True) == []
    _, (line,) = await CallLists(desk.database).page(CallsWanted(mark_to=60.0), QA, limit=10, offset=0)
    assert line.marks == (55.0, 90.0)
    await desk.log.append_desk(GradeWithdrawn(at=sample.NOON, grade_id="g-s1", by="q1", reason="评错了"))
    assert await ids(desk, mark_to=60.0) == []


def carded(name: str, call_id: str, total: float) -> tuple[SpotCheckAsked, CallGraded]:
    """A spot check of a call, and its card."""
    task = ReviewTask(
        task_id=f"t-{name}",
        kind=TaskKind.SPOT,
        check_id=name,
        call_id=call_id,
        agent_id="a1",
        call_at=sample.NOON,
        talk_ms=60_000,
    )
    grade = CallGraded(
        at=sample.NOON + total,
        grade_id=f"g-{name}",
        task_id=task.task_id,
        by="q1",
        card_version="v",
        lines=(),
        total=total,
        passed=total >= 80,
        failed_by=(),
        note="",
    )
    return SpotCheckAsked(at=sample.NOON, by="q1", task=task), grade


async def test_pages(desk: sample.Desk) -> None:
    total, lines = await CallLists(desk.database).page(CallsWanted(), QA, limit=1, offset=1)
    assert (total, [line.call.call_id for line in lines]) == (3, ["c2"])


async def test_whose_calls(desk: sample.Desk) -> None:
    assert await ids(desk, by=sample.person("a1")) == ["c1"]
    chief = replace(sample.person("s1", Role.SUPERVISOR), team="early")
    assert await ids(desk, by=chief) == ["m1"], "nobody of the team took one; what nobody took is everybody's"
