"""Whether somebody of an earlier call is of the supervisor's own team, by the accounts in the database."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import UserRow
from api.rights import Right, may
from api.schemas import AgentView, Role


async def may_act_for(session: AsyncSession, by: AgentView, agent_ids: Iterable[str]) -> bool:
    """Whether `by` may act for one of these agents: a supervisor of their team, or an administrator.

    A call that nobody took is everybody's who has the right.
    """
    return may(by, Right.ACT_FOR_AGENT) and await is_of_team(session, by, agent_ids)


async def is_of_team(session: AsyncSession, by: AgentView, agent_ids: Iterable[str]) -> bool:
    """Whether one of these is of `by`'s team; somebody whom nobody knows is of no team. True for no ids at all."""
    ids = [one for one in agent_ids if one]
    if by.role is Role.ADMIN or not ids:
        return True
    known = [found for one in ids if (found := _uuid(one)) is not None]
    teams = set(await session.scalars(select(UserRow.team).where(UserRow.id.in_(known)))) if known else set()
    return by.team in (teams or {""})


async def role_within(session: AsyncSession, agent_id: str) -> Role | None:
    """The role of somebody; None for whom nobody knows."""
    known = _uuid(agent_id)
    found = await session.scalar(select(UserRow.role).where(UserRow.id == known)) if known is not None else None
    return Role(found) if found is not None else None


def _uuid(agent_id: str) -> UUID | None:
    try:
        return UUID(agent_id)
    except ValueError:
        return None
