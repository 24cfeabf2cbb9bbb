"""Hints, calls to grade, grades, samples, calibrations and the year in words: rows and one in full. Pure."""

from collections.abc import Sequence

from api.schemas.quality import Hint
from api.schemas.quality_checks import (
    AgentYear,
    Agreement,
    Calibration,
    Conclusion,
    Grade,
    GradeLine,
    ReviewTask,
    Sample,
    YearView,
)
from console.format import clock
from console.qa.rows import Telling


def hint_row(hint: Hint, telling: Telling) -> tuple[str, ...]:
    """Time, agent, what, the words."""
    return (
        telling.time(hint.at),
        telling.name(hint.agent_id),
        f"{hint.proof.what.of(telling.lang)}  {hint.proof.words}".rstrip(),
    )


def hint_lines(hint: Hint, telling: Telling) -> tuple[str, ...]:
    """One hint in full, and that it counts for nothing."""
    words, proof = telling.words, hint.proof
    lines = [proof.what.of(telling.lang), words("qa.rule_of", rule=telling.rule(hint.rule))]
    lines.append(words("qa.who", agent=telling.name(hint.agent_id), time=telling.time(hint.at)))
    if proof.words:
        lines.append(words("qa.words", words=proof.words))
    if proof.call_id:
        second = f" {clock(proof.at_ms)}" if proof.at_ms is not None else ""
        lines.append(words("qa.call", call=proof.call_id, second=second))
    if proof.ticket_number:
        lines.append(words("qa.ticket", number=proof.ticket_number))
    if proof.rules_version:
        lines.append(words("qa.version", version=proof.rules_version))
    return (*lines, "", words("qa.hint.bonus" if hint.bonus else "qa.hint.nothing"))


def task_row(task: ReviewTask, telling: Telling) -> tuple[str, ...]:
    """Why, time, agent, talk, queue."""
    kind = telling.words(f"qa.kind.{task.kind}")
    return kind, telling.time(task.call_at), telling.name(task.agent_id), clock(task.talk_ms), task.queue


def task_lines(task: ReviewTask, telling: Telling) -> tuple[str, ...]:
    """The call, and why it is to be graded."""
    words = telling.words
    lines = [
        f"{words(f'qa.kind.{task.kind}')}  {telling.name(task.agent_id)}",
        words("qa.call_of", call=task.call_id, time=telling.time(task.call_at), talk=clock(task.talk_ms)),
    ]
    if task.reason:
        lines.append(words("qa.why", reason=task.reason))
    return (*lines, "", words("qa.to_grade"))


def grade_row(grade: Grade, telling: Telling) -> tuple[str, ...]:
    """Time of the call, agent, total, content, grader, why."""
    return (
        telling.time(grade.call_at),
        telling.name(grade.agent_id),
        f"{grade.total:g}",
        telling.words("qa.yes" if grade.passed else "qa.no"),
        telling.name(grade.grader),
        telling.words(f"qa.kind.{grade.kind}"),
    )


def grade_lines(grade: Grade, telling: Telling) -> tuple[str, ...]:
    """The card as it was filled in."""
    words = telling.words
    lines = [
        words(
            "qa.grade_of",
            grader=telling.name(grade.grader),
            time=telling.time(grade.at),
            agent=telling.name(grade.agent_id),
            total=f"{grade.total:g}",
            passed=words("qa.passed" if grade.passed else "qa.failed"),
        ),
        words("qa.call", call=grade.call_id, second=""),
        words("qa.card_version", version=grade.card_version),
        "",
        *(_line(one, grade, telling) for one in grade.lines),
    ]
    if grade.note:
        lines += ["", words("qa.note", note=grade.note)]
    return (*lines, "", words("qa.no_points"))


def _line(line: GradeLine, grade: Grade, telling: Telling) -> str:
    level = line.level_label.of(telling.lang) if line.level_label is not None else telling.words("qa.na")
    weight = telling.words("qa.fatal") if line.fatal else f"{line.weight}"
    mark = "✗ " if line.criterion in grade.failed_by else ""
    note = f"（{line.note}）" if line.note else ""
    return f"{mark}{line.label.of(telling.lang)}（{weight}）：{level}{note}"


def sample_row(sample: Sample, telling: Telling) -> tuple[str, ...]:
    """When, by whom, each agent, drawn, graded, the share of all."""
    whole = next((one for one in sample.conclusions if not one.agent_id), None)
    drawn = sum(one.drawn for one in sample.strata)
    graded = sum(one.graded for one in sample.conclusions if one.agent_id)
    rate = _percent(whole) if whole is not None else ""
    by = telling.name(sample.drawn_by)
    return telling.time(sample.drawn_at), by, str(sample.per_agent), str(drawn), str(graded), rate


