"""Signing in: passwords are checked, guesses are slowed down, tokens are issued (JWT, RFC 7519, HS256).

Five wrong passwords for one login lock that login for a minute; the count is kept in memory and starts anew with the
desk. The signing secret stands in `<data>/desk/session.key`.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from litestar.security.jwt import Token

from api.agents.people import People
from api.errors import LockedOut, WrongPassword
from api.schemas import AgentView, Credentials, Session

log = structlog.get_logger()
TRIES = 5
LOCK_S = 60.0
LOGINS_REMEMBERED = 10_000


def session_secret(folder: Path) -> str:
    """The secret that signs sessions, made on first use, readable by its owner only."""
    path = folder / "session.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32) + "\n", encoding="ascii")
    return path.read_text(encoding="ascii").strip()


@dataclass(slots=True)
class _Guesses:
    wrong: int = 0
    locked_until: float = 0.0


class SignIn:
    """Checks credentials and issues sessions of `hours`."""

    def __init__(
        self, people: People, secret: str, hours: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._people = people
        self._secret = secret
        self._hours = hours
        self._clock = clock
        self._guesses: dict[str, _Guesses] = {}

    async def sign_in(self, credentials: Credentials) -> Session:
        """A session for login and password. Raises LockedOut or WrongPassword."""
        now = self._clock()
        guesses = self._guesses.get(credentials.login, _Guesses())
        if guesses.locked_until > now:
            raise LockedOut(guesses.locked_until - now)
        person = await self._people.verified(credentials.login, credentials.password)
        if person is None:
            self._remember(credentials.login, guesses, now)
            log.warning("sign_in_failed", tries=guesses.wrong)
            raise WrongPassword
        self._guesses.pop(credentials.login, None)
        return self.session_for(person)

    def session_for(self, person: AgentView) -> Session:
        """A session for a person who has proved who it is."""
        expires = datetime.now(UTC) + timedelta(hours=self._hours)
        token = Token(sub=person.agent_id, exp=expires).encode(secret=self._secret, algorithm="HS256")
        return Session(token=token, expires_at=expires.timestamp(), me=person)

    def _remember(self, login: str, guesses: _Guesses, now: float) -> None:
        guesses.wrong += 1
        if guesses.wrong >= TRIES:
            guesses.wrong, guesses.locked_until = 0, now + LOCK_S
        self._guesses[login] = guesses
        if len(self._guesses) > LOGINS_REMEMBERED:
            self._guesses.pop(next(iter(self._guesses)))
