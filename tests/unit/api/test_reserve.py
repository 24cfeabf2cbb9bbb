"""Room that is kept for a start on a full disk: laid by where there is plenty, given up where there is none."""

from pathlib import Path

import pytest

from api import reserve


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """How much the disk has, in megabytes."""
    disk = {"mb": 1000.0}
    monkeypatch.setattr(reserve, "free_mb", lambda folder: disk["mb"])
    monkeypatch.setattr(reserve, "SIZE_MB", 2)
    return disk


def test_it_is_laid_by_in_whole_and_given_up_on_a_full_disk(tmp_path: Path, free: dict[str, float]) -> None:
    kept = tmp_path / reserve.NAME
    reserve.see_to(tmp_path)
    assert kept.stat().st_size == 2_000_000
    assert kept.stat().st_blocks * 512 >= 2_000_000, "a file of holes keeps nothing"
    free["mb"] = reserve.NEEDED_MB + 1
    reserve.see_to(tmp_path)
    assert kept.exists()
    free["mb"] = 0.0
    reserve.see_to(tmp_path)
    assert [*tmp_path.iterdir()] == []


def test_a_disk_that_is_nearly_full_is_left_alone(tmp_path: Path, free: dict[str, float]) -> None:
    free["mb"] = reserve.ROOMY_MB - 1
    reserve.see_to(tmp_path)
    assert [*tmp_path.iterdir()] == []


def test_one_that_was_cut_short_is_laid_by_anew(tmp_path: Path, free: dict[str, float]) -> None:
    (tmp_path / reserve.NAME).write_bytes(b"half")
    reserve.see_to(tmp_path)
    assert (tmp_path / reserve.NAME).stat().st_size == 2_000_000


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path, free: dict[str, float]) -> None:
    reserve.see_to(tmp_path / "nowhere")
