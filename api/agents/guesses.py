"""The counts of wrong guesses (`api.agents.lockout`) in the database, so that a restart forgets none."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from api.agents.lockout import ACCOUNT, FORGOTTEN_S, SOURCE, Counted, Guesses, Limit, account_key, source_key
from api.audit.ledger import COMMAND_LINE, NOBODY, entry, note
from api.db import Database
from api.errors import LockedOut
from api.models import GuessRow

UNKNOWN = "unknown-login"
"""What stands in the audit log for a login that nobody has."""


class GuessBook:
    """Counts guesses by account and by source."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def count(self, login: str, source: str, now: float) -> Counted:
        """Count one guess as wrong, in one step for all that are made at once.

        Raises LockedOut, and then counts nothing.
        """
        kept = await self.of(login, source)
        _refuse(kept, now)  # before a write: who is locked out costs a read only
        async with self._database.writing() as session:
            kept = {key: await _kept(session, key) for key in kept}
            _refuse(kept, now)
            counted = {key: guesses.counted(_limit(key), now) for key, guesses in kept.items()}
            for key, guesses in counted.items():
                await _keep(session, key, guesses)
            await session.execute(delete(GuessRow).where(GuessRow.last_at < now - FORGOTTEN_S))
        locked = {key for key, guesses in counted.items() if guesses.wait_s(now) > 0}
        return Counted(
            tries=counted[account_key(login)].wrong,
            locks_account=account_key(login) in locked,
            locks_source=source_key(source) in locked,
        )

    async def wrong(self, user_id: str, agent_id: str, why: str, source: str, counted: Counted) -> None:
        """The guess was wrong: it goes into the audit log, and what it locked, once.

        `user_id` is who is signed in already, `agent_id` the account that was tried, both empty where nobody knows:
        what was typed as a login is kept nowhere, for it may be a password.
        """
        by, tried = user_id or NOBODY, agent_id or UNKNOWN
        entries = [entry(by, "sign_in_failed", tried, f"{why} {source}".strip())]
        if counted.locks_account:
            entries.append(entry(by, "account_locked", tried, source))
        if counted.locks_source:
            entries.append(entry(by, "source_locked", source))
        async with self._database.writing() as session:
            await note(session, entries)

    async def right(self, login: str, source: str) -> None:
        """The last guess was right: the account starts anew, and the source has one wrong guess less."""
        async with self._database.writing() as session:
            await session.execute(delete(GuessRow).where(GuessRow.key == account_key(login)))
            row = await session.get(GuessRow, source_key(source))
            if row is not None:
                row.wrong, row.locked_until = max(0, row.wrong - 1), 0.0

    async def unlock(self, login: str, agent_id: str, by: str = COMMAND_LINE) -> bool:
        """Let this account try again at once; `by` is who does, for the audit log. Whether anything was counted."""
        async with self._database.writing() as session:
            await note(session, [entry(by, "account_unlocked", agent_id)])
            row = await session.get(GuessRow, account_key(login))
            if row is None:
                return False
            await session.delete(row)
            return True

    async def of(self, login: str, source: str) -> dict[str, Guesses]:
        """What is counted now, by key: the account's, and the source's where it is known."""
        keys = [key for key in (account_key(login), source_key(source)) if key]
        async with self._database.reading() as session:
            return {key: await _kept(session, key) for key in keys}


def _limit(key: str) -> Limit:
    return ACCOUNT if key.startswith("account:") else SOURCE


def _refuse(kept: dict[str, Guesses], now: float) -> None:
    wait_s = max(one.wait_s(now) for one in kept.values())
    if wait_s > 0:
        raise LockedOut(wait_s)


async def _kept(session: AsyncSession, key: str) -> Guesses:
    row = await session.get(GuessRow, key)
    if row is None:
        return Guesses()
    return Guesses(wrong=row.wrong, last_at=row.last_at, locked_until=row.locked_until)


async def _keep(session: AsyncSession, key: str, guesses: Guesses) -> None:
    row = await session.get(GuessRow, key)
    if row is None:
        row = GuessRow(key=key)
        session.add(row)
    row.wrong, row.last_at, row.locked_until = guesses.wrong, guesses.last_at, guesses.locked_until
