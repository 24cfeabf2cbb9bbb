"""What training writes into the log (TRN-1)."""

from api.facts import DeskFact


class ExamTaken(DeskFact, frozen=True, kw_only=True):
    """A month's test was handed in; the first of a month counts."""

    agent_id: str
    month: str
    points: int
    answers: tuple[int | None, ...]
    rules_version: str
