"""Questionnaires: links handed out, answers taken without a sign-in, results counted.

An answer needs nothing but the link: who has it may answer once, until it expires, and sees no resident's data.
"""

import time
from collections.abc import Sequence

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from api.db import Database
from api.errors import Conflict, Invalid, NotFound
from api.log import EventLog
from api.models import ResidentRow, TicketRow
from api.rights import Reach, reach
from api.schemas import AgentView, TicketState
from api.schemas.surveys import (
    NewSurvey,
    Opinion,
    Scores,
    Share,
    Source,
    SurveyAnswer,
    SurveyLink,
    SurveyMade,
    SurveyResults,
    SurveyView,
    TicketOpinions,
)
from api.surveys.events import Invitation, SurveyAnswered, SurveyOpened
from api.surveys.links import digest, new_token, path_of
from api.surveys.results import Said, results, share_of
from api.surveys.tables import InvitationRow, SatisfactionRow, SurveyRow
from api.tickets.ledger import ticket_of
from scripts_lib.loader import Library

DAY_S = 86_400.0
TICKET_DAYS = 14
"""How long the link after a finished complaint can be answered."""
MOST_DAYS = 90
LONGEST_TITLE = 100
LONGEST_COMMENT = 500
MOST_HOMES = 20_000


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the page of a link shows: no home, no name, no number."""

    title: str
    department: str
    expires_at: float


class SurveyShelf:
    """Reads and writes questionnaires."""

    def __init__(self, database: Database, log: EventLog, library: Library) -> None:
        self._database = database
        self._log = log
        self._library = library

    async def of_ticket(self, number: str, by: AgentView) -> SurveyLink:
        """A link for the resident of a settled complaint; a link from before is void. The caller checks that this
        person may see the ticket. Raises NotFound, Conflict for one that is not settled or was answered."""

        async def work(session: AsyncSession) -> SurveyLink:
            row = await session.get(TicketRow, number)
            if row is None:
                raise NotFound("没有这张投诉单", "there is no such ticket")
            if not _settled(ticket_of(row).state):
                raise Conflict("投诉办结后才能请业主评价", "the complaint is not settled yet")
            answered = select(InvitationRow.invitation_id).where(
                InvitationRow.ticket_number == number, InvitationRow.state == "answered"
            )
            if await session.scalar(answered) is not None:
                raise Conflict("业主已经评价过了", "the resident has answered already")
            expires_at = time.time() + TICKET_DAYS * DAY_S
            invitation, link = _invite(expires_at, home=row.home, ticket=number)
            await self._opened(session, by, expires_at, (invitation,))
            return link

        return await self._log.in_transaction(work)

    async def start(self, new: NewSurvey, by: AgentView) -> SurveyMade:
        """Ask every home of these buildings. Raises Invalid, Conflict where the book has no such home."""
        self._check(new)
        expires_at = time.time() + new.days * DAY_S
        survey_id = str(uuid7())

        async def work(session: AsyncSession) -> SurveyMade:
            homes = await _homes(session, new.buildings)
            if not homes:
                raise Conflict("名册里没有这些楼栋的住户", "the book has no home of these buildings")
            if len(homes) > MOST_HOMES:
                raise Conflict(f"一次最多 {MOST_HOMES} 户", f"at most {MOST_HOMES} homes at once")
            made = [_invite(expires_at, home=home) for home in homes]
            invitations = tuple(invitation for invitation, _ in made)
            await self._opened(session, by, expires_at, invitations, survey_id, new.title.strip(), new.department)
            row = await session.get_one(SurveyRow, survey_id)
            return SurveyMade(survey=_view(row, 0), links=tuple(link for _, link in made))

        return await self._log.in_transaction(work)

    async def _opened(
        self,
        session: AsyncSession,
        by: AgentView,
        expires_at: float,
        invitations: tuple[Invitation, ...],
        survey_id: str = "",
        title: str = "",
        department: str = "",
    ) -> None:
        fact = SurveyOpened(
            at=time.time(),
            survey_id=survey_id,
            title=title,
            department=department,
            expires_at=expires_at,
            agent_id=by.agent_id,
            invitations=invitations,
        )
        await self._log.append_within(session, fact)

    async def asked(self, token: str) -> Asked:
        """What the link asks about. Raises NotFound for one that is none, Conflict for answered, void, expired."""
        async with self._database.reading() as session:
            row = await _open_one(session, token)
            survey = await session.get(SurveyRow, row.survey_id) if row.survey_id else None
            return Asked(
                title=survey.title if survey is not None else "",
                department=row.department,
                expires_at=row.expires_at,
            )

    async def answer(self, token: str, answer: SurveyAnswer) -> None:
        """Take the answer, once. Raises as `asked`, and Invalid for marks that are none."""
        _check_answer(answer)

        async def work(session: AsyncSession) -> None:
            row = await _open_one(session, token)
            fact = SurveyAnswered(
                at=time.time(),
                invitation_id=row.invitation_id,
                scores=answer.scores,
                comment=answer.comment.strip(),
            )
            await self._log.append_within(session, fact)

        await self._log.in_transaction(work)

    async def all(self, *, limit: int, offset: int) -> tuple[int, tuple[SurveyView, ...]]:
        """How many questionnaires there are, and one page of them, newest first."""
        async with self._database.reading() as session:
            total = await session.scalar(select(func.count()).select_from(SurveyRow)) or 0
            query = select(SurveyRow).order_by(SurveyRow.opened_at.desc(), SurveyRow.survey_id.desc())
            rows = (await session.scalars(query.limit(limit).offset(offset))).all()
            answered = await _answered(session, [row.survey_id for row in rows])
            return total, tuple(_view(row, answered.get(row.survey_id, 0)) for row in rows)

    async def results(self, since: float, until: float, by: AgentView) -> SurveyResults:
        """Follow-up calls and questionnaires of this time together (Unix seconds); a department's own to its head."""
        query = select(SatisfactionRow).where(SatisfactionRow.at >= since, SatisfactionRow.at < until)
        if reach(by) is Reach.DEPARTMENTS:
            query = query.where(SatisfactionRow.department.in_(by.departments))
        async with self._database.reading() as session:
            return results([_said(row) for row in await session.scalars(query)], since, until)

    async def of_agents(self, since: float, until: float) -> dict[str, Share]:
        """The same by the agent who registered the complaint that was asked about, and followed it (LINE-10)."""
        query = (
            select(TicketRow.registered_by, SatisfactionRow.content)
            .join(TicketRow, TicketRow.number == SatisfactionRow.ticket_number)
            .where(SatisfactionRow.at >= since, SatisfactionRow.at < until, TicketRow.registered_by != "")
        )
        said: dict[str, list[bool]] = {}
        async with self._database.reading() as session:
            for agent_id, content in await session.execute(query):
                said.setdefault(agent_id, []).append(content)
        return {agent_id: share_of(answers) for agent_id, answers in said.items()}

    async def opinions(self, number: str, now: float) -> TicketOpinions:
        """What was said of one complaint; the caller checks that this person may see it. `now` in Unix seconds."""
        said = select(SatisfactionRow).where(SatisfactionRow.ticket_number == number).order_by(SatisfactionRow.at)
        link = select(func.max(InvitationRow.expires_at)).where(
            InvitationRow.ticket_number == number, InvitationRow.state == "open", InvitationRow.expires_at > now
        )
        async with self._database.reading() as session:
            rows = (await session.scalars(said)).all()
            open_until = await session.scalar(link)
        return TicketOpinions(opinions=tuple(_opinion(row) for row in rows), open_until=open_until)

    def _check(self, new: NewSurvey) -> None:
        fields = {}
        if not new.title.strip() or len(new.title) > LONGEST_TITLE:
            fields["title"] = f"必填，最多 {LONGEST_TITLE} 字 / required, at most {LONGEST_TITLE} characters"
        if not 1 <= new.days <= MOST_DAYS:
            fields["days"] = f"1 到 {MOST_DAYS} 天 / from 1 to {MOST_DAYS} days"
        if new.department and not self._library.rules.catalogue.sends_to(new.department):
            fields["department"] = "请选择部门 / choose a department from the list"
        if fields:
            raise Invalid("问卷没有填好", "the questionnaire is not complete", fields)


