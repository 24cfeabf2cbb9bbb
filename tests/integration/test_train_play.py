"""`hotline train play --headless` as a real command: a real call, its marks, and a status that is the verdict."""

import asyncio
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


async def test_a_play_is_scored_by_what_the_desk_kept_of_its_calls(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hotline_cli", "train", "play", "Zhang", "--headless", "--caller", "leak"]
    process = await asyncio.create_subprocess_exec(
        *command,
        "--calls",
        "1",
        "--data",
        str(tmp_path / "no-model-here"),
        "--lang",
        "en",
        "--certificate",
        str(tmp_path / "c.pdf"),
        cwd=ROOT,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, complaints = await process.communicate()
    told = out.decode()
    assert "Call 1: 65 points" in told, complaints.decode()
    assert "20/20  LINE-1" in told
    assert "The play does not listen" in told, "without a model the words are the trainer's"
    assert "0/20  CMP-1" in told, "the machine ticks none of the five clears"
    assert process.returncode == 3
    assert not (tmp_path / "c.pdf").exists()
