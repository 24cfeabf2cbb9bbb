"""Erases a person from the tables beside the log. Folds become what folding the redacted log anew would give; what is
no fold (the book, letters, words of calls) loses the person for good.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.briefs.span import AT
from api.briefs.tables import BriefFileRow
from api.duty.ledger import item_of
from api.erasing.entries import Redaction
from api.erasing.find import Traces
from api.erasing.person import MARK, Person
from api.erasing.related import Related
from api.handover.ledger import note_of
from api.homes.tables import PreferenceRow
from api.log import decoded
from api.mail.tables import AttachmentRow, LetterRow, SentMailRow
from api.models import CallRow, DutyRow, EventRow, HandoverRow, PhoneRow, ResidentRow, TicketRow
from api.projector import record_of
from api.quality.checks.events import YearMarked
from api.quality.checks.ledger import grade_of, task_of
from api.quality.checks.tables import QualityCheckRow, QualityGradeRow, QualityTaskRow, YearMarkRow
from api.quality.ledger import case_of, entry_of, hint_of
from api.quality.tables import QualityCaseRow, QualityEntryRow, QualityHintRow
from api.surveys.tables import SatisfactionRow, SurveyRow
from api.tickets.ledger import refolded, ticket_of
from api.transcripts.tables import TranscriptRow
from api.visits.ledger import visit_of
from api.visits.tables import VisitRow

NUMBERS = ("number", "ticket_number")
Fold = Callable[[Any], msgspec.Struct]


async def refold(session: AsyncSession, person: Person, redactions: Sequence[Redaction]) -> None:
    """Bring every fold in step with the redacted entries."""
    ids = _ids_in(redactions)
    for row in await session.scalars(select(CallRow).where(CallRow.call_id.in_(ids["call_id"]))):
        row.number = person.number(row.number)
        _rewrite(row, record_of, person)
    await _tickets(session, ids["ticket"])
    either = [
        DutyRow.match_key.in_(person.numbers),
        DutyRow.item_id.in_(person.items | ids["item_id"]),
        DutyRow.ticket_number.in_(ids["ticket"]),
    ]
    for item in await session.scalars(select(DutyRow).where(or_(*either))):
        item.match_key = person.number(item.match_key)
        _rewrite(item, item_of, person)
    for table, column, fold, field in (
        (HandoverRow, HandoverRow.note_id, note_of, "note_id"),
        (VisitRow, VisitRow.visit_id, visit_of, "visit_id"),
        (QualityCaseRow, QualityCaseRow.case_id, case_of, "case_id"),
        (QualityEntryRow, QualityEntryRow.entry_id, entry_of, "entry_id"),
        (QualityHintRow, QualityHintRow.hint_id, hint_of, "hint_id"),
        (QualityGradeRow, QualityGradeRow.grade_id, grade_of, "grade_id"),
        (QualityTaskRow, QualityTaskRow.task_id, task_of, "task_id"),
        (QualityCheckRow, QualityCheckRow.check_id, _check_of, "sample_id"),
        (QualityCheckRow, QualityCheckRow.check_id, _check_of, "calibration_id"),
    ):
        for one in await session.scalars(select(table).where(column.in_(ids[field]))):
            _rewrite(one, fold, person)
    await _said(session, person, ids)
    await _briefs(session, ids)
    for mark in (one.event for one in redactions if isinstance(one.event, YearMarked)):
        cell = await session.get(YearMarkRow, (mark.agent_id, mark.year, mark.check, mark.subject))
        if cell is not None:
            cell.reason = person.words(cell.reason)


def _check_of(row: QualityCheckRow) -> msgspec.Struct:
    return decoded(row.record)


def _ids_in(redactions: Iterable[Redaction]) -> dict[str, set[str]]:
    """The ids that these entries name, by field; `ticket` for complaints."""
    ids: dict[str, set[str]] = defaultdict(set)
    for one in redactions:
        _collect(one.event, ids)
    return ids


def _collect(value: Any, ids: dict[str, set[str]]) -> None:
    if isinstance(value, tuple):
        for one in value:
            _collect(one, ids)
    elif isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            found = getattr(value, field)
            if not isinstance(found, str):
                _collect(found, ids)
            elif found:
                ids["ticket" if field in NUMBERS else field].add(found)


def _rewrite(row: Any, fold: Fold, person: Person) -> None:
    row.record = msgspec.json.encode(person.without(fold(row))).decode()


async def _tickets(session: AsyncSession, numbers: Iterable[str]) -> None:
    for row in await session.scalars(select(TicketRow).where(TicketRow.number.in_(numbers))):
        entries = select(EventRow.payload).where(EventRow.ticket_number == row.number).order_by(EventRow.number)
        events = [decoded(payload) for payload in await session.scalars(entries)]
        ticket = refolded(events, ticket_of(row).repeats)
        if ticket is not None:
            row.phone = ticket.complaint.phone
            row.record = msgspec.json.encode(ticket).decode()


async def _said(session: AsyncSession, person: Person, ids: dict[str, set[str]]) -> None:
    """What was written in questionnaires, and their titles."""
    for said in await session.scalars(
        select(SatisfactionRow).where(SatisfactionRow.said_id.in_(ids["invitation_id"]))
    ):
        own = said.said_id in person.invitations
        said.comment = (MARK if own else person.words(said.comment)) if said.comment else ""
    for survey in await session.scalars(select(SurveyRow).where(SurveyRow.survey_id.in_(ids["survey_id"]))):
        survey.title = person.words(survey.title)


async def _briefs(session: AsyncSession, ids: dict[str, set[str]]) -> None:
    """Files of summaries that name one of these complaints, or with words that were redacted: what is printed cannot
    be changed, so the content goes; that there was a file, and its hash, stay."""
    columns = (BriefFileRow.number, BriefFileRow.key, BriefFileRow.site, BriefFileRow.tickets)
    kept = await session.execute(select(*columns).where(BriefFileRow.content.is_not(None)))
    gone = [
        number
        for number, days, site, tickets in kept
        if ids["key"].intersection((days, f"{days}{AT}{site}")) or ids["ticket"].intersection(tickets)
    ]
    await session.execute(update(BriefFileRow).where(BriefFileRow.number.in_(gone)).values(content=None))


async def forget(session: AsyncSession, person: Person, found: Traces, related: Related) -> None:
    """Delete or empty what is no fold: the book, preferences of a home that is left, words of calls, letters."""
    await session.execute(delete(TranscriptRow).where(TranscriptRow.call_id.in_(related.transcripts)))
    await _letters(session, person, related.letters)
    emptied = {"recipient": MARK, "subject": MARK, "content": b"", "last_error": ""}
    await session.execute(update(SentMailRow).where(SentMailRow.mail_id.in_(related.sent_mail)).values(emptied))
    if found.resident is None:
        return
    resident_id = UUID(found.resident.resident_id)
    await session.execute(delete(PhoneRow).where(PhoneRow.resident_id == resident_id))
    await session.execute(delete(ResidentRow).where(ResidentRow.id == resident_id))
    if found.alone:
        await session.execute(delete(PreferenceRow).where(PreferenceRow.home == found.home))


async def _letters(session: AsyncSession, person: Person, letters: Iterable[str]) -> None:
    """The person's own are emptied, attachments too; in others' only the number and the name go. Which letter it was
    stays (its Message-ID), so that the mailbox does not bring it again."""
    wanted: ColumnElement[bool] = LetterRow.letter_id.in_(letters)
    emptied = []
    for row in await session.scalars(select(LetterRow).where(wanted)):
        if row.ticket_number and row.ticket_number not in person.tickets:
            row.text, row.subject = person.words(row.text), person.words(row.subject)
            continue
        emptied.append(row.letter_id)
        row.sender = row.sender_name = row.subject = row.text = MARK
        row.why = person.words(row.why)
    parts = update(AttachmentRow).where(AttachmentRow.letter_id.in_(emptied))
    await session.execute(parts.values(name=MARK, content=None, size=0))
