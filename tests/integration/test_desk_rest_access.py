"""Who may call what: every route of the API's own description, by every role and by nobody (SEC-1)."""

from pathlib import Path
from typing import Any

import jwt
import pytest

from api.schemas import (
    AnswerForm,
    ClocksAsked,
    DutyDone,
    Excuse,
    Explained,
    NewAgent,
    NewHandover,
    NewResident,
    NewTicket,
    OwnPassword,
    OwnPasswordGiven,
    SecondStepCode,
    SitePlace,
    Team,
    TicketDone,
)
from api.schemas.quality import AppealRuling, Confirmation, NewAdjustment, NewBonus, NewCase, Reason, WorkLoad
from api.schemas.quality_checks import NewCalibration, NewGrade, NewSample, NewSpotCheck, NewYearMarks
from api.schemas.shifts import NewCrew
from scripts_lib.model import Channel, Weight
from tests.integration.desk_rest_rig import PASSWORD, DeskRig, desk, problem
from tests.unit.api import desk_samples as sample

ALL = frozenset({"li", "chief", "qian", "root", "ma", "sun", "zhou", "wu", "zheng"})
"""One person of each role."""
WORKERS = frozenset({"li", "chief", "root"})
DESK = WORKERS | {"qian"}
SENIORS = frozenset({"chief", "root"})
REVIEWERS = frozenset({"chief", "qian", "root"})
EVERY_TEAM = frozenset({"qian", "root"})
FIGURES = REVIEWERS | {"sun", "zhou", "wu", "zheng"}
VISITORS = WORKERS | {"sun", "zheng"}
AUDITORS = frozenset({"root", "wu"})
ADMIN = frozenset({"root"})
MANAGERS = frozenset({"sun", "zhou", "wu", "zheng"})
REGISTRARS = ALL - {"qian"}
ANSWERERS = SENIORS | {"ma"}
JUDGES = SENIORS | MANAGERS
OPEN = ALL | {""}
MAY = {
    "signIn": OPEN,
    "health": OPEN,
    "me": ALL,
    "getSite": ALL,
    "getRules": ALL,
    "listAgents": ADMIN,
    "createAgent": ADMIN,
    "changeAgent": ADMIN,
    "listSessions": ADMIN,
    "endSessions": ADMIN,
    "unlockAgent": ADMIN,
    "resetSecondStep": ADMIN,
    "ownSessions": ALL,
    "changeOwnPassword": ALL,
    "offerSecondStep": ALL,
    "confirmSecondStep": ALL,
    "turnOffSecondStep": ALL,
    "signOut": ALL,
    "getOrganisation": ALL,
    "putSite": ADMIN,
    "deleteSite": ADMIN,
    "putTeam": ADMIN,
    "deleteTeam": ADMIN,
    "listWebhooks": ADMIN,
    "addWebhook": ADMIN,
    "switchWebhook": ADMIN,
    "removeWebhook": ADMIN,
    "listDeliveries": ADMIN,
    "redeliver": ADMIN,
    "openTranscript": DESK,  # whose call it is decides: test_desk_rest_hearing.py
    "listSurveys": FIGURES,
    "startSurvey": SENIORS,
    "opinionsOfTicket": ALL,
    "surveyTicket": WORKERS,
    "answerSurvey": OPEN,
    "surveyResults": FIGURES,
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
    "importComplaints": SENIORS,
    "listErasures": ADMIN,
    "erase": ADMIN,
    "listAudit": AUDITORS,
    "verifyAudit": AUDITORS,
    "getBoard": FIGURES,
    "getReport": FIGURES,
    "getStaffing": FIGURES,
    "getPlan": FIGURES,
    "getWeekPlan": FIGURES,
    "acknowledgeAlarm": SENIORS,
    "listPapers": ALL,
    "ticketPaper": ALL,
    "handoverPaper": WORKERS,
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
    "listCalls": DESK,
    "getCall": DESK,
    "disposeCall": WORKERS,
    "listDuty": DESK,
    "callDuty": WORKERS,
    "excuseDuty": SENIORS,  # of this kind; short and withheld ones anybody
    "listRecordings": REVIEWERS,
    "openRecording": DESK,  # the same
    "listTickets": ALL,
    "myTickets": ALL,
    "getTicket": ALL,
    "ticketStory": ALL,
    "registerTicket": REGISTRARS,
    "sendTicket": WORKERS,
    "signTicket": ANSWERERS,
    "takeTicket": WORKERS | ANSWERERS,
    "refuseTicket": ANSWERERS,
    "answerTicket": ANSWERERS,
    "sendBackTicket": WORKERS,
    "passUpTicket": JUDGES,
    "settleTicket": WORKERS,
    "checkTicket": WORKERS,
    "repairOrderBack": WORKERS | {"ma"},
    "replyTicket": WORKERS | {"ma"},
    "proposeTicket": WORKERS | {"ma"},
    "tellTicket": WORKERS | {"ma"},
    "askMoreTime": WORKERS | {"ma"},
    "decideMoreTime": frozenset({"sun", "zhou", "wu"}),
    "followUpTicket": WORKERS,
    "consentTicket": frozenset({"zheng"}),
    "closeTicket": WORKERS,
    "declineTicket": JUDGES,
    "reopenTicket": WORKERS | JUDGES,
    "suspendTicket": JUDGES,
    "resumeTicket": JUDGES,
    "reviewTicket": frozenset({"zheng"}),
    "weighTicket": JUDGES,
    "judgeTicket": JUDGES,
    "relateTicket": REGISTRARS,
    "foundWithTicket": REGISTRARS,
    "noteTicket": REGISTRARS,
    "answerDuty": WORKERS,
    "listCases": DESK,
    "getCase": DESK,
    "enterCase": REVIEWERS,
    "confirmCase": REVIEWERS,
    "rejectCase": REVIEWERS,
    "appealCase": DESK,
    "ruleOnAppeal": REVIEWERS,
    "withdrawCase": REVIEWERS,
    "giveBonus": REVIEWERS,
    "adjustMonth": {"qian"},
    "reportWorkLoad": WORKERS,
    "withdrawEntry": REVIEWERS,
    "listScores": DESK,
    "listHints": REVIEWERS,
    "dismissHint": REVIEWERS,
    "enterHint": REVIEWERS,
    "getScoreCard": DESK,
    "listReviewTasks": REVIEWERS,
    "gradeCall": REVIEWERS,
    "listGrades": DESK,
    "getGrade": DESK,
    "withdrawGrade": REVIEWERS,
    "listSamples": REVIEWERS,
    "planSample": REVIEWERS,
    "drawSample": EVERY_TEAM,
    "askSpotCheck": REVIEWERS,
    "listCalibrations": REVIEWERS,
    "openCalibration": EVERY_TEAM,
    "getAgreement": REVIEWERS,
    "getYear": DESK,
    "markYear": REVIEWERS,
    "yearPaper": EVERY_TEAM,
    "listQualityRules": DESK,
    "getFairness": REVIEWERS,
    "reviewCall": REVIEWERS,
    "getTest": WORKERS,
    "handInTest": WORKERS,
    "listTests": REVIEWERS,
    "trainingYear": REVIEWERS,
    "planTraining": REVIEWERS,
    "noteTraining": REVIEWERS,
    "notePlay": REVIEWERS,
    "scorePaper": REVIEWERS,
    "listStaffNames": DESK,
    "shiftPlan": WORKERS | FIGURES,
    "staffShift": SENIORS,
    "listHandover": WORKERS,
    "handoverFacts": WORKERS,
    "writeHandover": WORKERS,
    "signHandover": WORKERS,
    "ticketClocks": REGISTRARS,
    "getCaller": WORKERS,
    "findResidents": WORKERS,
    "keepCallerNumber": WORKERS,
    "addResident": SENIORS,
    "importResidents": SENIORS,
    "residentsTemplate": SENIORS,
}
"""Every operation and who may: an operation that is new here must be put in, or the test fails."""
REASON = {"reason": "核实后"}
BODIES = {
    "handInBrief": {"remarks": "正常"},
    "signIn": {"login": "li", "password": PASSWORD},
    "createAgent": NewAgent(login="new", password=PASSWORD, name="新人", surname="新"),
    "changeAgent": {"active": True},
    "changeOwnPassword": OwnPassword(old=PASSWORD, new=PASSWORD),
    "offerSecondStep": OwnPasswordGiven(password=PASSWORD),
    "confirmSecondStep": SecondStepCode(code="000000"),
    "turnOffSecondStep": OwnPasswordGiven(password=PASSWORD),
    "putSite": SitePlace(key="qingshan", name="青山管理处"),
    "putTeam": Team(key="qingshan", name="早班"),
    "disposeCall": Explained(notes="好"),
    "excuseDuty": Excuse(reason="打错了"),
    "registerTicket": NewTicket(complaint=sample.complaint(), channel=Channel.VISIT),
    "sendTicket": {},
    "signTicket": {},
    "takeTicket": {},
    "refuseTicket": REASON,
    "answerTicket": AnswerForm(cause="老化", measures="更换", result="好"),
    "sendBackTicket": REASON,
    "passUpTicket": {},
    "checkTicket": {"note": "已核实"},
    "repairOrderBack": {"order_number": "WX-1", "signed_by": "王芳"},
    "replyTicket": {"what": "已安排"},
    "proposeTicket": {"what": "更换"},
    "tellTicket": {"what": "已修好"},
    "askMoreTime": {"clock_id": "SLA-5:done", "until": 4e9, "why": "等配件"},
    "decideMoreTime": {"granted": True},
    "followUpTicket": {"result": "满意"},
    "consentTicket": {},
    "closeTicket": {"result": "好", "agreed_by": "王芳"},
    "declineTicket": REASON,
    "reopenTicket": REASON,
    "suspendTicket": REASON,
    "resumeTicket": REASON,
    "reviewTicket": {"quarter": "2026Q4", "close": False, "note": "继续跟"},
    "weighTicket": {"weight": "grave", "reason": "有人受伤"},
    "judgeTicket": {"nature": "valid", "reason": "核实后"},
    "relateTicket": {"number": "TS20261123-0002", "relation": "other"},
    "foundWithTicket": {"note": "墙面发霉"},
    "noteTicket": {"note": "业主出差"},
    "settleTicket": TicketDone(result="已修好"),
    "answerDuty": DutyDone(result="已答复"),
    "planTraining": {"stage": "law", "day": "2026-12-01", "trainer": "钱"},
    "noteTraining": {"agent_ids": []},
    "notePlay": {"agent_id": "nobody", "points": 80, "calls": 3},
    "staffShift": NewCrew(agent_ids=()),
    "writeHandover": NewHandover(notices="停水"),
    "ticketClocks": ClocksAsked(weight=Weight.SLIGHT),
    "confirmCase": Confirmation(),
    "rejectCase": Reason(reason="不是"),
    "appealCase": Reason(reason="不是我"),
    "ruleOnAppeal": AppealRuling(upheld=True, reason="属实"),
    "withdrawCase": Reason(reason="记错"),
    "withdrawEntry": Reason(reason="记错"),
    "gradeCall": NewGrade(marks=()),
    "withdrawGrade": Reason(reason="听错"),
    "drawSample": NewSample(month="2020-01"),
    "askSpotCheck": NewSpotCheck(call_id="none", reason="抽查"),
    "openCalibration": NewCalibration(call_id="none", graders=("a", "b"), reason="校准"),
    "markYear": NewYearMarks(marks=()),
    "dismissHint": Reason(reason="误判"),
    "enterHint": Reason(reason="属实"),
    "enterCase": NewCase(agent_id="nobody", rule="PEN-3-1", happened_at=1.0, words="未说普通话"),
    "giveBonus": NewBonus(agent_id="nobody", month="2026-11", rule="PEN-2-3", reason="顶班"),
    "adjustMonth": NewAdjustment(agent_id="nobody", month="2026-11", points=1, reason="综合"),
    "reportWorkLoad": WorkLoad(calls=1, tickets=0),
    "addResident": NewResident(name="新住户", building="1", unit="1", room="1"),
}
NAMED = {
    "case_id": "q1",
    "entry_id": "e1",
    "hint_id": "h1",
    "task_id": "t1",
    "grade_id": "g1",
    "year": "2026",
    "month": "2026-10",
    "call_id": "c1",
    "number": "TS20261123-0001",
    "item_id": "m1",
    "recording_id": "r1",
    "note_id": "h1",
    "key": "qingshan",
    "day": "2026-12-01",
    "session_id": "s1",
    "shift": "morning",
    "file": "complaint_form.pdf",
    "alarm_id": "a1",
    "token": "t1",
    "letter_id": "l1",
    "part_id": "p1",
    "mail_id": "m1",
    "webhook_id": "w1",
    "delivery_id": "d1",
    "extension_id": "e1",
}
"""What stands in paths."""
METHODS = ("get", "post", "put", "patch", "delete")


