"""A resident with a past in every table, beside a neighbour with one: what erasing must find, and what it must leave.

王芳 lives alone in 3-1-502; 刘洋 next door. Whatever is about 王芳 has one of `SECRETS` in it.
"""

from pathlib import Path
from typing import cast

import msgspec
from sqlalchemy import text

from api.erasing.shelf import Erasing
from api.homes.tables import PreferenceRow
from api.log_events import CallExplained, DeskEvent, DutyAnswered, HandoverWritten
from api.mail.tables import AttachmentRow, LetterRow, SentMailRow
from api.quality.checks.events import CallGraded, SpotCheckAsked
from api.quality.events import CaseConfirmed, CaseOpened, HintSeen, HintSettled
from api.recordings.retention import Retention
from api.recordings.shelf import RecordingShelf
from api.residents.book import ResidentBook
from api.schemas import Explained, NewHandover, NewResident, Promise, ResidentView, ScriptStep
from api.schemas.quality import Proof, Source
from api.schemas.quality_checks import ReviewTask, TaskKind
from api.schemas.surveys import Scores
from api.schemas.visits import VisitOutcome
from api.surveys.events import Invitation, SurveyAnswered, SurveyOpened
from api.tickets import machine
from api.tickets.fold import in_short, registered
from api.transcripts.tables import TranscriptRow
from api.visits.events import VisitMade
from scripts_lib.model import Text
from telephony.events import CallEvent, EndCause, PartyJoined
from tests.unit.api import desk_samples as sample
from tests.unit.api import ticket_samples as tickets

NOON = sample.NOON
HOME, NEXT_DOOR = "3|1|502", "3|1|503"
PHONE, SECOND, NEIGHBOUR = "13800001234", "01085231234", "13911112222"
WANG = NewResident(name="王芳", building="3", unit="1", room="502", phones=(PHONE, SECOND), note="怕狗 秘密")
LIU = NewResident(name="刘洋", building="3", unit="1", room="503", phones=(NEIGHBOUR,))
SECRETS = (PHONE, SECOND, "王芳", "王女士", "秘密", "漏水", "wang@example.cn", "192.0.2.77")
TABLES = (
    *sample.PROJECTIONS,
    *("ticket_count", "handover_note", "visit", "survey", "survey_invitation", "satisfaction", "quality_case"),
    *("quality_entry", "quality_hint", "quality_check", "quality_task", "quality_grade", "recording", "stream"),
)
"""Every fold over the log."""
EVERYWHERE = (
    *TABLES,
    *("event_log", "redaction", "erasure", "resident", "resident_phone", "home_preference", "mail_letter"),
    *("mail_attachment", "mail_sent", "transcript", "access_log"),
)


async def told(desk: sample.Desk) -> ResidentView:
    """Write the whole story; 王芳 as the book has her."""
    wang, _ = await ResidentBook(desk.database).add(WANG, LIU)
    await desk.log.append_line("s1", "line-1", sample.numbered([sample.started(), *_calls()]))
    await desk.log.append_desk(*_complaint(wang.resident_id))
    await desk.log.append_desk(*_other_facts(wang.resident_id))
    async with desk.database.writing() as session:
        letter, *others = _rows()
        session.add(letter)
        await session.flush()  # its attachment points at it
        session.add_all(others)
    return wang


def erasing(desk: sample.Desk, folder: Path, hold_days: int = 0) -> Erasing:
    """The service; recordings lie in `folder`."""
    shelf = RecordingShelf(desk.database, desk.log, folder, Retention(keep_days=0, ticket_days=0))
    return Erasing(desk.database, desk.log, shelf, "010", hold_days)


async def folds(desk: sample.Desk) -> dict[str, list[tuple[object, ...]]]:
    """Every fold, row by row."""
    return {table: await desk.rows(table) for table in TABLES}


async def secrets_in(desk: sample.Desk) -> dict[str, list[str]]:
    """Which secrets stand in which tables."""
    found = {}
    for table in EVERYWHERE:
        written = repr(await desk.rows(table))
        if there := [secret for secret in SECRETS if secret in written]:
            found[table] = there
    return found


def _calls() -> list[CallEvent]:
    """c1 is the complaint's, c2 explained with a promise, n1 the neighbour's, which was handed on to 王芳; m1 nobody
    answered until c2."""
    own = msgspec.structs.replace(
        sample.arrived("c1"), name="王芳", source="192.0.2.77:5060", number_sent=f"+86{PHONE}"
    )
    joined = PartyJoined(at=NOON + 220, call_id="n1", party_id="p1", number=PHONE, with_caller=True)
    return [
        own,
        *sample.whole_call("c1")[1:],
        sample.arrived("m1", NOON + 90, SECOND),
        sample.ended("m1", cause=EndCause.ABANDONED),
        sample.arrived("c2", NOON + 100, SECOND),
        *sample.whole_call("c2")[1:],
        sample.arrived("n1", NOON + 200, NEIGHBOUR),
        *sample.whole_call("n1")[1:-1],
        joined,
        sample.ended("n1"),
    ]


def _complaint(resident_id: str) -> list[DeskEvent]:
    """The ticket from its registration to its end."""
    made = tickets.made(resident_id=resident_id, matter="厨房漏水", contact="王女士", phone=PHONE)
    made = msgspec.structs.replace(made, home=HOME)
    facts: list[DeskEvent] = [made]
    ticket = registered(made)
    for one in tickets.WAY:
        fact = tickets.RULES.filled(ticket, one)
        ticket = machine.receive(ticket, fact)
        facts.append(cast(DeskEvent, fact))
    return facts


