"""The score card as the review page shows it: cards filled in, what this person may fill in, and what was refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.errors import DeskError
from api.quality.checks.shelf import GradeFilter
from api.rights import Right, may
from api.schemas import AgentView
from api.schemas.quality_checks import Mark, ReviewTask, TaskKind
from api.services import Services
from scripts_lib.model import Text
from scripts_lib.score_card import ScoreCard

NOT_APPLICABLE = "none"
SEVERAL = 20
SPOT = "spot"
"""The form that asks for a spot check, beside those of tasks, which have the task's id."""
KINDS = {
    TaskKind.SAMPLE: Text("抽样", "Sample"),
    TaskKind.SPOT: Text("抽查", "Spot check"),
    TaskKind.CALIBRATION: Text("双评校准", "Calibration"),
}


@dataclass(frozen=True)
class Refused:
    """A form of the page that was refused: which one, why, and what was typed."""

    form: str
    """The id of the task or hint, or `SPOT`."""
    error: DeskError
    sent: Mapping[str, str]
    task: ReviewTask | None = None


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: the id of its field, what the field is called where that must be said, and why."""

    field: str
    label: Text | None
    why: str


async def grading(services: Services, by: AgentView, call_id: str, refused: Refused | None = None) -> dict[str, Any]:
    """What the review page needs: cards that this person may see, and what this person may fill in. A refused form is
    there again with what was typed, even where somebody else has filled in the card meanwhile."""
    among = await services.calls.hearing.whose(by)
    which = GradeFilter(viewer=by.agent_id, among=among, call_id=call_id)
    _, grades = await services.quality.checks.grades(which, limit=SEVERAL, offset=0)
    tasks: tuple[ReviewTask, ...] = ()
    if may(by, Right.REVIEW_QUALITY):
        _, tasks = await services.quality.checks.tasks(
            by.agent_id, among, kind=None, limit=SEVERAL, offset=0, call_id=call_id
        )
    if refused is not None and refused.task is not None and refused.form not in {one.task_id for one in tasks}:
        tasks = (*tasks, refused.task)
    card = services.quality.checks.card.card
    return {
        "grades": grades,
        "tasks": tasks,
        "card": card,
        "task_kinds": KINDS,
        "refused": refused,
        "faults": faults_of(card, refused.error) if refused is not None else (),
    }


def faults_of(card: ScoreCard, error: DeskError) -> tuple[Fault, ...]:
    """What an error says of single fields, in the order of the form; what is of the whole card leads to its first."""
    named = {one.id: one.label for one in card.criteria}
    order = {name: place for place, name in enumerate(named)}
    found = sorted(error.fields.items(), key=lambda one: order.get(one[0], len(order)))
    first = next(iter(named))
    return tuple(
        Fault(f"c-{name}", named[name], why)
        if name in named
        else Fault(f"c-{first}" if name == "marks" else name, None, why)
        for name, why in found
    )


def marks_of(card: ScoreCard, sent: Mapping[str, str]) -> tuple[Mark, ...]:
    """A mark for every criterion that was ticked; whoever takes them tells what is missing or wrong."""
    ticked = ((one.id, sent.get(f"c-{one.id}", ""), sent.get(f"n-{one.id}", "")) for one in card.criteria)
    return tuple(
        Mark(criterion=name, level=None if level == NOT_APPLICABLE else level, note=note)
        for name, level, note in ticked
        if level
    )
