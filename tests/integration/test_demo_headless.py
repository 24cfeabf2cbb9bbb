"""`hotline demo --headless` as a real command: real calls, their story, and an exit status that can be believed."""

import asyncio
import re
import sys
from pathlib import Path

import pytest

from hotline_cli.demo.cast import load_cast
from hotline_cli.demo.stage import LOGINS, StageFault, stage

PATIENCE_S = 110.0


async def demo(*options: str) -> tuple[int | None, str, str]:
    pipe = asyncio.subprocess.PIPE
    command = [sys.executable, "-m", "hotline_cli", "demo", *options]
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe
    )
    out, err = await asyncio.wait_for(process.communicate(), PATIENCE_S)
    return process.returncode, out.decode(), err.decode()


async def test_every_call_gets_its_record_and_its_ticket(tmp_path: Path) -> None:
    status, told, complaints = await demo("--headless", "--calls", "2", "--lang", "en", "--data", str(tmp_path / "d"))
    assert status == 0, told + complaints
    assert re.findall(r"ticket +(TS\d{8}-\d{4})", told) == sorted(re.findall(r"TS\d{8}-\d{4}", told))
    assert len(re.findall(r"^Call \d", told, re.MULTILINE)) == 2
    assert re.search(r"rang +1 ring, 1\.\d\d s", told)
    assert re.search(r"rang +2 rings, 5\.\d\d s", told)
    assert told.count("the caller hung up first") == 2
    assert told.count("SLA-7") == 4
    assert "1380000" not in told
    assert "All 2 calls" in told
    assert (tmp_path / "d" / LOGINS).stat().st_mode & 0o077 == 0


async def test_without_a_terminal_it_says_what_to_do() -> None:
    status, told, complaints = await demo()
    assert (status, told) == (2, "")
    assert "--headless" in complaints


def test_a_folder_with_a_real_hotline_is_refused(tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "hotline.db").write_bytes(b"real data")
    with pytest.raises(StageFault, match="no demo"), stage(tmp_path, load_cast()):
        pass
    assert (tmp_path / "desk" / "hotline.db").read_bytes() == b"real data"
