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
from console.headset import Headset
from hotline_cli.own_files import desk_address, own_keys, remembered, write_keys
from hotline_cli.own_screen import screen_apart
from hotline_cli.own_session import replay_session, taped
from hotline_cli.own_sound import Asked, list_devices, make_headset

LANGUAGES = ("zh", "en")


def agent(
    where: Annotated[
        str, typer.Argument(metavar="[DESK]", help="Address of the desk; remembered once you were signed in.")
    ] = "",
    desk: Annotated[str, typer.Option(envvar="HOTLINE_DESK", help="The same, as an option.")] = "",
    lang: Annotated[str, typer.Option(envvar="HOTLINE_LANG", help="Language of the screen: zh or en.")] = "zh",
    login: Annotated[str, typer.Option(envvar="HOTLINE_LOGIN", help="Login to fill in.")] = "",
    password_file: Annotated[
        Path | None, typer.Option(envvar="HOTLINE_PASSWORD_FILE", help="File whose first line is the password.")
    ] = None,
    token_file: Annotated[
        Path | None, typer.Option(envvar="HOTLINE_TOKEN_FILE", help="File with a session's token instead of a login.")
    ] = None,
    mic: Annotated[
        Path | None, typer.Option(help="WAV file that stands in for the microphone, spoken once in each call.")
    ] = None,
    speaker: Annotated[Path | None, typer.Option(help="WAV file that records what is heard.")] = None,
    no_audio: Annotated[bool, typer.Option("--no-audio", help="Open no sound device: calls run in silence.")] = False,
    microphone: Annotated[
        str, typer.Option(help="Microphone by name or part of it; kept. `default`: the system's.")
    ] = "",
    earpiece: Annotated[str, typer.Option(help="Earpiece, likewise.")] = "",
    ringer: Annotated[
        str, typer.Option(help="Speaker that rings, likewise; `none` rings in the earpiece alone.")
    ] = "",
    listing: Annotated[bool, typer.Option("--list-devices", help="List the sound devices, and stop.")] = False,
    light: Annotated[bool, typer.Option("--light", help="Start with the light theme.")] = False,
    keys: Annotated[Path | None, typer.Option(help="File with keys of your own (YAML).")] = None,
    record: Annotated[
        Path | None, typer.Option(help="Record the session into this file; it will hold residents' data.")
    ] = None,
    replay: Annotated[Path | None, typer.Option(help="Replay a recorded session; no desk is needed.")] = None,
    speed: Annotated[float, typer.Option(min=0.1, max=60.0, help="How many times as fast.")] = 1.0,
    template: Annotated[bool, typer.Option("--write-keys", help="Write a template of that file, and stop.")] = False,
) -> None:
    """Open the agent's console: sign in, answer, ask, note, register. F1 lists the keys."""
    if lang not in LANGUAGES:
        raise typer.BadParameter(f"{lang!r} is not one of: {', '.join(LANGUAGES)}", param_hint="--lang")
    if template:
        write_keys(keys)
        return
    if replay is not None:
        replay_session(replay, lang, speed, dark=not light)
        return
    if listing:
        list_devices(lang)
        return
    state = Path(platformdirs.user_state_path("sanxiang"))
    log_to(state / "console.log")
    settings = Settings(
        lang=lang,
        login=login,
        password=secret(password_file, "--password-file"),
        token=secret(token_file, "--token-file") or os.environ.get("HOTLINE_TOKEN", ""),
        drafts=state / "drafts",
        dark=not light,
        own_keys=own_keys(keys),
    )
    known = remembered()
    address = desk_address(where or desk, known, lang)
    settings.entered = lambda: known.keep_desk(address)
    headset = make_headset(Asked(mic, speaker, no_audio, microphone, earpiece, ringer), lang)
    desk_client = taped(DeskClient(address, lang=lang), record, settings, lang)
    status = run_console(desk_client, headset, settings, state / "console.log")
    if status:
        raise typer.Exit(status)


def run_console(desk: Desk, headset: Headset, settings: Settings, complaints: Path) -> int:
    """The screens until they are left; the exit status. What libraries complain of goes into the file."""
    app = ConsoleApp(desk, headset, settings)
    with screen_apart(complaints):
        try:
            app.run()
        finally:
            headset.close()
            if settings.tape is not None:
                settings.tape.close()
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
