"""Counts how content residents are, by department and building, and names what is weak (SUR-1, SLA-10). Pure."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec

from api.schemas.surveys import Aspect, GroupResult, Scores, Share, Source, SurveyResults, WeakPoint

AIM: Final = 0.85
CONTENT_FROM: Final = 4
"""Marks from here on are content: 满意 and 很满意."""
ENOUGH: Final = 5
"""With fewer answers nothing is called weak: one angry answer is not a department."""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What one resident said. `scores` only of questionnaires; a follow-up call tells `content` alone."""

    at: float
    source: Source
    department: str
    building: str
    content: bool
    scores: Scores | None = None


def content(scores: Scores) -> bool:
    """Whether a questionnaire counts as content: by its overall mark."""
    return scores.overall >= CONTENT_FROM


def results(said: Iterable[Said], since: float, until: float) -> SurveyResults:
    """The figures of `since` (inclusive) to `until`, Unix seconds; groups by name, weak points lowest share first."""
    within = [one for one in said if since <= one.at < until]
    departments = _grouped(within, lambda one: one.department)
    buildings = _grouped(within, lambda one: one.building)
    weak = [*_weak("department", departments), *_weak("building", buildings)]
    return SurveyResults(
        since=since,
        until=until,
        aim=AIM,
        total=_result("", within),
        departments=tuple(departments),
        buildings=tuple(buildings),
        weak=tuple(sorted(weak, key=lambda one: (one.share, one.group, one.value, one.aspect))),
    )


def _grouped(said: Sequence[Said], by: Callable[[Said], str]) -> list[GroupResult]:
    groups: dict[str, list[Said]] = {}
    for one in said:
        if by(one):
            groups.setdefault(by(one), []).append(one)
    return [_result(value, groups[value]) for value in sorted(groups)]


def _result(value: str, said: Sequence[Said]) -> GroupResult:
    every = share_of([one.content for one in said])
    marks = [one.scores for one in said if one.scores is not None]
    return GroupResult(
        value=value,
        all=every,
        follow_ups=share_of([one.content for one in said if one.source is Source.FOLLOW_UP]),
        aspects={one: share_of([getattr(mark, one) >= CONTENT_FROM for mark in marks]) for one in Aspect},
        enough=every.asked >= ENOUGH,
        met=None if every.share is None else every.share >= AIM,
    )


def share_of(answers: Sequence[bool]) -> Share:
    """How many of these were content."""
    count = sum(answers)
    return Share(asked=len(answers), content=count, share=count / len(answers) if answers else None)


def _weak(group: str, found: Iterable[GroupResult]) -> Iterable[WeakPoint]:
    for one in found:
        shares = {Aspect.OVERALL: one.all} | {
            aspect: share for aspect, share in one.aspects.items() if aspect is not Aspect.OVERALL
        }
        for aspect, share in shares.items():
            if share.share is not None and share.asked >= ENOUGH and share.share < AIM:
                yield WeakPoint(group=group, value=one.value, aspect=aspect, share=share.share, asked=share.asked)
