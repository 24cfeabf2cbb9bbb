"""Only Python draws on the terminal while a console runs: a native library's complaints go to the log."""

import os
import pty
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import os, sys
from pathlib import Path
from hotline_cli.own_screen import screen_apart

with screen_apart(Path(sys.argv[1])):
    os.write(2, b"jack server is not running")
    print("drawn", file=sys.__stderr__)
os.write(2, b"after")
"""


def test_native_libraries_do_not_write_over_the_screen(tmp_path: Path) -> None:
    log = tmp_path / "state" / "console.log"
    ours, theirs = pty.openpty()
    try:
        subprocess.run([sys.executable, "-c", PROGRAM, str(log)], stderr=theirs, check=True)
        shown = os.read(ours, 4096).decode()
    finally:
        os.close(theirs)
        os.close(ours)
    assert shown.split() == ["drawn", "after"]
    assert log.read_text(encoding="utf-8") == "jack server is not running"


def test_a_standard_error_that_is_no_terminal_stays(tmp_path: Path) -> None:
    log = tmp_path / "console.log"
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(log)], capture_output=True, check=True)
    assert done.stderr.decode().split() == ["jack", "server", "is", "not", "runningdrawn", "after"]
    assert not log.exists()
