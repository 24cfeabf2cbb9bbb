"""Training: the monthly test (TRN-1)."""

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


class ExamAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/training/test: the number of the chosen answer of each question, null for none."""

    month: str
    answers: tuple[int | None, ...]


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
