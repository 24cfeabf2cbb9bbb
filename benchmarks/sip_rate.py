"""How fast does a line answer? `python -m benchmarks.sip_rate --rate 50 --seconds 20`

A caller of our own (one UDP socket, this process) sends INVITEs at an even rate to a line in a process of its own
(`hotline line`, recording off). This process is the desk too: a moment after `CallArrived` it sends `Answer`, half a
second later the caller says BYE. Measured by this process's clock: INVITE to 180, `Answer` to 200, and what the line
sent again. Aims at 50 calls a second: INVITE to 180 p99 at most 10 ms, `Answer` to 200 p99 at most 20 ms, nothing
sent again.

With `--minutes` it also prints the line's memory each minute: it is to stay flat.
"""

import argparse
import asyncio
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import msgspec
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from telephony.commands import Answer
from telephony.events import CallArrived
from telephony.wire import Acknowledged, Hello, LineToDesk, Numbered, Passing, Welcome

FRAME = msgspec.json.Decoder(LineToDesk)
TALK_S = 0.5
SDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {rtp} RTP/AVP 8\r\n"


@dataclass
class Call:
    """One call of the caller. Times are `perf_counter` seconds."""

    sent: float
    rang: float = 0.0
    asked: float = 0.0
    answered: float = 0.0
    to: str = ""
    contact: str = ""
    again: int = 0
    over: bool = False


@dataclass
class Caller(asyncio.DatagramProtocol):
    """Sends INVITE, ACK and BYE as text; retransmits nothing, since loopback loses nothing it could mend."""

    line: tuple[str, int]
    calls: dict[str, Call] = field(default_factory=dict)
    refused: int = 0
    transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio."""
        self.transport = cast(asyncio.DatagramTransport, transport)

    @property
    def own(self) -> str:
        """Our address."""
        assert self.transport is not None
        host, port = self.transport.get_extra_info("sockname")[:2]
        return f"{host}:{port}"

    def call(self) -> None:
        """One more call."""
        call_id = uuid.uuid4().hex
        self.calls[call_id] = Call(time.perf_counter())
        self._send("INVITE", call_id, 1, "", SDP.format(rtp=random.randrange(40_000, 60_000, 2)))

    def _send(self, method: str, call_id: str, cseq: int, to_tag: str, body: str = "") -> None:
        assert self.transport is not None
        kind = "Content-Type: application/sdp\r\n" if body else ""
        text = (
            f"{method} sip:hotline@{self.line[0]}:{self.line[1]} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {self.own};branch=z9hG4bK{call_id}{method if method != 'INVITE' else ''};rport\r\n"
            f"From: <sip:13800000001@{self.own}>;tag={call_id[:8]}\r\nTo: <sip:hotline@{self.line[0]}>{to_tag}\r\n"
            f"Call-ID: {call_id}\r\nCSeq: {cseq} {method}\r\nMax-Forwards: 70\r\nContact: <sip:x@{self.own}>\r\n"
            f"{kind}Content-Length: {len(body)}\r\n\r\n{body}"
        )
        self.transport.sendto(text.encode(), self.line)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        now = time.perf_counter()
        text = data.decode(errors="replace")
        call_id = re.search(r"(?i)call-id: *(\S+)", text)
        call = self.calls.get(call_id.group(1)) if call_id is not None else None
        if call_id is None or call is None:
            return
        if text.startswith("BYE "):
            return
        status, method = int(text.split(" ", 2)[1]), text.split("CSeq:", 1)[1].split()[1]
        if method != "INVITE":
            return
        if status == 180:
            call.again += call.rang > 0
            call.rang = call.rang or now
        elif status == 200:
            self._answered(call_id.group(1), call, text, now)
        elif status >= 300:
            self.refused += 1
            call.over = True

    def _answered(self, call_id: str, call: Call, text: str, now: float) -> None:
        call.again += call.answered > 0
        call.answered = call.answered or now
        tag = re.search(r"(?im)^to:.*(;tag=\S+)", text)
        call.to = tag.group(1).strip() if tag is not None else ""
        self._send("ACK", call_id, 1, call.to)
        if not call.over:
            call.over = True
            asyncio.get_running_loop().call_later(TALK_S, self._send, "BYE", call_id, 2, call.to)


class Desk:
    """Answers every call at once."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.linked = asyncio.Event()

    async def serve(self, line: ServerConnection) -> None:
        """The link."""
        hello = FRAME.decode(await line.recv())
        assert isinstance(hello, Hello)
        await line.send(msgspec.json.encode(Welcome(have_seq=0)).decode())
        self.linked.set()
        with suppress(ConnectionClosed):  # the line was stopped
            async for data in line:
                await self._take(line, FRAME.decode(data))

    async def _take(self, line: ServerConnection, frame: object) -> None:
        if isinstance(frame, Passing):
            return
        assert isinstance(frame, Numbered)
        await line.send(msgspec.json.encode(Acknowledged(seq=frame.seq)).decode())
        if isinstance(frame.event, CallArrived):
            call = self._caller.calls.get(frame.event.sip_call_id)
            if call is not None:
                name = uuid.uuid4().hex  # each call has an agent of its own
                command = Answer(command_id=name, call_id=frame.event.call_id, agent_id=name)
                call.asked = time.perf_counter()
                await line.send(msgspec.json.encode(command).decode())


