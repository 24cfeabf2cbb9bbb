"""`hotline admin erase`: says what goes and what stays, asks, and does it."""

from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from hotline_cli.admin import admin

LIST = "姓名,楼栋,单元,房号,电话,备注\n王芳,3,1,502,13800001234,怕狗\n刘洋,3,1,503,13911112222,\n"
WHO = ("--home", "3-1-502", "--name", "王芳", "--why", "11月20日书面申请")


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hotline_cli.database.set_up_logs", lambda: None)
    monkeypatch.setattr("api.migrate.log", structlog.wrap_logger(structlog.ReturnLogger()))


def run(data: Path, *args: str) -> Result:
    return CliRunner().invoke(admin, [*args, "--data", str(data)])


def test_a_resident_is_erased_once_it_was_confirmed(tmp_path: Path) -> None:
    book = tmp_path / "book.csv"
    book.write_text(LIST, encoding="utf-8")
    assert run(tmp_path, "import-residents", str(book), "--yes").exit_code == 0
    tried = run(tmp_path, "erase", *WHO, "--dry-run")
    assert "erased: 1 the resident in the book (住户资料)" in tried.stdout
    assert "kept:   the audit log stays" in tried.stdout
    assert run(tmp_path, "erase", *WHO).exit_code == 2, "nobody is there to ask"
    done = run(tmp_path, "erase", *WHO, "--yes")
    assert done.exit_code == 0
    assert "Erased (" in done.stdout
    assert run(tmp_path, "erase", *WHO, "--yes").exit_code == 2, "nobody of this name any more"
    noted = run(tmp_path, "audit", "export").stdout
    assert ",command-line,resident_erased," in noted
    assert "王芳" not in noted


def test_who_is_meant_is_said_in_one_way(tmp_path: Path) -> None:
    for who in ((), ("--home", "3-1-502"), (*WHO[:4], "--number", "13800001234")):
        refused = run(tmp_path, "erase", *who, "--why", "申请")
        assert refused.exit_code == 2
        assert "Say who" in refused.stderr
    unknown = run(tmp_path, "erase", "--number", "13800001234", "--why", "申请")
    assert (unknown.exit_code, "nothing is known of this number" in unknown.stderr) == (2, True)
