"""What the desk notes of the month's reports."""

from api.facts import DeskFact


class MonthReportMade(DeskFact, frozen=True, kw_only=True):
    """The desk made the papers of a month by itself (SLA-12); `whole`: anew, after the month had ended."""

    month: str
    whole: bool
    due: float
    """By when the manager has to have it, Unix seconds."""
