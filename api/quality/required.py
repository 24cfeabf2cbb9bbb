"""How often each required phrase was heard, was missing, or could not be judged, by agent and by team. Pure.

A call that was not judged is no call in which something was missing: too little was understood of it, it was too
short, or nobody listened (LINE-2, LINE-5).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from api.schemas.quality import RequiredCount, RequiredGroup, RequiredReport
from scripts_lib.model import Moment, RequiredPhrase


@dataclass(frozen=True)
class Member:
    """Somebody who takes calls, as the report names them."""

    agent_id: str
    name: str
    team: str


@dataclass
class Tally:
    """What was counted of one agent."""

    calls: int = 0
    """Calls that came in and that the agent took."""
    heard: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    """By rule."""
    unjudged: Counter[Moment] = field(default_factory=Counter)
    """Calls of whose opening or ending nothing can be said."""

    def add(self, other: "Tally") -> None:
        """Count what another counted too."""
        self.calls += other.calls
        self.heard += other.heard
        self.missing += other.missing
        self.unjudged += other.unjudged


def report(
    days: tuple[str, str],
    parts: Sequence[RequiredPhrase],
    tallies: Mapping[str, Tally],
    members: Iterable[Member],
    teams: Mapping[str, str],
) -> RequiredReport:
    """Everybody together, then by team, then by agent; `teams` names them. Who took no call is left out."""
    known = {one.agent_id: one for one in members}
    total, by_team = Tally(), dict[str, Tally]()
    for agent_id, tally in tallies.items():
        total.add(tally)
        team = known[agent_id].team if agent_id in known else ""
        by_team.setdefault(team, Tally()).add(tally)
    people = [
        _group(agent_id, known[agent_id].name if agent_id in known else agent_id, tally, parts)
        for agent_id, tally in tallies.items()
    ]
    return RequiredReport(
        first=days[0],
        last=days[1],
        total=_group("", "", total, parts),
        teams=tuple(_group(key, teams.get(key, key), by_team[key], parts) for key in sorted(by_team) if key),
        agents=tuple(sorted(people, key=lambda one: (one.name, one.key))),
    )


def _group(key: str, name: str, tally: Tally, parts: Sequence[RequiredPhrase]) -> RequiredGroup:
    return RequiredGroup(
        key=key,
        name=name,
        calls=tally.calls,
        parts=tuple(
            RequiredCount(
                rule=one.rule,
                moment=one.moment,
                label=one.label,
                heard=tally.heard[one.rule],
                missing=tally.missing[one.rule],
                not_judged=tally.unjudged[one.moment],
            )
            for one in parts
        ),
    )
