"""`hotline demo`: a whole hotline with made-up residents, real calls to it, and the agent's console, or none.

Everything is stopped and, without `--data`, gone when it ends.
"""

import asyncio
import logging
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import structlog
import typer

from hotline_cli.shell import quit_with

if TYPE_CHECKING:
    from hotline_cli.demo.stage import Stage
    from hotline_cli.own_sound import Asked

LANGUAGES = ("zh", "en")
GOODBYE_WITHIN_S = 10.0


def demo(
    data: Annotated[
        Path | None, typer.Option(help="Folder to keep the demo in.", show_default="one that is gone afterwards")
    ] = None,
    headless: Annotated[bool, typer.Option("--headless", help="Open no console: the demo plays the agent.")] = False,
    calls: Annotated[int, typer.Option(min=1, max=100, help="How many calls to play (with --headless).")] = 3,
    lang: Annotated[str, typer.Option(envvar="HOTLINE_LANG", help="zh or en.")] = "zh",
    no_audio: Annotated[bool, typer.Option("--no-audio", help="Open no sound device.")] = False,
) -> None:
    """Try everything on this machine: callers ring over real SIP, and you are the agent."""
    if lang not in LANGUAGES:
        raise typer.BadParameter(f"{lang!r} is not one of: {', '.join(LANGUAGES)}", param_hint="--lang")
    if not headless and not (sys.stdin.isatty() and sys.stdout.isatty()):
        quit_with(
            "The demo opens a console on the terminal, and this is none.", "Try: hotline demo --headless --calls 3"
        )
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    _say("正在启动演示热线 …" if lang == "zh" else "Starting the demo's hotline ...")
    raise typer.Exit(_run(data, calls if headless else 0, lang, no_audio))


def _run(data: Path | None, calls: int, lang: str, no_audio: bool) -> int:
    """Set the stage and play on it: so many calls by ourselves, or with 0 the console; the exit status."""
    from console.errors import ConsoleError
    from hotline_cli.demo.cast import load_cast
    from hotline_cli.demo.headless import play_headless
    from hotline_cli.demo.stage import StageFault, stage

    cast = load_cast()
    for number in (signal.SIGTERM, signal.SIGHUP):  # a closed terminal, too, lets everything end in order
        signal.signal(number, signal.default_int_handler)
    try:
        with stage(data, cast) as on:
            return play_headless(on, cast, calls, lang, _say) if calls else _console(on, lang, no_audio)
    except StageFault as fault:
        quit_with(f"The demo cannot start: {fault}", code=1)
    except ConsoleError as fault:
        quit_with(f"The demo cannot go on: {fault.of(lang)}", code=1)
    except KeyboardInterrupt:
        return 130


def _console(on: "Stage", lang: str, no_audio: bool) -> int:
    """The agent's console, and a word when it is over."""
    from hotline_cli.own_sound import Asked

    ringing = [sys.executable, "-m", "hotline_cli.demo.callers", on.sip]
    status = open_console(on, lang, ringing, Asked(silent=no_audio))
    _say(
        "演示结束，电话和服务都已停止。正式使用：./hotline serve"
        if lang == "zh"
        else "The demo is over; its callers and processes are stopped. In earnest: ./hotline serve"
    )
    return status


def open_console(on: "Stage", lang: str, ringing: Sequence[str], sound: "Asked") -> int:
    """The agent's console, signed in and ready, while the process of this command lets callers ring."""
    from hotline_cli.children import die_with_parent
    from hotline_cli.demo.stage import stop

    asyncio.run(_take_place(on))
    with on.log.open("ab") as log:
        callers = subprocess.Popen(  # noqa: S603
            ringing,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
    try:
        return _screens(on, lang, sound)
    finally:
        stop(callers, GOODBYE_WITHIN_S)


def _screens(on: "Stage", lang: str, sound: "Asked") -> int:
    """The console as `hotline agent` has it. The PC does not remember this desk: it is gone afterwards."""
    from console.app import Settings
    from console.client import DeskClient
    from hotline_cli.agent import log_to, run_console
    from hotline_cli.own_files import own_keys
    from hotline_cli.own_sound import make_headset

    log_to(on.folder / "console.log")
    settings = Settings(
        lang=lang,
        login=on.logins.agent,
        password=on.logins.agent_password,
        drafts=on.drafts,
        own_keys=own_keys(None),
    )
    headset = make_headset(sound, lang)
    return run_console(DeskClient(on.desk, lang=lang), headset, settings, on.folder / "console.log")


async def _take_place(on: "Stage") -> None:
    """Sign the agent in and make it ready: the console that opens next, within the desk's grace, finds it so."""
    from console.client import DeskClient

    client = DeskClient(on.desk)
    try:
        await client.sign_in(on.logins.agent, on.logins.agent_password)
        await client.open()
        await client.ready()
    finally:
        await client.close()


def _say(line: str) -> None:
    print(line, flush=True)
