"""`hotline demo` on a terminal: the console opens ready for calls, the first one rings, and quitting ends all."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

PATIENCE_S = 80.0
CTRL_Q = b"\x11"
F2 = b"\x1bOQ"


class Terminal:
    """A program on a pseudo-terminal of 120 by 40 cells, and what it has written."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self._end, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        self.process = subprocess.Popen(
            command, stdin=other, stdout=other, stderr=other, env=environment, start_new_session=True
        )
        os.close(other)
        self.written = b""

    def read(self) -> bool:
        """Take what is there within a tenth of a second. False at the end."""
        ready, _, _ = select.select([self._end], [], [], 0.1)
        try:
            new = os.read(self._end, 65536) if ready else None
        except OSError:  # the other side is closed
            return False
        self.written += new or b""
        return new != b""

    def wait_for(self, text: str) -> None:
        """Until the text was written since the last time."""
        until = time.monotonic() + PATIENCE_S
        while text.encode() not in self.written:
            assert time.monotonic() < until, self.written[-3000:].decode(errors="replace")
            assert self.read(), f"ended before {text!r}: {self.written[-3000:].decode(errors='replace')}"
        self.written = b""

    def press(self, keys: bytes) -> None:
        os.write(self._end, keys)

    def wait(self) -> int:
        """Its exit status; goes on reading, so that it can write its last words."""
        until = time.monotonic() + PATIENCE_S
        while self.process.poll() is None and time.monotonic() < until:
            self.read()
        while self.read() and time.monotonic() < until:
            pass
        return self.process.wait(1)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._end)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    command = [sys.executable, "-m", "hotline_cli", "demo", "--no-audio", "--data", str(tmp_path / "demo")]
    own = {"TERM": "xterm-256color", "LANG": "C.UTF-8"}
    own |= {"XDG_STATE_HOME": str(tmp_path / "state"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    opened = Terminal(command, {**os.environ, **own})
    yield opened
    opened.close()


def processes_with(text: str) -> list[str]:
    """Command lines that name this text."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if text in line:
            found.append(line)
    return found


def test_the_first_call_rings_is_answered_and_quitting_leaves_nothing(terminal: Terminal, tmp_path: Path) -> None:
    terminal.wait_for("示闲")
    terminal.wait_for("来电振铃")
    terminal.press(F2)
    terminal.wait_for("三响内接听")
    assert len(processes_with(str(tmp_path))) >= 4
    terminal.press(CTRL_Q)
    terminal.wait_for("Ctrl+Q")  # asks once more: a call is open
    terminal.press(CTRL_Q)
    assert terminal.wait() == 0
    assert "演示结束" in terminal.written.decode(errors="replace")
    assert processes_with(str(tmp_path)) == []
    assert not list(tmp_path.rglob("console.yaml")), "the PC remembers no desk that is gone"
