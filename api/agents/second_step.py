"""The second step of signing in: a code of six digits from a telephone (TOTP, RFC 6238), for whoever wants it.

Secrets are encrypted by `<data>/desk/totp.key` and never shown again; of recovery codes only hashes are kept. A code
counts once: its time step is kept, so whoever looks over a shoulder comes too late.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from uuid import UUID

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit.ledger import COMMAND_LINE, entry, note
from api.db import Database
from api.errors import CodeNeeded, Conflict, Invalid, WrongCode
from api.models import RecoveryRow, UserRow
from api.schemas import SecondStepOffer

STEP_S = 30
WINDOW = 1
"""A telephone's clock may be half a minute off."""
RECOVERY_CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what is read wrong."""


class SecondStep:
    """Enrolment and check. `secret` is that of `api.agents.secret_files`; `issuer` is what the telephone shows."""

    def __init__(self, database: Database, secret: str, issuer: str, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._secret = secret
        self._issuer = issuer
        self._clock = clock

    async def offer(self, agent_id: str) -> SecondStepOffer:
        """A new secret for a telephone. It counts once a code proves that the telephone has it. Raises Conflict."""
        async with self._database.writing() as session:
            row = await session.get_one(UserRow, UUID(agent_id))
            if row.totp_on:
                raise Conflict("已经开启了动态验证码", "the second step is on already")
            fresh = pyotp.random_base32()
            row.totp_secret = self._box.encrypt(fresh.encode()).decode()
            uri = pyotp.TOTP(fresh).provisioning_uri(name=row.login, issuer_name=self._issuer)
        return SecondStepOffer(secret=fresh, uri=uri)

    async def confirm(self, agent_id: str, code: str) -> tuple[str, ...]:
        """Turn it on. The recovery codes, shown this once. Raises Conflict where nothing was offered, Invalid."""
        async with self._database.writing() as session:
            row = await session.get_one(UserRow, UUID(agent_id))
            if row.totp_on or not row.totp_secret:
                raise Conflict("请先扫描新的二维码", "ask for a new secret first")
            step = self._step_of(row, code)
            if step is None:
                raise Invalid("验证码不对", "the code is wrong", {"code": "验证码不对 / wrong, or its time is over"})
            row.totp_on, row.totp_step = True, step
            codes = tuple(_recovery_code() for _ in range(RECOVERY_CODES))
            await session.execute(delete(RecoveryRow).where(RecoveryRow.agent_id == agent_id))
            session.add_all(RecoveryRow(agent_id=agent_id, code_hash=self._hash(one)) for one in codes)
            await note(session, [entry(agent_id, "second_step_on", agent_id)])
            return codes

    async def turn_off(self, agent_id: str, by: str = COMMAND_LINE) -> bool:
        """Back to the password alone; `by` is who does, for the audit log. Whether it was on."""
        async with self._database.writing() as session:
            row = await session.get_one(UserRow, UUID(agent_id))
            was, row.totp_on, row.totp_secret, row.totp_step = row.totp_on, False, "", 0
            await session.execute(delete(RecoveryRow).where(RecoveryRow.agent_id == agent_id))
            await note(session, [entry(by, "second_step_off" if by == agent_id else "second_step_reset", agent_id)])
            return was

    async def is_on(self, agent_id: str) -> bool:
        """Whether this person's signing in asks for a code."""
        async with self._database.reading() as session:
            return (await session.get_one(UserRow, UUID(agent_id))).totp_on

    async def check(self, agent_id: str, code: str) -> None:
        """The code of somebody whose password was right; a recovery code counts once too.

        Raises CodeNeeded where one is needed and none was given, WrongCode.
        """
        async with self._database.reading() as session:
            row = await session.get_one(UserRow, UUID(agent_id))
            if not row.totp_on:
                return
        if not code.strip():
            raise CodeNeeded
        async with self._database.writing() as session:
            row = await session.get_one(UserRow, UUID(agent_id))
            step = self._step_of(row, code)
            if step is not None:
                row.totp_step = step
            elif not await self._recovers(session, agent_id, code):
                raise WrongCode

    def _step_of(self, row: UserRow, code: str) -> int | None:
        """The time step that this code is of, if it is right and later than the last one that counted."""
        try:
            totp = pyotp.TOTP(self._box.decrypt(row.totp_secret.encode()).decode())
        except InvalidToken:  # the key file is another one: an administrator turns the second step off
            return None
        given = code.strip().replace(" ", "")
        now = int(self._clock()) // STEP_S
        steps = range(now - WINDOW, now + WINDOW + 1)
        right = [step for step in steps if hmac.compare_digest(totp.generate_otp(step).encode(), given.encode())]
        return next((step for step in right if step > row.totp_step), None)

    async def _recovers(self, session: AsyncSession, agent_id: str, code: str) -> bool:
        query = select(RecoveryRow).where(
            RecoveryRow.agent_id == agent_id, RecoveryRow.code_hash == self._hash(code), RecoveryRow.used_at.is_(None)
        )
        found = (await session.scalars(query)).first()
        if found is None:
            return False
        found.used_at = self._clock()
        return True

    @property
    def _box(self) -> Fernet:
        return Fernet(self._secret + "=")

    def _hash(self, code: str) -> str:
        plain = "".join(code.split()).replace("-", "").lower()
        return hmac.new(self._secret.encode(), plain.encode(), hashlib.sha256).hexdigest()


def _recovery_code() -> str:
    """Ten characters, 49 bits, in two halves."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(10))
    return f"{drawn[:5]}-{drawn[5:]}"
