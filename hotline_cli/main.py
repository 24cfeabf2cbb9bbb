"""The `hotline` command: names its sub-commands, and imports one only when it is called.

So `hotline agent` on an old PC loads no server, and `hotline --help` is quick. Knows nothing of what they do.
"""

import os
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from hotline_cli.lazy import Lazy, LazyGroup

DEBUG = "HOTLINE_DEBUG"
CRASH = 70  # EX_SOFTWARE of sysexits.h: the fault is ours


COMMANDS = {
    "serve": Lazy("hotline_cli.serve", "serve", "启动热线 Run the hotline on this machine: line and desk."),
    "agent": Lazy("hotline_cli.agent", "agent", "坐席界面 Open the agent's console."),
    "supervisor": Lazy("hotline_cli.supervisor", "supervisor", "主管终端 Open the supervisor's console."),
    "status": Lazy("hotline_cli.status", "status", "运行状况 Say how desk, lines, disk and clocks fare."),
    "admin": Lazy("hotline_cli.admin", "admin", "账号 Make and change accounts, read in residents."),
    "demo": Lazy("hotline_cli.demo.command", "demo", "演示 Try everything: sample residents, callers, a console."),
    "call": Lazy("hotline_cli.call", "call", "拨测电话 Call a line over SIP, as a test."),
    "line": Lazy("hotline_cli.line", "line", "单独启动线路 Run the line process alone."),
    "desk": Lazy("hotline_cli.desk", "desk", "单独启动服务端 Run the desk process alone."),
    "qa": Lazy("hotline_cli.qa", "qa_app", "质检终端 Open the terminal of quality; try other rules on a month."),
    "train": Lazy(
        "hotline_cli.train.command",
        "train_app",
        "培训 Role play with simulated callers; the monthly test; the year's plan.",
    ),
    "recordings": Lazy("hotline_cli.recordings", "recordings_app", "录音 List, export and check recordings."),
    "listen": Lazy("hotline_cli.listen", "listen_app", "听写 Transcribe and judge a recording; set listening up."),
    "tickets": Lazy("hotline_cli.tickets", "tickets_app", "投诉单 List and show complaints, reckon clocks anew."),
    "report": Lazy("hotline_cli.report", "report_app", "通话统计 Calls of any period, with plots; staff plans."),
    "papers": Lazy("hotline_cli.papers", "papers_app", "表单 List, make, change and check forms."),
    "database": Lazy("hotline_cli.database_copy", "database_app", "数据库 Copy the desk's database to PostgreSQL."),
    "queues": Lazy("hotline_cli.queues", "queues_app", "排队方案 Check a site's queue plan."),
    "scripts": Lazy("hotline_cli.phrases", "scripts_app", "话术与规则 Check a site's own scripts and rules."),
    "phrases": Lazy("hotline_cli.phrases", "phrases_app", "服务忌语 Check texts for forbidden phrases."),
    "test": Lazy("hotline_cli.checks", "checks_app", "自检 Run every check of the source tree."),
}


class Commands(LazyGroup):
    """The group of `COMMANDS`."""

    lazies = COMMANDS


app = typer.Typer(
    name="hotline",
    cls=Commands,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version() -> str:
    """Of the whole product, or of the console that was installed alone."""
    try:
        return version("sanxiang")
    except PackageNotFoundError:
        return version("sanxiang-console")


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"Sanxiang {_version()}")
        raise typer.Exit


@app.callback()
def hotline(
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Sanxiang 三响: the complaint hotline of a property-management company, answered within three rings."""


def run(program: Callable[[], object] = app) -> None:
    """Entry point. A fault of ours becomes a short message and an entry in a log; HOTLINE_DEBUG shows it whole."""
    _say_what_cannot_be_shown()
    try:
        program()
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        if isinstance(error, PermissionError) and error.filename is not None:
            print(f"hotline: this account may not use {error.filename}: {error.strerror}.", file=sys.stderr)
            print("  Start it as the account that it belongs to, or name another place.", file=sys.stderr)
            raise SystemExit(1) from error
        print(f"hotline: {type(error).__name__}: {error}", file=sys.stderr)
        print("  This is a fault of the program, not of yours.", _kept(), file=sys.stderr)
        raise SystemExit(CRASH) from error


def _say_what_cannot_be_shown() -> None:
    """A terminal without Chinese in its encoding shows question marks: that is no reason to break off."""
    lacking = ""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            try:
                "三响".encode(stream.encoding)
            except UnicodeEncodeError:
                stream.reconfigure(errors="replace")
                lacking = stream.encoding
    if lacking:
        print(f"hotline: this terminal's encoding, {lacking}, has no Chinese, which shows as ?.", file=sys.stderr)
        print("  Start it again with LANG=C.UTF-8 (and the terminal set to UTF-8).", file=sys.stderr)


def _kept() -> str:
    """Keep the traceback in a file and say where."""
    import platformdirs

    path = Path(platformdirs.user_log_path("sanxiang")) / "crash.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now(UTC).isoformat()} {' '.join(sys.argv[:2])}\n{traceback.format_exc()}\n")
    except OSError as error:
        return f"Its details could not be written to {path} ({error}); run it again with {DEBUG}=1 to see them."
    return f"Its details are in {path}; {DEBUG}=1 shows them here."
