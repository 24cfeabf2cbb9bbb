"""Whoever need not see a resident's number and name gets neither from any route, page or file (SEC-1): QA, the deputy
and the general manager against everything that can be read, whoever works with residents beside them."""

import io
from pathlib import Path

import httpx
import openpyxl
from docx import Document

from api.log import EventLog
from api.mail.tables import LetterRow
from api.projector import Projector
from api.quality.events import CaseOpened
from api.schemas.quality import Proof, Source
from api.schemas.visits import VisitOutcome
from api.surveys.tables import SatisfactionRow
from api.visits.events import VisitMade
from scripts_lib.model import Text
from tests.integration.access.room import operations
from tests.integration.desk_rest_rig import DeskRig, desk
from tests.integration.test_desk_pages import signed_in
from tests.unit.api import desk_samples as sample

PHONE, NAME = "13800001234", "王小芳"
WORDS = f"请打{PHONE}找{NAME}"
VEILED = ("qian", "zhou", "wu")
NEED = ("chief", "sun")
EVIDENCE = ("getCase", "listCases", "reviewCall", "/calls/c1/review", "/quality", "/quality/cases/case1")
"""Words of an offence as they were (PEN-11): reviewers, who hear the recording, see them; each opening is logged."""
PAGES = (
    *("/work", "/tickets", "/tickets?q={number}", "/tickets?q=漏水", "/tickets/{number}", "/satisfaction", "/missed"),
    *(
        "/homes",
        "/homes/file?home=3|1|502",
        "/visits",
        "/visits/made",
        "/letters",
        "/letters/l1",
        "/calls",
        "/reports",
    ),
    *("/calls/c1/review", "/quality", "/quality/cases/case1", "/quality/hints", "/reports", "/reports/calls"),
    "/tickets/{number}/papers/opinion.docx",
)


async def planted(rig: DeskRig) -> str:
    """A complaint with its whole life, and what belongs to it; its number. Everything names the resident."""
    form = sample.complaint(contact=NAME, phone=PHONE, matter=f"漏水，{WORDS}", demand=WORDS, notes=WORDS)
    saved = await rig.ask("li", "POST", "/api/calls/c1/disposition", form)
    number = str(saved.json()["ticket"]["number"])
    for who, act, body in (
        ("li", "send", {}),
        ("ma", "sign", {}),
        ("chief", "reply", {"what": WORDS}),
        ("chief", "notes", {"note": WORDS}),
        ("chief", "problems", {"note": WORDS}),
    ):
        await rig.ask(who, "POST", f"/api/tickets/{number}/{act}", body)
    visit = VisitMade(
        at=sample.NOON,
        visit_id="v1",
        home="3|1|502",
        agent_id="a1",
        name="李明",
        outcome=VisitOutcome.MET,
        spoke_with=NAME,
        said=WORDS,
    )
    proof = Proof(call_id="c1", ticket_number=number, words=WORDS, what=Text("语气", "tone"))
    case = CaseOpened(
        at=sample.NOON,
        case_id="case1",
        agent_id=rig.people["li"].agent_id,
        rule="PEN-3-1",
        happened_at=sample.NOON,
        source=Source.PERSON,
        proof=proof,
    )
    await EventLog(rig.database, Projector(sample.CN)).append_desk(visit, case)
    async with rig.database.writing() as session:
        session.add(letter(number))
        session.add(said(number))
    return number


def letter(number: str) -> LetterRow:
    return LetterRow(
        letter_id="l1",
        message_id="<l1@example.cn>",
        received_at=sample.NOON,
        sender="wang@example.cn",
        sender_name=NAME,
        subject=WORDS,
        text=WORDS,
        fate="answer",
        why="",
        ticket_number=number,
        decided_at=None,
    )


def said(number: str) -> SatisfactionRow:
    return SatisfactionRow(
        said_id="i1",
        at=sample.NOON,
        source="survey",
        ticket_number=number,
        department="engineering",
        building="3",
        content=True,
        overall=5,
        aspect_content=5,
        aspect_quality=5,
        aspect_attitude=5,
        comment=WORDS,
    )


def text_of(answer: httpx.Response) -> str:
    """What a person reads in it: the text itself, or that of a Word or Excel file."""
    kind = answer.headers.get("content-type", "")
    if "wordprocessing" in kind:
        document = Document(io.BytesIO(answer.content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*cells, *(one.text for one in document.paragraphs)])
    if "spreadsheet" in kind:
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    return answer.text


async def read_by(rig: DeskRig, who: str, number: str) -> dict[str, str]:
    """What this person reads in each route that answers, by its operation; papers as files of office programs."""
    named = {
        "number": number,
        "call_id": "c1",
        "case_id": "case1",
        "letter_id": "l1",
        "month": "2026-11",
        "file": "opinion.docx",
        "agent_id": rig.people["li"].agent_id,
    }
    found = {}
    for name, (method, path) in (await operations(rig)).items():
        files = {"monthPaper": "register.xlsx", "registerBook": "2026-11.xlsx", "scorePaper": "2026-11.xlsx"}
        fields = named | ({"file": files[name]} if name in files else {})
        if method != "GET":
            continue
        try:
            real = path.format_map(fields)
        except KeyError:
            continue  # no such thing was planted
        query = {"home": "3|1|502", "number": PHONE} if name in ("homeFile", "listVisits", "findResidents") else {}
        answer = await rig.ask(who, "GET", real, params=query, timeout=60)
        if answer.status_code == 200:
            found[name] = text_of(answer)
    return found


async def pages_of(rig: DeskRig, who: str, number: str) -> dict[str, str]:
    async with httpx.AsyncClient(base_url=rig.url, timeout=60) as browser:
        await signed_in(browser, who)
        answers = {path: await browser.get(path.format(number=number)) for path in PAGES}
        return {path: text_of(one) for path, one in answers.items() if one.status_code == 200}


async def test_each_role_against_each_route_and_page(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        number = await planted(rig)
        leaks = []
        for who in VEILED:
            read = await read_by(rig, who, number) | await pages_of(rig, who, number)
            assert len(read) > 10, who
            leaks += [
                f"{who} {where}"
                for where, text in read.items()
                if where not in EVIDENCE and (PHONE in text or NAME in text)
            ]
        assert not leaks, " ; ".join(leaks)
        for who in NEED:
            read = await read_by(rig, who, number) | await pages_of(rig, who, number)
            assert PHONE in read["getTicket"]
            assert PHONE in read["/tickets/{number}"]
            assert NAME in read["ticketPaper"], who
