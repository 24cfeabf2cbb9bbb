"""`hotline admin sessions`, `sign-out`, `unlock`, `reset-second-step`."""

import asyncio
import time
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from api.agents.guesses import GuessBook
from api.agents.people import People
from api.agents.sessions import Sessions
from api.db import Database
from api.schemas import SessionView
from api.settings import DeskSettings
from hotline_cli.admin import PASSWORD, admin


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD, "eight-or-more")
    monkeypatch.setattr("hotline_cli.database.set_up_logs", lambda: None)
    monkeypatch.setattr("api.migrate.log", structlog.wrap_logger(structlog.ReturnLogger()))


def run(data: Path, *args: str) -> Result:
    return CliRunner().invoke(admin, [*args, "--data", str(data)])


async def _signs_in_and_guesses(data: Path) -> None:
    database = Database(DeskSettings.load(data).database_url)
    person = await People(database).of_login("li")
    assert person is not None
    now = time.time()
    view = SessionView(
        session_id="s1",
        agent_id=person.agent_id,
        begun_at=now,
        expires_at=now + 3600,
        source="192.0.2.7",
        device="sanxiang",
    )
    await Sessions(database).begin(view, now)
    await GuessBook(database).count("li", "", now)
    await database.close()


def test_who_is_signed_in_is_listed_and_put_out(tmp_path: Path) -> None:
    run(tmp_path, "create", "--login", "li", "--name", "李娜", "--surname", "李", "--role", "agent")
    assert run(tmp_path, "sessions", "--login", "li").stdout == "li was not signed in of late.\n"
    asyncio.run(_signs_in_and_guesses(tmp_path))
    assert run(tmp_path, "sessions", "--login", "li").stdout.split()[2:] == ["signed", "in", "192.0.2.7", "sanxiang"]
    assert run(tmp_path, "sign-out", "--login", "li").stdout == "1 sessions of li ended.\n"
    assert "administrator" in run(tmp_path, "sessions", "--login", "li").stdout
    assert run(tmp_path, "unlock", "--login", "li").stdout == "li may try again.\n"
    assert run(tmp_path, "unlock", "--login", "li").stdout == "Nothing was counted against li.\n"
    assert run(tmp_path, "reset-second-step", "--login", "li").stdout == "li has no second step.\n"
    noted = run(tmp_path, "audit", "export").stdout
    for what in ("account_made", "sessions_ended", "account_unlocked", "second_step_reset"):
        assert f",command-line,{what}," in noted, what
    assert ",signed_in,s1,192.0.2.7," in noted
    nobody = run(tmp_path, "unlock", "--login", "wang")
    assert nobody.exit_code == 2
    assert "Nobody has the login wang" in nobody.stderr