async def operations(rig: DeskRig) -> dict[str, tuple[str, str]]:
    """Method and path of every operation, by its id."""
    description = await rig.get("", "/schema/openapi.json")
    found: dict[str, tuple[str, str]] = {}
    for path, item in description["paths"].items():
        for method in METHODS:
            if method in item:
                assert item[method]["operationId"] not in found
                found[item[method]["operationId"]] = (method.upper(), path)
    return found


@pytest.mark.timeout(400)  # ten people ask each of some hundred and eighty operations
async def test_every_operation_by_every_role(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        found = await operations(rig)
        assert set(found) == set(MAY)
        statuses: dict[tuple[str, str], int] = {}
        for name, (method, path) in sorted(found.items(), key=lambda one: one[0] == "signOut"):
            real = path.format_map(NAMED | {"agent_id": rig.people["zhao"].agent_id})
            for who in sorted(OPEN):
                answer = await rig.ask(who, method, real, BODIES.get(name))
                statuses[name, who] = answer.status_code
                if answer.status_code >= 400:
                    problem(answer)
    for (name, who), status in statuses.items():
        refused = 403 if who else 401
        assert (status == refused) is (who not in MAY[name]), (name, who, status)
        assert status < 500, (name, who, status)


async def test_a_token_that_is_not_ours(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        forged = jwt.encode({"sub": rig.people["root"].agent_id, "exp": 4e9, "iat": 1}, "another desk's" * 4)
        unsigned = jwt.encode({"sub": rig.people["root"].agent_id, "exp": 4e9, "iat": 1}, "", algorithm="none")
        for token in ("x", forged, unsigned, rig.tokens["root"][:-3] + "AAA"):
            rig.tokens["nobody"] = token
            answer = await rig.ask("nobody", "GET", "/api/me")
            assert (answer.status_code, problem(answer).code) == (401, "not_signed_in")


async def test_agents_see_the_calls_they_took_and_no_others(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        seen = {who: ids(await rig.get(who, "/api/calls")) for who in ("li", "zhao", "chief", "qian", "root")}
        assert (await rig.ask("zhao", "GET", "/api/calls/c1")).status_code == 404
        assert (await rig.ask("zhao", "GET", "/api/calls/m1")).status_code == 404
        assert ids(await rig.get("zhao", "/api/calls", agent=rig.people["li"].agent_id)) == ["c3"]
    everything = ["t1", "m1", "c3", "c2", "c1"]
    assert seen == {"li": ["t1", "c2", "c1"], "zhao": ["c3"]} | dict.fromkeys(("chief", "qian", "root"), everything)


async def test_qa_sees_no_number_in_clear(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        complaint = sample.complaint(contact="王芳", phone="13800001234")
        saved = await rig.ask("li", "POST", "/api/calls/c1/disposition", complaint)
        assert saved.status_code == 200, saved.text
        pages = [await rig.ask("qian", "GET", path) for path in ("/api/calls", "/api/calls/c1", "/api/calls/c2")]
        for page in pages:
            assert page.status_code == 200
            assert "13800001234" not in page.text
            assert "13900005678" not in page.text
            assert "王芳" not in page.text
        assert "138****1234" in pages[1].text
        assert "139****5678" in pages[2].text


async def test_opening_what_is_not_ones_own_is_logged(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        await rig.get("li", "/api/calls/c1")
        assert await rig.opened() == []
        await rig.get("chief", "/api/calls/c1")
        await rig.get("qian", "/api/calls/c3")
        found = await rig.get("li", "/api/residents", number="13800001234")
        await rig.get("li", "/api/residents", name="没有这个人")
        assert await rig.opened() == [
            ("chief", "call", "c1"),
            ("qian", "call", "c3"),
            ("li", "resident_search", found["items"][0]["resident_id"]),
            ("li", "resident_search", ""),
        ]


async def test_a_person_who_was_switched_off_is_out_at_once(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        path = f"/api/agents/{rig.people['li'].agent_id}"
        assert (await rig.ask("root", "PATCH", path, {"active": False})).json()["active"] is False
        assert (await rig.ask("li", "GET", "/api/me")).status_code == 401
        assert (await rig.ask("root", "PATCH", path, {"active": True})).json()["active"] is True
        assert (await rig.ask("li", "GET", "/api/me")).status_code == 401, "switched on again: sign in again"
        signed_in = await rig.ask("", "POST", "/api/session", {"login": "li", "password": PASSWORD})
        assert signed_in.status_code == 200


def ids(page: Any) -> list[str]:
    return [one["call_id"] for one in page["items"]]
