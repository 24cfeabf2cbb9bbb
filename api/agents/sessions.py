"""Who is signed in, kept in the database: a token counts only while its session does, so ending one is at once.

Knows no token and no console; `api.agents.sign_in` reads tokens, `api.agents.watch` closes consoles.
"""

from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit.ledger import COMMAND_LINE, entry, note
from api.db import Database
from api.models import SessionRow
from api.schemas import SessionView

KEPT_S = 90 * 86_400.0
"""How long sessions that are over are still listed."""
SHOWN = 200
LONGEST_DEVICE = 120


class Ended(StrEnum):
    """Why a session was ended before its time; the words are what its console is told."""

    SIGNED_OUT = "signed_out"
    PASSWORD = "password"  # noqa: S105 - a reason, not a password
    SWITCHED_OFF = "switched_off"
    ADMINISTRATOR = "administrator"


TOLD: dict[str, tuple[str, str]] = {
    Ended.SIGNED_OUT: ("已在别处退出登录", "signed out elsewhere"),
    Ended.PASSWORD: ("密码已修改，请重新登录", "the password was changed; sign in again"),
    Ended.SWITCHED_OFF: ("该账号已停用", "this account was switched off"),
    Ended.ADMINISTRATOR: ("管理员已结束本次登录，请重新登录", "an administrator ended this session; sign in again"),
}


class Sessions:
    """The sessions there are. Times are Unix seconds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, view: SessionView, now: float) -> None:
        """Keep a new session, and forget those that were over long ago."""
        async with self._database.writing() as session:
            session.add(
                SessionRow(
                    session_id=view.session_id,
                    agent_id=view.agent_id,
                    begun_at=view.begun_at,
                    expires_at=view.expires_at,
                    source=view.source[:64],
                    device=view.device[:LONGEST_DEVICE],
                )
            )
            await session.execute(delete(SessionRow).where(SessionRow.expires_at < now - KEPT_S))
            await note(session, [entry(view.agent_id, "signed_in", view.session_id, view.source)])

    async def of_agent(self, agent_id: str, now: float) -> tuple[SessionView, ...]:
        """This person's sessions, newest first, those that are over too."""
        query = select(SessionRow).where(SessionRow.agent_id == agent_id)
        async with self._database.reading() as session:
            rows = (await session.scalars(query.order_by(SessionRow.begun_at.desc()).limit(SHOWN))).all()
        return tuple(_view(row, now) for row in rows)

    async def end(self, agent_id: str, why: str, now: float, *, only: str = "", by: str = COMMAND_LINE) -> int:
        """End all sessions of this person, or `only` one. How many went on until now. Who signs out does so
        personally; otherwise `by` is who does, for the audit log."""
        async with self._database.writing() as session:
            ended = await end_within(session, agent_id, why, now, only=only)
            if why == Ended.SIGNED_OUT:
                await note(session, [entry(agent_id, "signed_out", only or "all", str(ended))] if ended else [])
            else:
                await note(session, [entry(by, "sessions_ended", agent_id, str(ended))])
            return ended

    async def ended(self, session_ids: Collection[str], now: float) -> dict[str, str]:
        """Those of these sessions that do not count any more, and why; `expired` or `unknown` for no other reason."""
        query = select(SessionRow).where(SessionRow.session_id.in_(session_ids))
        async with self._database.reading() as session:
            rows = {row.session_id: row for row in await session.scalars(query)}
        over = {one: "unknown" for one in session_ids if one not in rows}
        return over | {row.session_id: row.ended_why or "expired" for row in rows.values() if not counts(row, now)}


async def end_within(
    session: AsyncSession, agent_id: str, why: str, now: float, *, only: str = "", keep: str = ""
) -> int:
    """The same within a transaction: all sessions of this person, `only` one, or all but `keep`."""
    query = update(SessionRow).where(
        SessionRow.agent_id == agent_id, SessionRow.ended_at.is_(None), SessionRow.session_id != keep
    )
    if only:
        query = query.where(SessionRow.session_id == only)
    done = await session.execute(
        query.where(SessionRow.expires_at > now).values(ended_at=now, ended_why=why).returning(SessionRow.session_id)
    )
    return len(done.all())


def counts(row: SessionRow | None, now: float) -> bool:
    """Whether a token of this session is good."""
    return row is not None and row.ended_at is None and row.expires_at > now


def _view(row: SessionRow, now: float) -> SessionView:
    return SessionView(
        session_id=row.session_id,
        agent_id=row.agent_id,
        begun_at=row.begun_at,
        expires_at=row.expires_at,
        source=row.source,
        device=row.device,
        open=counts(row, now),
        ended_at=row.ended_at,
        ended_why=row.ended_why,
    )
