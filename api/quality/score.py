"""The month's score as a fold over what was confirmed (PEN-1..9), and the year's (PEN-10). Pure.

The same entries under other penalties give what the month would have been under those (replay). Points are whole, and
the total is the sum of the lines, so that every point traces to its entry.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from api.quality.case import COUNTS, UNDECIDED
from api.quality.events import BonusGiven, MonthAdjusted
from api.schemas.quality import MonthScore, QualityCase, ScoreChange, ScoreKind, ScoreLine, Warning
from scripts_lib.model import Text
from scripts_lib.penalties import Gravity, Offence, Penalties, Threshold

DAILY_WORK = Text("日常工作", "Daily work")
AT_MOST = Text("当月得分上限", "The most of a month")
AT_LEAST = Text("得分不低于 0", "Not below 0")
ADJUSTED = Text("质检调整", "Adjusted by QA")
WHOLE = 100


def month_score(
    agent_id: str,
    month: str,
    cases: Iterable[QualityCase],
    bonuses: Iterable[BonusGiven],
    adjustments: Iterable[MonthAdjusted],
    penalties: Penalties,
) -> MonthScore:
    """One agent's month; everything given is of that agent and month, withdrawn entries left out."""
    every = sorted(cases, key=lambda one: (one.at, one.case_id))
    counted = [one for one in every if one.state in COUNTS]
    known = {one.rule: one for one in penalties.offences}
    offences = [(one, known[one.rule]) for one in counted if one.rule in known]
    lines = [
        ScoreLine(
            kind=ScoreKind.DAILY_WORK,
            rule=penalties.month.rule,
            what=DAILY_WORK,
            points=penalties.month.daily_work,
        ),
        *_bonus_lines(bonuses, penalties),
        *(_offence_line(one, offence) for one, offence in offences if offence.gravity is not Gravity.DISMISSAL),
        *_accumulated([offence for _, offence in offences], penalties),
        *_adjustment(adjustments, penalties),
    ]
    lines += _within(sum(line.points for line in lines), penalties)
    return MonthScore(
        agent_id=agent_id,
        month=month,
        total=sum(line.points for line in lines),
        lines=tuple(lines),
        warnings=tuple(
            Warning(rule=offence.rule, what=offence.what, entry_id=one.case_id)
            for one, offence in offences
            if offence.gravity is Gravity.DISMISSAL
        )
        + tuple(_concealed(counted, penalties)),
        undecided=sum(one.state in UNDECIDED for one in every),
    )


def _bonus_lines(bonuses: Iterable[BonusGiven], penalties: Penalties) -> list[ScoreLine]:
    known = {one.rule: one for one in penalties.bonuses}
    lines: list[ScoreLine] = []
    given: set[str] = set()
    for one in sorted(bonuses, key=lambda entry: (entry.at, entry.entry_id)):
        rule = known.get(one.rule)
        if rule is None or (one.rule in given and not rule.each):
            continue
        given.add(one.rule)
        lines.append(
            ScoreLine(
                kind=ScoreKind.BONUS,
                rule=one.rule,
                what=rule.what,
                points=rule.points,
                entry_id=one.entry_id,
                reason=one.reason,
                by=one.by,
            )
        )
    return lines


def _offence_line(case: QualityCase, offence: Offence) -> ScoreLine:
    """What was confirmed, held within what the rule allows: under other rules their bounds count."""
    points = min(max(case.points, offence.least), offence.most)
    return ScoreLine(
        kind=ScoreKind.OFFENCE,
        rule=case.rule,
        what=offence.what,
        points=-points,
        entry_id=case.case_id,
        proof=case.proof,
        reason=case.reason,
        by=case.decided_by,
    )


def _accumulated(offences: Sequence[Offence], penalties: Penalties) -> list[ScoreLine]:
    """Two medium or four light ones weigh more (PEN-5): once a month, the heaviest that is met."""
    met = [
        rule for rule in penalties.accumulations if sum(one.gravity is rule.gravity for one in offences) >= rule.count
    ]
    if not met:
        return []
    heaviest = max(met, key=lambda rule: rule.points)
    what = heaviest.what
    return [ScoreLine(kind=ScoreKind.ACCUMULATION, rule=heaviest.rule, what=what, points=-heaviest.points)]