def sample_lines(sample: Sample, telling: Telling) -> tuple[str, ...]:
    """What the sample says so far: of all, then of each agent, then how it was drawn."""
    words = telling.words
    lines = [
        words(
            "qa.sample_of",
            month=sample.month,
            time=telling.time(sample.drawn_at),
            by=telling.name(sample.drawn_by),
            count=sample.per_agent,
        )
    ]
    for later in sample.more:
        drawn = words("qa.sample_more", time=telling.time(later.at), by=telling.name(later.by), count=later.per_agent)
        lines.append(drawn)
    for one in sample.conclusions:
        who = telling.name(one.agent_id) if one.agent_id else words("qa.all")
        lines.append(f"{who}：{one.words.of(telling.lang)}")
    return (*lines, "", words("qa.seed", seed=sample.seed, frame=sample.frame[:12]))


def _percent(one: Conclusion) -> str:
    return "" if one.rate is None else f"{100 * one.rate:.0f}%（{100 * one.low:.0f}～{100 * one.high:.0f}）"


def calibration_row(one: Calibration, telling: Telling) -> tuple[str, ...]:
    """When, the agent whose call it is, graders, how many are done."""
    graders = "、".join(telling.name(grader) for grader in one.graders)
    return telling.time(one.opened_at), telling.name(one.agent_id), graders, f"{len(one.done_by)}/{len(one.graders)}"


def calibration_lines(one: Calibration, agreement: Agreement | None, telling: Telling) -> tuple[str, ...]:
    """Where the two differ, once both are done; and how alike graders judge over all calls."""
    words = telling.words
    opened = words(
        "qa.calibration_of", time=telling.time(one.opened_at), by=telling.name(one.opened_by), reason=one.reason
    )
    lines = [opened, words("qa.call", call=one.call_id, second="")]
    if one.grades:
        lines += _differences(one, telling)
    else:
        done = "、".join(telling.name(grader) for grader in one.done_by) or words("qa.nobody")
        lines.append(words("qa.blind", done=done))
    return (*lines, *(("", *agreement_lines(agreement, telling)) if agreement is not None else ()))


def _differences(one: Calibration, telling: Telling) -> list[str]:
    words = telling.words
    totals = "  ".join(f"{telling.name(grade.grader)} {grade.total:g}" for grade in one.grades)
    marked = [{line.criterion: line for line in grade.lines} for grade in one.grades]
    lines = [totals]
    for each in one.differences:
        if each.agreed:
            continue
        first, second = (_level(marks.get(each.criterion), telling) for marks in marked)
        lines.append(words("qa.differs", label=each.label.of(telling.lang), first=first, second=second))
    alike = sum(each.agreed for each in one.differences)
    return [*lines, words("qa.same", count=alike)]


def _level(line: GradeLine | None, telling: Telling) -> str:
    if line is None or line.level_label is None:
        return telling.words("qa.na")
    return line.level_label.of(telling.lang)


def agreement_lines(found: Agreement, telling: Telling) -> tuple[str, ...]:
    """Kappa by criterion, with what it means."""
    words = telling.words
    if not found.calls:
        return (words("qa.agreement.none"),)
    return (
        words("qa.agreement", count=found.calls, within=f"{found.within:g}"),
        *(
            words(
                "qa.kappa",
                label=one.label.of(telling.lang),
                kappa=_number(one.kappa),
                weighted=_number(one.weighted),
                words=one.words.of(telling.lang),
            )
            for one in found.criteria
        ),
    )


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"


def year_row(one: AgentYear, view: YearView, telling: Telling) -> tuple[str, ...]:
    """Agent, score, how many marks, the months' mean."""
    total = "" if one.total is None else f"{one.total:g}"
    wanted = len(view.checks) * len(view.subjects)
    mean = "" if one.months_mean is None else f"{one.months_mean:g}"
    return telling.name(one.agent_id), total, f"{len(one.marks)}/{wanted}", mean


def year_lines(one: AgentYear, view: YearView, telling: Telling) -> tuple[str, ...]:
    """Every mark with its parts, who gave it and why."""
    words, lang = telling.words, telling.lang
    total = "—" if one.total is None else f"{one.total:g}"
    lines = [words("qa.year_of", agent=telling.name(one.agent_id), year=view.year, total=total)]
    missing = len(view.checks) * len(view.subjects) - len(one.marks)
    if missing:
        lines.append(words("qa.year_open", count=missing))
    if one.months_mean is not None:
        lines.append(words("qa.months_mean", mean=f"{one.months_mean:g}"))
    lines.append("")
    for mark in one.marks:
        check, subject = view.checks[mark.check], view.subjects[mark.subject]
        part = f"{check.what.of(lang)} {check.percent}% · {subject.what.of(lang)} {subject.percent}%"
        reason = f"：{mark.reason}" if mark.reason else ""
        by, at = telling.name(mark.by), telling.time(mark.at)
        lines.append(words("qa.mark_by", part=part, mark=f"{mark.mark:g}", by=by, time=at, reason=reason))
    return tuple(lines)


def cells(view: YearView, lang: str) -> Sequence[tuple[int, int, str]]:
    """Every cell of the year: check, subject, and what it is called."""
    return [
        (check, subject, f"{one.what.of(lang)} · {other.what.of(lang)}")
        for check, one in enumerate(view.checks)
        for subject, other in enumerate(view.subjects)
    ]
