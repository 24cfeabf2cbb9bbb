"""A hotline with many accounts, and consoles of it on pseudo-terminals: what `benchmarks/console.py` measures on.

Line, desk and each console are real processes; the people are made up. The consoles that are looked at serve a queue
of their own, so that a call offered to them is the bench's and no other.
"""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from hotline_cli.children import die_with_parent
from hotline_cli.demo.cast import load_cast
from hotline_cli.demo.stage import Stage, stage, stop

LOOKED_AT, CROWD = "96001", "96002"
"""The numbers that callers dial: the queue of the consoles on terminals, and that of everybody else."""
PASSWORD = "bench-of-consoles"
COLUMNS, ROWS = 120, 40
WITHIN_S = 60.0
CONTROLS = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")


@dataclass(frozen=True)
class Hall:
    """A hotline that runs, and who may sign in."""

    on: Stage
    screens: tuple[str, ...]
    """Logins of the consoles on terminals."""
    crowd: tuple[str, ...]

    @property
    def sip(self) -> tuple[str, int]:
        """Where the line takes calls."""
        host, _, port = self.on.sip.partition("@")[2].rpartition(":")
        return host, int(port)


@contextmanager
def hall(screens: int, crowd: int) -> Iterator[Hall]:
    """A hotline in a folder that is gone afterwards, with so many agents of each kind."""
    looked = tuple(f"s{number}" for number in range(screens))
    others = tuple(f"c{number}" for number in range(crowd))
    with tempfile.TemporaryDirectory(prefix="hotline-bench-") as folder:
        data = Path(folder) / "data"
        data.mkdir()
        (data / "queues.yaml").write_text(_queues(looked, others), encoding="utf-8")
        with stage(data, load_cast()) as on:
            hire(on, (*looked, *others))
            yield Hall(on, looked, others)


def _queues(screens: tuple[str, ...], crowd: tuple[str, ...]) -> str:
    lines = ["queues:"]
    for queue, number in (("looked", LOOKED_AT), ("crowd", CROWD)):
        lines += [f"  - id: {queue}", f"    name: {queue}", f'    numbers: ["{number}"]', "    offer_rings: 20"]
    lines.append("agents:")
    lines += [f"  {login}: {{queues: [looked]}}" for login in screens]
    lines += [f"  {login}: {{queues: [crowd]}}" for login in crowd]
    return "\n".join(lines) + "\n"


def hire(on: Stage, logins: tuple[str, ...], role: str = "agent") -> None:
    """Make accounts."""
    with httpx.Client(base_url=on.desk, trust_env=False, timeout=30) as http:
        password = on.logins.admin_password
        signed = http.post("/api/session", json={"login": on.logins.admin, "password": password})
        signed.raise_for_status()
        http.headers["Authorization"] = f"Bearer {signed.json()['token']}"
        for login in logins:
            card = {"login": login, "password": PASSWORD, "name": f"坐席{login}", "surname": "李", "role": role}
            http.post("/api/agents", json=card).raise_for_status()


class Screen:
    """A console process on a pseudo-terminal, and what it has drawn since the last `forget`."""

    def __init__(self, hall: Hall, login: str, *options: str, kind: str = "agent") -> None:
        own = hall.on.folder / f"screen-{login}"
        own.mkdir()
        secret = own / "password"
        secret.touch(mode=0o600)
        secret.write_text(PASSWORD + "\n", encoding="utf-8")
        command = [sys.executable, "-m", "hotline_cli", kind, "--desk", hall.on.desk, "--login", login]
        command += ["--password-file", str(secret), "--no-audio", *options]
        self.login = login
        self.end, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        home = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "XDG_STATE_HOME": str(own), "LANG": "C.UTF-8"}
        self.process = subprocess.Popen(
            command,
            stdin=other,
            stdout=other,
            stderr=other,
            env={**os.environ, **home},
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        os.close(other)
        os.set_blocking(self.end, False)
        self.drawn = bytearray()
        self.bytes_drawn = 0
        self.read_at = 0.0

    def read(self) -> None:
        """Take what it has drawn."""
        try:
            while new := os.read(self.end, 65536):
                self.drawn += new
                self.bytes_drawn += len(new)
                self.read_at = time.monotonic()
        except BlockingIOError:
            return
        except OSError as gone:
            raise RuntimeError(f"console {self.login} ended: {self.text()[-2000:]}") from gone

    def text(self) -> str:
        """What it has drawn, without the terminal's controls."""
        return CONTROLS.sub(b"", bytes(self.drawn)).decode(errors="replace")

    def forget(self) -> None:
        """Look only at what is drawn from now on."""
        self.drawn.clear()

    def press(self, keys: bytes) -> None:
        """As typed."""
        os.write(self.end, keys)

    def wait_for(self, text: str) -> None:
        """Until the text was drawn; for setting up, not for measuring."""
        until = time.monotonic() + WITHIN_S
        while text not in self.text():
            if time.monotonic() > until:
                raise TimeoutError(f"{self.login} never drew {text!r}: {self.text()[-2000:]}")
            time.sleep(0.02)
            self.read()
        self.forget()

    def close(self) -> None:
        """End the process."""
        stop(self.process, 10)
        os.close(self.end)


def cpu_s(pid: int) -> float:
    """CPU seconds of a process so far, all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rss_mb(pid: int) -> float:
    """Resident memory of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