def _adjustment(adjustments: Iterable[MonthAdjusted], penalties: Penalties) -> list[ScoreLine]:
    last = max(adjustments, key=lambda one: (one.at, one.entry_id), default=None)
    if last is None:
        return []
    rule = penalties.adjustment
    points = min(max(last.points, rule.least), rule.most)
    return [
        ScoreLine(
            kind=ScoreKind.ADJUSTMENT,
            rule=rule.rule,
            what=ADJUSTED,
            points=points,
            entry_id=last.entry_id,
            reason=last.reason,
            by=last.by,
        )
    ]


def _within(total: int, penalties: Penalties) -> list[ScoreLine]:
    most = penalties.month.maximum
    over = total - most if total > most else min(total, 0)
    if not over:
        return []
    what = AT_MOST if over > 0 else AT_LEAST
    return [ScoreLine(kind=ScoreKind.CAP, rule=penalties.month.rule, what=what, points=-over)]


def _concealed(counted: Iterable[QualityCase], penalties: Penalties) -> Iterable[Warning]:
    """PEN-7 takes no points: what follows is told."""
    known = {one.rule: one for one in penalties.concealment}
    for one in counted:
        if one.rule in known:
            result = known[one.rule].result
            yield Warning(rule=one.rule, what=result, entry_id=one.case_id)


# --- a whole team -------------------------------------------------------------------------------------------------


def ranked(scores: Iterable[MonthScore]) -> tuple[MonthScore, ...]:
    """The month's scores, best first, equal ones sharing a rank."""
    ordered = sorted(scores, key=lambda one: (-one.total, one.agent_id))
    totals = [one.total for one in ordered]
    return tuple(replace(one, rank=totals.index(one.total) + 1) for one in ordered)


def with_thresholds(months: Sequence[tuple[MonthScore, ...]], penalties: Penalties) -> tuple[MonthScore, ...]:
    """The last of `months` (each ranked, oldest first), with what PEN-9 tells the supervisor."""
    return tuple(
        replace(
            score,
            warnings=score.warnings
            + tuple(
                Warning(rule=rule.rule, what=rule.what)
                for rule in penalties.thresholds
                if _met(rule, score.agent_id, months)
            ),
        )
        for score in months[-1]
    )


def without_thresholds(score: MonthScore, penalties: Penalties) -> MonthScore:
    """The month as it is shown to whoever PEN-9 does not tell."""
    rules = {one.rule for one in penalties.thresholds}
    return replace(score, warnings=tuple(one for one in score.warnings if one.rule not in rules))


def _met(rule: Threshold, agent_id: str, months: Sequence[tuple[MonthScore, ...]]) -> bool:
    """Below the score in each of the last months; with `last_place` the lowest of at least two, too."""
    if len(months) < rule.months:
        return False
    for month in months[-rule.months :]:
        score = next((one for one in month if one.agent_id == agent_id), None)
        if score is None or score.total >= rule.below:
            return False
        lowest = min(one.total for one in month)
        if rule.last_place and (len(month) < 2 or score.total > lowest):
            return False
    return True


def changes(before: Iterable[MonthScore], after: Iterable[MonthScore]) -> tuple[ScoreChange, ...]:
    """What other rules make of the same month: only agents whose score differs."""
    others = {one.agent_id: one for one in after}
    found = []
    for old in before:
        new = others[old.agent_id]
        if old.total != new.total or old.lines != new.lines:
            was, now = _by_rule(old), _by_rule(new)
            rules = [rule for rule in dict.fromkeys((*was, *now)) if was.get(rule, 0) != now.get(rule, 0)]
            found.append(
                ScoreChange(
                    agent_id=old.agent_id,
                    month=old.month,
                    before=old.total,
                    after=new.total,
                    lines=tuple((rule, was.get(rule, 0), now.get(rule, 0)) for rule in rules),
                )
            )
    return tuple(found)


def _by_rule(score: MonthScore) -> dict[str, int]:
    points: dict[str, int] = {}
    for line in score.lines:
        points[line.rule] = points.get(line.rule, 0) + line.points
    return points


# --- the year -----------------------------------------------------------------------------------------------------


def year_score(marks: Mapping[tuple[int, int], float], penalties: Penalties) -> float | None:
    """The year (PEN-10): marks of 0 to 100 by (number of the check, number of the subject); None when one is missing.

    Raises ValueError for a mark outside 0 to 100.
    """
    total = 0.0
    for check, part in enumerate(penalties.year.checks):
        for subject, share in enumerate(penalties.year.subjects):
            mark = marks.get((check, subject))
            if mark is None:
                return None
            if not 0 <= mark <= WHOLE:
                raise ValueError(f"a mark of {mark} is outside 0 to {WHOLE}")
            total += mark * part.percent * share.percent
    return round(total / (WHOLE * WHOLE), 2)