def _check_answer(answer: SurveyAnswer) -> None:
    fields = {
        name: "请选择 1 到 5 分 / choose from 1 to 5"
        for name in Scores.__struct_fields__
        if not 1 <= getattr(answer.scores, name) <= 5
    }
    if len(answer.comment) > LONGEST_COMMENT:
        fields["comment"] = f"最多 {LONGEST_COMMENT} 字 / at most {LONGEST_COMMENT} characters"
    if fields:
        raise Invalid("评价没有填好", "the answer is not complete", fields)


def _settled(state: TicketState) -> bool:
    return state in (TicketState.DONE, TicketState.FOLLOWED_UP, TicketState.CLOSED)


def _invite(expires_at: float, *, home: str, ticket: str = "") -> tuple[Invitation, SurveyLink]:
    token, key = new_token(), str(uuid7())
    invitation = Invitation(invitation_id=key, digest=digest(token), home=home, ticket_number=ticket)
    link = SurveyLink(
        invitation_id=key,
        token=token,
        path=path_of(token),
        expires_at=expires_at,
        home=home,
        ticket_number=ticket,
    )
    return invitation, link


async def _open_one(session: AsyncSession, token: str) -> InvitationRow:
    row = (await session.scalars(select(InvitationRow).where(InvitationRow.digest == digest(token)))).first()
    if row is None or row.state == "void":
        raise NotFound("链接无效，请联系物业客服中心", "this link is not valid; ask the service centre")
    if row.state == "answered":
        raise Conflict("您已经评价过了，谢谢", "you have answered already, thank you")
    if row.expires_at < time.time():
        raise Conflict("链接已过期，谢谢您的关注", "this link has expired, thank you")
    return row