def _other_facts(resident_id: str) -> list[DeskEvent]:
    ticket = registered(tickets.made(matter="厨房漏水", contact="王女士"))
    explained = Explained(
        notes="王芳问停水",
        steps=(ScriptStep(question_id="q1", shown_ms=1, answer="秘密"),),
        resident_id=resident_id,
        promise=Promise(what="秘密答复", by=NOON + 999),
    )
    scores = Scores(overall=5, content=5, quality=4, attitude=5)
    task = ReviewTask(
        task_id="task-abcdef",
        kind=TaskKind.SPOT,
        check_id="task-abcdef",
        call_id="c1",
        agent_id="a1",
        call_at=NOON,
        talk_ms=1,
        reason=f"听一听 {PHONE}",
    )
    proof = Proof(call_id="c1", words="王芳说漏水", what=Text("语气", "tone"))
    return [
        CallExplained(at=NOON + 300, call_id="c2", agent_id="a1", explained=explained, home=HOME),
        DutyAnswered(at=NOON + 400, item_id="promise:c2", agent_id="a1", result="已告诉王芳"),
        CallExplained(
            at=NOON + 500,
            call_id="n1",
            agent_id="a1",
            explained=Explained(notes=f"邻居王芳（{PHONE}）让问物业费"),
            home=NEXT_DOOR,
        ),
        HandoverWritten(
            at=NOON + 600,
            note_id="h1",
            agent_id="a1",
            name="李明",
            note=NewHandover(notices=f"王芳 {PHONE} 要回访", equipment="打印机缺纸"),
            open_tickets=(in_short(ticket, NOON),),
            open_duty=0,
        ),
        VisitMade(
            at=NOON + 700,
            visit_id="v1-abcdef",
            home=HOME,
            agent_id="a1",
            name="李明",
            outcome=VisitOutcome.MET,
            spoke_with="王芳",
            said="秘密",
            satisfied=True,
        ),
        VisitMade(
            at=NOON + 800,
            visit_id="v2-abcdef",
            home=NEXT_DOOR,
            agent_id="a1",
            name="李明",
            outcome=VisitOutcome.MET,
            spoke_with="刘洋",
            said="都好",
        ),
        SurveyOpened(
            at=NOON + 900,
            survey_id="s-abcdef",
            title="冬季供暖",
            department="engineering",
            expires_at=NOON + 9999,
            agent_id="a1",
            invitations=(
                Invitation(invitation_id="i1-abcdef", digest="1" * 64, home=HOME),
                Invitation(invitation_id="i2-abcdef", digest="2" * 64, home=NEXT_DOOR),
            ),
        ),
        SurveyAnswered(at=NOON + 950, invitation_id="i1-abcdef", scores=scores, comment="秘密"),
        SurveyAnswered(at=NOON + 951, invitation_id="i2-abcdef", scores=scores, comment="很暖"),
        CaseOpened(
            at=NOON + 960,
            case_id="case-abcdef",
            agent_id="a1",
            rule="PEN-3-1",
            happened_at=NOON,
            source=Source.PERSON,
            proof=proof,
        ),
        SpotCheckAsked(at=NOON + 961, by="qa", task=task),
        CallGraded(
            at=NOON + 962,
            grade_id="grade-abcdef",
            task_id="task-abcdef",
            by="qa",
            card_version="1",
            lines=(),
            total=90.0,
            passed=True,
            note="王芳很生气，答得好",
        ),
        HintSeen(
            at=NOON + 965,
            hint_id="hint-abcdef",
            agent_id="a1",
            fact="silence",
            rule="PEN-3-1",
            happened_at=NOON,
            proof=proof,
        ),
        HintSettled(at=NOON + 966, hint_id="hint-abcdef", by="qa", reason="王芳在找资料"),
        CaseConfirmed(at=NOON + 970, case_id="case-abcdef", by="qa", rule="PEN-3-1", points=2, reason="王芳反映属实"),
    ]


def _rows() -> list[object]:
    """What is no fold."""
    letter = LetterRow(
        letter_id="l1",
        message_id="<1@example.cn>",
        received_at=NOON,
        sender="wang@example.cn",
        sender_name="王芳",
        subject="漏水",
        text="秘密",
        fate="answer",
        why="",
        ticket_number=tickets.NUMBER,
        decided_at=None,
    )
    ours = SentMailRow(
        mail_id="o1",
        purpose="acknowledge",
        cause="l1",
        recipient="wang@example.cn",
        subject="漏水",
        message_id="<2@desk>",
        content="秘密".encode(),
        ticket_number=tickets.NUMBER,
        state="sent",
        created_at=NOON,
        next_at=NOON,
        sent_at=NOON,
    )
    heard = TranscriptRow(
        call_id="c1",
        side="caller",
        segment=1,
        at=NOON,
        agent_id="",
        start_ms=0.0,
        end_ms=1.0,
        offset_ms=0.0,
        engine="whisper",
        model="base",
        rules_version="r1",
        sealed=b"sealed",
    )
    return [
        letter,
        PreferenceRow(home=HOME, text="秘密：下午来", changed_at=NOON, changed_by="a1"),
        AttachmentRow(part_id="p1", letter_id="l1", name="漏水.jpg", media_type="image/jpeg", size=3, content=b"123"),
        ours,
        heard,
    ]


async def count(desk: sample.Desk, statement: str) -> object:
    """One figure of the database."""
    async with desk.database.reading() as session:
        return await session.scalar(text(statement))
