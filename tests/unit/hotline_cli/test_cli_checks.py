"""`hotline test`: which checks run for which arguments, and what the exit status says of them."""

from collections.abc import Sequence
from pathlib import PurePath

import pytest
from typer.testing import CliRunner

from hotline_cli import checks
from hotline_cli.checks import CHECKS, LAST_FAILED, NO_TESTS_RAN, Check, all_tests, checks_app

ALL = ["unit tests", "screen tests", "peer tests", "desk tests", *(check.name for check in CHECKS), "other tests"]


class Ran:
    """Takes the place of running programs: notes them, and gives each the status it was told."""

    def __init__(self) -> None:
        self.checks: list[Check] = []
        self.status: dict[str, int] = {}
        self.alone: dict[str, int] = {}

    def __call__(self, check: Check) -> tuple[int, float]:
        self.checks.append(check)
        if LAST_FAILED in check.arguments:
            return self.alone[check.name], 0.0
        return self.status.get(check.name, 0), 0.0

    @property
    def names(self) -> list[str]:
        return [check.name for check in self.checks]


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> Ran:
    noted = Ran()
    monkeypatch.setattr(checks, "_run", noted)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    return noted


def test_without_arguments_everything_runs(ran: Ran) -> None:
    assert CliRunner().invoke(checks_app, []).exit_code == 0
    assert sorted(ran.names) == sorted(ALL)


def left_out(part: Check) -> list[str]:
    return [argument.partition("=")[2] for argument in part.arguments if argument.startswith("--ignore")]


def test_the_parts_are_all_the_tests_and_none_runs_twice() -> None:
    *beside, others = all_tests()
    assert all(one.beside for one in beside)
    assert not others.beside
    named = [argument for one in beside for argument in one.arguments if argument.startswith("tests/")]
    unit, screens, *_ = beside
    assert left_out(unit) == ["tests/unit/console"]
    assert "tests/unit/console" in screens.arguments
    *folders, desk = left_out(others)
    elsewhere = [one for one in named if not one.startswith("tests/integration") and one not in left_out(unit)]
    assert sorted(folders) == sorted(elsewhere)
    assert desk == "**/test_desk_*.py"
    assert all(PurePath(one).match(desk) for one in named if one.startswith("tests/integration"))


@pytest.mark.parametrize("arguments", [["tests/unit", "-k", "rings"], ["-k", "rings"], ["-x"], ["--lf", "tests"]])
def test_what_is_meant_for_pytest_reaches_it_alone(ran: Ran, arguments: Sequence[str]) -> None:
    assert CliRunner().invoke(checks_app, list(arguments)).exit_code == 0
    assert ran.names == ["pytest"]
    assert ran.checks[0].arguments == ("pytest", *arguments)


def test_without_peers_all_checks_run_and_those_tests_are_left_out_by_name(
    ran: Ran, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert CliRunner().invoke(checks_app, ["--without-peers"]).exit_code == 0
    assert sorted(ran.names) == sorted(name for name in ALL if name != "peer tests")
    assert all(check.arguments[-2:] == ("-m", "not real_peer") for check in ran.checks if "tests" in check.name)


def test_missing_telephones_are_named_and_nothing_runs(ran: Ran, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    result = CliRunner().invoke(checks_app, [])
    assert result.exit_code != 0
    assert "sip-tester" in result.output
    assert ran.names == []


@pytest.mark.parametrize(
    ("failing", "status"), [("ruff check", 1), ("mypy --strict", 2), ("unit tests", 1), ("other tests", 3)]
)
def test_one_failure_fails_the_whole_and_the_rest_runs_still(ran: Ran, failing: str, status: int) -> None:
    ran.status[failing] = status
    result = CliRunner().invoke(checks_app, [])
    assert result.exit_code == status
    assert sorted(ran.names) == sorted(ALL)
    assert result.output.count("FAILED") == 1


@pytest.mark.parametrize("part", ["peer tests", "desk tests", "other tests"])
def test_what_calls_in_real_time_is_asked_once_more_alone(ran: Ran, part: str) -> None:
    ran.status[part], ran.alone[part] = 1, 0
    result = CliRunner().invoke(checks_app, [])
    assert result.exit_code == 0
    assert ran.names[-1] == part
    assert not ran.checks[-1].beside
    assert "asked again, alone" in result.output
    assert "FAILED" not in result.output


def test_what_fails_alone_too_has_failed(ran: Ran) -> None:
    ran.status["peer tests"], ran.alone["peer tests"] = 1, 1
    result = CliRunner().invoke(checks_app, [])
    assert result.exit_code == 1
    assert result.output.count("FAILED") == 2


def test_what_keeps_no_time_is_never_asked_again(ran: Ran) -> None:
    ran.status |= {"unit tests": 1, "mypy --strict": 1}
    assert CliRunner().invoke(checks_app, []).exit_code == 1
    assert sorted(ran.names) == sorted(ALL)


def test_no_test_at_all_is_a_failure(ran: Ran) -> None:
    ran.status["pytest"] = NO_TESTS_RAN
    result = CliRunner().invoke(checks_app, ["-k", "nothing"])
    assert result.exit_code == NO_TESTS_RAN
    assert "no test ran" in result.output
