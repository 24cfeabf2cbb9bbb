"""What belongs to a person beside calls and complaints: visits, duties, questionnaires, letters, quality cases.

A home's visits and answers are the person's where nobody else lives there; letters are by their complaint, by the
address that they came from, or by a number in them.
"""

import msgspec
from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.duty.promises import item_id_of
from api.erasing.find import Traces
from api.erasing.person import SHORTEST_NAME, SHORTEST_NUMBER
from api.mail.tables import LetterRow, SentMailRow
from api.models import DutyRow, EventRow, RecordingRow
from api.quality.checks.tables import QualityGradeRow
from api.quality.tables import QualityCaseRow, QualityHintRow
from api.surveys.events import SurveyOpened
from api.surveys.tables import InvitationRow
from api.transcripts.tables import TranscriptRow
from api.visits.ledger import visit_of
from api.visits.tables import VisitRow

_OPENED = msgspec.json.Decoder(SurveyOpened)


class Related(msgspec.Struct, frozen=True, kw_only=True):
    """Ids of rows beside calls and tickets."""

    visits: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    invitations: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()
    sent_mail: frozenset[str] = frozenset()
    cases: frozenset[str] = frozenset()
    hints: frozenset[str] = frozenset()
    grades: frozenset[str] = frozenset()
    """Cards that were filled in for calls."""
    transcripts: frozenset[str] = frozenset()
    """Calls whose words are kept."""
    recordings: frozenset[str] = frozenset()


async def related_to(session: AsyncSession, found: Traces, numbers: frozenset[str]) -> Related:
    """What belongs to these traces; `numbers` are theirs in every spelling."""
    calls, tickets = found.call_ids, found.ticket_numbers
    letters, senders = await _letters(session, tickets, numbers)
    to_sender = SentMailRow.recipient.in_(senders) & (SentMailRow.ticket_number == "")
    to_them = or_(SentMailRow.ticket_number.in_(tickets), to_sender)
    promises = [item_id_of(one) for one in calls | tickets]
    owed = or_(DutyRow.match_key.in_(numbers), DutyRow.ticket_number.in_(tickets), DutyRow.item_id.in_(promises))
    return Related(
        visits=await _visits(session, found),
        items=await _ids(session, select(DutyRow.item_id).where(or_(owed, DutyRow.item_id.in_(calls)))),
        invitations=await _invitations(session, found),
        letters=letters,
        sent_mail=await _ids(session, select(SentMailRow.mail_id).where(to_them)),
        cases=await _cases(session, calls, tickets),
        hints=await _ids(session, select(QualityHintRow.hint_id).where(QualityHintRow.call_id.in_(calls))),
        grades=await _ids(session, select(QualityGradeRow.grade_id).where(QualityGradeRow.call_id.in_(calls))),
        transcripts=await _ids(
            session, select(TranscriptRow.call_id).where(TranscriptRow.call_id.in_(calls)).distinct()
        ),
        recordings=await _ids(session, select(RecordingRow.recording_id).where(RecordingRow.call_id.in_(calls))),
    )


async def _ids(session: AsyncSession, query: Select[str]) -> frozenset[str]:
    return frozenset(await session.scalars(query))


async def _visits(session: AsyncSession, found: Traces) -> frozenset[str]:
    """Of the home where nobody else lives; otherwise those in which this person was spoken with."""
    if found.resident is None:
        return frozenset()
    visits = [visit_of(row) for row in await session.scalars(select(VisitRow).where(VisitRow.home == found.home))]
    name = found.resident.name
    named = len(name) >= SHORTEST_NAME
    return frozenset(one.visit_id for one in visits if found.alone or (named and name in one.spoke_with))


async def _invitations(session: AsyncSession, found: Traces) -> frozenset[str]:
    """Links after the person's complaints; and those to the home where nobody else lives."""
    of_tickets = select(InvitationRow.invitation_id).where(InvitationRow.ticket_number.in_(found.ticket_numbers))
    ids = set(await session.scalars(of_tickets))
    if found.resident is not None and found.alone:
        opened = select(EventRow.payload).where(
            EventRow.kind == SurveyOpened.__name__, EventRow.payload.contains(f'"{found.home}"', autoescape=True)
        )
        for payload in await session.scalars(opened):
            ids |= {one.invitation_id for one in _OPENED.decode(payload).invitations if one.home == found.home}
    return frozenset(ids)


async def _letters(
    session: AsyncSession, tickets: frozenset[str], numbers: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Ids of letters, and the addresses from which the person's complaints came."""
    of_tickets = LetterRow.ticket_number.in_(tickets)
    senders = frozenset(await session.scalars(select(LetterRow.sender).where(of_tickets).distinct()))
    either: list[ColumnElement[bool]] = [of_tickets, LetterRow.sender.in_(senders) & (LetterRow.ticket_number == "")]
    for number in numbers:
        if len(number) >= SHORTEST_NUMBER:
            either.append(LetterRow.text.contains(number, autoescape=True))
            either.append(LetterRow.subject.contains(number, autoescape=True))
    ids = await _ids(session, select(LetterRow.letter_id).where(or_(*either)))
    answers = select(LetterRow.letter_id).where(LetterRow.of_letter.in_(ids), LetterRow.ticket_number == "")
    return ids | await _ids(session, answers), senders


async def _cases(session: AsyncSession, calls: frozenset[str], tickets: frozenset[str]) -> frozenset[str]:
    either: list[ColumnElement[bool]] = [QualityCaseRow.call_id.in_(calls)]
    either += [QualityCaseRow.record.contains(f'"{number}"', autoescape=True) for number in sorted(tickets)]
    return await _ids(session, select(QualityCaseRow.case_id).where(or_(*either)))
