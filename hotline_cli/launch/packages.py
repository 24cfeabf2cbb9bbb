"""System packages (Debian, Ubuntu): what is missing, and getting it by apt-get where that is allowed.

Allowed means: root, or sudo that asks for no password. Knows nothing of Python packages.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path

from hotline_cli.launch.say import say


@dataclass(frozen=True)
class Need:
    """Something of the system, the Debian package that has it, and how to see that it is there."""

    what: str
    package: str
    there: Callable[[], bool]


def program(name: str, package: str) -> Need:
    """A program on the PATH."""
    return Need(name, package, lambda: shutil.which(name) is not None)


DAEMONS = f"{os.environ.get('PATH', os.defpath)}{os.pathsep}/usr/sbin"
"""Where programs for administrators lie, which a user's PATH may lack."""
PEERS = (
    program("sipp", "sip-tester"),
    program("baresip", "baresip-core"),
    program("kamailio", "kamailio"),
    Need("kamailio's TLS", "kamailio-tls-modules", lambda: any(Path("/usr/lib").glob("*/kamailio/modules/tls.so"))),
    program("openssl", "openssl"),
    Need("dovecot", "dovecot-imapd", lambda: shutil.which("dovecot", path=DAEMONS) is not None),
    Need("PostgreSQL", "postgresql", lambda: any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))),
)
"""Real telephones, a provider's proxy, a mailbox and a database server, that the tests work with."""
WELCOME = (
    program("rtpengine", "rtpengine-daemon"),
    Need("nginx", "nginx-light", lambda: shutil.which("nginx", path=DAEMONS) is not None),
    program("tmux", "tmux"),
    Need("Chromium", "chromium", lambda: any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))),
    Need("Noto's Chinese characters", "fonts-noto-cjk", lambda: any(Path("/usr/share/fonts").rglob("NotoSansCJK*"))),
    Need("Pango", "libpangoft2-1.0-0", lambda: find_library("pangoft2-1.0") is not None),
)
"""Not in every distribution, or not for what matters most: tests are skipped without them, and say so."""
QUIETLY = ("env", "DEBIAN_FRONTEND=noninteractive", "SYSTEMD_OFFLINE=1")
"""Several are daemons; what is installed for tests must not begin to serve on their ports."""
PATIENCE = ("-o", "Acquire::http::Timeout=20", "-o", "Acquire::Retries=1")
"""Without a network apt-get gives up in seconds, not minutes."""


def missing(needs: Iterable[Need]) -> list[Need]:
    """Those that are not there."""
    return [need for need in needs if not need.there()]


def command(needs: Iterable[Need]) -> str:
    """The command that a person would type."""
    return "sudo apt-get install " + " ".join(need.package for need in needs)


def get(needs: Iterable[Need]) -> list[Need]:
    """Install what is missing where we may. Gives back what is missing still."""
    wanted = missing(needs)
    prefix = _allowed() if wanted else None
    if prefix is None:
        return wanted
    names = [need.package for need in wanted]
    say(f"installing system packages: {' '.join(names)}")
    install = [*prefix, "apt-get", *PATIENCE, "install", "-y", "-q", "--no-install-recommends", *names]
    if _run(install) != 0:
        say("apt-get does not know them yet: updating its lists")
        _run([*prefix, "apt-get", *PATIENCE, "update", "-q"])
        _run(install, quiet=False)
    return missing(wanted)


def _allowed() -> list[str] | None:
    """What to put before apt-get, or None when we may not or cannot use it."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return [*QUIETLY]
    if shutil.which("sudo") and _run(["sudo", "-n", "true"]) == 0:
        return ["sudo", "-n", *QUIETLY]
    return None


def _run(arguments: list[str], *, quiet: bool = True) -> int:
    """Run without standard input; what it says goes to our stderr, or nowhere."""
    out = subprocess.DEVNULL if quiet else 2
    return subprocess.run(arguments, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False).returncode  # noqa: S603
