"""Keeps the rows of questionnaires within the log's own transaction; the projector tells it what happened."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.duty.promises import ticket_of_item
from api.log_events import AnyEvent, DutyAnswered
from api.models import TicketRow
from api.schemas import TicketView
from api.schemas.surveys import Source
from api.surveys.events import Invitation, SurveyAnswered, SurveyOpened
from api.surveys.results import content
from api.surveys.tables import InvitationRow, SatisfactionRow, SurveyRow
from api.tickets.events import TicketFollowedUp
from api.tickets.ledger import ticket_of


async def clear(session: AsyncSession) -> None:
    """Empty the tables, before the log is folded anew."""
    for table in (SatisfactionRow, InvitationRow, SurveyRow):
        await session.execute(delete(table))


async def happened(session: AsyncSession, event: AnyEvent) -> None:
    """Fold one event."""
    match event:
        case SurveyOpened():
            await _open(session, event)
        case SurveyAnswered():
            await _answer(session, event)
        case DutyAnswered() if event.satisfied is not None:
            await _followed_up(session, ticket_of_item(event.item_id), event.at, event.satisfied)
        case TicketFollowedUp() if event.satisfied is not None:
            await _followed_up(session, event.number, event.at, event.satisfied)
        case _:
            pass


async def _open(session: AsyncSession, event: SurveyOpened) -> None:
    if event.survey_id:
        session.add(
            SurveyRow(
                survey_id=event.survey_id,
                title=event.title,
                department=event.department,
                opened_at=event.at,
                expires_at=event.expires_at,
                invited=len(event.invitations),
            )
        )
    for one in event.invitations:
        await _void_earlier(session, one.ticket_number)
        session.add(await _invitation(session, event, one))


async def _void_earlier(session: AsyncSession, ticket: str) -> None:
    if not ticket:
        return
    earlier = select(InvitationRow).where(InvitationRow.ticket_number == ticket, InvitationRow.state == "open")
    for row in await session.scalars(earlier):
        row.state = "void"


async def _invitation(session: AsyncSession, event: SurveyOpened, one: Invitation) -> InvitationRow:
    ticket = await _ticket(session, one.ticket_number)
    return InvitationRow(
        invitation_id=one.invitation_id,
        digest=one.digest,
        survey_id=event.survey_id,
        ticket_number=one.ticket_number,
        department=event.department or (ticket.complaint.department if ticket is not None else ""),
        building=one.home.partition("|")[0],
        expires_at=event.expires_at,
        state="open",
    )


async def _answer(session: AsyncSession, event: SurveyAnswered) -> None:
    row = await session.get(InvitationRow, event.invitation_id)
    if row is None or row.state == "answered":
        return
    row.state = "answered"
    session.add(
        SatisfactionRow(
            said_id=event.invitation_id,
            at=event.at,
            source=Source.SURVEY,
            ticket_number=row.ticket_number,
            department=row.department,
            building=row.building,
            content=content(event.scores),
            overall=event.scores.overall,
            aspect_content=event.scores.content,
            aspect_quality=event.scores.quality,
            aspect_attitude=event.scores.attitude,
            comment=event.comment,
        )
    )


async def _followed_up(session: AsyncSession, number: str, at: float, satisfied: bool) -> None:
    """One row for each time that somebody was asked; the same fact again is the same row."""
    said_id = f"{number}@{at}"
    ticket = await _ticket(session, number)
    if ticket is None or await session.get(SatisfactionRow, said_id) is not None:
        return
    home = (await session.get_one(TicketRow, number)).home
    session.add(
        SatisfactionRow(
            said_id=said_id,
            at=at,
            source=Source.FOLLOW_UP,
            ticket_number=number,
            department=ticket.complaint.department,
            building=home.partition("|")[0],
            content=satisfied,
            overall=None,
            aspect_content=None,
            aspect_quality=None,
            aspect_attitude=None,
            comment="",
        )
    )


async def _ticket(session: AsyncSession, number: str) -> TicketView | None:
    row = await session.get(TicketRow, number) if number else None
    return ticket_of(row) if row is not None else None
