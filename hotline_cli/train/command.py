"""`hotline train play`: the demo's hotline, callers by choice, the trainee at the console, the score (TRN-1).

A certificate is written for whoever passes. Everything runs on this machine and is gone afterwards.
"""

import logging
import random
import signal
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import structlog
import typer

from api.papers.faults import Fault
from api.training.role_play import PASS
from hotline_cli.demo.stage import StageFault
from hotline_cli.own_sound import Asked
from hotline_cli.shell import quit_with
from hotline_cli.train.certificate import certificate
from hotline_cli.train.choose import Found, Wish, all_callers, chosen, listed
from hotline_cli.train.desk import PasswordFile, signed
from hotline_cli.train.exam import take_test
from hotline_cli.train.keep import Record
from hotline_cli.train.marks import Played, result
from hotline_cli.train.playing import Play
from hotline_cli.train.result import Result, TrainerMarks
from hotline_cli.train.site import site_of
from hotline_cli.train.speech import EXAMPLE, SpeechFault
from hotline_cli.train.view import view
from hotline_cli.train.watch import File, shown_in, watch
from hotline_cli.train.words import tell
from hotline_cli.train.year import attended, plan, unplan, year
from scripts_lib.callers import Mood
from scripts_lib.errors import InvalidData
from scripts_lib.model import Rules

LANGUAGES = ("zh", "en")
ZONE = ZoneInfo("Asia/Shanghai")
FAILED = 3
"""Exit status of a play that did not pass."""
FULL = 100
REMARK_CHARS = 120

train_app = typer.Typer(
    help="Training: role play with simulated callers, the monthly test, the plan of the year.", no_args_is_help=True
)
CastFolder = Annotated[
    Path | None, typer.Option("--cast", envvar="HOTLINE_CAST", help="Folder of the site's callers.")
]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help="Only of this kind of complaint; may be repeated.")]
Moods = Annotated[list[Mood] | None, typer.Option("--mood", help="Only of this mood; may be repeated.")]
Spoken = Annotated[list[str] | None, typer.Option("--speaks", help="Only who speaks this; may be repeated.")]
Data = Annotated[
    Path | None, typer.Option(help="Data folder of the site: its rules, its model.", show_default="the user's")
]
Lang = Annotated[str, typer.Option(envvar="HOTLINE_LANG", help="zh or en.")]
Speaks = Annotated[str, typer.Option(envvar="HOTLINE_TTS", help=f"Command that speaks, like: {EXAMPLE}")]
Certificate = Annotated[Path, typer.Option("--certificate", help="Where a passed play's certificate is written.")]
Listens = Annotated[bool, typer.Option("--listen/--no-listen", help="Listen to the calls, where a model is set up.")]


@train_app.callback()
def train() -> None:
    """Training: role play with simulated callers, the monthly test, the plan of the year."""


train_app.command("test")(take_test)
train_app.command("year")(year)
train_app.command("plan")(plan)
train_app.command("unplan")(unplan)
train_app.command("attended")(attended)
train_app.command("watch")(watch)


@train_app.command("callers")
def callers(
    folder: CastFolder = None,
    kind: Kinds = None,
    mood: Moods = None,
    speaks: Spoken = None,
    lang: Lang = "zh",
    data: Data = None,
) -> None:
    """Who may call in a play: name, language, mood, kind and what it is about."""
    rules = site_of(data, listen=False).library.rules
    found = _found(folder, _wish(None, kind, mood, speaks), rules)
    typer.echo(tell("callers", lang, count=len(found), mark="*"))
    for line in listed(found, rules.catalogue, lang):
        typer.echo(line)


