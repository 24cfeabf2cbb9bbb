"""A new agent takes a first complaint in the demo with nothing but what the screen says.

The test knows no key of its own: it reads the terminal's screen as a person would, finds the key or the row that the
screen names for the next thing, and presses that. Where the screen did not say what to do next it would stand still.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux shows the screen to this test")
PATIENCE_S = 120.0
KEYS = {"Ctrl": "C", "Esc": "Escape", "回车": "Enter"}


class Screen:
    """A terminal of 120 by 40 cells with the demo in it, read and typed into through tmux."""

    def __init__(self, folder: Path) -> None:
        self._socket = str(folder / "tmux")
        own = {"TERM": "xterm-256color", "XDG_STATE_HOME": str(folder / "state"), "LANG": "C.UTF-8"}
        own["XDG_CONFIG_HOME"] = str(folder / "config")
        command = f"{sys.executable} -m hotline_cli demo --no-audio --data {folder / 'demo'}"
        self._tmux("new-session", "-d", "-x", "120", "-y", "40", command, own=own)

    def _tmux(self, *arguments: str, own: dict[str, str] | None = None) -> str:
        done = subprocess.run(
            ["tmux", "-S", self._socket, "-f", "/dev/null", *arguments],
            env={**os.environ, **(own or {})},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout

    @property
    def text(self) -> str:
        """What stands on the screen now."""
        return self._tmux("capture-pane", "-p")

    def until(self, look: Callable[[str], re.Match[str] | None], what: str) -> re.Match[str]:
        """What `look` finds, as soon as it stands on the screen."""
        end = time.monotonic() + PATIENCE_S
        while (found := look(self.text)) is None:
            assert time.monotonic() < end, f"the screen never said {what}:\n{self.text}"
            time.sleep(0.2)
        return found

    def sees(self, pattern: str) -> re.Match[str]:
        """Wait for this pattern."""
        return self.until(lambda text: re.search(pattern, text), pattern)

    def press(self, written: str) -> None:
        """A key as the screen writes it: F2, Ctrl+S, 1."""
        parts = [KEYS.get(part, part) for part in written.split("+")]
        name = "-".join([*parts[:-1], parts[-1].lower()]) if len(parts) > 1 else parts[0]
        self._tmux("send-keys", name)
        time.sleep(0.4)

    def type(self, text: str) -> None:
        """Words, as an input method gives them."""
        self._tmux("send-keys", "-l", text)
        time.sleep(0.4)

    def close(self) -> None:
        """End the demo and the terminal."""
        self._tmux("kill-server")


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    opened = Screen(tmp_path)
    yield opened
    opened.close()


def middle(text: str) -> str:
    """The panel in the middle, where the script and the form are."""
    rows = [row.split("││") for row in text.splitlines()]
    return "\n".join(row[1] for row in rows if len(row) >= 3)


def ask_through(screen: Screen) -> None:
    """Every question that the script shows: the first row of a list, or words and Enter."""
    for _ in range(30):
        shown = middle(screen.text)
        if "结束通话" in shown:
            return
        row = re.search(r"^ ?([1-9a-z])  \S", shown, re.M)
        if row is not None:
            screen.press(row[1])
        else:
            if "留空回车即跳过" in shown:  # nothing is known yet; else Enter confirms it
                screen.type("今天上午")
            screen.press("回车")
    raise AssertionError(f"the script has no end:\n{screen.text}")


def fill_in(screen: Screen) -> None:
    """Save; the form marks what is missing and goes there; fill that in, and save again."""
    for _ in range(12):
        found = screen.sees(r"工单号|(Ctrl\+S) 保存")
        if found[1] is None:
            return
        screen.press(found[1])
        if re.search(r"工单号", screen.text):
            return
        rows = middle(screen.text).splitlines()
        missing = next((number for number, row in enumerate(rows) if "必填" in row and "↑" in row), None)
        if missing is None:  # the outcome is asked for by rows with digits
            screen.press(re.search(r"([12]) 立项登记", screen.text)[1])  # type: ignore[index]
        elif "请选择" in rows[missing - 1]:
            screen.sees("回车 ↑↓ 选择")
            for key in ("回车", "Down", "回车"):
                screen.press(key)
        else:
            screen.type("尽快处理")


@pytest.mark.timeout(420)
def test_a_first_complaint_with_the_help_on_the_screen_alone(screen: Screen) -> None:
    screen.press(screen.sees(r"按 (F\d+) 接听")[1])
    screen.sees(r"三响内接听|超过三响")
    screen.sees(r"哪一类问题")
    ask_through(screen)
    screen.press(screen.sees(r"可以按\s*(F\d+)\s*挂断|(F\d+) 挂断")[1] or "F4")
    screen.sees(r"通话结束")
    fill_in(screen)
    number = screen.sees(r"工单号 (TS\d{8}-\d{4})")[1]
    assert number.endswith("-0001"), "the first of the day"
