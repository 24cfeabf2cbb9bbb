"""How even-handed quality is: which rules are often rejected, who is looked at how often. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from api.quality.case import COUNTS
from api.schemas.quality import AgentFairness, CaseState, Fairness, QualityCase, RuleFairness, Source
from scripts_lib.model import Text

FEW = 5
"""With fewer decisions a share says nothing."""
OFTEN = 0.3
"""A rule whose proposals are rejected or overturned this often says so by itself."""
S = CaseState


def fairness(
    month: str,
    cases: Sequence[tuple[str, QualityCase]],
    calls: Mapping[str, int],
    agents: Iterable[str],
    names: Mapping[str, Text],
) -> Fairness:
    """`cases` are the month's, each with the rule that it was proposed as; `calls` are those an agent took."""
    proposed = [(rule, one) for rule, one in cases if one.source is Source.SYSTEM]
    by_rule = groupby(sorted(proposed, key=lambda one: one[0]), key=lambda one: one[0])
    return Fairness(
        month=month,
        rules=tuple(_rule(rule, [one for _, one in found], names) for rule, found in by_rule),
        agents=tuple(_agent(one, [case for _, case in cases], calls) for one in sorted(agents)),
    )


def _rule(rule: str, cases: Sequence[QualityCase], names: Mapping[str, Text]) -> RuleFairness:
    rejected = sum(one.state is S.REJECTED for one in cases)
    overturned = sum(one.state in (S.OVERTURNED, S.WITHDRAWN) for one in cases)
    decided = sum(one.state is not S.PROPOSED for one in cases)
    return RuleFairness(
        rule=rule,
        what=names.get(rule, Text(rule, rule)),
        proposed=len(cases),
        confirmed=sum(one.state in COUNTS for one in cases),
        rejected=rejected,
        overturned=overturned,
        doubtful=decided >= FEW and (rejected + overturned) / decided >= OFTEN,
    )


def _agent(agent_id: str, cases: Sequence[QualityCase], calls: Mapping[str, int]) -> AgentFairness:
    own = [one for one in cases if one.agent_id == agent_id]
    return AgentFairness(
        agent_id=agent_id,
        calls=calls.get(agent_id, 0),
        cases=len(own),
        confirmed=sum(one.state in COUNTS for one in own),
    )
