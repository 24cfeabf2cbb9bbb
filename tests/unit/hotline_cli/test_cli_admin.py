"""`hotline admin`: accounts and residents from the command line, with plain words for what cannot be done."""

from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from hotline_cli.admin import PASSWORD, admin, surname_of
from hotline_cli.database import with_people

HEADING = "姓名,楼栋,单元,房号,电话\n"


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password in the environment; logs are left alone, they would keep the runner's closed stderr."""
    monkeypatch.setenv(PASSWORD, "eight-or-more")
    monkeypatch.setattr("hotline_cli.database.set_up_logs", lambda: None)
    monkeypatch.setattr("api.migrate.log", structlog.wrap_logger(structlog.ReturnLogger()))


def run(data: Path, *args: str) -> Result:
    return CliRunner().invoke(admin, [*args, "--data", str(data)])


def create(data: Path, *args: str, login: str = "chief") -> Result:
    return run(data, "create", "--login", login, "--name", "李娜", "--surname", "李", *args)


def test_the_first_account_is_an_administrator_and_is_listed(tmp_path: Path) -> None:
    assert "no account yet" in run(tmp_path, "list").stdout
    assert create(tmp_path).stdout == "Made admin chief (李娜).\n"
    assert create(tmp_path, "--role", "agent", login="li").stdout == "Made agent li (李娜).\n"
    listed = run(tmp_path, "list").stdout.splitlines()
    assert [line.split() for line in listed] == [["chief", "admin", "李娜"], ["li", "agent", "李娜"]]


def test_a_taken_login_is_refused_before_a_password_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create(tmp_path)
    monkeypatch.delenv(PASSWORD)
    again = create(tmp_path)
    assert again.exit_code == 2
    assert "The login chief is taken" in again.stderr


def test_a_short_password_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD, "seven77")
    short = create(tmp_path)
    assert short.exit_code == 2
    assert "at least 8 characters" in short.stderr
    assert "no account yet" in run(tmp_path, "list").stdout


@pytest.mark.parametrize("missing", ["login", "name"])
def test_without_a_terminal_what_is_missing_is_named(tmp_path: Path, missing: str) -> None:
    given = {"login": "li", "name": "李娜", "surname": "李"}
    del given[missing]
    result = run(tmp_path, "create", *(word for name, value in given.items() for word in (f"--{name}", value)))
    assert result.exit_code == 2
    assert f"give --{missing}" in result.stderr


def test_without_a_terminal_the_likely_surname_is_taken(tmp_path: Path) -> None:
    assert run(tmp_path, "create", "--login", "ouyang", "--name", "欧阳芳").exit_code == 0
    (found,) = with_people(tmp_path, lambda people, _: people.all())
    assert found.surname == "欧阳"


def test_without_a_terminal_the_password_comes_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PASSWORD)
    result = create(tmp_path)
    assert result.exit_code == 2
    assert PASSWORD in result.stderr


def test_a_new_password(tmp_path: Path) -> None:
    create(tmp_path)
    assert run(tmp_path, "password", "--login", "chief").stdout == "chief has a new password.\n"
    nobody = run(tmp_path, "password", "--login", "nobody")
    assert nobody.exit_code == 2
    assert "Nobody has the login nobody" in nobody.stderr


def test_a_phone_is_set_listed_and_taken_away(tmp_path: Path) -> None:
    create(tmp_path, "--role", "agent", login="li")
    assert "li uses sip:8001@192.0.2.7" in run(tmp_path, "phone", "--login", "li", "sip:8001@192.0.2.7").stdout
    assert run(tmp_path, "list").stdout.split() == ["li", "agent", "李娜", "sip:8001@192.0.2.7"]
    wrong = run(tmp_path, "phone", "--login", "li", "8001")
    assert wrong.exit_code == 2
    assert "must read sip:user@host" in wrong.stderr
    assert "li uses the headset" in run(tmp_path, "phone", "--login", "li", "").stdout


def test_no_password_is_said_or_kept_in_clear(tmp_path: Path) -> None:
    assert "eight-or-more" not in create(tmp_path).output
    assert all(b"eight-or-more" not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_residents_are_read_in_once(tmp_path: Path) -> None:
    file = tmp_path / "residents.csv"
    file.write_bytes((HEADING + "王芳,3,1,502,13800001234\n李强,3,1,601,\n").encode("gb18030"))
    options: tuple[list[str], ...] = (["--dry-run"], [], ["--yes"], ["--yes"])
    dry, asked, first, again = (run(tmp_path, "import-residents", str(file), *more) for more in options)
    assert dry.stdout.splitlines()[:2] == ["  + 3-1-502  王芳", "  + 3-1-601  李强"]
    assert "2 to add, 0 to change, 0 as they are" in dry.stdout
    assert asked.exit_code == 2, "without a terminal nobody can say yes"
    assert "Done: 2 added, 0 changed." in first.stdout
    assert "0 to add, 0 to change, 2 as they are" in again.stdout


def test_what_changes_is_listed_from_and_to(tmp_path: Path) -> None:
    file = tmp_path / "residents.csv"
    file.write_text(HEADING + "王芳,3,1,502,13800001234\n", encoding="utf-8")
    run(tmp_path, "import-residents", str(file), "--yes")
    file.write_text(HEADING + "王芳,3,1,502,13900005678\n", encoding="utf-8")
    changed = run(tmp_path, "import-residents", str(file), "--yes")
    assert "  ~ 3-1-502  王芳  phones: 13800001234 -> 13900005678" in changed.stdout
    assert "Done: 0 added, 1 changed." in changed.stdout


def test_one_faulty_row_keeps_all_out(tmp_path: Path) -> None:
    file = tmp_path / "residents.csv"
    file.write_text(HEADING + "王芳,3,1,502,13800001234\n李强,3,1,601,abc\n", encoding="utf-8")
    result = run(tmp_path, "import-residents", str(file))
    assert result.exit_code == 2
    assert "row 3: a telephone that is no number" in result.stderr
    file.write_text(HEADING + "王芳,3,1,502,13800001234\n", encoding="utf-8")
    assert "Done: 1 added" in run(tmp_path, "import-residents", str(file), "--yes").stdout


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    result = run(tmp_path, "import-residents", str(tmp_path / "nothing.csv"))
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr


def test_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "desk").touch()
    result = create(tmp_path)
    assert result.exit_code == 2
    assert "The data folder cannot be used" in result.stderr


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    (tmp_path / "hotline.toml").write_text('[desk]\ncountry = "XX"\n', encoding="utf-8")
    result = create(tmp_path)
    assert result.exit_code == 2
    assert "country" in result.stderr


@pytest.mark.parametrize(
    ("name", "surname"), [("李娜", "李"), ("欧阳明", "欧阳"), ("欧明", "欧"), ("Anna Smith", "Smith"), ("", "")]
)
def test_the_likely_surname(name: str, surname: str) -> None:
    assert surname_of(name) == surname
