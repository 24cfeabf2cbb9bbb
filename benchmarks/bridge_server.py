"""A line without a desk, for `benchmarks.bridge_load`: answers each INVITE, calls the far phone, relays both ways.

Run as a process of its own: prints one line of JSON when it listens, another with its figures when stdin closes.
`--record` records each call as the line does (`telephony.recording`): both channels, sealed, on disk twice a second.
"""

import argparse
import asyncio
import gc
import json
import logging
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import structlog
import uvloop

from hotline_cli.shell import SWITCH_S
from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.connectors.base import Leg, LegEnd
from telephony.connectors.pyvoip_sip import PyvoipSip
from telephony.errors import TelephonyError
from telephony.events import AudioFault
from telephony.recording.keys import load_keys
from telephony.recording.recorder import CallTape, Recorder
from telephony.sip.messages import Address

RECORDING_STOP_S = 2.0
CONNECTORS = {"aiosipua": AsyncioSip, "pyvoip": PyvoipSip}


@dataclass
class Bridges:
    """The LegHandler: a call comes, its far phone is called under the same number, both are joined."""

    phones: Address
    recorder: Recorder
    relayed: bool
    connector: AsyncioSip | PyvoipSip
    other: dict[int, Leg] = field(default_factory=dict)
    says: dict[int, Callable[[bytes], None]] = field(default_factory=dict)
    tapes: dict[int, CallTape] = field(default_factory=dict)
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
        tape = self.recorder.tape(incoming.info.called, lambda at: (at - incoming.info.received_at) * 1000)
        tape.begin(time.monotonic())
        self.tapes[id(incoming)] = tape
        self.says[id(incoming)], self.says[id(placed)] = tape.caller_said, tape.caller_heard
        if self.relayed:
            incoming.relay(placed)
            placed.relay(incoming)

    def on_established(self, leg: Leg, at: float) -> None:
        pass

    def on_frame(self, leg: Leg, frame: bytes) -> None:
        self.frames_heard += 1
        if not self.relayed and id(leg) in self.other:
            self.other[id(leg)].send(frame)
        say = self.says.get(id(leg))
        if say is not None:
            say(frame)

    def on_digit(self, leg: Leg, digit: str) -> None:
        pass

    def on_audio(self, leg: Leg, fault: AudioFault | None, at: float) -> None:
        if fault is not None:
            self.failed.append(f"audio {fault}")

    def on_trunk(self, trunk: str, up: bool, detail: str, at: float) -> None:
        pass

    def on_ended(self, leg: Leg, end: LegEnd, at: float) -> None:
        other = self.other.pop(id(leg), None)
        self.says.pop(id(leg), None)
        tape = self.tapes.pop(id(leg), None)
        if tape is not None:
            tape.finish(at)
        if other is not None and id(other) in self.other:
            other.hang_up()


async def _closed(stream: asyncio.StreamReader) -> None:
    while await stream.read(1024):
        pass


async def serve(phones: Address, recorder: Recorder, relayed: bool, connector_name: str) -> None:
    """Until stdin closes."""
    recording = asyncio.create_task(recorder.run())
    first = random.randrange(10_000, 20_000) * 2
    connector = CONNECTORS[connector_name]("127.0.0.1:0", rtp_ports=range(first, first + 4000))
    bridges = Bridges(phones, recorder, relayed, connector)
    await connector.start(bridges)
    print(json.dumps({"address": connector.address}), flush=True)
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await _closed(reader)
    legs = connector.legs
    await connector.stop()
    recording.cancel()
    await recorder.stop(RECORDING_STOP_S)
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
    parser.add_argument("--connector", choices=sorted(CONNECTORS), default="aiosipua")
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
    gc.freeze()  # this, and the next, as `hotline line` does
    sys.setswitchinterval(SWITCH_S)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:  # FLAC of long calls may still be made
        folder = Path(name)
        recorder = Recorder(folder / "recordings", load_keys(folder), lambda event: None, wanted=options.record)
        uvloop.run(serve((host, int(port)), recorder, not options.frames, options.connector))


if __name__ == "__main__":
    main()
