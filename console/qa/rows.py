"""Quality in words: the rows of the lists, and one offence or one month in full. Pure; times by the site's zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from api.schemas.quality import CaseState, Fairness, MonthScore, QualityCase, RuleView, Source
from console.errors import ConsoleError, DeskProblem
from console.format import clock
from console.texts import Words

SIGNS = {
    CaseState.PROPOSED: "?",
    CaseState.APPEALED: "!",
    CaseState.CONFIRMED: "✓",
    CaseState.UPHELD: "✓",
    CaseState.REJECTED: "✗",
    CaseState.OVERTURNED: "✗",
    CaseState.WITHDRAWN: "✗",
}
SHOWN = 2
"""Fields at fault that are named."""
WAITING = (CaseState.APPEALED, CaseState.PROPOSED)
"""What somebody has to decide, appeals first."""


@dataclass(frozen=True)
class Telling:
    """What the words need beside the records."""

    words: Words
    lang: str
    zone: ZoneInfo
    names: Mapping[str, str]
    """People's names by id."""
    rules: Mapping[str, RuleView]

    def name(self, agent_id: str) -> str:
        """Somebody's name; the desk itself for none."""
        return self.names.get(agent_id, agent_id) if agent_id else self.words("qa.system")

    def rule(self, rule: str) -> str:
        """What the rule says, with its number."""
        known = self.rules.get(rule)
        return f"{rule} {known.what.of(self.lang)}" if known is not None else rule

    def time(self, at: float) -> str:
        """Day and time."""
        return f"{datetime.fromtimestamp(at, self.zone):%m-%d %H:%M}"


def in_order(cases: tuple[QualityCase, ...]) -> tuple[QualityCase, ...]:
    """What waits for a decision first, appeals before proposals; then the newest."""
    rank = {state: place for place, state in enumerate(WAITING)}
    return tuple(sorted(cases, key=lambda one: (rank.get(one.state, len(WAITING)), -one.at, one.case_id)))


def case_row(case: QualityCase, telling: Telling) -> tuple[str, ...]:
    """State, time, agent, rule, points."""
    state = f"{SIGNS[case.state]} {telling.words(f'qa.state.{case.state}')}"
    points = f"-{case.points}" if case.points else ""
    return state, telling.time(case.at), telling.name(case.agent_id), telling.rule(case.rule), points


def case_lines(case: QualityCase, telling: Telling) -> tuple[str, ...]:
    """One offence in full: the evidence, and everything that was decided."""
    words, proof = telling.words, case.proof
    source = "qa.seen.system" if case.source is Source.SYSTEM else "qa.seen.person"
    lines = [
        telling.rule(case.rule),
        words("qa.who", agent=telling.name(case.agent_id), time=telling.time(case.at)),
        words(source, by=telling.name(case.opened_by), what=proof.what.of(telling.lang)),
    ]
    if proof.words:
        said = "qa.words" if case.source is Source.SYSTEM else "qa.looked"
        lines.append(words(said, words=proof.words))
    if proof.call_id:
        second = f" {clock(proof.at_ms)}" if proof.at_ms is not None else ""
        lines.append(words("qa.call", call=proof.call_id, second=second))
    if proof.ticket_number:
        lines.append(words("qa.ticket", number=proof.ticket_number))
    if proof.rules_version:
        lines.append(words("qa.version", version=proof.rules_version))
    if case.decided_at is not None:
        key = "qa.rejected" if case.state is CaseState.REJECTED else "qa.confirmed"
        lines.append(
            _said(words(key, **_by(case.decided_by, case.decided_at, telling), points=case.points), case.reason)
        )
    if case.appealed_at is not None:
        lines.append(_said(words("qa.appealed", **_by(case.agent_id, case.appealed_at, telling)), case.appeal))
    if case.closed_at is not None:
        closed = words(f"qa.closed.{case.state}", **_by(case.closed_by, case.closed_at, telling))
        lines.append(_said(closed, case.verdict))
    return tuple(lines)


def score_row(score: MonthScore, telling: Telling) -> tuple[str, ...]:
    """Rank, agent, total, undecided, what the supervisor is told."""
    told = "、".join(one.rule for one in score.warnings)
    return str(score.rank), telling.name(score.agent_id), str(score.total), str(score.undecided or ""), told


def score_lines(score: MonthScore, telling: Telling) -> tuple[str, ...]:
    """Every point with where it comes from."""
    lines = [telling.words("qa.month_of", agent=telling.name(score.agent_id), month=score.month, total=score.total)]
    for one in score.lines:
        by = f"（{telling.name(one.by)}）" if one.by else ""
        why = f"：{one.reason}" if one.reason else ""
        call = f"  {one.proof.call_id}" if one.proof is not None and one.proof.call_id else ""
        lines.append(f"{one.points:+4d}  {one.rule} {one.what.of(telling.lang)}{by}{why}{call}")
    lines += [f"⚠ {one.rule} {one.what.of(telling.lang)}" for one in score.warnings]
    return tuple(lines)


def fairness_lines(found: Fairness, telling: Telling) -> tuple[str, ...]:
    """Rules with their share of rejections, then agents with how often they were looked at."""
    words = telling.words
    lines = [words("qa.fair.rules")]
    for one in found.rules:
        mark = f"  ⚠ {words('qa.fair.doubtful')}" if one.doubtful else ""
        lines.append(
            words(
                "qa.fair.rule",
                rule=f"{one.rule} {one.what.of(telling.lang)}",
                proposed=one.proposed,
                confirmed=one.confirmed,
                against=one.rejected + one.overturned,
            )
            + mark
        )
    lines += ["", words("qa.fair.agents")]
    for agent in found.agents:
        counts = {"calls": agent.calls, "graded": agent.graded, "cases": agent.cases, "confirmed": agent.confirmed}
        lines.append(words("qa.fair.agent", agent=telling.name(agent.agent_id), **counts))
    for key, groups in (("qa.fair.queues", found.queues), ("qa.fair.shifts", found.shifts)):
        lines += ["", words(key)] if groups else []
        for group in groups:
            counts = {
                "calls": group.calls,
                "graded": group.graded,
                "cases": group.cases,
                "confirmed": group.confirmed,
            }
            lines.append(words("qa.fair.agent", agent=group.label.of(telling.lang), **counts))
    return tuple(lines)


def refusal(error: ConsoleError, lang: str) -> str:
    """What the desk refused, with what is wrong of the first fields."""
    faults = list(error.fields.values())[:SHOWN] if isinstance(error, DeskProblem) else []
    parts = [one.split(" / ")[0 if lang == "zh" else -1] for one in faults]
    return "：".join((error.of(lang), "；".join(parts))) if parts else error.of(lang)


def _by(who: str, at: float, telling: Telling) -> dict[str, str]:
    return {"by": telling.name(who), "time": telling.time(at)}


def _said(line: str, reason: str) -> str:
    return f"{line}：{reason}" if reason else line
