"""Training: the monthly test, role plays and the plan of the year (TRN-1, TRN-2)."""

from datetime import date
from enum import StrEnum

import msgspec

from scripts_lib.model import Text


class ExamQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """One question; `choices` are numbered from 0."""

    rule: str
    asked: Text
    choices: tuple[Text, ...]


class ExamPaper(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/training/test: this month's paper of the one who asks."""

    month: str
    questions: tuple[ExamQuestion, ...]
    paper: str = ""
    """Tells this paper from the one that other rules would give."""
    points: int | None = None
    """What it gave, where it was handed in already."""


class ExamAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/training/test: the number of the chosen answer of each question, null for none."""

    month: str
    answers: tuple[int | None, ...]
    paper: str = ""
    """As the paper had it: what answers another paper is refused, not marked."""


class ExamResult(msgspec.Struct, frozen=True, kw_only=True):
    """What the test gave: points of 100, and by question what would have been right."""

    month: str
    points: int
    passed: bool
    right: tuple[int, ...]


class ExamStanding(msgspec.Struct, frozen=True, kw_only=True):
    """One agent's test of a month; `points` is None for who has not taken it: that one is due (TRN-2)."""

    agent_id: str
    name: str
    points: int | None = None


class Stage(StrEnum):
    """The stages of the year's plan (TRN-2)."""

    COURTESY = "courtesy"
    COMPLAINTS = "complaints"
    LAW = "law"
    EMERGENCIES = "emergencies"
    TEAMWORK = "teamwork"


STAGES: dict[Stage, Text] = {
    Stage.COURTESY: Text("电话礼仪", "Courtesy on the telephone"),
    Stage.COMPLAINTS: Text("投诉处理", "Complaint handling"),
    Stage.LAW: Text("法规与收费", "Law and charges"),
    Stage.EMERGENCIES: Text("突发事件", "Emergencies"),
    Stage.TEAMWORK: Text("团队协作", "Teamwork"),
}
"""What people call each stage; the only place."""


class NewTraining(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/training/sessions: a session of the year's plan."""

    stage: Stage
    day: date
    trainer: str


class TrainingHeld(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/training/sessions/{session_id}/held: who attended. Sent again it replaces what was sent."""

    agent_ids: tuple[str, ...]


class TrainingView(msgspec.Struct, frozen=True, kw_only=True):
    """A session of the plan; `attended` is None until somebody said who came."""

    session_id: str
    stage: Stage
    day: date
    trainer: str
    attended: tuple[str, ...] | None = None
    """Names."""
    attended_ids: tuple[str, ...] = ()
    """Whose they are, in the same order: two people may have one name."""


class NewPlay(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/training/plays: the score of a role play, of 100, and the marks of a trainer who gave any."""

    agent_id: str
    points: int
    calls: int
    trainer: str = ""
    trainer_points: int | None = None
    """Of 100; under 80 the play is not passed, whatever the rules gave."""
    remark: str = ""


class Attendee(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may be noted as having attended."""

    agent_id: str
    name: str


class Trainee(msgspec.Struct, frozen=True, kw_only=True):
    """One agent's year. `due`: stages that were held, or whose last planned day is over, without this agent."""

    agent_id: str
    name: str
    attended: tuple[Stage, ...] = ()
    due: tuple[Stage, ...] = ()
    play: int | None = None
    """Points of the last role play; None: none yet (TRN-1)."""
    trainer_points: int | None = None
    """The trainer's marks of that play; None: nobody gave any."""
    play_passed: bool = False
    """Whether any reached 80 of 100, by the rules and by the trainer."""
    certified: date | None = None
    """The day of the newest play that passed: the date of the certificate."""
    test: int | None = None
    """Points of this month's test; None: not taken."""


class TrainingYear(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/training/year: the plan by day, and who is trained, who has most due first: to a supervisor
    the own team alone, for there are points in it."""

    year: int
    sessions: tuple[TrainingView, ...]
    unplanned: tuple[Stage, ...]
    """Stages that have no session this year."""
    trainees: tuple[Trainee, ...]
    agents: tuple[Attendee, ...] = ()
    """Everybody of every team, by name: a session is for all, and so is the list of who came."""
