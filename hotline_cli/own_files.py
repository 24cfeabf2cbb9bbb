"""The console's files in the user's configuration folder: own keys, and the desk it last was at. No screen."""

import asyncio
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NoReturn

import platformdirs
import typer

from console.address import BadAddress, find
from console.agent.catalogue import catalogue
from console.errors import ConsoleError, DeskUnreachable
from console.own_keys import OwnKeys, read, template, unreadable
from console.remembered import Remembered

DEFAULT_DESK = "http://127.0.0.1:7800"
LARGEST = 256 * 1024
"""Bytes of a keymap file that are read; a real one has three thousand."""


def folder() -> Path:
    """Where this user's files of the console are."""
    return Path(platformdirs.user_config_path("sanxiang"))


def remembered() -> Remembered:
    """What this PC remembers."""
    return Remembered(folder() / "console.yaml")


def own_version() -> str:
    """The version of this program, installed whole or as the console alone."""
    for name in ("sanxiang", "sanxiang-console"):
        try:
            return version(name)
        except PackageNotFoundError:
            continue
    raise PackageNotFoundError("sanxiang")


def desk_address(typed: str, known: Remembered, lang: str) -> str:
    """The desk to open. One that is known but away may be waited for on the sign-in screen; one that was just typed
    has to answer. Ends the program with one line when it does not."""
    asked = typed or known.desk or DEFAULT_DESK
    try:
        return asyncio.run(find(asked, own_version()))
    except BadAddress as error:
        told = f"{asked!r} is not an address like desk.example or http://10.0.0.5:7800"
        raise typer.BadParameter(told, param_hint="--desk") from error
    except DeskUnreachable as error:
        if asked == known.desk:
            return asked
        _end(error, lang)
    except ConsoleError as error:
        _end(error, lang)


def _end(error: ConsoleError, lang: str) -> NoReturn:
    typer.echo(f"hotline: {error.of(lang)}", err=True)
    raise typer.Exit(1) from error


def own_keys(path: Path | None) -> OwnKeys:
    """The keymap of the file that was named, or of the user's own if there is one."""
    chosen = path or folder() / "keys.yaml"
    if path is None and not chosen.exists():
        return OwnKeys(path=str(chosen))
    try:
        if chosen.stat().st_size > LARGEST:
            return unreadable(str(chosen), "文件太大", "it is too large")
        text = chosen.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return unreadable(str(chosen), "不是 UTF-8 编码，请另存为 UTF-8", "it is not UTF-8; save it as UTF-8")
    except OSError as error:
        told = f"{chosen}（{error.strerror}）"
        return unreadable(str(chosen), told, f"{chosen} ({error.strerror})")
    return read(text, catalogue(), str(chosen))


def write_keys(path: Path | None) -> None:
    """Write the template where the keymap is looked for; never over a file that is there."""
    chosen = path or folder() / "keys.yaml"
    try:
        chosen.parent.mkdir(parents=True, exist_ok=True)
        with chosen.open("x", encoding="utf-8") as file:
            file.write(template(catalogue()))
    except FileExistsError as error:
        raise typer.BadParameter(f"{chosen} is there already; edit it, or name another with --keys") from error
    except OSError as error:
        raise typer.BadParameter(f"cannot write {chosen}: {error.strerror}") from error
    typer.echo(
        f"{chosen}\n去掉一行开头的 # 并改键，重新打开坐席端即生效。 / Take the # from a line and change its keys."
    )
