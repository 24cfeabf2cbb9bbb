"""`hotline qa`: the terminal of quality. What needs the server's database is named here and stands elsewhere."""

from types import MappingProxyType
from typing import Annotated, Any

import typer

from console.qa.app import QualityApp, QualitySettings
from console.qa.rest import QualityRest
from hotline_cli.agent import LANGUAGES, Lang, Light, Login, PasswordFile, secret
from hotline_cli.lazy import Lazy, LazyGroup
from hotline_cli.own_files import desk_address, remembered


class Beside(LazyGroup):
    """What there is beside the screen, on the server."""

    lazies = MappingProxyType(
        {"replay": Lazy("hotline_cli.qa_replay", "replay", "What other rules would make of a month.")}
    )

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """A first word that names nothing beside the screen is the desk's address, as in `hotline agent DESK`."""
        at = self._first_word(args)
        if at is not None and args[at] not in self.lazies:
            args = [*args[:at], f"--desk={args[at]}", *args[at + 1 :]]
        return super().parse_args(ctx, args)

    def _first_word(self, args: list[str]) -> int | None:
        """Where the first argument stands that is neither an option nor an option's value."""
        flags = {name for one in self.params if getattr(one, "is_flag", False) for name in one.opts} | {
            "--help",
            "-h",
        }
        at = 0
        while at < len(args) and args[at].startswith("-"):
            at += 1 if args[at] in flags or "=" in args[at] else 2
        return at if at < len(args) else None


qa_app = typer.Typer(
    cls=Beside,
    invoke_without_command=True,
    subcommand_metavar="[DESK | COMMAND [ARGS]...]",
)


@qa_app.callback()
def qa(
    context: typer.Context,
    desk: Annotated[str, typer.Option(envvar="HOTLINE_DESK", help="The same as DESK, as an option.")] = "",
    lang: Lang = "zh",
    login: Login = "",
    password_file: PasswordFile = None,
    light: Light = False,
) -> None:
    """打开质检终端。 Open the terminal of quality; agents see their own entries and may appeal. F1 lists the keys.

    DESK is the desk's address; without it the last one, or this machine.

    Example: hotline qa desk.example --login qian
    """
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
