"""Penalties of several times: a month is scored by what was in force on its first day, and stays as it was."""

import datetime as dt
import re
from pathlib import Path

import pytest

from scripts_lib.errors import InvalidData
from scripts_lib.loader import SHIPPED, load

TEXT = (SHIPPED / "penalties.yaml").read_text("utf-8")


def dated(folder: Path, name: str, since: str, daily_work: int) -> None:
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    changed = TEXT.replace("effective_from: 2026-01-01", f"effective_from: {since}")
    file.write_text(changed.replace("daily_work: 80", f"daily_work: {daily_work}"), "utf-8")


def test_each_month_has_the_penalties_of_its_first_day(tmp_path: Path) -> None:
    dated(tmp_path, "penalties.yaml", "2026-10-01", 70)
    dated(tmp_path, "penalties/2026-12.yaml", "2026-11-15", 60)
    book = load(tmp_path).book
    found = {month: book.of_month(month).month.daily_work for month in ("2025-12", "2026-09", "2026-10", "2026-11")}
    assert found == {"2025-12": 80, "2026-09": 80, "2026-10": 70, "2026-11": 70}, "not within a month"
    assert book.of_month("2026-12").month.daily_work == book.of_month("2027-06").month.daily_work == 60


@pytest.mark.parametrize(("day", "daily_work"), [("2026-09-30", 80), ("2026-11-20", 70), ("2026-12-01", 60)])
def test_what_a_desk_proposes_by_is_what_the_month_is_scored_by(tmp_path: Path, day: str, daily_work: int) -> None:
    dated(tmp_path, "penalties.yaml", "2026-10-01", 70)
    dated(tmp_path, "penalties/2026-12.yaml", "2026-11-15", 60)
    assert load(tmp_path, on=dt.date.fromisoformat(day)).penalties.month.daily_work == daily_work
    assert load(tmp_path).penalties.month.daily_work == 60, "the newest, to be tried and checked"


def test_a_sites_penalties_outrank_the_shipped_ones_whatever_their_day(tmp_path: Path) -> None:
    dated(tmp_path, "penalties.yaml", "2020-01-01", 70)
    assert load(tmp_path).book.of_month("2026-11").month.daily_work == 70


def test_two_of_one_day_and_faults_of_an_older_one_are_named(tmp_path: Path) -> None:
    dated(tmp_path, "penalties.yaml", "2026-12-01", 70)
    dated(tmp_path, "penalties/same.yaml", "2026-12-01", 60)
    dated(tmp_path, "penalties/wrong.yaml", "2026-06-01", 500)
    with pytest.raises(InvalidData) as found:
        load(tmp_path)
    said = [str(one).removeprefix(f"{tmp_path}/") for one in found.value.errors]
    assert re.fullmatch(r"penalties/same\.yaml:\d+: .*count from this day", said[0])
    assert "PEN-1: daily_work must lie above 0" in said[1]