def percentile(values: list[float], share: float) -> float:
    """The value that this share of them does not pass, in milliseconds."""
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000, 2) if ordered else float("nan")


def memory_mb(pid: int) -> float:
    """Resident memory of a process (Linux)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)


async def run(given: argparse.Namespace, folder: Path) -> dict[str, object]:
    """Start the line, call it, take the figures."""
    port = random.randrange(20_000, 30_000)
    caller = Caller(("127.0.0.1", port))
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(lambda: caller, local_addr=("127.0.0.1", 0))
    desk = Desk(caller)
    async with serve(desk.serve, "127.0.0.1", 0) as server:
        desk_port = next(iter(server.sockets)).getsockname()[1]
        line = start_line(folder, port, desk_port)
        try:
            await asyncio.wait_for(desk.linked.wait(), 60)
            await asyncio.sleep(1.0)
            memory = [memory_mb(line.pid)]
            seconds = given.minutes * 60 if given.minutes else given.seconds
            started = time.perf_counter()
            for number in range(round(given.rate * seconds)):
                await asyncio.sleep(max(0.0, started + number / given.rate - time.perf_counter()))
                caller.call()
                if given.minutes and number and number % round(given.rate * 60) == 0:
                    memory.append(memory_mb(line.pid))
                    print(f"minute {len(memory) - 1}: {memory[-1]} MB", flush=True)
            await asyncio.sleep(TALK_S + 1.5)
            memory.append(memory_mb(line.pid))
        finally:
            line.terminate()
            line.wait(20)
    return figures(caller, given, memory)


def start_line(folder: Path, sip_port: int, desk_port: int) -> "subprocess.Popen[bytes]":
    """`hotline line`, not recording."""
    (folder / "hotline.toml").write_text("[line]\nrecord = false\nmax_calls = 1000\n")
    command = [sys.executable, "-m", "hotline_cli", "line", "--data", str(folder)]
    command += ["--sip", f"127.0.0.1:{sip_port}", "--headset", "127.0.0.1:0"]
    command += ["--desk-url", f"ws://127.0.0.1:{desk_port}/link"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)


def figures(caller: Caller, given: argparse.Namespace, memory: list[float]) -> dict[str, object]:
    """What was measured."""
    calls = list(caller.calls.values())
    ring = [call.rang - call.sent for call in calls if call.rang]
    pick = [call.answered - call.asked for call in calls if call.answered and call.asked]
    return {
        "rate": given.rate,
        "calls": len(calls),
        "rang": len(ring),
        "answered": len(pick),
        "refused": caller.refused,
        "sent_again": sum(call.again for call in calls),
        "invite_to_180_ms": {"p50": percentile(ring, 0.5), "p99": percentile(ring, 0.99)},
        "answer_to_200_ms": {"p50": percentile(pick, 0.5), "p99": percentile(pick, 0.99)},
        "memory_mb": {"first": memory[0], "last": memory[-1], "most": max(memory)},
    }


def main() -> int:
    """Measure and print. Exit 1 where a call was not answered."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=50.0, help="calls a second")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--minutes", type=float, default=0.0, help="instead of --seconds: watch the memory")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(run(given, Path(folder)))
    print(json.dumps(found, indent=2))
    return 0 if found["answered"] == found["calls"] else 1


if __name__ == "__main__":
    sys.exit(main())
