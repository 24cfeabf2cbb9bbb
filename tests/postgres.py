"""A PostgreSQL of the tests' own: Debian's package, started in a temporary folder, reached by a socket there only.

`initdb` refuses root, so root runs it as the user `postgres` of the package.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

USER = "postgres"
WITHOUT = "PostgreSQL is not installed: apt-get install postgresql"


def programs() -> Path | None:
    """The folder with initdb and pg_ctl, of the newest version that is installed."""
    on_path = shutil.which("initdb")
    if on_path is not None:
        return Path(on_path).parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[-3]))
    return found[-1].parent if found else None


def skip_or_fail() -> None:
    """Without PostgreSQL: on a developer's machine the tests are skipped with the reason, in CI that is a fault."""
    if os.environ.get("CI"):
        pytest.fail(WITHOUT)
    pytest.skip(WITHOUT)


@contextmanager
def server() -> Iterator[str]:
    """The URL of an empty database `hotline` without its name at the end: `…/%s`; stopped and removed afterwards."""
    binaries = programs()
    if binaries is None:
        skip_or_fail()
    assert binaries is not None
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # short: a socket's path has 107 characters at most
    as_user: list[str] = []
    if os.geteuid() == 0:
        owner = pwd.getpwnam(USER)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_user = ["runuser", "-u", USER, "--"]
    control = [*as_user, str(binaries / "pg_ctl"), "-D", str(folder / "data"), "-w", "-t", "110"]
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c max_connections=40"
    try:
        _run(
            [*as_user, str(binaries / "initdb"), "-D", str(folder / "data"), "-U", USER, "-A", "trust", "-E", "UTF8"]
        )
        _run([*control, "-l", str(folder / "log"), "-o", options, "start"])
        try:
            yield f"postgresql+psycopg://{USER}@/%s?host={folder}"
        finally:
            _run([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    if done.returncode != 0:
        pytest.fail(f"{' '.join(command)}: {done.stderr.decode(errors='replace')}")
