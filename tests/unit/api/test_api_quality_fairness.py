"""Who is reviewed how often, and which rules are often rejected."""

from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from api.quality.fairness import Graded, by_group, fairness, shift_of
from api.quality.fairness_shelf import FairnessShelf
from api.quality.shelf import QualityShelf
from api.schemas.quality import CaseState, NewCase, QualityCase, Source
from api.shifts.kinds import ShiftKind, usual
from scripts_lib.loader import load
from scripts_lib.model import Text
from tests.unit.api import desk_samples as sample
from tests.unit.api.test_api_quality_score import case

ZONE = ZoneInfo("Asia/Shanghai")
NAMES = {"PEN-3-9": Text("未填写", "not filled")}


def of(*states: CaseState) -> list[tuple[str, QualityCase]]:
    return [("PEN-3-9", case("PEN-3-9", 5, number, state)) for number, state in enumerate(states)]


def test_a_rule_that_is_often_rejected_says_so() -> None:
    often = of(*[CaseState.CONFIRMED] * 4, CaseState.REJECTED, CaseState.OVERTURNED)
    (rule,) = fairness("2026-11", often, {}, (), NAMES).rules
    assert (rule.proposed, rule.confirmed, rule.rejected, rule.overturned, rule.doubtful) == (6, 4, 1, 1, True)
    (rule,) = fairness("2026-11", of(*[CaseState.CONFIRMED] * 5, CaseState.REJECTED), {}, (), NAMES).rules
    assert not rule.doubtful


def test_a_few_decisions_say_nothing_and_what_a_person_entered_is_no_proposal() -> None:
    few = of(CaseState.REJECTED, CaseState.REJECTED, CaseState.PROPOSED)
    assert not fairness("2026-11", few, {}, (), NAMES).rules[0].doubtful
    entered = [(rule, replace(one, source=Source.PERSON)) for rule, one in few]
    assert fairness("2026-11", entered, {}, (), NAMES).rules == ()


def test_agents_are_counted_beside_their_calls() -> None:
    found = fairness("2026-11", of(CaseState.CONFIRMED, CaseState.PROPOSED), {"li": 40}, ("zhao", "li"), NAMES).agents
    assert [(one.agent_id, one.calls, one.cases, one.confirmed) for one in found] == [
        ("li", 40, 2, 1),
        ("zhao", 0, 0, 0),
    ]


def test_cards_of_an_agents_calls_are_counted() -> None:
    grades = (Graded("li", 1.0, "main"), Graded("zhao", 2.0, ""))
    found = fairness("2026-11", [], {}, ("li",), NAMES, grades).agents
    assert [(one.agent_id, one.graded) for one in found] == [("li", 1)]


def test_groups_stand_in_order_with_what_is_of_none() -> None:
    cases = [("main", case("PEN-3-9", 5, 1, CaseState.CONFIRMED)), ("", case("PEN-3-9", 5, 2, CaseState.PROPOSED))]
    labels = {"night": Text("夜间", "Night"), "main": Text("总机", "Main")}
    found = by_group(labels, {"main": 40, "old": 3}, cases, ["main", "main"])
    assert [(one.key, one.label.zh, one.calls, one.cases, one.confirmed, one.graded) for one in found] == [
        ("night", "夜间", 0, 0, 0, 0),
        ("main", "总机", 40, 1, 1, 2),
        ("", "无", 0, 1, 0, 0),
        ("old", "old", 3, 0, 0, 0),
    ]


def test_a_shift_over_midnight_is_of_the_day_before() -> None:
    late = (ShiftKind(key="late", zh="晚班", en="Late", begin=time(22), hours=4),)

    def at(hour: int) -> float:
        return datetime(2026, 11, 23, hour, 30, tzinfo=ZONE).timestamp()

    assert [shift_of(at(hour), late, ZONE) for hour in (21, 22, 1, 2)] == ["", "late", "late", ""]
    assert shift_of(at(12), usual(), ZONE) == "morning"


async def test_calls_and_cases_are_counted_by_queue_and_shift(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        quality = QualityShelf(desk.database, desk.log, load(), ZONE)
        await desk.log.append_line(
            "s1", "line-1", sample.numbered([sample.started(), *sample.whole_call("c1", "li")])
        )
        seen = NewCase(agent_id="li", rule="PEN-3-9", happened_at=sample.NOON, words="空白", call_id="c1")
        await quality.enter(seen, sample.person("qian"))
        shelf = FairnessShelf(desk.database, quality, ZONE, {"main": Text("总机", "Main")}, usual())
        found = await shelf.of_month("2026-11", ["li"])
        late = await shelf.of_month("2026-11", ["li", "zhao"], frozenset({"zhao"}))
    assert [(one.agent_id, one.calls, one.cases) for one in late.agents] == [("zhao", 0, 0)]
    assert {(one.calls, one.cases) for one in (*late.queues, *late.shifts)} == {(0, 0)}, "li is of another team"
    assert [(one.agent_id, one.calls, one.cases) for one in found.agents] == [("li", 1, 1)]
    assert {one.key: (one.calls, one.cases) for one in found.queues} == {"main": (0, 0), "": (1, 1)}
    assert {one.key: (one.calls, one.cases) for one in found.shifts} == {
        "night": (0, 0),
        "morning": (1, 1),
        "evening": (0, 0),
    }
