"""`hotline train year`, `plan`, `attended`: the year's plan of training at the desk, and who is due (TRN-2)."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from api.schemas.training import (
    STAGES,
    NewPlay,
    NewTraining,
    Stage,
    Trainee,
    TrainingHeld,
    TrainingView,
    TrainingYear,
)
from console.errors import ConsoleError
from console.rest import Rest
from hotline_cli.agent import LANGUAGES, secret
from hotline_cli.own_files import desk_address, remembered
from hotline_cli.train.words import tell

Desk = Annotated[str, typer.Option(envvar="HOTLINE_DESK", help="Address of the desk.")]
Lang = Annotated[str, typer.Option(envvar="HOTLINE_LANG", help="zh or en.")]
Login = Annotated[str, typer.Option(envvar="HOTLINE_LOGIN", prompt=True, help="Your login; you train.")]
PasswordFile = Annotated[
    Path | None, typer.Option(envvar="HOTLINE_PASSWORD_FILE", help="File whose first line is the password.")
]


class YearRest(Rest):
    """The desk's REST, as far as the plan uses it."""

    async def year(self, year: int | None = None) -> TrainingYear:
        """GET /api/training/year."""
        asked = "" if year is None else f"?year={year}"
        return self._read(await self._send("GET", f"/api/training/year{asked}"), TrainingYear)

    async def plan_session(self, new: NewTraining) -> TrainingYear:
        """POST /api/training/sessions."""
        return self._read(await self._send("POST", "/api/training/sessions", body=new), TrainingYear)

    async def held(self, session_id: str, held: TrainingHeld) -> TrainingYear:
        """POST /api/training/sessions/{session_id}/held."""
        path = f"/api/training/sessions/{session_id}/held"
        return self._read(await self._send("POST", path, body=held), TrainingYear)

    async def played(self, new: NewPlay) -> TrainingYear:
        """POST /api/training/plays."""
        return self._read(await self._send("POST", "/api/training/plays", body=new), TrainingYear)


def year(
    of: Annotated[int | None, typer.Option("--year", help="Another year than this one.")] = None,
    desk: Desk = "",
    lang: Lang = "zh",
    login: Login = "",
    password_file: PasswordFile = None,
) -> None:
    """Show the year's plan, who attended, and who is due."""
    with_desk(desk, lang, login, password_file, lambda rest: rest.year(of))


def plan(
    stage: Annotated[Stage, typer.Argument(help="What it is about.")],
    day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="When, as 2026-12-01.")],
    trainer: Annotated[str, typer.Argument(help="Who trains.")],
    desk: Desk = "",
    lang: Lang = "zh",
    login: Login = "",
    password_file: PasswordFile = None,
) -> None:
    """Put a session into the year's plan."""
    new = NewTraining(stage=stage, day=day.date(), trainer=trainer)
    with_desk(desk, lang, login, password_file, lambda rest: rest.plan_session(new))


def attended(
    number: Annotated[int, typer.Argument(min=1, help="Number of the session in `hotline train year`.")],
    names: Annotated[list[str] | None, typer.Argument(help="Names of who came; none: nobody.")] = None,
    of: Annotated[int | None, typer.Option("--year", help="Another year than this one.")] = None,
    desk: Desk = "",
    lang: Lang = "zh",
    login: Login = "",
    password_file: PasswordFile = None,
) -> None:
    """Note who attended a session; noted again, the new list counts."""

    async def note(rest: YearRest) -> TrainingYear:
        known = await rest.year(of)
        if number > len(known.sessions):
            raise typer.BadParameter(tell("no_session", lang, number=number), param_hint="NUMBER")
        ids = tuple(agent_named(known, one, lang) for one in names or ())
        return await rest.held(known.sessions[number - 1].session_id, TrainingHeld(agent_ids=ids))

    with_desk(desk, lang, login, password_file, note)


def keep(desk: str, lang: str, login: str, password_file: Path | None, trainee: str, points: int, calls: int) -> None:
    """Keep the score of a role play in the trainee's record (TRN-1)."""

    async def note(rest: YearRest) -> TrainingYear:
        agent_id = agent_named(await rest.year(), trainee, lang)
        return await rest.played(NewPlay(agent_id=agent_id, points=points, calls=calls))

    with_desk(desk, lang, login or typer.prompt("Login"), password_file, note)
    typer.echo(tell("kept", lang, name=trainee))


def with_desk(
    desk: str,
    lang: str,
    login: str,
    password_file: Path | None,
    ask: Callable[[YearRest], Awaitable[TrainingYear]],
) -> None:
    """Sign in, ask, show the year as it is then. Ends with status 1 and the desk's words where it refuses."""
    if lang not in LANGUAGES:
        raise typer.BadParameter(f"{lang!r} is not one of: {', '.join(LANGUAGES)}", param_hint="--lang")
    password = secret(password_file, "--password-file") or typer.prompt("Password", hide_input=True)
    rest = YearRest(desk_address(desk, remembered(), lang), lang=lang)

    async def asked() -> TrainingYear:
        try:
            await rest.sign_in(login, password)
            return await ask(rest)
        finally:
            await rest.close()

    try:
        shown = asyncio.run(asked())
    except ConsoleError as error:
        typer.echo(f"hotline train: {error.of(lang)}", err=True)
        raise typer.Exit(1) from None
    for line in lines(shown, lang):
        typer.echo(line)


def agent_named(known: TrainingYear, name: str, lang: str) -> str:
    """The id of the one agent of this name. Raises typer.BadParameter for nobody or several."""
    found = [one.agent_id for one in known.trainees if one.name == name]
    if len(found) != 1:
        raise typer.BadParameter(tell("nobody" if not found else "several", lang, name=name), param_hint="NAME")
    return found[0]


def lines(shown: TrainingYear, lang: str) -> list[str]:
    """The plan by day, the stages without a session, then everybody with what is due."""
    said = [tell("year", lang, year=shown.year, count=len(shown.sessions))]
    said += [_session(number, one, lang) for number, one in enumerate(shown.sessions, 1)]
    if shown.unplanned:
        said.append(tell("unplanned", lang, stages=_stages(shown.unplanned, lang)))
    said.append(tell("trainees", lang, count=len(shown.trainees), due=sum(bool(one.due) for one in shown.trainees)))
    return said + [_trainee(one, lang) for one in shown.trainees]


def _session(number: int, one: TrainingView, lang: str) -> str:
    who = tell("not_noted", lang) if one.attended is None else "、".join(one.attended) or tell("nobody_came", lang)
    stage = STAGES[one.stage].of(lang)
    return tell("session", lang, number=number, day=one.day, stage=stage, trainer=one.trainer, who=who)


def _trainee(one: Trainee, lang: str) -> str:
    due = tell("due", lang, stages=_stages(one.due, lang)) if one.due else tell("nothing_due", lang)
    play = "—" if one.play is None else str(one.play)
    passed = tell("play_passed" if one.play_passed else "play_due", lang)
    test = tell("test_due", lang) if one.test is None else str(one.test)
    return tell("trainee", lang, name=one.name, due=due, play=play, passed=passed, test=test)


def _stages(stages: tuple[Stage, ...], lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(STAGES[one].of(lang) for one in stages)
