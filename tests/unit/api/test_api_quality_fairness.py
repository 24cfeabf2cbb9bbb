"""Who is reviewed how often, and which rules are often rejected."""

from msgspec.structs import replace

from api.quality.fairness import fairness
from api.schemas.quality import CaseState, QualityCase, Source
from scripts_lib.model import Text
from tests.unit.api.test_api_quality_score import case

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
