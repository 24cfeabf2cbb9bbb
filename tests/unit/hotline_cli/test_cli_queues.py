"""`hotline queues check` from the command line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotline_cli.queues import queues_app

RUNNER = CliRunner()
EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "queues.yaml"
CLOSED_CHAIN = """
queues:
  - id: day
    name: 白天
    numbers: ["95598"]
    hours: [{days: mon-fri, start: "08:00", end: "18:00"}]
    overflow: [{when: closed, where: queue, to: evening}]
  - id: evening
    name: 晚上
    hours: [{days: daily, start: "18:00", end: "22:00"}]
    overflow: [{when: closed, where: number, to: "13800000009"}]
  - id: round
    name: 互转
    numbers: ["12345"]
    hours: [{days: mon, start: "03:00", end: "03:01"}]
    overflow: [{when: closed, where: queue, to: back}]
  - id: back
    name: 互转
    hours: [{days: mon, start: "03:00", end: "03:01"}]
    overflow: [{when: closed, where: queue, to: round}]
  - id: second
    name: 第二条
    numbers: ["12346"]
    hours: [{days: mon, start: "03:00", end: "03:01"}]
    overflow: [{when: closed, where: queue, to: third}]
  - id: third
    name: 第三
    hours: [{days: mon, start: "03:00", end: "03:01"}]
    overflow: [{when: closed, where: queue, to: second}, {when: closed, where: message}]
"""


def routes_at(tmp_path: Path, at: str) -> dict[str, str]:
    """Where calls go at this time, by the number called."""
    file = tmp_path / "chain.yaml"
    file.write_text(CLOSED_CHAIN, "utf-8")
    result = RUNNER.invoke(queues_app, ["check", str(file), "--at", at, "--data", str(tmp_path)])
    assert result.exit_code == 0, result.output
    lines = [line.strip() for line in result.stdout.splitlines()]
    return dict(line.split(" → ", 1) for line in lines if line[:5] in ("95598", "12345", "12346"))


@pytest.mark.parametrize(
    ("at", "way"),
    [
        ("2026-11-23T09:00", "day"),
        ("2026-11-23T19:00", "day → evening"),
        ("2026-11-23T23:00", "day → evening → 转接号码 / call 13800000009"),
        ("2026-11-23T11:00+00:00", "day → evening"),  # 19:00 in China
    ],
)
def test_a_call_is_followed_through_the_queues_that_are_closed(tmp_path: Path, at: str, way: str) -> None:
    assert routes_at(tmp_path, at)["95598"] == way


def test_closed_queues_that_lead_to_each_other_let_the_call_wait(tmp_path: Path) -> None:
    assert routes_at(tmp_path, "2026-11-23T09:00")["12345"] == "round → back → 在此等候 / waits here"


def test_a_rule_that_leads_back_passes_on_to_the_next(tmp_path: Path) -> None:
    assert routes_at(tmp_path, "2026-11-23T09:00")["12346"] == "second → third → 留言 / take a message"


def test_the_example_is_said_in_words(tmp_path: Path) -> None:
    result = RUNNER.invoke(queues_app, ["check", str(EXAMPLE), "--at", "2026-10-01T20:30", "--data", str(tmp_path)])
    assert result.exit_code == 0
    assert "renovation: 关闭 / closed, 至 / until 10-08 08:30" in result.stdout  # the national holiday's week
    assert "自动应答 / machine answer after 30 s, 按 1 回拨 / callback on 1" in result.stdout


def test_without_a_file_the_default_is_shown(tmp_path: Path) -> None:
    result = RUNNER.invoke(queues_app, ["check", "--data", str(tmp_path)])
    assert result.exit_code == 0
    assert "默认 / default" in result.stdout
    assert "hotline 「投诉热线」" in result.stdout


def test_faults_are_listed_and_counted(tmp_path: Path) -> None:
    (tmp_path / "queues.yaml").write_text("queues:\n  - {id: a, name: a, priority: 99, capacity: -1}\n", "utf-8")
    result = RUNNER.invoke(queues_app, ["check", "--data", str(tmp_path)])
    assert result.exit_code == 1
    assert f"{tmp_path}/queues.yaml:2: a: priority must be from 0 to 9" in result.stderr
    assert "2 faults" in result.stderr


@pytest.mark.parametrize("more", [["missing.yaml"], ["--at", "tonight"]])
def test_what_cannot_be_read_is_said_plainly(tmp_path: Path, more: list[str]) -> None:
    result = RUNNER.invoke(queues_app, ["check", *more, "--data", str(tmp_path)])
    assert result.exit_code == 2
