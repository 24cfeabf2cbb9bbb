"""`hotline report`: tables and plots on the terminal, files, JSON, and plain words for what is wrong."""

import asyncio
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from api.db import Database
from api.migrate import bring_up_to_date
from api.settings import DeskSettings
from hotline_cli.report import report_app
from tests.simulated_day import simulate
from tests.simulated_rows import write_rows

DAY = ("--from", "2026-11-23", "--to", "2026-11-23")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a simulated day of 120 calls."""
    folder = tmp_path_factory.mktemp("data")
    settings = DeskSettings.load(folder)
    settings.make_folder()

    async def fill() -> None:
        await bring_up_to_date(settings.database_url)
        database = Database(settings.database_url)
        await write_rows(database, simulate(calls=120, agents=3))
        await database.close()

    asyncio.run(fill())
    return folder


@pytest.fixture(autouse=True)
def _own_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Logs that are set up here would go on into the runner's stream, which is closed after each test."""
    monkeypatch.setattr("hotline_cli.report.set_up_logs", lambda: None)


def run(data: Path, *asked: str) -> tuple[int, str, str]:
    """Exit code, what was printed, and what was complained of."""
    made = CliRunner().invoke(report_app, [*asked, "--data", str(data)])
    return made.exit_code, made.stdout, made.stderr


def test_a_day_on_the_terminal(data: Path) -> None:
    code, shown, _ = run(data, *DAY)
    assert code == 0
    assert "话务统计  2026-11-23" in shown
    assert "11-23 09:00" in shown
    assert "agent-02" in shown
    assert "█" in shown
    assert "\x1b[" not in shown
    code, shown, _ = run(data, *DAY, "--no-plots", "--lang", "en", "--queue", "hotline", "--building", "2")
    assert code == 0
    assert "█" not in shown
    assert "By building" in shown


def test_json_is_the_report(data: Path) -> None:
    code, shown, _ = run(data, *DAY, "--json")
    found = json.loads(shown)
    assert (code, len(found["buckets"]), len(found["by_hour"])) == (0, 24, 24)
    assert sum(found["by_hour"]) == found["total"]["calls"]


def test_a_workbook(data: Path, tmp_path: Path) -> None:
    target = tmp_path / "calls.xlsx"
    code, shown, _ = run(data, *DAY, "--excel", str(target), "--no-plots")
    assert (code, str(target) in shown.replace("\n", "")) == (0, True)
    assert load_workbook(target).sheetnames == ["按时段", "按坐席", "按队列", "按楼栋"]
    assert target.stat().st_mode & 0o777 == 0o600
    assert run(data, *DAY, "--excel", str(target))[0] == 2


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--from", "yesterday"), "write a day as 2026-11-28"),
        (("--agent", "nobody"), "There is no account nobody"),
        (("--queue", "vip"), "There is no queue vip"),
        (("--pdf", "calls.txt"), "must end in .pdf"),
        (("--lang", "fr"), "'fr' is not one of"),
    ],
)
def test_what_is_wrong_is_said(data: Path, asked: tuple[str, ...], said: str) -> None:
    code, _, complained = run(data, *asked)
    assert code == 2
    assert said in complained


def test_a_plan_and_what_one_more_agent_gives(data: Path) -> None:
    asked = ("plan", "2026-11-30", "--weeks", "1", "--aht", "180", "--target", "20", "--aim", "80", "--calls", "100")
    code, shown, _ = run(data, *asked)
    assert code == 0
    assert "坐席测算  2026-11-30 周一  20 秒内应答 80%" in shown
    assert "加一人：水平" in shown
    assert "加一人：应答" in shown
    assert "需要 14 名坐席" in shown
    assert "█" in shown
    code, shown, _ = run(data, "plan", "2026-11-30", "--weeks", "1", "--json")
    assert (code, len(json.loads(shown)["rows"])) == (0, 96)
    code, shown, _ = run(data, "plan", "2026-12-05", "--lang", "en")
    assert (code, "No calls came on such days." in shown) == (0, True)
    code, _, complained = run(data, "plan", "--aim", "200")
    assert (code, "aim: a number from 1 to 99.9" in complained) == (2, True)
