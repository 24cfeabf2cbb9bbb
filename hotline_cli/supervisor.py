"""`hotline supervisor`: the supervisor's console on this terminal. Wires client and headset; knows no SIP."""

import os
from pathlib import Path
from typing import Annotated

import platformdirs
import typer

from console.app import Settings
from console.client import DeskClient
from console.supervisor.app import SupervisorApp
from hotline_cli.agent import LANGUAGES, log_to, secret
from hotline_cli.own_files import desk_address, remembered
from hotline_cli.own_screen import screen_apart
from hotline_cli.own_sound import Asked, make_headset


def supervisor(
    where: Annotated[
        str, typer.Argument(metavar="[DESK]", help="Address of the desk; remembered once you were signed in.")
    ] = "",
    desk: Annotated[str, typer.Option(envvar="HOTLINE_DESK", help="The same, as an option.")] = "",
    lang: Annotated[str, typer.Option(envvar="HOTLINE_LANG", help="Language of the screen: zh or en.")] = "zh",
    login: Annotated[str, typer.Option(envvar="HOTLINE_LOGIN", help="Login to fill in.")] = "",
    password_file: Annotated[
        Path | None, typer.Option(envvar="HOTLINE_PASSWORD_FILE", help="File whose first line is the password.")
    ] = None,
    mic: Annotated[
        Path | None, typer.Option(help="WAV file that stands in for the microphone, spoken once in each call.")
    ] = None,
    speaker: Annotated[Path | None, typer.Option(help="WAV file that records what is heard.")] = None,
    no_audio: Annotated[bool, typer.Option("--no-audio", help="Open no sound device: listen in silence.")] = False,
    microphone: Annotated[
        str, typer.Option(help="Microphone by name or part of it; kept. `hotline agent --list-devices` lists them.")
    ] = "",
    earpiece: Annotated[str, typer.Option(help="Earpiece, likewise.")] = "",
    light: Annotated[bool, typer.Option("--light", help="Start with the light theme.")] = False,
) -> None:
    """Open the supervisor's console: who waits, who works, figures, alarms; listen, assign, plan. F1: all keys."""
    if lang not in LANGUAGES:
        raise typer.BadParameter(f"{lang!r} is not one of: {', '.join(LANGUAGES)}", param_hint="--lang")
    state = Path(platformdirs.user_state_path("sanxiang"))
    log_to(state / "supervisor.log")
    settings = Settings(
        lang=lang,
        login=login,
        password=secret(password_file, "--password-file"),
        token=os.environ.get("HOTLINE_TOKEN", ""),
        drafts=state / "drafts",
        dark=not light,
        beat_s=0.25,
    )
    known = remembered()
    address = desk_address(where or desk, known, lang)
    settings.entered = lambda: known.keep_desk(address)
    headset = make_headset(
        Asked(mic=mic, speaker=speaker, silent=no_audio, microphone=microphone, earpiece=earpiece), lang
    )
    app = SupervisorApp(DeskClient(address, lang=lang, board=True), headset, settings)
    with screen_apart(state / "supervisor.log"):
        try:
            app.run()
        finally:
            headset.close()
    if app.return_code:
        raise typer.Exit(app.return_code)
