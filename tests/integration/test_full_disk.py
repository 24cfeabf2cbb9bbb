"""A desk that starts on a disk that is full already: a real, small file system in a mount namespace of its own."""

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

AS_ROOT = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
APART = ["unshare", "--mount", *AS_ROOT]
INSIDE = """
    import os, signal, subprocess, sys
    from pathlib import Path

    DATA = Path(sys.argv[1])
    KEPT = DATA / "desk" / "reserve"

    def fill():
        with (DATA / f"fill-{len(os.listdir(DATA))}").open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass

    def desk():
        command = [sys.executable, "-m", "hotline_cli", "desk", "--data", str(DATA), "--http", "127.0.0.1:0"]
        started = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        ready = started.stdout.readline().startswith("The desk is at")
        if ready:
            started.send_signal(signal.SIGTERM)
        said = started.communicate()[1]
        return ready, started.returncode, said

    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=90m", "tmpfs", str(DATA)], check=True)
    assert desk()[0], "the first start"
    assert KEPT.exists()
    fill()
    ready, status, said = desk()
    assert ready, said
    assert "disk_full_reserve_used" in said
    assert not KEPT.exists()
    fill()
    ready, status, said = desk()
    assert not ready
    assert status == 75, status
    assert "is full; make room" in said, said
    assert "Traceback" not in said
"""


def _may_mount(folder: Path) -> bool:
    if shutil.which("unshare") is None:
        return False
    tried = [*APART, "mount", "-t", "tmpfs", "tmpfs", str(folder)]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


@pytest.mark.timeout(300)
def test_it_gives_its_reserve_up_to_start_and_without_one_says_that_the_disk_is_full(tmp_path: Path) -> None:
    if not _may_mount(tmp_path):
        pytest.skip("no file system may be mounted here")
    command = [*APART, sys.executable, "-c", textwrap.dedent(INSIDE), str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert ended.returncode == 0, ended.stderr
