"""Who may do what: the board, reports and papers."""

from tests.integration.access.people import ALL, FIGURES, SENIORS
from tests.integration.access.room import Room

ROOM = Room(
    roots=("alarms", "board", "briefs", "papers", "registers", "reports"),
    may={
        "getBoard": FIGURES,
        "getReport": FIGURES,
        "getStaffing": FIGURES,
        "getPlan": FIGURES,
        "getWeekPlan": FIGURES,
        "acknowledgeAlarm": SENIORS,
        "listPapers": ALL,
        "callsFile": FIGURES,
        "listBriefs": FIGURES,
        "listNotices": FIGURES,
        "getBrief": FIGURES,
        "handInBrief": {"chief"},
        "briefPaper": FIGURES,
        "listMonths": FIGURES,
        "monthReport": FIGURES,
        "monthPaper": FIGURES,
        "monthPlot": FIGURES,
        "registerBook": FIGURES,
    },
    bodies={
        "handInBrief": {"remarks": "正常"},
    },
)
