"""How quick is the agent's console, and what does it cost when nothing happens?

`python -m benchmarks.console --idle 300` opens one console on a terminal, ready for calls, and lets it be: share of a
core (aim: under 2 %) and memory over the time (aim: flat).
"""

import argparse
import os
import platform
import sys
import time

from benchmarks.console_rig import Screen, cpu_s, hall, rss_mb

AIM_IDLE_PERCENT = 2.0
AIM_GROWTH_MB = 2.0
SETTLE_S = 8.0
F5 = b"\x1b[15~"


def conditions() -> str:
    """What the figures depend on."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    return f"Python {platform.python_version()}, {machine}"


def idle(seconds: float) -> bool:
    """One console that nobody touches; whether the aims are met."""
    with hall(1, 0) as place:
        screen = Screen(place, place.screens[0])
        try:
            screen.wait_for("示闲")
            screen.press(F5)
            _let_be(screen, SETTLE_S)
            pid = screen.process.pid
            begun, before, drawn, memory = time.monotonic(), cpu_s(pid), screen.bytes_drawn, [rss_mb(pid)]
            for _ in range(10):
                _let_be(screen, seconds / 10)
                memory.append(rss_mb(pid))
            took = time.monotonic() - begun
            used = (cpu_s(pid) - before) / took * 100
            written = (screen.bytes_drawn - drawn) / took
        finally:
            screen.close()
    growth = memory[-1] - memory[1]
    print(f"one idle console, ready, {took:.0f} s; {conditions()}")
    print(f"  cpu_percent_of_a_core  {used:.2f}")
    print(f"  bytes_drawn_a_second   {written:.0f}")
    print(f"  memory_mb              {' '.join(f'{one:.1f}' for one in memory)}")
    met = used < AIM_IDLE_PERCENT and growth < AIM_GROWTH_MB
    aims = f"aims (under {AIM_IDLE_PERCENT:.0f} % of a core, under {AIM_GROWTH_MB:.0f} MB more after the first tenth)"
    print(f"{aims}: {'met' if met else 'missed'}")
    return met


def _let_be(screen: Screen, seconds: float) -> None:
    """Let time pass, taking what is drawn."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(0.1)
        screen.read()
        screen.forget()


def main() -> None:
    """Measure and report; exit 1 when an aim is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--idle", type=float, default=0.0, metavar="SECONDS", help="measure an idle console instead")
    options = parser.parse_args()
    sys.exit(0 if idle(options.idle) else 1)


if __name__ == "__main__":
    main()
