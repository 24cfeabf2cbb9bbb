"""`hotline admin site`, `team`, `assign`: people are put where they belong, with plain words for what cannot be."""

from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from hotline_cli.admin import PASSWORD, admin


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD, "eight-or-more")
    monkeypatch.setattr("hotline_cli.database.set_up_logs", lambda: None)
    monkeypatch.setattr("api.migrate.log", structlog.wrap_logger(structlog.ReturnLogger()))


def run(data: Path, *args: str) -> Result:
    return CliRunner().invoke(admin, [*args, "--data", str(data)])


def test_sites_and_teams_are_made_listed_and_taken_away(tmp_path: Path) -> None:
    assert "no site yet" in run(tmp_path, "site").stdout
    made = run(tmp_path, "site", "qingshan", "--name", "青山管理处", "--building", "1", "--building", "2")
    assert made.stdout.split() == ["qingshan", "青山管理处", "1", "2"]
    assert "no team yet" in run(tmp_path, "team").stdout
    assert run(tmp_path, "team", "early", "--name", "早班", "--site", "qingshan").stdout.split() == [
        "early",
        "早班",
        "qingshan",
    ]
    held = run(tmp_path, "site", "qingshan", "--delete")
    assert held.exit_code == 2
    assert "1 teams belong here" in held.stderr
    assert "no team yet" in run(tmp_path, "team", "early", "--delete").stdout
    assert "no site yet" in run(tmp_path, "site", "qingshan", "--delete").stdout


def test_an_account_with_its_departments_site_and_team(tmp_path: Path) -> None:
    run(tmp_path, "site", "qingshan", "--name", "青山管理处")
    run(tmp_path, "team", "early", "--name", "早班")
    who = ("create", "--login", "ma", "--name", "马工", "--surname", "马", "--role", "department_head")
    without = run(tmp_path, *who)
    assert without.exit_code == 2
    assert "a department head needs a department" in without.stderr
    wrong = run(tmp_path, *who, "--department", "kitchen")
    assert "no such department; there is cleaning, customer_service" in wrong.stderr
    made = run(tmp_path, *who, "--department", "engineering", "--site", "qingshan", "--team", "early")
    assert made.stdout == "Made department_head ma (马工).\n"
    listed = run(tmp_path, "list").stdout.split()
    assert listed == ["ma", "department_head", "马工", "engineering", "qingshan", "early"]


def test_an_account_is_moved(tmp_path: Path) -> None:
    run(tmp_path, "site", "qingshan", "--name", "青山管理处")
    run(tmp_path, "create", "--login", "li", "--name", "李娜", "--surname", "李", "--role", "agent")
    moved = run(tmp_path, "assign", "--login", "li", "--role", "site_head", "--site", "qingshan")
    assert moved.stdout == "li: site_head (管理处负责人), departments -, site qingshan, team -.\n"
    back = run(tmp_path, "assign", "--login", "li", "--site", "none", "--department", "none")
    assert "site -" in back.stdout
    nobody = run(tmp_path, "assign", "--login", "wang")
    assert nobody.exit_code == 2
    assert "Nobody has the login wang" in nobody.stderr
