"""`hotline test`: every check of the source tree, and what came of each.

The tests run in three parts at once. Those with real telephones and those of whole processes mostly wait; the unit
tests touch no socket and no clock, and stand behind both in the queue for the processor.

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
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from hotline_cli.shell import quit_with

ROOT = Path(__file__).resolve().parents[1]
PEERS = ("sipp", "baresip", "kamailio", "openssl")
NO_TESTS_RAN = 5


@dataclass(frozen=True)
class Check:
    """A program of the environment with its arguments."""

    name: str
    arguments: tuple[str, ...]
    beside: bool = False
    """Runs beside the others; its output is printed when it has ended."""
    nice: int = 0
    """How far behind in the queue for the processor (`nice`)."""


CHECKS = (
    Check("ruff check", ("ruff", "check", ".")),
    Check("ruff format", ("ruff", "format", "--check", ".")),
    Check("mypy --strict", ("mypy",)),
)


UNIT = "tests/unit"
PEER_TESTS = "tests/real_peers"
BEHIND = 10


def all_tests(*chosen: str) -> tuple[Check, Check, Check]:
    """The parts of the tests, each with its own cache of what failed last."""
    return (
        _part("unit tests", UNIT, *chosen, nice=BEHIND),
        _part("peer tests", PEER_TESTS, *chosen),
        Check("other tests", ("pytest", "tests", f"--ignore={UNIT}", f"--ignore={PEER_TESTS}", *chosen)),
    )


def _part(name: str, folder: str, *chosen: str, nice: int = 0) -> Check:
    cache = f"cache_dir=.pytest_cache/{Path(folder).name}"
    return Check(name, ("pytest", "-q", "-o", cache, folder, *chosen), beside=True, nice=nice)


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
        unit, peers, others = all_tests(*chosen)
        parts = (unit, others) if without_peers else (unit, peers, others)
        checks = parts if only_pytest else (*parts[:-1], *CHECKS, others)
    with ThreadPoolExecutor() as pool:
        beside = {check: pool.submit(_run, check) for check in checks if check.beside}
        done = {check: _run(check) for check in checks if not check.beside}
        results = [(check, *(beside[check].result() if check.beside else done[check])) for check in checks]
    raise typer.Exit(_summary(results))


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


def _summary(results: list[tuple[Check, int, float]]) -> int:
    """Say how each went; the status of the first that failed."""
    print("== summary", flush=True)
    failed = 0
    for check, status, seconds in results:
        why = "no test ran" if check.arguments[0] == "pytest" and status == NO_TESTS_RAN else f"exit status {status}"
        print(f"  {'ok    ' if status == 0 else 'FAILED'}  {check.name:<14} {seconds:6.1f} s", end="")
        print("" if status == 0 else f"  {why}", flush=True)
        failed = failed or status
    return failed
