"""Every key of the console through real terminals: plain xterm, and tmux with both its TERM names.

The bytes are those that xterm sends. Under tmux they go to an attached client, so tmux reads them, keeps its prefix
for itself and sends the pane what its TERM says. What an input method commits, and a paste, must be text.
"""

import contextlib
import fcntl
import os
import pty
import select
import shutil
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.actions import parse

from console.key_names import SIGNS
from console.keymap import APP_KEYS, MAIN_KEYS
from tests.integration import console_probe

PATIENCE_S = 80.0
PREFIX = "ctrl+b"
"""tmux keeps it: an action that has it has another key, too."""
TYPED = "厨房漏水？王先生，3栋"
PASTED = "q？急 F2"
SENT: dict[str, bytes] = {
    **{f"f{number}": b"\x1bO" + letter.encode() for number, letter in enumerate("PQRS", 1)},
    **{
        f"f{number}": f"\x1b[{code}~".encode()
        for number, code in zip(range(5, 13), (15, *range(17, 22), 23, 24), strict=True)
    },
    "escape": b"\x1b",
}
TERMINALS = ("xterm-256color", "tmux-256color", "screen-256color")


class Client:
    """The probe in a terminal of 80 by 24 cells: directly, or in a tmux session that this is a client of."""

    def __init__(self, term: str, folder: Path) -> None:
        self.record = folder / "record"
        self.record.touch()
        probe = [sys.executable, console_probe.__file__, str(self.record)]
        self._socket = folder / "tmux.sock"
        self._tmux = not term.startswith("xterm")
        command = probe
        if self._tmux:
            (folder / "tmux.conf").write_text(f"set -g default-terminal {term}\n")
            command = ["tmux", "-S", str(self._socket), "-f", str(folder / "tmux.conf"), "new-session", *probe]
        self._end, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        own = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PYTHONPATH": os.getcwd()}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TMUX")}
        self.process = subprocess.Popen(
            command, stdin=other, stdout=other, stderr=other, env={**kept, **own}, start_new_session=True
        )
        os.close(other)

    def lines(self) -> list[str]:
        """What the probe has written; takes what the terminal shows out of the way meanwhile."""
        ready, _, _ = select.select([self._end], [], [], 0.02)
        if ready:
            with contextlib.suppress(OSError):  # the other side is closed; `waits_for` says so
                os.read(self._end, 65536)
        return self.record.read_text(encoding="utf-8").splitlines()

    def waits_for(self, line: str, before: int = 0) -> None:
        """Until this line is among those after the first `before`."""
        until = time.monotonic() + PATIENCE_S
        while line not in self.lines()[before:]:
            assert time.monotonic() < until, f"{line!r} never came; since then: {self.lines()[before:]}"
            assert self.process.poll() is None, "the terminal ended"

    def sends(self, keys: bytes) -> int:
        """Type these bytes; how many lines were there before."""
        before = len(self.lines())
        os.write(self._end, keys)
        return before

    def close(self) -> None:
        if self._tmux:
            subprocess.run(["tmux", "-S", str(self._socket), "kill-server"], check=False, capture_output=True)
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(10)
        os.close(self._end)


@pytest.fixture(params=TERMINALS)
def client(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Client]:
    if request.param != "xterm-256color" and shutil.which("tmux") is None:
        pytest.skip("needs tmux")
    opened = Client(request.param, tmp_path)
    yield opened
    opened.close()


def sent_as(key: str) -> bytes:
    """The bytes of a key as xterm sends it."""
    if key in SENT:
        return SENT[key]
    held, _, last = key.partition("+")
    sign = next((one for one, name in SIGNS.items() if name == last), last)
    assert held == "ctrl", key
    assert len(sign) == 1, key
    return bytes([ord(sign) & 0x1F])


def test_every_key_does_its_action_while_typing_and_composed_text_is_text(client: Client) -> None:
    client.waits_for("ready")
    for key in (*MAIN_KEYS, *APP_KEYS):
        _, name, parameters = parse(key.action)
        for one in key.keys.split(","):
            if one == PREFIX and client._tmux:
                assert key.keys != PREFIX
                continue
            before = client.sends(sent_as(one))
            client.waits_for(f"action {name}{list(parameters) if parameters else ''}", before)
    actions = len([line for line in client.lines() if line.startswith("action")])
    before = client.sends(TYPED.encode())
    client.waits_for(f"notes {TYPED!r}", before)
    before = client.sends(b"\x1b[200~" + PASTED.encode() + b"\x1b[201~")
    client.waits_for(f"notes {TYPED + PASTED!r}", before)
    client.waits_for(f"notes {TYPED + PASTED + '?q'!r}", client.sends(b"?q"))
    assert len([line for line in client.lines() if line.startswith("action")]) == actions, "text is no key"
