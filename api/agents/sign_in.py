"""Signing in: passwords are checked, guesses are slowed down, tokens are issued (JWT, RFC 7519, HS256).

Five wrong passwords for one login lock that login for a minute; the count is kept in memory and starts anew with the
desk. The signing secret stands in `<data>/desk/session.key`.
"""

import os
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
    folder.mkdir(parents=True, exist_ok=True)
    try:
        kept = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        kept = ""
    return kept or _new_secret(path)


def _new_secret(path: Path) -> str:
    """Written whole or not at all: a file cut short would sign sessions with a secret that anyone can guess."""
    secret = secrets.token_urlsafe(32)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(secret + "\n", encoding="ascii")
    fresh.replace(path)
    return secret


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
        tries = self._count(credentials.login, self._clock())
        person = await self._people.verified(credentials.login, credentials.password)
        if person is None:
            log.warning("sign_in_failed", tries=tries)
            raise WrongPassword
        self._guesses.pop(credentials.login, None)
        return self.session_for(person)

    def session_for(self, person: AgentView) -> Session:
        """A session for a person who has proved who it is."""
        expires = datetime.now(UTC) + timedelta(hours=self._hours)
        token = Token(sub=person.agent_id, exp=expires).encode(secret=self._secret, algorithm="HS256")
        return Session(token=token, expires_at=expires.timestamp(), me=person)

    def _count(self, login: str, now: float) -> int:
        """Count a guess as wrong until it proves right, so that guesses sent at once cannot overtake it."""
        guesses = self._guesses.setdefault(login, _Guesses())
        if guesses.locked_until > now:
            raise LockedOut(guesses.locked_until - now)
        guesses.wrong += 1
        tries = guesses.wrong
        if tries >= TRIES:
            guesses.wrong, guesses.locked_until = 0, now + LOCK_S
        if len(self._guesses) > LOGINS_REMEMBERED:
            self._guesses.pop(next(iter(self._guesses)))
        return tries
