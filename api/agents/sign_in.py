"""Signing in: guesses are slowed down, password and second step checked, sessions begun, their tokens read.

A token (JWT, RFC 7519, HS256) names its person and its session; it counts while the session does. The signing secret
stands in `<data>/desk/session.key`.
"""

import time
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import structlog
from litestar.exceptions import NotAuthorizedException
from litestar.security.jwt import Token
from sqlalchemy import select

from api.agents.guesses import GuessBook
from api.agents.people import People, view_of
from api.agents.second_step import SecondStep
from api.agents.secret_files import secret_of
from api.agents.sessions import Ended, Sessions, counts
from api.batches import Batches
from api.db import Database
from api.errors import WrongCode, WrongPassword
from api.models import SessionRow, UserRow
from api.schemas import AgentView, Credentials, Session, SessionView

log = structlog.get_logger()
ALGORITHM = "HS256"


def session_secret(folder: Path) -> str:
    """The secret that signs sessions."""
    return secret_of(folder, "session.key")


class SignIn:
    """Checks credentials and issues sessions of `hours`; `clock` gives Unix seconds."""

    def __init__(
        self,
        database: Database,
        people: People,
        second_step: SecondStep,
        secret: str,
        hours: float,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._people = people
        self._second_step = second_step
        self._secret = secret
        self._hours = hours
        self._clock = clock
        self._looks: Batches[tuple[str, str], AgentView | None] = Batches(self._look)
        self.guesses = GuessBook(database)
        self.sessions = Sessions(database)

    async def sign_in(self, credentials: Credentials, source: str = "", device: str = "") -> Session:
        """A session for login, password and, where it is on, the code of the second step.

        `source` is the address it comes from, `device` what that calls itself. Raises LockedOut, WrongPassword,
        CodeNeeded, WrongCode.
        """
        counted = await self.guesses.count(credentials.login, source, self._clock())
        person = await self._people.verified(credentials.login, credentials.password)
        if person is None:
            log.warning("sign_in_failed", tries=counted.tries)
            tried = await self._people.of_login(credentials.login)
            await self.guesses.wrong("", tried.agent_id if tried is not None else "", "password", source, counted)
            raise WrongPassword
        try:
            await self._second_step.check(person.agent_id, credentials.code)
        except WrongCode:
            await self.guesses.wrong("", person.agent_id, "code", source, counted)
            raise
        await self.guesses.right(credentials.login, source)
        return await self.session_for(person, source, device)

    async def prove(self, person: AgentView, password: str, source: str = "") -> None:
        """Ask somebody who is signed in for the password again. Raises LockedOut, WrongPassword."""
        counted = await self.guesses.count(person.login, source, self._clock())
        if await self._people.verified(person.login, password) is None:
            await self.guesses.wrong(person.agent_id, person.agent_id, "password", source, counted)
            raise WrongPassword
        await self.guesses.right(person.login, source)

    async def session_for(self, person: AgentView, source: str = "", device: str = "") -> Session:
        """A session for a person who has proved who it is."""
        now = self._clock()
        kept = SessionView(
            session_id=str(uuid.uuid4()),
            agent_id=person.agent_id,
            begun_at=now,
            expires_at=now + self._hours * 3600,
            source=source,
            device=device,
        )
        await self.sessions.begin(kept, now)
        expires = datetime.fromtimestamp(kept.expires_at, UTC)
        token = Token(sub=person.agent_id, exp=expires, jti=kept.session_id)
        text = token.encode(secret=self._secret, algorithm=ALGORITHM)
        return Session(token=text, expires_at=kept.expires_at, me=person)

    async def sign_out(self, token: str) -> None:
        """End the session of this token, if it is one."""
        read = self._read(token)
        if read is not None:
            await self.sessions.end(read.sub, Ended.SIGNED_OUT, self._clock(), only=str(read.jti or "-"))

    async def person_of(self, token: str) -> AgentView | None:
        """The person whose session this token is; None for a token that is wrong, and for a session that is over."""
        read = self._read(token)
        return await self.person_of_session(read.sub, str(read.jti or "")) if read is not None else None

    def _read(self, token: str) -> Token | None:
        try:
            return Token.decode(token, self._secret, ALGORITHM)
        except NotAuthorizedException:
            return None

    async def person_of_session(self, agent_id: str, session_id: str) -> AgentView | None:
        """The same, by what a token that was read says. It is read from the database after it was asked, so that a
        session that was ended ends at once; who asks at the same time is answered by one look."""
        try:
            UUID(agent_id)
        except ValueError:
            return None
        return await self._looks.ask((agent_id, session_id))

    async def _look(self, asked: Sequence[tuple[str, str]]) -> list[AgentView | Exception | None]:
        now = self._clock()
        query = select(SessionRow).where(SessionRow.session_id.in_({one[1] for one in asked}))
        async with self._database.reading() as session:
            kept = {(one.agent_id, one.session_id): one for one in await session.scalars(query)}
            signed_in = {UUID(one[0]) for one in asked if counts(kept.get(one), now)}
            rows = await session.scalars(select(UserRow).where(UserRow.id.in_(signed_in)))
            people = {one.agent_id: one for one in map(view_of, rows) if one.active}
        return [people.get(one[0]) if counts(kept.get(one), now) else None for one in asked]
