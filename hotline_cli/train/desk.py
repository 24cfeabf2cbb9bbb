"""The way to the desk that keeps the training: its options, signing in, and what is asked of it over REST."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from api.schemas.training import NewPlay, NewTraining, TrainingHeld, TrainingYear
from console.errors import ConsoleError
from console.rest import Rest
from hotline_cli.agent import LANGUAGES, secret
from hotline_cli.own_files import desk_address, remembered

Desk = Annotated[
    str, typer.Option(envvar="HOTLINE_DESK", help="Address of the desk; without it the last one, or this machine.")
]
Lang = Annotated[str, typer.Option(envvar="HOTLINE_LANG", help="zh or en.")]
Login = Annotated[str, typer.Option(envvar="HOTLINE_LOGIN", prompt=True, help="Your login; you train.")]
PasswordFile = Annotated[
    Path | None, typer.Option(envvar="HOTLINE_PASSWORD_FILE", help="File whose first line is the password.")
]


@dataclass(frozen=True)
class SignIn:
    """Who asks which desk."""

    desk: str
    lang: str
    login: str
    password: str


class YearRest(Rest):
    """The desk's REST, as far as the plan uses it."""

    async def year(self, year: int | None = None) -> TrainingYear:
        """GET /api/training/year."""
        asked = "" if year is None else f"?year={year}"
        return self._read(await self._send("GET", f"/api/training/year{asked}"), TrainingYear)

    async def plan_session(self, new: NewTraining) -> TrainingYear:
        """POST /api/training/sessions."""
        return self._read(await self._send("POST", "/api/training/sessions", body=new), TrainingYear)

    async def withdraw(self, session_id: str) -> TrainingYear:
        """POST /api/training/sessions/{session_id}/withdraw."""
        path = f"/api/training/sessions/{session_id}/withdraw"
        return self._read(await self._send("POST", path), TrainingYear)

    async def held(self, session_id: str, held: TrainingHeld) -> TrainingYear:
        """POST /api/training/sessions/{session_id}/held."""
        path = f"/api/training/sessions/{session_id}/held"
        return self._read(await self._send("POST", path, body=held), TrainingYear)

    async def played(self, new: NewPlay) -> TrainingYear:
        """POST /api/training/plays."""
        return self._read(await self._send("POST", "/api/training/plays", body=new), TrainingYear)


def signed(desk: str, lang: str, login: str, password_file: Path | None) -> SignIn:
    """The desk and who asks; what is lacking is asked for."""
    if lang not in LANGUAGES:
        raise typer.BadParameter(f"{lang!r} is not one of: {', '.join(LANGUAGES)}", param_hint="--lang")
    login = login or typer.prompt("Login")
    password = secret(password_file, "--password-file") or typer.prompt("Password", hide_input=True)
    return SignIn(desk_address(desk, remembered(), lang), lang, login, password)


def asked(by: SignIn, ask: Callable[[YearRest], Awaitable[TrainingYear]]) -> TrainingYear:
    """The desk's answer. Ends with status 1 and the desk's words where it refuses."""
    rest = YearRest(by.desk, lang=by.lang)

    async def answer() -> TrainingYear:
        try:
            await rest.sign_in(by.login, by.password)
            return await ask(rest)
        finally:
            await rest.close()

    try:
        return asyncio.run(answer())
    except ConsoleError as error:
        typer.echo(f"hotline train: {error.of(by.lang)}", err=True)
        raise typer.Exit(1) from None
