"""Work on the database from the command line: every fault becomes a line that says what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest
import structlog
from click.exceptions import Exit

from api.db import Database
from api.errors import Invalid
from hotline_cli.admin_erase import erase
from hotline_cli.database import in_database, with_people
from hotline_cli.qa_replay import replay
from scripts_lib.loader import SHIPPED


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
    said = capsys.readouterr().err
    assert "The rules cannot be used" in said
    assert "catalogue.yaml:1" in said


@pytest.mark.parametrize(
    "command",
    [
        lambda data: erase("letter of 3 March", number="13800001234", yes=True, data=data),
        lambda data: replay(SHIPPED, data=data),
        lambda data: in_database(data, _nothing),
    ],
    ids=["admin erase", "qa replay", "any other"],
)
def test_a_wrong_setting_is_named_and_no_fault_of_the_program(
    command: Callable[[Path], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "hotline.toml").write_text('[desk]\ntimezone = "Nowhere/Else"\n', encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        command(tmp_path)
    assert left.value.code == 2
    assert "Wrong setting in" in capsys.readouterr().err


async def _nothing(_: Database) -> None:
    """No work."""
