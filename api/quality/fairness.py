"""How even-handed quality is: which rules are often rejected; who, which queue, which shift is looked at how often.

Pure. Counts stand beside the calls that were taken: more offences where more was looked at is no finding.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from api.quality.case import COUNTS
from api.schemas.quality import (
    AgentFairness,
    CaseState,
    Fairness,
    GroupFairness,
    QualityCase,
    RuleFairness,
    Source,
)
from api.shifts.kinds import ShiftKind
from scripts_lib.model import Text

FEW = 5
"""With fewer decisions a share says nothing."""
OFTEN = 0.3
"""A rule whose proposals are rejected or overturned this often says so by itself."""
S = CaseState
NONE = Text("无", "none")


class Graded(NamedTuple):
    """A card that was filled in: whose call, when it came, in which queue."""

    agent_id: str
    at: float
    queue: str


def fairness(
    month: str,
    cases: Sequence[tuple[str, QualityCase]],
    calls: Mapping[str, int],
    agents: Iterable[str],
    names: Mapping[str, Text],
    grades: Sequence[Graded] = (),
) -> Fairness:
    """`cases` are the month's, each with the rule that it was proposed as; `calls` are those an agent took; `grades`
    are the cards filled in for calls of the month."""
    proposed = [(rule, one) for rule, one in cases if one.source is Source.SYSTEM]
    by_rule = groupby(sorted(proposed, key=lambda one: one[0]), key=lambda one: one[0])
    return Fairness(
        month=month,
        rules=tuple(_rule(rule, [one for _, one in found], names) for rule, found in by_rule),
        agents=tuple(_agent(one, [case for _, case in cases], calls, grades) for one in sorted(agents)),
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


def by_group(
    labels: Mapping[str, Text],
    calls: Mapping[str, int],
    cases: Iterable[tuple[str, QualityCase]],
    grades: Iterable[str],
) -> tuple[GroupFairness, ...]:
    """Groups in the order of `labels`, then others by their key. `cases` and `grades` come with their group's key."""
    found, graded = list(cases), Counter(grades)
    others = sorted({*calls, *graded, *(key for key, _ in found)} - labels.keys())
    return tuple(
        GroupFairness(
            key=key,
            label=labels.get(key, NONE if not key else Text(key, key)),
            calls=calls.get(key, 0),
            cases=sum(one == key for one, _ in found),
            confirmed=sum(one == key and case.state in COUNTS for one, case in found),
            graded=graded[key],
        )
        for key in (*labels, *others)
    )


def shift_of(at: float, kinds: Sequence[ShiftKind], zone: ZoneInfo) -> str:
    """The shift in which it happened, by the settings; empty where none covers that time of day."""
    day = datetime.fromtimestamp(at, zone).date()
    for kind in kinds:
        for begun in (day, day - timedelta(days=1)):
            since, until = kind.times(begun, zone)
            if since <= at < until:
                return kind.key
    return ""


def _agent(
    agent_id: str, cases: Sequence[QualityCase], calls: Mapping[str, int], grades: Sequence[Graded]
) -> AgentFairness:
    own = [one for one in cases if one.agent_id == agent_id]
    return AgentFairness(
        agent_id=agent_id,
        calls=calls.get(agent_id, 0),
        cases=len(own),
        confirmed=sum(one.state in COUNTS for one in own),
        graded=sum(one.agent_id == agent_id for one in grades),
    )
