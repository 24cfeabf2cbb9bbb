"""`hotline train play`: the demo's hotline and callers, the trainee at the console, and then the score (TRN-1).

A certificate is written for whoever passes. Everything runs on this machine and is gone afterwards.
"""

import logging
import signal
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import httpx
import msgspec
import structlog
import typer

from api.papers.faults import Fault
from api.schemas import CallDetail, CallPage, TicketView
from api.training.role_play import PASS, Expected, PlayScore, score, total
from hotline_cli.demo.cast import Cast, load_cast
from hotline_cli.demo.command import open_console
from hotline_cli.demo.headless import play_headless
from hotline_cli.demo.stage import Stage, StageFault, stage
from hotline_cli.shell import quit_with
from hotline_cli.train.certificate import certificate
from hotline_cli.train.exam import take_test
from hotline_cli.train.words import tell
from hotline_cli.train.year import PasswordFile, attended, keep, plan, year

LANGUAGES = ("zh", "en")
ZONE = ZoneInfo("Asia/Shanghai")
FAILED = 3
"""Exit status of a play that did not pass."""

train_app = typer.Typer(help="Training: role play with simulated callers.", no_args_is_help=True)


@train_app.callback()
def train() -> None:
    """Training: role play with simulated callers."""


train_app.command("test")(take_test)
train_app.command("year")(year)
train_app.command("plan")(plan)
train_app.command("attended")(attended)


@train_app.command("play")
def play(
    trainee: Annotated[str, typer.Argument(help="Name of the trainee, for the certificate.")],
    calls: Annotated[int, typer.Option(min=1, max=20, help="How many callers.")] = 3,
    to: Annotated[Path, typer.Option("--certificate", help="Where a passed play's certificate is written.")] = Path(
        "certificate.pdf"
    ),
    lang: Annotated[str, typer.Option(envvar="HOTLINE_LANG", help="zh or en.")] = "zh",
    no_audio: Annotated[bool, typer.Option("--no-audio", help="Open no sound device.")] = False,
    headless: Annotated[bool, typer.Option("--headless", help="Let the machine play the trainee.")] = False,
    desk: Annotated[str, typer.Option("--keep-at", help="Keep the score at this desk, by the name.")] = "",
    login: Annotated[str, typer.Option(envvar="HOTLINE_LOGIN", help="Login of who trains, with --keep-at.")] = "",
    password_file: PasswordFile = None,
) -> None:
    """Answer simulated callers at the real console; leave it when all have called, and the score follows.

    80 of 100 passes; below, train again. Exit status 0: passed; 3: not.
    """
    if lang not in LANGUAGES:
        raise typer.BadParameter(f"{lang!r} is not one of: {', '.join(LANGUAGES)}", param_hint="--lang")
    if not headless and not (sys.stdin.isatty() and sys.stdout.isatty()):
        quit_with("The play opens a console on the terminal, and this is none.", "Try: --headless")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    cast = load_cast()
    typer.echo(tell("begins", lang, calls=calls))
    try:
        with stage(None, cast) as on:
            if headless:
                if play_headless(on, cast, calls, lang, typer.echo):
                    quit_with("The play did not reach its end.", code=1)
            else:
                open_console(on, lang, calls=calls, no_audio=no_audio)
            plays = scores_of(on, cast, calls)
    except StageFault as fault:
        quit_with(f"The play cannot start: {fault}", code=1)
    status = _say(plays, trainee, to, lang)
    if desk and plays:
        keep(desk, lang, login, password_file, trainee, total(plays), len(plays))
    raise typer.Exit(status)


def scores_of(on: Stage, cast: Cast, calls: int) -> tuple[PlayScore, ...]:
    """Every caller's call with its ticket, as the desk has them; a caller who reached nobody has nothing."""
    with httpx.Client(base_url=on.desk, trust_env=False, timeout=10) as http:
        credentials = {"login": on.logins.admin, "password": on.logins.admin_password}
        session = http.post("/api/session", json=credentials).raise_for_status().json()
        http.headers["Authorization"] = f"Bearer {session['token']}"
        page = msgspec.json.decode(http.get("/api/calls?limit=200").raise_for_status().content, type=CallPage)
        oldest_first = list(reversed(page.items))[:calls]
        found = []
        for number, call in enumerate(oldest_first):
            detail = msgspec.json.decode(
                http.get(f"/api/calls/{call.call_id}").raise_for_status().content, type=CallDetail
            )
            ticket = None
            if call.ticket_number:
                answer = http.get(f"/api/tickets/{call.ticket_number}").raise_for_status()
                ticket = msgspec.json.decode(answer.content, type=TicketView)
            caller = cast.caller(number)
            found.append(score(detail, ticket, Expected(kind=caller.kind, weight=caller.weight)))
        return tuple(found)


def _say(plays: tuple[PlayScore, ...], trainee: str, to: Path, lang: str) -> int:
    """The marks, the verdict, the certificate; the exit status."""
    for number, one in enumerate(plays, 1):
        typer.echo(tell("call", lang, n=number, total=one.total))
        for mark in one.marks:
            lacking = tell("lacking", lang, lacking=mark.lacking) if mark.lacking else ""
            typer.echo(f"  {mark.points:3d}/{mark.most:<3d} {mark.rule:7} {mark.what.of(lang)}{lacking}")
    reached = total(plays)
    passed = reached >= PASS
    typer.echo(tell("passed" if passed else "failed", lang, total=reached, need=PASS))
    if not passed:
        return FAILED
    today = datetime.fromtimestamp(time.time(), ZONE).date()
    try:
        to.write_bytes(certificate(trainee, reached, len(plays), today))
    except Fault as fault:
        typer.echo(tell("no_paper", lang, why=fault.zh if lang == "zh" else fault.en), err=True)
    except OSError as error:
        typer.echo(tell("no_paper", lang, why=f"{to}: {error.strerror}"), err=True)
    else:
        typer.echo(tell("paper", lang, path=to))
    return 0
