"""How exact is the measured ring time? `python -m benchmarks.ring_accuracy [--calls 60]`

SIPp calls a real line; a desk answers each call at an instant of its own between 0.5 and 20 seconds. The oracle is
SIPp's own trace: for each call the microseconds between INVITE sent and 200 received, by its clock and process. The
error of a call is the line's `picked_up_ms` minus that. Aim: p99 of the absolute error at most 20 ms.
"""

import argparse
import asyncio
import logging
import platform
import re
import statistics
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import structlog

from telephony.events import CallAnswered, CallArrived, CallEnded
from tests.integration.line_rig import Rig, rig
from tests.real_peers.sipp import Sipp

AIM_MS = 20.0
EARLIEST_S, LATEST_S = 0.5, 20.0
CALLS_A_SECOND = 10
_MESSAGE = re.compile(r"^-{20,} (?P<at>\S+ \S+)$", re.MULTILINE)


def traced(text: str) -> dict[str, float]:
    """From SIPp's message trace: milliseconds from INVITE sent to its 200 received, by Call-ID."""
    sent: dict[str, datetime] = {}
    rang: dict[str, float] = {}
    stamps = [*_MESSAGE.finditer(text)]
    ends = [stamp.start() for stamp in stamps[1:]] + [len(text)]
    for stamp, end in zip(stamps, ends, strict=True):
        at = datetime.fromisoformat(stamp["at"].replace("T", " ")[:26])
        message = text[stamp.end() : end]
        call = re.search(r"^Call-ID: *(\S+)", message, re.MULTILINE | re.IGNORECASE)
        if call is None:
            continue
        if re.search(r"^INVITE ", message, re.MULTILINE):
            sent.setdefault(call[1], at)
        elif re.search(r"^SIP/2.0 200 ", message, re.MULTILINE) and "INVITE" in message and call[1] in sent:
            rang.setdefault(call[1], (at - sent[call[1]]).total_seconds() * 1000)
    return rang


async def answer_at_known_instants(made: Rig, calls: int) -> None:
    """Answer the n-th call n steps after it arrived, the steps even from the earliest to the latest."""
    answering = []
    for n in range(calls):
        arrived = await made.desk.hears(CallArrived, count=n + 1)
        wait_s = EARLIEST_S + (LATEST_S - EARLIEST_S) * n / max(1, calls - 1)
        answering.append(asyncio.create_task(_answer_after(made, arrived.call_id, wait_s)))
    await asyncio.gather(*answering)


async def _answer_after(made: Rig, call_id: str, wait_s: float) -> None:
    await asyncio.sleep(wait_s)
    await made.desk.answer(call_id)


async def measure(calls: int) -> list[tuple[float, float]]:
    """For each call: ring time by SIPp and by the line, in milliseconds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with rig(folder) as made:
            ready = await made.start_line(max_calls=calls + 1)
            rate = ("-m", str(calls), "-r", str(CALLS_A_SECOND), "-l", str(calls), "-d", "200", "-timeout", "90s")
            sipp = Sipp(folder, ready.sip_address, "uac", *rate, builtin=True)
            running = asyncio.create_task(sipp.run())
            await answer_at_known_instants(made, calls)
            (await running).check()
            await made.desk.hears(CallEnded, count=calls)
            oracle = traced(sipp.messages())
            sip_ids = {event.call_id: event.sip_call_id for event in made.desk.kinds(CallArrived)}
            return [(oracle[sip_ids[event.call_id]], event.picked_up_ms) for event in made.desk.kinds(CallAnswered)]


def report(pairs: list[tuple[float, float]]) -> bool:
    """Print the figures; whether the aim is met."""
    errors = sorted(measured - true for true, measured in pairs)
    sizes = sorted(abs(error) for error in errors)
    p99 = sizes[min(len(sizes) - 1, round(0.99 * (len(sizes) - 1)))]
    rings = [true / 1000 for true, _ in pairs]
    print(f"{len(pairs)} calls of SIPp over loopback, answered after {min(rings):.2f} to {max(rings):.2f} s")
    print(f"Python {platform.python_version()}, {platform.machine()}")
    print(f"error of the measured ring time: median {statistics.median(errors):+.2f} ms, p99 {p99:.2f} ms,")
    print(f"  smallest {errors[0]:+.2f} ms, largest {errors[-1]:+.2f} ms")
    print(f"aim: p99 at most {AIM_MS:.0f} ms: {'met' if p99 <= AIM_MS else 'missed'}")
    return p99 <= AIM_MS


def main() -> None:
    """Measure and report; exit 1 when the aim is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--calls", type=int, default=60)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    pairs = asyncio.run(measure(parser.parse_args().calls))
    sys.exit(0 if report(pairs) else 1)


if __name__ == "__main__":
    main()
