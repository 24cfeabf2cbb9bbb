"""The trainer's view of a running play: written by the play, shown beside it."""

from pathlib import Path
from threading import Event

import httpx
import pytest
from typer.testing import CliRunner

from hotline_cli.train.command import train_app
from hotline_cli.train.watch import put, shown


def test_the_file_follows_the_play_and_outlives_a_desk_that_is_away(tmp_path: Path) -> None:
    to = tmp_path / "own" / "play.txt"
    seen, looks = Event(), iter(["first", "away", "second", "second"])

    def look() -> list[str]:
        now = next(looks, "second")
        if now == "away":
            raise httpx.ConnectError("nobody there")
        if now == "second":
            seen.set()
        return [f"第 1 通：{now}"]

    with shown(look, to, every_s=0.001):
        assert seen.wait(20)
    assert to.read_text(encoding="utf-8") == "第 1 通：second\n"
    assert to.stat().st_mode & 0o077 == 0


def test_watch_shows_what_is_there_or_says_how_to_begin(tmp_path: Path) -> None:
    to = tmp_path / "play.txt"
    run = CliRunner().invoke(train_app, ["watch", "--file", str(to)])
    assert run.exit_code == 2
    assert "hotline train play NAME" in run.output
    put(["第 1 通：65 分"], to)
    run = CliRunner().invoke(train_app, ["watch", "--file", str(to), "--once"])
    assert (run.exit_code, run.output) == (0, "第 1 通：65 分\n")


def test_a_file_that_cannot_be_written_is_told_before_the_play(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"), shown(list, tmp_path / "file" / "play.txt"):
        pass
