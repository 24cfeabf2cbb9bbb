"""`hotline papers` from the command line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.papers.forms import FORMS
from hotline_cli.papers import papers_app
from tests.papers_rig import needs_pdf

RUNNER = CliRunner()


def test_forms_are_listed_with_whose_template_is_used(tmp_path: Path) -> None:
    copied = RUNNER.invoke(papers_app, ["copy", "opinion", "--data", str(tmp_path)])
    assert copied.exit_code == 0, copied.output
    assert (tmp_path / "papers" / "opinion.html").is_file()
    assert (tmp_path / "papers" / "opinion.docx").is_file()
    listed = RUNNER.invoke(papers_app, ["list", "--data", str(tmp_path)])
    lines = {line.split()[0]: line for line in listed.stdout.splitlines()}
    assert set(FORMS) <= set(lines)
    assert "PDF, DOCX" in lines["opinion"]
    assert "随附模板" in lines["record"]


def test_a_changed_template_is_not_copied_over(tmp_path: Path) -> None:
    RUNNER.invoke(papers_app, ["copy", "parts", "--data", str(tmp_path)])
    own = tmp_path / "papers" / "paper.css"
    own.write_text("/* ours */", "utf-8")
    again = RUNNER.invoke(papers_app, ["copy", "parts", "--data", str(tmp_path)])
    assert (again.exit_code, own.read_text("utf-8")) == (0, "/* ours */")
    assert "没有改动" in again.stdout


@needs_pdf
def test_check_names_the_faulty_template_and_its_line(tmp_path: Path) -> None:
    own = tmp_path / "papers"
    own.mkdir()
    (own / "repair.html").write_text("\n{{ t.nothing }}", "utf-8")
    result = RUNNER.invoke(papers_app, ["check", "--data", str(tmp_path)])
    assert result.exit_code == 1
    assert f"{own / 'repair.html'}:2:" in result.stderr
    assert "opinion.pdf:" in result.stdout
    assert "opinion.docx:" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["make", "opinion", "TS20260101-0001", "x.odt"], "must end in"),
        (["make", "nothing", "TS20260101-0001", "x.pdf"], "there is opinion"),
        (["make", "opinion", "TS20260101-0001", "x.pdf"], "no such ticket"),
        (["make", "shift", "none", "x.pdf"], "no such note"),
        (["copy", "nothing"], "there is opinion"),
    ],
)
def test_what_cannot_be_done_says_why(tmp_path: Path, arguments: list[str], why: str) -> None:
    place = [str(tmp_path / one) if one.startswith("x.") else one for one in arguments]
    result = RUNNER.invoke(papers_app, [*place, "--data", str(tmp_path)])
    assert result.exit_code == 2
    assert why in result.stderr
