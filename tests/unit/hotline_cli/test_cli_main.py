"""The command itself: names, lazy imports, friendly faults."""

import errno
import io
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotline_cli import main

RUNNER = CliRunner()


@pytest.mark.parametrize("name", main.COMMANDS)
def test_every_sub_command_is_there_and_has_help(name: str) -> None:
    lazy = main.COMMANDS[name]
    assert hasattr(import_module(lazy.module), lazy.attribute)
    result = RUNNER.invoke(main.app, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert "Usage" in result.output


def test_help_lists_them_all() -> None:
    result = RUNNER.invoke(main.app, ["--help"])
    assert all(name in result.output for name in main.COMMANDS)


def test_a_typing_error_is_answered_with_a_suggestion() -> None:
    result = RUNNER.invoke(main.app, ["srve"])
    assert result.exit_code == 2
    assert "serve" in result.output


def test_the_version_is_said() -> None:
    assert RUNNER.invoke(main.app, ["--version"]).output.startswith("Sanxiang ")


@pytest.mark.parametrize(
    ("name", "unwanted"), [("", "textual litestar telephony"), ("agent", "litestar uvicorn aiosipua")]
)
def test_no_sub_command_is_imported_before_it_is_called(name: str, unwanted: str) -> None:
    arguments = [name, "--help"] if name else ["--help"]
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom hotline_cli.main import app\n"
        f"assert CliRunner().invoke(app, {arguments}).exit_code == 0\n"
        f"print([one for one in {unwanted.split()} if one in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_an_unexpected_fault_is_short_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.delenv(main.DEBUG, raising=False)

    def program() -> None:
        raise RuntimeError("the well ran dry")

    with pytest.raises(SystemExit) as left:
        main.run(program)
    assert left.value.code == main.CRASH
    said = capsys.readouterr().err
    assert "RuntimeError: the well ran dry" in said
    assert "Traceback" not in said
    (kept,) = tmp_path.rglob("crash.log")
    assert str(kept) in said
    assert "Traceback" in kept.read_text(encoding="utf-8")
    monkeypatch.setenv(main.DEBUG, "1")
    with pytest.raises(RuntimeError):
        main.run(program)


def test_a_file_that_the_account_may_not_use_is_no_fault_of_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    def refused() -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "/data/recording.key")

    with pytest.raises(SystemExit) as ended:
        main.run(refused)
    said = capsys.readouterr().err
    assert ended.value.code == 1
    assert "/data/recording.key" in said
    assert "fault of the program" not in said


def test_a_deliberate_end_passes_through() -> None:
    def program() -> None:
        raise SystemExit(2)

    with pytest.raises(SystemExit) as left:
        main.run(program)
    assert left.value.code == 2


def test_a_terminal_without_chinese_gets_question_marks_and_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="latin-1") for _ in range(2))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    main.run(lambda: print("三响 well"))
    for stream in (out, err):
        stream.seek(0)
    assert out.read() == "?? well\n"
    assert "LANG=C.UTF-8" in err.read()
