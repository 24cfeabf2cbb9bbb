"""`hotline agent`: options that are wrong are told in one line; the right ones reach the console."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from console.address import candidates
from console.app import ConsoleApp
from console.audio.ends import NoMicrophone, WavSpeaker
from hotline_cli import agent as module
from hotline_cli import own_files

cli = typer.Typer()
cli.command()(module.agent)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[ConsoleApp]:
    apps: list[ConsoleApp] = []
    monkeypatch.setattr(ConsoleApp, "run", lambda self: apps.append(self))
    monkeypatch.setattr("platformdirs.user_state_path", lambda _: tmp_path / "state")
    monkeypatch.setattr("platformdirs.user_config_path", lambda _: tmp_path / "config")
    monkeypatch.setattr(module, "log_to", lambda _: None)

    async def found(typed: str, _: str) -> str:
        return candidates(typed)[0]

    monkeypatch.setattr(own_files, "find", found)
    return apps


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--lang", "fr"], "fr"),
        (["--desk", "ftp://x"], "ftp://x"),
        (["--password-file", "/nowhere/p"], "/nowhere/p"),
    ],
)
def test_wrong_options_are_told(started: list[ConsoleApp], options: list[str], word: str) -> None:
    result = CliRunner().invoke(cli, options)
    assert result.exit_code == 2
    assert word in result.output
    assert started == []


def test_options_reach_the_console(started: list[ConsoleApp], tmp_path: Path) -> None:
    secret = tmp_path / "p"
    secret.write_text("s3cret\n")
    heard = tmp_path / "heard.wav"
    options = ["--desk", "desk.local:7800", "--lang", "en", "--login", "1001", "--password-file", str(secret)]
    result = CliRunner().invoke(cli, [*options, "--speaker", str(heard), "--no-audio"])
    assert result.exit_code == 0, result.output
    app = started[0]
    assert app.desk.address == "http://desk.local:7800"
    assert (app.settings.lang, app.settings.login, app.settings.password) == ("en", "1001", "s3cret")
    assert app.settings.drafts == tmp_path / "state" / "drafts"
    assert isinstance(app._headset._microphone, NoMicrophone)
    assert isinstance(app._headset._speaker, WavSpeaker)


def test_logs_go_to_a_private_file(tmp_path: Path) -> None:
    import structlog

    try:
        module.log_to(tmp_path / "state" / "console.log")
        structlog.get_logger("t").info("hello")
        assert "hello" in (tmp_path / "state" / "console.log").read_text()
    finally:
        structlog.reset_defaults()
