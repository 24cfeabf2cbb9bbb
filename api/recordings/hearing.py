"""Who may hear a call: its recording, its words, its review (SEC-1). The one place that says so.

A supervisor hears calls in which somebody of the own team talked, and those that nobody took; QA and administrators
all. An agent hears the own calls of which an offence is proposed or decided: that is the evidence (PEN-11).
"""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.agents.teams import is_of_team
from api.db import Database
from api.errors import Forbidden, NoRight
from api.models import CallRow, UserRow
from api.projector import record_of
from api.quality.tables import QualityCaseRow
from api.rights import Right, may
from api.schemas import AgentView


async def may_hear(session: AsyncSession, by: AgentView, call_id: str) -> bool:
    """Whether this person may hear this call. A call that is not known is one that nobody took."""
    if may(by, Right.HEAR_EVERY_TEAM):
        return True
    row = await session.get(CallRow, call_id)
    agents = (*record_of(row).agents, row.agent_id or "") if row is not None else ()
    if may(by, Right.HEAR_RECORDINGS):
        return await is_of_team(session, by, agents)
    if not may(by, Right.HEAR_OWN) or by.agent_id not in agents:
        return False
    held = select(QualityCaseRow.case_id).where(
        QualityCaseRow.call_id == call_id, QualityCaseRow.agent_id == by.agent_id
    )
    return (await session.scalars(held.limit(1))).first() is not None


async def check_hearing(session: AsyncSession, by: AgentView, call_id: str) -> None:
    """Raises Forbidden for whoever may not hear the call, with the reason."""
    if await may_hear(session, by, call_id):
        return
    if may(by, Right.HEAR_RECORDINGS):
        raise Forbidden("只能调听、查阅本班组的通话", "only calls of your own team may be heard and read")
    if may(by, Right.HEAR_OWN):
        raise Forbidden(
            "坐席只能调听本人接听、并且已有考评意见的通话，用来核对证据",
            "an agent hears only own calls of which an offence is proposed",
        )
    raise NoRight


async def whose(session: AsyncSession, by: AgentView) -> frozenset[str] | None:
    """Ids of those whose calls and offences this person may look at; None for everybody's."""
    if may(by, Right.HEAR_EVERY_TEAM):
        return None
    if not may(by, Right.HEAR_RECORDINGS):
        return frozenset({by.agent_id})
    team = await session.scalars(select(UserRow.id).where(UserRow.team == by.team))
    return frozenset(str(one) for one in team)


class Hearing:
    """The same rules for handlers, each asked with a reading of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def check_call(self, by: AgentView, call_id: str) -> None:
        """Raises Forbidden for whoever may not hear the call."""
        async with self._database.reading() as session:
            await check_hearing(session, by, call_id)

    async def may_hear(self, by: AgentView, call_id: str) -> bool:
        """Whether this person may hear the call, and read what was said in it."""
        async with self._database.reading() as session:
            return await may_hear(session, by, call_id)

    async def whose(self, by: AgentView) -> frozenset[str] | None:
        """Ids of those whose calls and offences this person may look at; None for everybody's."""
        async with self._database.reading() as session:
            return await whose(session, by)

    async def check_agent(self, by: AgentView, agent_id: str) -> None:
        """Raises Forbidden for whoever may not look at this agent's offences, or decide them."""
        known = await self.whose(by)
        if known is not None and agent_id not in known:
            raise Forbidden("只能查阅、处理本班组的考评", "only offences of your own team")
