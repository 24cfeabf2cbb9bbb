"""A line without a desk, for `benchmarks.bridge_load`: answers each INVITE, calls the far phone, relays both ways.

Run as a process of its own: prints one line of JSON when it listens, another with its figures when stdin closes.
`--record` keeps both sides of each call as the line's recorder would see them: 16-bit frames by `on_frame`.
"""

import argparse
import asyncio
import gc
import json
import logging
import random
import resource
import sys
import time
from dataclasses import dataclass, field

import structlog
import uvloop

from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.connectors.base import Leg, LegEnd
from telephony.errors import TelephonyError
from telephony.events import AudioFault
from telephony.sip.messages import Address


@dataclass
class Bridges:
    """The LegHandler: a call comes, its far phone is called under the same number, both are joined."""

    phones: Address
    record: bool
    relayed: bool
    connector: AsyncioSip
    other: dict[int, Leg] = field(default_factory=dict)
    frames: dict[int, bytearray] = field(default_factory=dict)
    frames_heard: int = 0
    failed: list[str] = field(default_factory=list)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def _do(self, what: "asyncio.Task[None]") -> None:
        self.tasks.add(what)
        what.add_done_callback(self.tasks.discard)

    def on_incoming(self, leg: Leg) -> None:
        leg.ring()
        self._do(asyncio.get_running_loop().create_task(self._bridge(leg)))

    async def _bridge(self, leg: Leg) -> None:
        try:
            placed = await self.connector.place(f"sip:{leg.info.called}@{self.phones[0]}:{self.phones[1]}")
        except TelephonyError as error:
            self.failed.append(str(error))
            leg.hang_up()
            return
        self.other[id(placed)], self.other[id(leg)] = leg, placed

    def on_ringing(self, leg: Leg, at: float) -> None:
        pass

    def on_answered(self, leg: Leg, at: float) -> None:
        self._do(asyncio.get_running_loop().create_task(self._join(leg)))

    async def _join(self, placed: Leg) -> None:
        incoming = self.other[id(placed)]
        try:
            await incoming.answer()
        except TelephonyError as error:
            self.failed.append(str(error))
            placed.hang_up()
            return
        if self.relayed:
            incoming.relay(placed)
            placed.relay(incoming)

    def on_established(self, leg: Leg, at: float) -> None:
        pass

    def on_frame(self, leg: Leg, frame: bytes) -> None:
        self.frames_heard += 1
        if not self.relayed and id(leg) in self.other:
            self.other[id(leg)].send(frame)
        if self.record:
            self.frames.setdefault(id(leg), bytearray()).extend(frame)
            if len(self.frames[id(leg)]) > 1_000_000:
                self.frames[id(leg)].clear()

    def on_digit(self, leg: Leg, digit: str) -> None:
        pass

    def on_audio(self, leg: Leg, fault: AudioFault | None, at: float) -> None:
        if fault is not None:
            self.failed.append(f"audio {fault}")

    def on_trunk(self, trunk: str, up: bool, detail: str, at: float) -> None:
        pass

    def on_ended(self, leg: Leg, end: LegEnd, at: float) -> None:
        other = self.other.pop(id(leg), None)
        self.frames.pop(id(leg), None)
        if other is not None and id(other) in self.other:
            other.hang_up()


async def _closed(stream: asyncio.StreamReader) -> None:
    while await stream.read(1024):
        pass


async def serve(phones: Address, record: bool, relayed: bool) -> None:
    """Until stdin closes."""
    first = random.randrange(10_000, 20_000) * 2
    connector = AsyncioSip("127.0.0.1:0", rtp_ports=range(first, first + 4000))
    bridges = Bridges(phones, record, relayed, connector)
    await connector.start(bridges)
    print(json.dumps({"address": connector.address}), flush=True)
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await _closed(reader)
    legs = connector.legs
    await connector.stop()
    print(
        json.dumps(
            {
                "frames": bridges.frames_heard,
                "legs_left": legs,
                "failed": bridges.failed[:5],
                "dropped": connector.dropped,
                "cpu_s": round(time.process_time(), 2),
            }
        ),
        flush=True,
    )


def main() -> None:
    """Serve on a random port of loopback."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--phones", required=True, help="host:port of the far phones' SIP")
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--frames", action="store_true", help="bridge frames of the playout buffer, do not relay")
    options = parser.parse_args()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    host, _, port = options.phones.rpartition(":")
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    gc.collect()
    gc.freeze()  # as `hotline line` does
    uvloop.run(serve((host, int(port)), options.record, not options.frames))


if __name__ == "__main__":
    main()
