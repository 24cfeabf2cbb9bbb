"""`hotline test`: every check of the source tree, and what came of each.

The tests run in parts at once. Those with real telephones and those of the line mostly wait for real time. Those of
the desk and its pages work more. The unit tests and mypy touch no socket and no clock: they stand behind the others
in the queue for the processor and are several processes, so that no processor is idle while the last of them end.

Tests that call over the network, or wait for a browser, keep real time, and on a small machine the parts beside them
may take the processor for so long that a telephone stops talking. What failed in such a part is therefore asked once
more, alone, when the others have ended; the summary says so.

Runs programs and reports; knows nothing of what they check. The launcher (`./hotline test`) has installed them, and
the telephones and proxies (SIPp, baresip, Kamailio) that some tests call with.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from hotline_cli.shell import quit_with

ROOT = Path(__file__).resolve().parents[1]
PEERS = ("sipp", "baresip", "kamailio", "openssl")
TESTS_FAILED, NO_TESTS_RAN = 1, 5
LAST_FAILED = "--last-failed"


@dataclass(frozen=True)
class Check:
    """A program of the environment with its arguments."""

    name: str
    arguments: tuple[str, ...]
    beside: bool = False
    """Runs beside the others; its output is printed when it has ended."""
    nice: int = 0
    """How far behind in the queue for the processor (`nice`)."""
    keeps_time: bool = False
    """Its tests call in real time: what failed beside the others is asked once more, alone."""


Result = tuple[Check, int, float]
"""A check, its exit status and its seconds."""

BEHIND, SOMEWHAT_BEHIND = 10, 5
UNIT, PEER_TESTS, PAGES = "tests/unit", "tests/real_peers", "tests/browser"
SCREENS = ("tests/unit/console", "tests/snapshots")
"""The consoles' screens: as much work as all other unit tests."""
DESK_FILES = "test_desk_*.py"
"""In `tests/integration`: a whole desk, no line."""
CHECKS = (
    Check("ruff check", ("ruff", "check", ".")),
    Check("ruff format", ("ruff", "format", "--check", ".")),
    Check("mypy --strict", ("mypy",), beside=True, nice=BEHIND),
)


def all_tests(*chosen: str) -> tuple[Check, ...]:
    """The parts of the tests, each with its own cache of what failed last. The last one is for the foreground."""
    desk = sorted(str(one.relative_to(ROOT)) for one in (ROOT / "tests/integration").glob(DESK_FILES))
    elsewhere = (UNIT, SCREENS[1], PEER_TESTS, PAGES)
    left = (*(f"--ignore={one}" for one in elsewhere), f"--ignore-glob=**/{DESK_FILES}")
    return (
        _part("unit tests", "unit", UNIT, f"--ignore={SCREENS[0]}", *chosen, nice=BEHIND),
        _part("screen tests", "screens", *SCREENS, *chosen, nice=BEHIND),
        _part("peer tests", "peers", PEER_TESTS, *chosen, keeps_time=True),
        _part("desk tests", "desk", PAGES, *desk, *chosen, nice=SOMEWHAT_BEHIND, keeps_time=True),
        Check("other tests", ("pytest", "tests", *left, *chosen), keeps_time=True),
    )


def _part(name: str, cache: str, *arguments: str, nice: int = 0, keeps_time: bool = False) -> Check:
    command = ("pytest", "-q", "-o", f"cache_dir=.pytest_cache/{cache}", *arguments)
    return Check(name, command, beside=True, nice=nice, keeps_time=keeps_time)


def alone(check: Check) -> Check:
    """What failed in this part, with nothing beside it."""
    return replace(
        check, arguments=(*check.arguments, LAST_FAILED, "--last-failed-no-failures", "none"), beside=False, nice=0
    )


