"""The project's own environment, `.venv`: made when it is missing, brought up to date when the pins changed.

A stamp tells in a few milliseconds that there is nothing to do. Two launchers that start at once do the work once.
"""

import errno
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hotline_cli.launch import registry
from hotline_cli.launch.packages import Need, command, get
from hotline_cli.launch.say import CannotGoOn, say

PINS = ("pyproject.toml", "requirements.lock")
BASE = getattr(sys, "_base_executable", sys.executable) or sys.executable
"""The Python itself, also when this one runs from the environment that is to be made anew."""
OFFLINE = (
    "Is there no internet? Set PIP_INDEX_URL to your mirror or PIP_FIND_LINKS to a folder of wheels (pip.conf is",
    "read too), or put uv on the PATH; then run the same command again.",
)
ROOM_MB = 1000
"""What the environment takes with the tools of the tests, and a little more."""
NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)


def _has_ensurepip() -> bool:
    return subprocess.run([BASE, "-c", "import ensurepip, venv"], capture_output=True, check=False).returncode == 0  # noqa: S603


VENV = Need("Python's venv", f"python3.{sys.version_info.minor}-venv", _has_ensurepip)


class Environment:
    """`.venv` in the tree at `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.python = self.folder / "bin" / "python"
        self._stamp = self.folder / "hotline-stamp.json"

    def ensure(self, groups: Sequence[str] = ()) -> None:
        """Make it hold what the pins name, and these dependency groups. Raises CannotGoOn."""
        try:
            self._ensure(groups)
        except OSError as error:
            raise CannotGoOn(f"{error.filename or self.root}: {error.strerror}.", *self._whose(error)) from error

    def _whose(self, error: OSError) -> tuple[str, ...]:
        if error.errno not in NOT_ALLOWED:
            return ()
        try:
            owner = self.root.owner()
        except KeyError:
            owner = f"the account number {self.root.stat().st_uid}"
        return (
            f"This account has to read and write {self.root}, which belongs to {owner}: start it as {owner},",
            "or copy the folder (git clone) to where this account may write, and start it there.",
        )

    def _ensure(self, groups: Sequence[str]) -> None:
        wanted = self._wanted()
        if self._has(wanted, groups):
            return
        with self._alone():
            if self._has(wanted, groups):
                return
            together = sorted({*groups, *(self._read_stamp().get("groups", []))})
            self._stamp.unlink(missing_ok=True)  # a set-up that breaks off leaves nothing that says it is done
            started = time.monotonic()
            self._install(together)
            self._stamp.write_text(json.dumps({**wanted, "groups": together}), encoding="utf-8")
            say(f"ready after {time.monotonic() - started:.0f} s")

    def _wanted(self) -> dict[str, str]:
        hashed = hashlib.sha256(b"".join((self.root / name).read_bytes() for name in PINS)).hexdigest()
        return {"pins": hashed, "root": str(self.root), "python": f"3.{sys.version_info.minor}"}

    def _read_stamp(self) -> dict[str, Any]:
        try:
            read = json.loads(self._stamp.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return read if isinstance(read, dict) else {}

    def _has(self, wanted: dict[str, str], groups: Sequence[str]) -> bool:
        stamp = self._read_stamp()
        same = all(stamp.get(name) == value for name, value in wanted.items())
        return same and set(groups) <= set(stamp.get("groups", [])) and self.python.exists()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the lock; say so when another launcher has it."""
        with (self.root / ".venv.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("another hotline is setting up here: waiting for it")
                fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _install(self, groups: Sequence[str]) -> None:
        say(f"setting up {self.folder} (once, about a minute; from the internet or the mirror that pip is set to)")
        environment = {**os.environ, **registry.uv_environment(registry.pip_settings(), os.environ)}
        environment.pop("VIRTUAL_ENV", None)
        environment.setdefault("PIP_RETRIES", "1")  # without a network pip gives up in seconds, not minutes
        say("step 1 of 3: find or get uv, the installer")
        uv = find_uv(self.root, environment)
        say("step 2 of 3: make the environment")
        self._make(uv, environment)
        say(
            "step 3 of 3: install the pinned packages" + (f" and the tools of: {', '.join(groups)}" if groups else "")
        )
        install = self._install_command(uv, groups)
        if environment.get("UV_NO_INDEX", "").lower() in ("1", "true", "yes", "on"):
            install.append("--no-index")  # uv has a variable for every other setting
        _checked(install, environment, self.root)

    def _make(self, uv: str, environment: dict[str, str]) -> None:
        if not self._usable():
            _checked([uv, "venv", "--quiet", "--clear", "--python", BASE, str(self.folder)], environment, self.root)

    def _usable(self) -> bool:
        """Whether an environment is there that was made at this place by the Python that it still has."""
        ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
        try:
            told = subprocess.run([self.python, "-c", ask], capture_output=True, text=True, check=True)  # noqa: S603
            made_here = str(self.folder) in (self.folder / "bin" / "activate").read_text(encoding="utf-8")
        except (OSError, subprocess.CalledProcessError):
            return False
        return made_here and Path(told.stdout.strip()).is_dir()

    def _install_command(self, uv: str, groups: Sequence[str]) -> list[str]:
        wanted = ["-e", ".[headset,postgres]", "--constraints", "requirements.lock"]
        wanted += [part for group in groups for part in ("--group", group)]
        return [uv, "pip", "install", "--python", str(self.python), *wanted]


def find_uv(root: Path, environment: dict[str, str]) -> str:
    """A uv: on the PATH, or ours in `.uv`, which is made when there is none. Raises CannotGoOn."""
    own = root / ".uv"
    for candidate in (shutil.which("uv"), str(own / "bin" / "uv")):
        if candidate is not None and _works(candidate):
            return candidate
    without_venv = get([VENV])
    made = [BASE, "-m", "venv", "--clear", str(own)]
    with_venv = [made, [str(own / "bin" / "python"), "-m", "pip", "install", "--quiet", "uv"]]
    with_pip = [[BASE, "-m", "pip", "install", "--quiet", "--upgrade", "--target", str(own), "uv"]]
    for step in with_pip if without_venv else with_venv:
        if _run(step, environment, root) != 0:
            break
    if _works(str(own / "bin" / "uv")):
        return str(own / "bin" / "uv")
    if without_venv:
        advice = f"Python's venv module is missing. Run this, then try again: {command([VENV])}"
        raise CannotGoOn("uv could not be installed.", advice)
    raise CannotGoOn("uv could not be installed; the lines above say why.", *_advice(root))


def _works(uv: str) -> bool:
    try:
        return subprocess.run([uv, "--version"], capture_output=True, check=False).returncode == 0  # noqa: S603
    except OSError:
        return False


def _run(arguments: list[str], environment: dict[str, str], root: Path) -> int:
    """Run with what it says on our stderr."""
    done = subprocess.run(arguments, cwd=root, env=environment, stdin=subprocess.DEVNULL, stdout=2, check=False)  # noqa: S603
    return done.returncode


def _checked(arguments: list[str], environment: dict[str, str], root: Path) -> None:
    if _run(arguments, environment, root) != 0:
        raise CannotGoOn(f"`uv {' '.join(arguments[1:3])}` failed; the lines above say why.", *_advice(root))


def _advice(root: Path) -> tuple[str, ...]:
    """What to do after a step that failed: make room, or find a way to the packages."""
    free_mb = shutil.disk_usage(root).free // 1_000_000
    if free_mb >= ROOM_MB:
        return OFFLINE
    return (f"The disk of {root} has {free_mb} MB left; about {ROOM_MB} MB are needed: make room, and try again.",)
