"""What training writes into the log (TRN-1, TRN-2)."""

from datetime import date

from api.facts import DeskFact
from api.schemas.training import Stage


class ExamTaken(DeskFact, frozen=True, kw_only=True):
    """A month's test was handed in; the first of a month counts."""

    agent_id: str
    month: str
    points: int
    answers: tuple[int | None, ...]
    rules_version: str


class TrainingPlanned(DeskFact, frozen=True, kw_only=True):
    """A session stands in the year's plan (TRN-2)."""

    session_id: str
    stage: Stage
    day: date
    trainer: str
    planned_by: str


class TrainingWithdrawn(DeskFact, frozen=True, kw_only=True):
    """A session was taken out of the plan before it was held."""

    session_id: str
    withdrawn_by: str


class TrainingAttended(DeskFact, frozen=True, kw_only=True):
    """A session was held, and who came; the newest list counts."""

    session_id: str
    agent_ids: tuple[str, ...]
    names: tuple[str, ...]
    noted_by: str


class PlayScored(DeskFact, frozen=True, kw_only=True):
    """A role play of this agent, of 100 points (TRN-1). The three last are a trainer's, where one gave marks."""

    agent_id: str
    points: int
    calls: int
    noted_by: str
    trainer: str = ""
    trainer_points: int | None = None
    remark: str = ""


TrainingEvent = ExamTaken | TrainingPlanned | TrainingWithdrawn | TrainingAttended | PlayScored