@train_app.command("play")
def play(
    trainee: Annotated[str, typer.Argument(help="Name of the trainee, for the certificate.")],
    calls: Annotated[int, typer.Option(min=1, max=20, help="How many callers.")] = 3,
    caller: Annotated[list[str] | None, typer.Option(help="This caller, by name; repeat for an order.")] = None,
    kind: Kinds = None,
    mood: Moods = None,
    speaks: Spoken = None,
    drawn: Annotated[bool, typer.Option("--random", help="Draw the callers by lot.")] = False,
    folder: CastFolder = None,
    tts: Speaks = "",
    file: File = None,
    trainer: Annotated[str, typer.Option(help="Name of the trainer, who gives marks after the play.")] = "",
    to: Certificate = Path("certificate.pdf"),
    lang: Lang = "zh",
    no_audio: Annotated[bool, typer.Option("--no-audio", help="Open no sound device.")] = False,
    mic: Annotated[Path | None, typer.Option(help="WAV file that stands in for the microphone.")] = None,
    listen: Listens = True,
    data: Data = None,
    headless: Annotated[bool, typer.Option("--headless", help="Let the machine play the trainee.")] = False,
    desk: Annotated[str, typer.Option("--keep-at", help="Keep the score at this desk, by the name.")] = "",
    login: Annotated[str, typer.Option(envvar="HOTLINE_LOGIN", help="Login of who trains, with --keep-at.")] = "",
    password_file: PasswordFile = None,
) -> None:
    """Answer simulated callers at the real console; leave it when all have called, and the score follows.

    80 of 100 passes; below, train again. Exit status 0: passed; 3: not.
    """
    _check(lang, headless)
    site = site_of(data, listen=listen)
    lot = random.Random() if drawn else None  # noqa: S311  a lot among callers
    found = _found(folder, _wish(caller, kind, mood, speaks), site.library.rules, lot)[:calls]
    record = Record(signed(desk, lang, login, password_file), trainee) if desk else None
    sound = None if headless else Asked(mic=mic, silent=no_audio)
    plays = _played(Play(site, found, calls, lang, shown_in(file), sound, tts))
    reached = result(trainee, plays, calls, ask_trainer(trainer, lang) if trainer and plays else None)
    status = told(reached, to, lang)
    if record is not None and reached.answered:
        record.keep(reached)
    raise typer.Exit(status)


def _check(lang: str, headless: bool) -> None:
    if lang not in LANGUAGES:
        raise typer.BadParameter(f"{lang!r} is not one of: {', '.join(LANGUAGES)}", param_hint="--lang")
    if not headless and not (sys.stdin.isatty() and sys.stdout.isatty()):
        quit_with("The play opens a console on the terminal, and this is none.", "Try: --headless")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)


def _wish(names: Sequence[str] | None, kinds: Kinds, moods: Moods, languages: Spoken) -> Wish:
    return Wish(
        names=tuple(names or ()), kinds=tuple(kinds or ()), moods=tuple(moods or ()), languages=tuple(languages or ())
    )


def _played(play: Play) -> tuple[Played, ...]:
    """The play from its first words to the view of every call. Ends the command where it cannot start."""
    lang, site = play.lang, play.site
    typer.echo(tell("begins", lang, calls=play.calls))
    typer.echo(tell("deaf", lang, why=site.deaf) if site.deaf else tell("listens", lang))
    try:
        plays = play.on_stage()
    except (StageFault, SpeechFault, OSError) as fault:
        quit_with(f"The play cannot start: {fault}", code=1)
    for line in view(plays, site.library.rules, lang):
        typer.echo(line)
    return plays


def _found(folder: Path | None, wish: Wish, rules: Rules, lot: random.Random | None = None) -> tuple[Found, ...]:
    try:
        return chosen(all_callers(folder, rules), wish, lot)
    except InvalidData as fault:
        quit_with("The callers cannot be used:", *str(fault).splitlines())
    except LookupError as fault:
        quit_with(str(fault))


def ask_trainer(trainer: str, lang: str) -> TrainerMarks:
    """The trainer's marks and remark, from the terminal."""
    points = -1
    while not 0 <= points <= FULL:
        points = typer.prompt(tell("give_points", lang, trainer=trainer), type=int)
    remark = typer.prompt(tell("give_remark", lang), default="", show_default=False)
    return TrainerMarks(trainer=trainer, points=points, remark=remark.strip()[:REMARK_CHARS])


def told(reached: Result, to: Path, lang: str) -> int:
    """The verdict and the certificate; the exit status."""
    marks = reached.marks
    if reached.answered < reached.calls:
        typer.echo(tell("unanswered", lang, calls=reached.calls, answered=reached.answered))
    if marks is not None:
        typer.echo(tell("trainer", lang, trainer=marks.trainer, points=marks.points, remark=marks.remark or "-"))
    enough = reached.points >= PASS
    typer.echo(tell("passed" if enough else "failed", lang, total=reached.points, need=PASS))
    if not reached.passed:
        if enough:
            typer.echo(tell("trainer_failed", lang, need=PASS))
        return FAILED
    today = datetime.fromtimestamp(time.time(), ZONE).date()
    try:
        to.write_bytes(certificate(reached, today))
    except Fault as fault:
        typer.echo(tell("no_paper", lang, why=fault.zh if lang == "zh" else fault.en), err=True)
    except OSError as error:
        typer.echo(tell("no_paper", lang, why=f"{to}: {error.strerror}"), err=True)
    else:
        typer.echo(tell("paper", lang, path=to))
    return 0
