"""Work on the database from the command line: every fault becomes a line that says what to do."""

from pathlib import Path

import pytest
import structlog
from click.exceptions import Exit

from api.db import Database
from api.errors import Invalid
from hotline_cli.database import in_database, with_people


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hotline_cli.database.set_up_logs", lambda: None)
    monkeypatch.setattr("api.migrate.log", structlog.wrap_logger(structlog.ReturnLogger()))


def test_work_is_done_on_a_database_of_today(tmp_path: Path) -> None:
    async def count(database: Database) -> int:
        async with database.reading() as session:
            return len((await session.connection()).engine.url.database or "")

    assert in_database(tmp_path, count) > 0
    assert (tmp_path / "desk" / "hotline.db").exists()


def test_what_is_refused_is_said_with_its_fields(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async def refuse(_: Database) -> None:
        raise Invalid("不对", "wrong", {"site": "没有 / none"})

    with pytest.raises((SystemExit, Exit)):
        in_database(tmp_path, refuse)
    assert "Not done: wrong." in capsys.readouterr().err


def test_departments_are_those_of_the_sites_rules(tmp_path: Path) -> None:
    found = with_people(tmp_path, lambda _, places: places.organisation())
    assert "engineering" in {one.key for one in found.departments}


def test_rules_that_are_wrong_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "catalogue.yaml").write_text("departments: 7\n", encoding="utf-8")
    (tmp_path / "hotline.toml").write_text(f'[desk]\nrules_folder = "{rules}"\n', encoding="utf-8")
    with pytest.raises((SystemExit, Exit)):
        with_people(tmp_path, lambda people, _: people.all())
    assert "The site's rules are wrong" in capsys.readouterr().err
