"""Statistics for whoever may see figures: complaints of a month, papers of day and week, calls of any period."""

from litestar import get
from litestar.response import Redirect

from api.guards import needs
from api.rights import Right, may
from api.schemas import AgentView
from api.web.pages.reports.briefs import brief, briefs, handed_in, paper
from api.web.pages.reports.calls import calls, calls_file
from api.web.pages.reports.handover import note_paper, note_signed, notes
from api.web.pages.reports.month import month, month_paper, months
from api.web.pages.reports.plan import plan
from api.web.pages.reports.shifts import shifts, staffed
from api.web.registry import MenuEntry
from scripts_lib.model import Text


@get("/reports", guards=[needs(Right.SEE_FIGURES)])
async def first() -> Redirect:
    """The month that runs is what is asked for most."""
    return Redirect("/reports/months", status_code=303)


def _may(person: AgentView) -> bool:
    return may(person, Right.SEE_FIGURES)


def _reads_shifts(person: AgentView) -> bool:
    """Agents; whoever sees figures finds the shifts among the reports."""
    return may(person, Right.HAND_OVER) and not may(person, Right.SEE_FIGURES)


PAGES = (
    *(first, months, month, month_paper, briefs, brief, handed_in, paper, calls, calls_file, plan, shifts, staffed),
    *(notes, note_signed, note_paper),
)
MENU = (
    MenuEntry("/reports", Text("统计报表", "Reports"), _may, order=60),
    MenuEntry("/reports/shifts", Text("排班", "Shifts"), _reads_shifts, order=60),
)
