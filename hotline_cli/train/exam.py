"""`hotline train test`: this month's test on the terminal. Nothing counts until it is handed in."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from api.schemas.training import ExamAnswers, ExamPaper, ExamResult
from console.errors import ConsoleError
from console.rest import Rest
from hotline_cli.agent import LANGUAGES, secret
from hotline_cli.own_files import desk_address, remembered
from hotline_cli.train.words import tell

MARKS = "abcdefgh"


class ExamRest(Rest):
    """The desk's REST, as far as the test uses it."""

    async def paper(self) -> ExamPaper:
        """GET /api/training/test."""
        return self._read(await self._send("GET", "/api/training/test"), ExamPaper)

    async def hand_in(self, answers: ExamAnswers) -> ExamResult:
        """POST /api/training/test."""
        return self._read(await self._send("POST", "/api/training/test", body=answers), ExamResult)


def take_test(
    desk: Annotated[
        str,
        typer.Option(envvar="HOTLINE_DESK", help="Address of the desk; without it the last one, or this machine."),
    ] = "",
    lang: Annotated[str, typer.Option(envvar="HOTLINE_LANG", help="zh or en.")] = "zh",
    login: Annotated[str, typer.Option(envvar="HOTLINE_LOGIN", prompt=True, help="Your login.")] = "",
    password_file: Annotated[
        Path | None, typer.Option(envvar="HOTLINE_PASSWORD_FILE", help="File whose first line is the password.")
    ] = None,
) -> None:
    """Take this month's test of rules and phrases: twenty questions, marked by the desk, once a month."""
    if lang not in LANGUAGES:
        raise typer.BadParameter(f"{lang!r} is not one of: {', '.join(LANGUAGES)}", param_hint="--lang")
    password = secret(password_file, "--password-file") or typer.prompt("Password", hide_input=True)
    address = desk_address(desk, remembered(), lang)
    try:
        asyncio.run(_exam(ExamRest(address, lang=lang), login, password, lang))
    except ConsoleError as error:
        typer.echo(f"hotline train: {error.of(lang)}", err=True)
        raise typer.Exit(1) from None


async def _exam(rest: ExamRest, login: str, password: str, lang: str) -> None:
    try:
        await rest.sign_in(login, password)
        paper = await rest.paper()
        if paper.points is not None:
            typer.echo(tell("taken", lang, month=paper.month, points=paper.points))
            return
        typer.echo(tell("exam", lang, month=paper.month, count=len(paper.questions)))
        answers = answered(paper, lang, typer.prompt)
        if not typer.confirm(tell("hand_in", lang)):
            typer.echo(tell("not_handed_in", lang))
            return
        result = await rest.hand_in(ExamAnswers(month=paper.month, answers=answers, paper=paper.paper))
        for line in told(paper, answers, result, lang):
            typer.echo(line)
    finally:
        await rest.close()


def answered(paper: ExamPaper, lang: str, ask: Callable[..., str]) -> tuple[int | None, ...]:
    """Ask each question until it has an answer; Enter alone leaves it out."""
    found: list[int | None] = []
    for number, question in enumerate(paper.questions, 1):
        typer.echo(f"\n{number}. {question.asked.of(lang)}")
        marks = MARKS[: len(question.choices)]
        for mark, choice in zip(marks, question.choices, strict=True):
            typer.echo(f"   {mark}  {choice.of(lang)}")
        given = "?"
        while given and given not in marks:
            given = ask(tell("choose", lang, marks="/".join(marks)), default="", show_default=False).strip().lower()
        found.append(marks.index(given) if given else None)
    return tuple(found)


def told(paper: ExamPaper, answers: tuple[int | None, ...], result: ExamResult, lang: str) -> list[str]:
    """What was wrong with what is right, and the points."""
    lines = []
    for number, (question, given, right) in enumerate(zip(paper.questions, answers, result.right, strict=True), 1):
        if given != right:
            answer = question.choices[right].of(lang)
            lines.append(tell("wrong", lang, n=number, rule=question.rule, answer=answer))
    verdict = "test_passed" if result.passed else "test_failed"
    return [*lines, tell(verdict, lang, points=result.points)]
