"""Who may do what: calls, what is missed of them, recordings, words, shifts and hand-over."""

from api.schemas import DutyDone, Excuse, Explained, NewHandover
from api.schemas.shifts import NewCrew
from tests.integration.access.people import DESK, FIGURES, REVIEWERS, SENIORS, WORKERS
from tests.integration.access.room import Room

ROOM = Room(
    roots=("calls", "duty", "handover", "recordings", "shifts"),
    may={
        "openTranscript": DESK,  # whose call it is decides: test_desk_rest_hearing.py
        "handoverPaper": WORKERS,
        "listCalls": DESK,
        "getCall": DESK,
        "disposeCall": WORKERS,
        "listDuty": DESK,
        "callDuty": WORKERS,
        "excuseDuty": SENIORS,  # of this kind; short and withheld ones anybody
        "listRecordings": REVIEWERS,
        "openRecording": DESK,  # whose call it is decides: test_desk_rest_hearing.py
        "answerDuty": WORKERS,
        "shiftPlan": WORKERS | FIGURES,
        "staffShift": SENIORS,
        "listHandover": WORKERS,
        "handoverFacts": WORKERS,
        "writeHandover": WORKERS,
        "signHandover": WORKERS,
        "getCaller": WORKERS,
        "keepCallerNumber": WORKERS,
    },
    bodies={
        "disposeCall": Explained(notes="好"),
        "excuseDuty": Excuse(reason="打错了"),
        "answerDuty": DutyDone(result="已答复"),
        "staffShift": NewCrew(agent_ids=()),
        "writeHandover": NewHandover(notices="停水"),
    },
)
