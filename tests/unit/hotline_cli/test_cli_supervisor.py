"""`hotline supervisor` and `hotline qa`: wrong options are told in one line; the right ones reach their consoles."""

from pathlib import Path

import pytest
import typer
from textual.app import App
from typer.testing import CliRunner

from console.address import candidates
from console.entrance import EntranceApp
from console.qa.app import QualityApp
from console.supervisor.app import SupervisorApp
from hotline_cli import own_files, qa
from hotline_cli import supervisor as module

cli = typer.Typer()
cli.command("supervisor")(module.supervisor)
cli.add_typer(qa.qa_app, name="qa")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[App[None]]:
    apps: list[App[None]] = []
    monkeypatch.setattr(EntranceApp, "run", lambda self: apps.append(self))
    monkeypatch.setattr("platformdirs.user_state_path", lambda _: tmp_path / "state")
    monkeypatch.setattr("platformdirs.user_config_path", lambda _: tmp_path / "config")
    monkeypatch.setattr(module, "log_to", lambda _: None)

    async def found(typed: str, _: str) -> str:
        return candidates(typed)[0]

    monkeypatch.setattr(own_files, "find", found)
    return apps


@pytest.mark.parametrize("command", ["supervisor", "qa"])
@pytest.mark.parametrize(
    ("options", "word"),
    [(["--lang", "fr"], "fr"), (["--desk", "ftp://x"], "ftp://x"), (["--password-file", "/nowhere/p"], "/nowhere/p")],
)
def test_wrong_options_are_told(started: list[App[None]], command: str, options: list[str], word: str) -> None:
    result = CliRunner().invoke(cli, [command, *options])
    assert result.exit_code == 2
    assert word in result.output
    assert started == []


def test_options_reach_the_supervisors_console(started: list[App[None]], tmp_path: Path) -> None:
    secret = tmp_path / "p"
    secret.write_text("s3cret\n")
    options = ["desk.local:7800", "--lang", "en", "--login", "zhou", "--password-file", str(secret), "--no-audio"]
    result = CliRunner().invoke(cli, ["supervisor", *options])
    assert result.exit_code == 0, result.output
    app = started[0]
    assert isinstance(app, SupervisorApp)
    assert app.desk.address == "http://desk.local:7800"
    assert (app.settings.lang, app.settings.login, app.settings.password) == ("en", "zhou", "s3cret")
    app.inside()
    assert own_files.remembered().desk == "http://desk.local:7800"


def test_options_reach_the_terminal_of_quality(started: list[App[None]]) -> None:
    result = CliRunner().invoke(cli, ["qa", "--desk", "desk.local", "--light", "--login", "qian"])
    assert result.exit_code == 0, result.output
    app = started[0]
    assert isinstance(app, QualityApp)
    assert (app.records.address, app.settings.login, app.settings.dark) == ("http://desk.local:7800", "qian", False)


def test_the_replay_of_a_month_is_offered_where_the_server_is(started: list[App[None]]) -> None:
    result = CliRunner().invoke(cli, ["qa", "replay", "--help"])
    assert result.exit_code == 0, result.output
    assert "--month" in result.output
    assert started == []
