"""How desk and lines fare: the fullest disk, events in memory, and clocks in spite of pulses that are late."""

from pathlib import Path

import pytest

from api.live import machine as module
from api.live.machine import LATEST, STALE_S, Machine
from api.live.writer import LogWriter
from telephony.pulse import LinePulse
from tests.unit.api.desk_samples import desk


@pytest.fixture
async def fares(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setattr(module, "free_mb", lambda folder: 4_000.0)
    async with desk(tmp_path) as real:
        return Machine(tmp_path, LogWriter(real.log))


async def test_the_fullest_disk_counts_as_long_as_its_line_is_heard(fares: Machine) -> None:
    assert fares.at(100.0).disk_free_mb == 4_000
    fares.heard("near", LinePulse(at=0, disk_free_mb=900, unwritten=3), 100.0, 0)
    fares.heard("gone", LinePulse(at=500, disk_free_mb=1, unwritten=9), 100.0 - STALE_S, 0)
    assert (fares.at(100.0).disk_free_mb, fares.at(100.0).unsaved, fares.at(100.0).clock_off_s) == (900, 3, 0)


async def test_a_pulse_that_was_held_up_makes_no_clock_wrong(fares: Machine) -> None:
    for delay in (0.1, 20.0, 0.2):
        fares.heard("l", LinePulse(at=1_000), 100.0, 1_000 + delay)
    assert fares.at(100.0).clock_off_s == pytest.approx(-0.1)


@pytest.mark.parametrize("off", [-3_600.0, 3_600.0])
async def test_a_clock_that_jumps_is_seen_within_a_minute(fares: Machine, off: float) -> None:
    fares.heard("l", LinePulse(at=1_000), 100.0, 1_000)
    for _ in range(LATEST):
        fares.heard("l", LinePulse(at=1_000 + off), 100.0, 1_000)
    assert fares.at(100.0).clock_off_s == off
