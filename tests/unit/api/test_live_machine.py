"""How desk and lines fare: the fullest disk, events in memory, and clocks in spite of pulses that are late."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from api.live import machine as module
from api.live.line_clock import LATEST, LineClock
from api.live.machine import STALE_S, Machine
from api.live.writer import LogWriter
from telephony.pulse import LinePulse
from tests.unit.api.desk_samples import desk


@pytest.fixture
async def fares(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setattr(module, "free_mb", lambda folder: 4_000.0)
    async with desk(tmp_path) as real:
        return Machine(tmp_path, LogWriter(real.log))


async def test_the_fullest_disk_counts_as_long_as_its_line_is_heard(fares: Machine) -> None:
    assert fares.at(100.0, 0.0).disk_free_mb == 4_000
    fares.heard("near", LinePulse(at=0, disk_free_mb=900, unwritten=3), 100.0, 0)
    fares.heard("gone", LinePulse(at=500, disk_free_mb=1, unwritten=9), 100.0 - STALE_S, 0)
    assert (fares.at(100.0, 0.0).disk_free_mb, fares.at(100.0, 0.0).unsaved, fares.at(100.0, 0.0).clock_off_s) == (
        900,
        3,
        0,
    )


async def test_what_lines_refused_is_added_up(fares: Machine) -> None:
    fares.heard("a", LinePulse(at=0, refused={"488": 2, "403": 1}), 100.0, 0)
    fares.heard("b", LinePulse(at=0, refused={"488": 3}), 100.0, 0)
    assert fares.at(100.0, 0.0).refused == {"488": 5, "403": 1}


async def test_a_pulse_that_was_held_up_makes_no_clock_wrong(fares: Machine) -> None:
    for delay in (0.1, 20.0, 0.2):
        fares.heard("l", LinePulse(at=1_000), 100.0, 1_000 + delay)
    assert fares.at(100.0, 0.0).clock_off_s == pytest.approx(-0.1)


@pytest.mark.parametrize("off", [-3_600.0, 3_600.0])
async def test_a_clock_that_jumps_is_seen_within_half_a_minute(fares: Machine, off: float) -> None:
    fares.heard("l", LinePulse(at=1_000), 100.0, 1_000)
    for _ in range(LATEST):
        fares.heard("l", LinePulse(at=1_000 + off), 100.0, 1_000)
    assert fares.at(100.0, 0.0).clock_off_s == off


@pytest.mark.parametrize("off", [-3_600.0, 3_600.0])
def test_a_moment_of_a_line_is_told_by_the_desks_clock(off: float) -> None:
    clock = LineClock()
    assert clock.ours(1_000.0, 5_000.0) == 1_000.0, "nothing is known of its clock"
    clock.told(5_000.0 + off, 5_000.0)
    assert clock.ours(5_000.0 + off, 5_000.0) == 5_000.0
    assert clock.ours(4_400.0 + off, 5_000.0) == 4_400.0, "it waited ten minutes for the link"


def test_a_call_that_began_before_the_clock_jumped_keeps_its_times() -> None:
    clock = LineClock()
    clock.told(5_000.0 - 3_600.0, 5_000.0)
    assert clock.ours(4_999.0, 5_000.0) == 4_999.0


def test_clocks_that_hardly_differ_are_one() -> None:
    clock = LineClock()
    clock.told(4_997.0, 5_000.0)
    assert clock.ours(4_996.5, 5_000.0) == 4_996.5


async def test_the_fastest_clock_of_a_line_is_known_for_tokens(fares: Machine) -> None:
    assert fares.ahead_s() == 0
    fares.clock("slow", 1_000.0, 2_000.0)
    assert fares.ahead_s() == 0
    fares.clock("fast", 2_600.0, 2_000.0)
    assert fares.ahead_s() == 600


async def test_a_jump_of_the_desks_own_clock_is_told_once(fares: Machine) -> None:
    with capture_logs() as logs:
        for now, wall in ((100.0, 1_000.0), (102.0, 1_002.0), (104.0, 4_604.0), (106.0, 4_606.0)):
            fares.at(now, wall)
    assert [(one["event"], one["by_s"]) for one in logs] == [("clock_jumped", 3_600)]
