"""Who may do what: residents, homes, visits, letters and questionnaires."""

from api.schemas import NewResident, ResidentChange
from tests.integration.access.people import ADMIN, ALL, FIGURES, OPEN, SENIORS, VISITORS, WORKERS
from tests.integration.access.room import Room

ROOM = Room(
    roots=("erasures", "homes", "mail", "residents", "surveys", "visits"),
    may={
        "listSurveys": FIGURES,
        "startSurvey": SENIORS,
        "opinionsOfTicket": ALL,
        "surveyTicket": WORKERS,
        "answerSurvey": OPEN,
        "surveyResults": FIGURES | {"ma"},
        "listLetters": WORKERS,
        "getLetter": WORKERS,
        "getAttachment": WORKERS,
        "registerLetter": WORKERS,
        "dismissLetter": WORKERS,
        "lettersOfTicket": WORKERS,
        "getLetterThread": WORKERS,
        "fileLetter": WORKERS,
        "replyToLetter": WORKERS,
        "listSentMail": WORKERS,
        "resendMail": WORKERS,
        "listHomes": WORKERS,
        "homeFile": WORKERS,
        "preferOfHome": WORKERS,
        "visitPlan": VISITORS,
        "listVisits": VISITORS,
        "noteVisit": VISITORS,
        "listErasures": ADMIN,
        "erase": ADMIN,
        "findResidents": WORKERS,
        "addResident": SENIORS,
        "changeResident": SENIORS,
        "moveResidentOut": SENIORS,
        "importResidents": SENIORS,
        "residentsTemplate": SENIORS,
    },
    bodies={
        "addResident": NewResident(name="新住户", building="1", unit="1", room="1"),
        "changeResident": ResidentChange(name="新住户", phones=()),
    },
)
