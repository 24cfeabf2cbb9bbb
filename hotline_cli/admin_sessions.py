"""`hotline admin sessions`, `sign-out`, `unlock`, `reset-second-step`: who is signed in, and getting in again."""

import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from api.agents.guesses import GuessBook
from api.agents.people import People
from api.agents.second_step import SecondStep
from api.agents.sessions import Ended, Sessions
from api.db import Database
from api.schemas import AgentView, SessionView
from hotline_cli.database import in_database
from hotline_cli.shell import quit_with

T = TypeVar("T")
Data = Annotated[Path | None, typer.Option(help="Data folder.", show_default="the user's data folder")]
Login = Annotated[str, typer.Option(help="Whose account.")]


def sessions(login: Login, data: Data = None) -> None:
    """List when and from where somebody is and was signed in."""

    async def work(database: Database, person: AgentView) -> tuple[SessionView, ...]:
        return await Sessions(database).of_agent(person.agent_id, time.time())

    found = _for(data, login, work)
    for one in found:
        state = "signed in" if one.open else one.ended_why or "expired"
        began = datetime.fromtimestamp(one.begun_at).astimezone()
        typer.echo(f"{began:%Y-%m-%d %H:%M}  {state:<13} {one.source:<16} {one.device[:40]}".rstrip())
    if not found:
        typer.echo(f"{login} was not signed in of late.")


def sign_out(login: Login, data: Data = None) -> None:
    """End every session of somebody; a desk that runs closes the console within seconds."""

    async def work(database: Database, person: AgentView) -> int:
        return await Sessions(database).end(person.agent_id, Ended.ADMINISTRATOR, time.time())

    typer.echo(f"{_for(data, login, work)} sessions of {login} ended.")


def unlock(login: Login, data: Data = None) -> None:
    """Let somebody who guessed the password too often try again at once."""

    async def work(database: Database, person: AgentView) -> bool:
        return await GuessBook(database).unlock(person.login, person.agent_id)

    was = _for(data, login, work)
    typer.echo(f"{login} may try again." if was else f"Nothing was counted against {login}.")


def reset_second_step(login: Login, data: Data = None) -> None:
    """Turn the second step off for somebody whose telephone and recovery codes are lost."""

    async def work(database: Database, person: AgentView) -> bool:
        return await SecondStep(database, "", "").turn_off(person.agent_id)

    was = _for(data, login, work)
    typer.echo(f"{login} signs in by the password alone." if was else f"{login} has no second step.")


def _for(data: Path | None, login: str, work: Callable[[Database, AgentView], Awaitable[T]]) -> T:
    async def run(database: Database) -> T:
        person = await People(database).of_login(login.strip())
        if person is None:
            quit_with(f"Nobody has the login {login}. `hotline admin list` shows all.")
        return await work(database, person)

    return in_database(data, run)
