"""How many bridged calls does a line carry? `python -m benchmarks.bridge_load --calls 100 --seconds 20 [--record]`

Far phones of our own (`rtp_generator.py`, this process) call one or more lines (`bridge_server.py`, processes of
their own); each line calls the far phone of the call and relays both. So 100 calls are 200 legs: 10,000 packets a
second into the line and as many out. Only packets sent within the window count, which begins when all calls stand.

Delay is one way, added by the line with the loopback: from before the sender's `sendto` to the kernel's stamp
at the receiver. CPU is that of the line's processes, from /proc, as a share of one core. Aims: at most 0.1 % lost,
delay p95 at most 40 ms.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.far_phones import Address
from benchmarks.rtp_generator import RtpGenerator

AIM_LOST, AIM_DELAY_MS = 0.1, 40.0
SETTLE_NS = 2_000_000_000
DRAIN_NS = 1_000_000_000
SETUP_LIMIT_NS = 60_000_000_000
HANG_UP_LIMIT_NS = 5_000_000_000
SECOND = 1_000_000_000


@dataclass
class Server:
    """One line process."""

    process: subprocess.Popen[str]
    address: Address

    def cpu_s(self) -> float:
        """CPU seconds so far, all threads."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rss_mb(self) -> float:
        """Resident memory."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def stop(self) -> dict[str, Any]:
        """End it; its own figures."""
        said, _ = self.process.communicate(timeout=30)
        lines = said.strip().splitlines()
        return json.loads(lines[-1]) if lines else {"failed": [f"exit {self.process.returncode}"]}


def start_server(phones: Address, options: argparse.Namespace) -> Server:
    """Start a line process and wait until it listens."""
    command = [sys.executable, "-m", "benchmarks.bridge_server", "--phones", f"{phones[0]}:{phones[1]}"]
    if options.record:
        command.append("--record")
    if options.frames:
        command.append("--frames")
    command += ["--connector", options.connector]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    host, _, port = json.loads(process.stdout.readline())["address"].rpartition(":")
    return Server(process, (host, int(port)))


def busy_s() -> float:
    """CPU seconds that anything used on this machine so far: user, nice, system, interrupts."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    return sum(int(fields[n]) for n in (0, 1, 2, 5, 6)) / os.sysconf("SC_CLK_TCK")


def rank(values: Sequence[float], share: float) -> float:
    """Percentile by nearest rank; NaN of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def set_up(made: RtpGenerator, servers: list[Server], options: argparse.Namespace) -> None:
    """Place the calls at the rate asked for, while those that stand talk already."""
    start = time.time_ns()
    for number in range(options.calls):
        made.run(start + number * SECOND // options.rate)
        made.call(number, servers[number % len(servers)].address)
    limit = time.time_ns() + SETUP_LIMIT_NS
    while made.talking < 2 * options.calls and time.time_ns() < limit and not made.phones.refused:
        made.run(time.time_ns() + SECOND // 10)


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """One run."""
    made = RtpGenerator(options.calls)
    made.open()
    servers = [start_server(made.address, options) for _ in range(options.processes)]
    set_up(made, servers, options)
    made.run(time.time_ns() + SETTLE_NS)
    window = made.window
    cpu, rss, own, busy = [s.cpu_s() for s in servers], [s.rss_mb() for s in servers], time.process_time(), busy_s()
    window.start = time.time_ns()
    window.end = window.start + int(options.seconds * SECOND)
    del made.late_us[:]
    made.run(window.end)
    took = (time.time_ns() - window.start) / 1e9
    cpu_used = [(s.cpu_s() - before) / took * 100 for s, before in zip(servers, cpu, strict=True)]
    rss_after = [s.rss_mb() for s in servers]
    own_used = (time.process_time() - own) / took * 100
    others_used = (busy_s() - busy) / took * 100 - own_used - sum(cpu_used)
    made.run(time.time_ns() + DRAIN_NS)
    talking = made.talking
    for number in range(options.calls):  # paced: nobody here would send a BYE again that met a full socket
        made.phones.hang_up(number)
        made.run(time.time_ns() + SECOND // 400)
    limit = time.time_ns() + HANG_UP_LIMIT_NS
    while made.phones.left and time.time_ns() < limit:
        made.run(time.time_ns() + SECOND // 10)
    made.run(time.time_ns() + DRAIN_NS)
    said = [server.stop() for server in servers]
    figures = _figures(made, talking, cpu_used, own_used)
    figures["others_cpu_percent"] = round(others_used, 1)
    figures |= {"rss_start_mb": [round(r, 1) for r in rss], "rss_end_mb": [round(r, 1) for r in rss_after]}
    made.close()
    return figures | {"servers": said}


def _figures(made: RtpGenerator, talking: int, cpu: list[float], own: float) -> dict[str, Any]:
    window, attempts = made.window, list(made.phones.attempts.values())
    ringing = [a.ringing_s * 1000 for a in attempts if a.ringing_s is not None]
    lost = window.sent - window.received

    def ms(values: Sequence[float], share: float) -> float:
        return round(rank(values, share) / 1000, 3)

    return {
        "phones_talking": talking,
        "refused": made.phones.refused[:5],
        "packets_sent": window.sent,
        "lost": lost,
        "lost_percent": round(100 * lost / max(1, window.sent), 4),
        "delay_ms": {name: ms(window.delays_us, s) for name, s in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))},
        "delay_max_ms": ms(window.delays_us, 1.0),
        "spacing_error_p95_ms": ms(window.spacing_us, 0.95),
        "own_spacing_error_p95_ms": ms(window.own_spacing_us, 0.95),
        "own_lateness_p99_ms": ms(made.late_us, 0.99),
        "line_cpu_percent": [round(one, 1) for one in cpu],
        "generator_cpu_percent": round(own, 1),
        "invite_to_180_ms": {"p50": round(rank(ringing, 0.5), 2), "p99": round(rank(ringing, 0.99), 2)},
        "invites_repeated": sum(a.repeats for a in attempts),
    }


def report(options: argparse.Namespace, figures: dict[str, Any]) -> bool:
    """Print; whether the aims are met."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    how = f"recording {'on' if options.record else 'off'}, {'frames' if options.frames else 'relayed'}"
    how = f"{options.connector}, {how}"
    print(
        f"{options.calls} bridged calls, {options.processes} line process(es), {options.seconds} s, {how};", end=" "
    )
    print(f"Python {platform.python_version()}, {machine}")
    for name, value in figures.items():
        print(f"  {name:26} {value}")
    met = figures["lost_percent"] <= AIM_LOST and figures["delay_ms"]["p95"] <= AIM_DELAY_MS
    met = met and figures["phones_talking"] == 2 * options.calls
    print(f"aims (at most {AIM_LOST} % lost, delay p95 at most {AIM_DELAY_MS:.0f} ms): {'met' if met else 'missed'}")
    if options.json:
        print(json.dumps({"calls": options.calls, "record": options.record, "machine": machine} | figures))
    return bool(met)


def main() -> None:
    """Measure and report; exit 1 when an aim is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--calls", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--rate", type=int, default=20, help="calls a second while they are set up")
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--frames", action="store_true", help="through the playout buffer, as to a headset")
    parser.add_argument("--connector", default="aiosipua", help="aiosipua, or pyvoip (ten calls a process at most)")
    parser.add_argument("--json", action="store_true", help="print the figures as one line of JSON too")
    options = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    sys.exit(0 if report(options, measure(options)) else 1)


if __name__ == "__main__":
    main()
