"""`hotline train year`, `plan`, `unplan`, `attended`: the year's plan of training, and who is due (TRN-2)."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from api.schemas.training import (
    STAGES,
    NewTraining,
    Stage,
    Trainee,
    TrainingHeld,
    TrainingView,
    TrainingYear,
)
from hotline_cli.train.desk import Desk, Lang, Login, PasswordFile, YearRest, asked, signed
from hotline_cli.train.words import tell


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


def unplan(
    number: Annotated[int, typer.Argument(min=1, help="Number of the session in `hotline train year`.")],
    of: Annotated[int | None, typer.Option("--year", help="Another year than this one.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    desk: Desk = "",
    lang: Lang = "zh",
    login: Login = "",
    password_file: PasswordFile = None,
) -> None:
    """Take a session out of the year's plan that was not held."""

    async def withdraw(rest: YearRest) -> TrainingYear:
        session = _numbered(await rest.year(of), number, lang)
        said = tell("unplan", lang, day=session.day, stage=STAGES[session.stage].of(lang))
        if not yes and not typer.confirm(said):
            raise typer.Exit(1)
        return await rest.withdraw(session.session_id)

    with_desk(desk, lang, login, password_file, withdraw)


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
        session = _numbered(known, number, lang)
        ids = tuple(agent_named(known, one, lang) for one in names or ())
        return await rest.held(session.session_id, TrainingHeld(agent_ids=ids))

    with_desk(desk, lang, login, password_file, note)


def with_desk(
    desk: str,
    lang: str,
    login: str,
    password_file: Path | None,
    ask: Callable[[YearRest], Awaitable[TrainingYear]],
) -> None:
    """Sign in, ask, show the year as it is then. Ends with status 1 and the desk's words where it refuses."""
    for line in lines(asked(signed(desk, lang, login, password_file), ask), lang):
        typer.echo(line)


def _numbered(known: TrainingYear, number: int, lang: str) -> TrainingView:
    """The session with this number of the list. Raises typer.BadParameter."""
    if number > len(known.sessions):
        raise typer.BadParameter(tell("no_session", lang, number=number), param_hint="NUMBER")
    return known.sessions[number - 1]


def agent_named(known: TrainingYear, name: str, lang: str) -> str:
    """The id of the one agent of this name. Raises typer.BadParameter for nobody or several."""
    found = [one.agent_id for one in known.agents if one.name == name]
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
    if one.trainer_points is not None:
        play += tell("by_trainer", lang, points=one.trainer_points)
    passed = tell("certified", lang, day=one.certified) if one.certified is not None else tell("play_due", lang)
    test = tell("test_due", lang) if one.test is None else str(one.test)
    return tell("trainee", lang, name=one.name, due=due, play=play, passed=passed, test=test)


def _stages(stages: tuple[Stage, ...], lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(STAGES[one].of(lang) for one in stages)