checks_app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@checks_app.command(context_settings={"ignore_unknown_options": True})
def run_checks(
    pytest_arguments: Annotated[
        list[str] | None, typer.Argument(help="Handed to pytest as they are; then pytest alone runs.")
    ] = None,
    without_peers: Annotated[
        bool, typer.Option("--without-peers", help="Leave out the tests that call with SIPp, baresip and Kamailio.")
    ] = False,
    only_pytest: Annotated[bool, typer.Option("--only-pytest", help="Leave out ruff and mypy.")] = False,
) -> None:
    """Run ruff, mypy --strict and every test; exit 0 only when all is well.

    Whoever names tests (`hotline test tests/unit -k rings`) wants their answer soon: pytest alone runs then.
    """
    if not (ROOT / "pyproject.toml").exists():
        quit_with("This is an installed Sanxiang without its tests: run ./hotline test in a source tree.")
    lacking = [name for name in PEERS if shutil.which(name) is None]
    if lacking and not without_peers:
        quit_with(
            f"Missing: {', '.join(lacking)}. Some tests call with real telephones and proxies.",
            "apt-get install sip-tester baresip-core kamailio kamailio-tls-modules openssl,",
            "or leave them out: --without-peers",
            code=3,
        )
    chosen = ("-m", "not real_peer") if without_peers else ()
    if pytest_arguments:
        checks: tuple[Check, ...] = (Check("pytest", ("pytest", *chosen, *pytest_arguments)),)
    else:
        parts = [one for one in all_tests(*chosen) if not (without_peers and one.name == "peer tests")]
        checks = tuple(parts) if only_pytest else (*parts[:-1], *CHECKS, parts[-1])
    with ThreadPoolExecutor(len(checks)) as pool:
        beside = {check: pool.submit(_run, check) for check in checks if check.beside}
        done = {check: _run(check) for check in checks if not check.beside}
        results = [(check, *(beside[check].result() if check.beside else done[check])) for check in checks]
    raise typer.Exit(_summary(results + _asked_again(results)))


def _asked_again(results: list[Result]) -> list[Result]:
    """The parts that keep time and failed, each once more with the machine to itself."""
    again = [alone(check) for check, status, _ in results if check.keeps_time and status == TESTS_FAILED]
    return [(check, *_run(check)) for check in again]


def _run(check: Check) -> tuple[int, float]:
    """Exit status and seconds. A program that is not there counts as failed."""
    print(f"== {check.name}{' (beside; its output follows)' if check.beside else ''}", flush=True)
    program = Path(sys.executable).parent / check.arguments[0]
    command = [str(program), *check.arguments[1:]]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    started = time.monotonic()
    try:
        if not check.beside:
            done = subprocess.run(command, cwd=ROOT, env=environment, check=False)  # noqa: S603
            return done.returncode, time.monotonic() - started
        nicer = [found, "-n", str(check.nice)] if check.nice and (found := shutil.which("nice")) else []
        with tempfile.TemporaryFile(mode="w+", encoding="utf-8", errors="replace") as said:
            done = subprocess.run(  # noqa: S603
                [*nicer, *command], cwd=ROOT, env=environment, check=False, stdout=said, stderr=subprocess.STDOUT
            )
            seconds = time.monotonic() - started
            said.seek(0)
            print(f"== {check.name}\n{said.read()}", flush=True)
        return done.returncode, seconds
    except FileNotFoundError:
        print(f"{program.name} is not installed here: run ./hotline test", file=sys.stderr)
        return 127, 0.0


def _summary(results: list[Result]) -> int:
    """Say how each went; the status of the first that failed. A part that passed when asked again did not fail."""
    print("== summary", flush=True)
    failed = 0
    passed_alone = {check.name for check, status, _ in results if LAST_FAILED in check.arguments and status == 0}
    for check, status, seconds in results:
        why = "no test ran" if check.arguments[0] == "pytest" and status == NO_TESTS_RAN else f"exit status {status}"
        if LAST_FAILED in check.arguments:
            why = "asked again, alone" + ("" if status == 0 else f": {why}")
        elif status and check.name in passed_alone:
            why += "; see below"
        word = "ok    " if status == 0 else "again " if check.name in passed_alone else "FAILED"
        print(f"  {word}  {check.name:<14} {seconds:6.1f} s", end="")
        print("" if status == 0 and LAST_FAILED not in check.arguments else f"  {why}", flush=True)
        if check.name not in passed_alone:
            failed = failed or status
    return failed
