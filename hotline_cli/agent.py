"""`hotline agent`: the agent's console on this terminal. Wires client, headset and drafts; knows no SIP."""

import os
from pathlib import Path
from typing import Annotated

import platformdirs
import structlog
import typer

from console.app import ConsoleApp, Settings
from console.client import DeskClient
from console.desk import Desk
from console.entrance import EntranceApp
from console.headset import Headset
from hotline_cli.own_files import desk_address, own_keys, remembered, write_keys
from hotline_cli.own_screen import screen_apart
from hotline_cli.own_session import replay_session, taped
from hotline_cli.own_sound import Asked, list_devices, make_headset

LANGUAGES = ("zh", "en")


Where = Annotated[
    str, typer.Argument(metavar="DESK", help="Address of the desk; without it the last one, or this machine.")
]
DeskAt = Annotated[str, typer.Option(envvar="HOTLINE_DESK", help="The same, as an option.")]
Lang = Annotated[str, typer.Option(envvar="HOTLINE_LANG", help="Language of the screen: zh or en.")]
Login = Annotated[str, typer.Option(envvar="HOTLINE_LOGIN", help="Login to fill in.")]
PasswordFile = Annotated[
    Path | None, typer.Option(envvar="HOTLINE_PASSWORD_FILE", help="File whose first line is the password.")
]
TokenFile = Annotated[
    Path | None, typer.Option(envvar="HOTLINE_TOKEN_FILE", help="File with a session's token instead of a login.")
]
Mic = Annotated[
    Path | None, typer.Option(help="WAV file that stands in for the microphone, spoken once in each call.")
]
Speaker = Annotated[Path | None, typer.Option(help="WAV file that records what is heard.")]
NoAudio = Annotated[bool, typer.Option("--no-audio", help="Open no sound device: calls run in silence.")]
Microphone = Annotated[str, typer.Option(help="Microphone by name or part of it; kept. `default`: the system's.")]
Earpiece = Annotated[str, typer.Option(help="Earpiece, likewise.")]
Ringer = Annotated[str, typer.Option(help="Speaker that rings, likewise; `none` rings in the earpiece alone.")]
Listing = Annotated[bool, typer.Option("--list-devices", help="List the sound devices, and stop.")]
Light = Annotated[bool, typer.Option("--light", help="Start with the light theme.")]
Keys = Annotated[Path | None, typer.Option(help="File with keys of your own (YAML).")]
Recording = Annotated[
    Path | None, typer.Option(help="Record the session into this file; it will hold residents' data.")
]
Replayed = Annotated[Path | None, typer.Option(help="Replay a recorded session; no desk is needed.")]
Speed = Annotated[float, typer.Option(min=0.1, max=60.0, help="How many times as fast.")]
Template = Annotated[bool, typer.Option("--write-keys", help="Write a template of that file, and stop.")]


def agent(
    where: Where = "",
    desk: DeskAt = "",
    lang: Lang = "zh",
    login: Login = "",
    password_file: PasswordFile = None,
    token_file: TokenFile = None,
    mic: Mic = None,
    speaker: Speaker = None,
    no_audio: NoAudio = False,
    microphone: Microphone = "",
    earpiece: Earpiece = "",
    ringer: Ringer = "",
    listing: Listing = False,
    light: Light = False,
    keys: Keys = None,
    record: Recording = None,
    replay: Replayed = None,
    speed: Speed = 1.0,
    template: Template = False,
) -> None:
    """打开坐席界面。 Open the agent's console: sign in, answer, ask, note, register. F1 lists the keys.

    Example: hotline agent desk.example --login li
    """
    if lang not in LANGUAGES:
        raise typer.BadParameter(f"{lang!r} is not one of: {', '.join(LANGUAGES)}", param_hint="--lang")
    if template:
        write_keys(keys)
    elif replay is not None:
        replay_session(replay, lang, speed, dark=not light)
    elif listing:
        list_devices(lang)
    else:
        settings = Settings(lang=lang, login=login, dark=not light, own_keys=own_keys(keys))
        settings.password = secret(password_file, "--password-file")
        settings.token = secret(token_file, "--token-file") or os.environ.get("HOTLINE_TOKEN", "")
        sound = Asked(mic, speaker, no_audio, microphone, earpiece, ringer)
        _open(where or desk, settings, sound, record)


def _open(desk: str, settings: Settings, sound: Asked, record: Path | None) -> None:
    """The console, until it is left; what belongs to it is closed then."""
    state = Path(platformdirs.user_state_path("sanxiang"))
    log_to(state / "console.log")
    settings.drafts = state / "drafts"
    known = remembered()
    address = desk_address(desk, known, settings.lang)
    settings.entered = lambda: known.keep_desk(address)
    headset = make_headset(sound, settings.lang)
    client = taped(DeskClient(address, lang=settings.lang), record, settings, settings.lang)
    status = run_console(client, headset, settings, state / "console.log")
    if status:
        raise typer.Exit(status)


def run_console(desk: Desk, headset: Headset, settings: Settings, complaints: Path) -> int:
    """The agent's screens until they are left; the exit status. What libraries complain of goes into the file."""
    try:
        return run_screens(ConsoleApp(desk, headset, settings), headset, complaints)
    finally:
        if settings.tape is not None:
            settings.tape.close()


def run_screens(app: EntranceApp, headset: Headset, complaints: Path) -> int:
    """Any console until it is left, and its headset closed; the exit status."""
    with screen_apart(complaints):
        try:
            app.run()
        finally:
            headset.close()
    return app.return_code or 0


def secret(path: Path | None, option: str) -> str:
    """The first line of a file, so that no secret stands in the process list."""
    if path is None:
        return ""
    try:
        return path.read_text(encoding="utf-8").splitlines()[0].strip()
    except (OSError, IndexError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"cannot read {path}: {error}", param_hint=option) from error


def log_to(path: Path) -> None:
    """Log lines go to a file: the screen belongs to the console."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=path.open("a", encoding="utf-8")),
    )
