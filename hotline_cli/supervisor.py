"""`hotline supervisor`: the supervisor's console on this terminal. Wires client and headset; knows no SIP."""

import os
from pathlib import Path
from typing import Annotated

import platformdirs
import typer

from console.app import Settings
from console.client import DeskClient
from console.supervisor.app import SupervisorApp
from hotline_cli.agent import (
    LANGUAGES,
    DeskAt,
    Earpiece,
    Lang,
    Light,
    Login,
    Mic,
    PasswordFile,
    Speaker,
    Where,
    log_to,
    run_screens,
    secret,
)
from hotline_cli.own_files import desk_address, remembered
from hotline_cli.own_sound import Asked, make_headset


def supervisor(
    where: Where = "",
    desk: DeskAt = "",
    lang: Lang = "zh",
    login: Login = "",
    password_file: PasswordFile = None,
    mic: Mic = None,
    speaker: Speaker = None,
    no_audio: Annotated[bool, typer.Option("--no-audio", help="Open no sound device: listen in silence.")] = False,
    microphone: Annotated[
        str, typer.Option(help="Microphone by name or part of it; kept. `hotline agent --list-devices` lists them.")
    ] = "",
    earpiece: Earpiece = "",
    light: Light = False,
) -> None:
    """打开主管终端。 Open the supervisor's console: who waits, who works, figures, alarms; listen, assign, plan.

    F1 lists the keys. Example: hotline supervisor desk.example --login zhao
    """
    if lang not in LANGUAGES:
        raise typer.BadParameter(f"{lang!r} is not one of: {', '.join(LANGUAGES)}", param_hint="--lang")
    settings = Settings(lang=lang, login=login, dark=not light, beat_s=0.25)
    settings.password = secret(password_file, "--password-file")
    settings.token = os.environ.get("HOTLINE_TOKEN", "")
    sound = Asked(mic=mic, speaker=speaker, silent=no_audio, microphone=microphone, earpiece=earpiece)
    _open(where or desk, settings, sound)


def _open(desk: str, settings: Settings, sound: Asked) -> None:
    """The console, until it is left; what belongs to it is closed then."""
    state = Path(platformdirs.user_state_path("sanxiang"))
    log_to(state / "supervisor.log")
    settings.drafts = state / "drafts"
    known = remembered()
    address = desk_address(desk, known, settings.lang)
    settings.entered = lambda: known.keep_desk(address)
    headset = make_headset(sound, settings.lang)
    client = DeskClient(address, lang=settings.lang, board=True)
    status = run_screens(SupervisorApp(client, headset, settings), headset, state / "supervisor.log")
    if status:
        raise typer.Exit(status)