async def _homes(session: AsyncSession, buildings: Sequence[str]) -> list[str]:
    query = select(ResidentRow.building, ResidentRow.unit, ResidentRow.room).distinct()
    if buildings:
        query = query.where(ResidentRow.building.in_(buildings))
    return sorted("|".join(row) for row in await session.execute(query))


async def _answered(session: AsyncSession, ids: Sequence[str]) -> dict[str, int]:
    query = (
        select(InvitationRow.survey_id, func.count())
        .where(InvitationRow.survey_id.in_(ids), InvitationRow.state == "answered")
        .group_by(InvitationRow.survey_id)
    )
    return {row[0]: row[1] for row in await session.execute(query)}


def _view(row: SurveyRow, answered: int) -> SurveyView:
    return SurveyView(
        survey_id=row.survey_id,
        title=row.title,
        department=row.department,
        opened_at=row.opened_at,
        expires_at=row.expires_at,
        invited=row.invited,
        answered=answered,
    )


def _scores(row: SatisfactionRow) -> Scores | None:
    """The marks of a questionnaire; None for a follow-up call."""
    if row.overall is None:
        return None
    return Scores(
        overall=row.overall,
        content=row.aspect_content or 0,
        quality=row.aspect_quality or 0,
        attitude=row.aspect_attitude or 0,
    )


def _opinion(row: SatisfactionRow) -> Opinion:
    return Opinion(
        at=row.at, source=Source(row.source), content=row.content, scores=_scores(row), comment=row.comment
    )


def _said(row: SatisfactionRow) -> Said:
    return Said(
        at=row.at,
        source=Source(row.source),
        department=row.department,
        building=row.building,
        content=row.content,
        scores=_scores(row),
    )
