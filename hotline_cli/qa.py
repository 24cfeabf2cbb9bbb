"""`hotline qa`: the terminal of quality. What needs the server's database is named here and stands elsewhere."""

from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer

from console.qa.app import QualityApp, QualitySettings
from console.qa.rest import QualityRest
from hotline_cli.agent import LANGUAGES, secret
from hotline_cli.lazy import Lazy, LazyGroup
from hotline_cli.own_files import desk_address, remembered


class Beside(LazyGroup):
    """What there is beside the screen, on the server."""

    lazies = MappingProxyType(
        {"replay": Lazy("hotline_cli.qa_replay", "replay", "What other rules would make of a month.")}
    )


qa_app = typer.Typer(
    cls=Beside, help="Quality: proposals, decisions, the month's scores.", invoke_without_command=True
)


@qa_app.callback()
def qa(
    context: typer.Context,
    desk: Annotated[str, typer.Option(envvar="HOTLINE_DESK", help="Address of the desk.")] = "",
    lang: Annotated[str, typer.Option(envvar="HOTLINE_LANG", help="Language of the screen: zh or en.")] = "zh",
    login: Annotated[str, typer.Option(envvar="HOTLINE_LOGIN", help="Login to fill in.")] = "",
    password_file: Annotated[
        Path | None, typer.Option(envvar="HOTLINE_PASSWORD_FILE", help="File whose first line is the password.")
    ] = None,
    light: Annotated[bool, typer.Option("--light", help="Start with the light theme.")] = False,
) -> None:
    """Open the terminal of quality; agents see their own entries and may appeal. F1 lists the keys."""
    if context.invoked_subcommand is not None:
        return
    if lang not in LANGUAGES:
        raise typer.BadParameter(f"{lang!r} is not one of: {', '.join(LANGUAGES)}", param_hint="--lang")
    known = remembered()
    address = desk_address(desk, known, lang)
    settings = QualitySettings(
        lang=lang, login=login, password=secret(password_file, "--password-file"), dark=not light
    )
    settings.entered = lambda: known.keep_desk(address)
    QualityApp(QualityRest(address, lang=lang), settings).run()
