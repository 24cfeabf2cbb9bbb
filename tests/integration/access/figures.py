"""Who may do what: the board, reports and papers."""

from api.schemas.incidents import IncidentKind, NewIncident, TakeIncident
from tests.integration.access.people import ALL, FIGURES, MANAGERS, SENIORS
from tests.integration.access.room import Room

ROOM = Room(
    roots=("alarms", "board", "briefs", "incidents", "papers", "registers", "reports"),
    may={
        "getBoard": FIGURES,
        "getReport": FIGURES,
        "getStaffing": FIGURES,
        "getPlan": FIGURES,
        "getWeekPlan": FIGURES,
        "acknowledgeAlarm": SENIORS,
        "listIncidents": ALL,
        "reportIncident": ALL,
        "takeIncident": SENIORS | MANAGERS,
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
        "reportIncident": NewIncident(kind=IncidentKind.EQUIPMENT, words="水泵房进水"),
        "takeIncident": TakeIncident(note="已派人"),
    },
)
