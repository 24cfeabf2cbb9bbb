"""`hotline call`: a test telephone over real SIP. Rings a line, says a file, records what it hears, tells the story.

`place_call` does it for programs (the demo); it prints nothing by itself. The telephone knows SIP legs only,
nothing of the desk.
"""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import structlog
import typer

from hotline_cli.turns import Turns
from hotline_cli.wav import WavError, WavRecorder, peak, read_wav
from telephony.connectors.asyncio_sip import AsyncioSip, split_target
from telephony.connectors.base import FRAME_BYTES, FRAME_MS, SILENCE, Leg, LegEnd
from telephony.errors import CallFailed
from telephony.events import AudioFault, MediaQuality, Side

RING_CYCLE_MS = 5000
"""One ring and its pause as a caller in China hears them (1 s and 4 s)."""
CODECS = {"pcma": ("PCMA", "PCMU"), "pcmu": ("PCMU", "PCMA"), "g722": ("G722", "PCMA", "PCMU")}
Tell = Callable[[str], None]


@dataclass
class CallReport:
    """What became of a call. Times are milliseconds since the INVITE was sent, None for what did not happen."""

    target: str
    ringing_ms: float | None = None
    answered_ms: float | None = None
    ended_ms: float = 0.0
    answered: bool = False
    hung_up_by: str = ""
    """`far end`, `we`, or empty when the call was not answered."""
    status: int = 0
    """SIP status that refused or ended the INVITE, 0 for an answered call."""
    reason: str = ""
    quality: MediaQuality | None = None
    peak: int = 0
    """Loudest sample heard, of 32767."""

    @property
    def talk_s(self) -> float:
        """Seconds from answer to end."""
        return (self.ended_ms - self.answered_ms) / 1000 if self.answered_ms is not None else 0.0

    @property
    def rings(self) -> int:
        """Rings that had begun when the call was answered or given up."""
        until = self.answered_ms if self.answered_ms is not None else self.ended_ms
        return 0 if self.ringing_ms is None else 1 + int((until - self.ringing_ms) // RING_CYCLE_MS)

    @property
    def ok(self) -> bool:
        """Answered, and ended by one of the two sides."""
        return self.answered and self.status == 0

    @property
    def exit_code(self) -> int:
        """0 answered and ended well, 1 not."""
        return 0 if self.ok else 1


@dataclass
class _Telephone:
    """The LegHandler of one call."""

    report: CallReport
    tell: Tell
    started: float = 0.0
    recorder: WavRecorder | None = None
    turns: Turns | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    _answered_at: float = 0.0

    def _ms(self, at: float) -> float:
        return (at - self.started) * 1000

    def on_incoming(self, leg: Leg) -> None:
        leg.reject(486)

    def on_ringing(self, leg: Leg, at: float) -> None:
        self.report.ringing_ms = self._ms(at)
        self.tell(f"ringing after {self.report.ringing_ms:.0f} ms")

    def on_answered(self, leg: Leg, at: float) -> None:
        self.report.answered_ms = self._ms(at)
        self.report.answered = True
        self._answered_at = at
        rings = f" = {_times(self.report.rings, 'ring')}" if self.report.rings else ""
        self.tell(f"answered after {self.report.answered_ms / 1000:.2f} s{rings}")
        self.answered.set()

    def on_established(self, leg: Leg, at: float) -> None:
        """Only for calls that come in."""

    def on_frame(self, leg: Leg, frame: bytes) -> None:
        loudest = peak(frame)
        self.report.peak = max(self.report.peak, loudest)
        if self.turns is not None:
            self.turns.hear(loudest)
        if self.recorder is not None:
            self.recorder.write(frame, int((time.monotonic() - self._answered_at) * 1000 / FRAME_MS))

    def on_digit(self, leg: Leg, digit: str) -> None:
        self.tell(f"key {digit}")

    def on_audio(self, leg: Leg, fault: AudioFault | None, at: float) -> None:
        if fault is not None:
            self.tell("no audio comes from the far end")

    def on_trunk(self, trunk: str, up: bool, detail: str, at: float) -> None:
        self.tell(f"trunk {trunk}: {detail}")

    def on_ended(self, leg: Leg, end: LegEnd, at: float) -> None:
        self.report.ended_ms = self._ms(at)
        self.report.status, self.report.reason = end.status, end.reason
        if end.answered:
            self.report.hung_up_by = "far end" if end.by is Side.CALLER else "we"
        self.report.quality = leg.quality()
        self.ended.set()


async def place_call(
    target: str,
    *,
    say: bytes | None = None,
    loop: bool = False,
    turns: Turns | None = None,
    record: Path | None = None,
    hang_after: float | None = None,
    cancel_after: float | None = None,
    caller: str = "",
    name: str = "",
    codec: str = "pcma",
    timeout: float = 60.0,  # noqa: ASYNC109  how long the telephone rings is part of the story, not of the task
    tell: Tell = lambda line: None,
) -> CallReport:
    """Call `target` and stay until the call is over.

    `say` is 16-bit PCM at 8 kHz (`read_wav`). We hang up `hang_after` seconds after the answer; without it when
    `say` is said, or, with nothing to say or `loop`, not at all. `turns` speaks in place of
    `say`, by what it hears, and hangs up when it is through. `cancel_after` and `timeout` are seconds without an
    answer. Cancelling the task hangs up. Raises CallFailed for a target that cannot be called, WavError for `record`.
    """
    report = CallReport(target)
    phone = _Telephone(report, tell, turns=turns)
    first = random.randrange(30_000, 60_000, 200)  # noqa: S311  only to keep apart from other telephones
    connector = AsyncioSip("0.0.0.0:0", rtp_ports=range(first, first + 200), user_agent="Sanxiang test call")
    with ExitStack() as stack:
        phone.recorder = stack.enter_context(WavRecorder(record)) if record is not None else None
        await connector.start(phone)
        try:
            leg = await connector.place(target, caller=caller, name=name, codecs=CODECS[codec])
            phone.started = leg.info.received_at
            tell(f"INVITE sent to {target}")
            await _live(leg, phone, say, loop, hang_after, min(timeout, cancel_after or timeout))
        finally:
            await connector.stop()
            await asyncio.sleep(0)  # the end that stop() brought about is reported in the loop's next turn
    return report


async def _live(
    leg: Leg, phone: _Telephone, say: bytes | None, loop: bool, hang_after: float | None, patience: float
) -> None:
    """The course of one call, from ringing to its end."""
    await _first_of(patience, phone.answered, phone.ended)
    if not phone.answered.is_set():
        if not phone.ended.is_set():
            phone.tell(f"no answer after {patience:g} s, CANCEL sent")
            leg.hang_up()
        await phone.ended.wait()
        return
    said = asyncio.Event()
    speaks = _take_turns(leg, phone.turns, said) if phone.turns is not None else _talk(leg, say or b"", loop, said)
    talking = asyncio.create_task(speaks)
    done = phone.turns is not None or (hang_after is None and bool(say) and not loop)
    try:
        await _first_of(hang_after, phone.ended, *([said] if done else []))
        leg.hang_up()
        await phone.ended.wait()
    finally:
        talking.cancel()


async def _first_of(limit: float | None, *events: asyncio.Event) -> None:
    """Wait for any of the events, at most `limit` seconds."""
    tasks = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(tasks, timeout=limit, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()


async def _talk(leg: Leg, pcm: bytes, loop: bool, said: asyncio.Event) -> None:
    """Say the audio on a 20 ms clock, then silence: a telephone never stops sending."""
    started, sent, at = time.monotonic(), 0, 0
    while True:
        if at >= len(pcm):
            if loop and pcm:
                at = 0
            else:
                said.set()
        leg.send(pcm[at : at + FRAME_BYTES] or SILENCE)
        at += FRAME_BYTES
        sent += 1
        await asyncio.sleep(max(0.0, started + sent * FRAME_MS / 1000 - time.monotonic()))


async def _take_turns(leg: Leg, turns: Turns, said: asyncio.Event) -> None:
    """Say what the turns give on the same clock, until they are through."""
    started, sent = time.monotonic(), 0
    while True:
        frame = turns.frame()
        if frame is None:
            said.set()
        leg.send(frame or SILENCE)
        sent += 1
        await asyncio.sleep(max(0.0, started + sent * FRAME_MS / 1000 - time.monotonic()))


def _times(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def story(report: CallReport) -> list[str]:
    """The end of the story, in plain lines."""
    if not report.answered:
        rang = f", {_times(report.rings, 'ring')}" if report.rings else ""
        return [f"not answered: {report.status} {report.reason} after {report.ended_ms / 1000:.2f} s{rang}"]
    lines = [f"talked {report.talk_s:.2f} s, {report.hung_up_by} hung up"]
    if report.status or report.reason != "bye":
        lines.append(f"ended by fault: {report.status or ''} {report.reason}")
    if report.quality is not None:
        q = report.quality
        lines.append(
            f"{q.codec}: {q.sent} packets sent, {q.received} received, {q.lost} lost, jitter {q.jitter_ms:.1f} ms"
        )
        lines.append(f"loudest sample heard: {report.peak} of 32767")
    return lines


def _run(calling: Coroutine[None, None, CallReport], tell: Tell) -> CallReport:
    """Carry the call out; what prevents it becomes a plain line and an exit code."""
    try:
        return asyncio.run(calling)
    except WavError as error:
        typer.echo(f"hotline call: {error}", err=True)
        raise typer.Exit(2) from error
    except CallFailed as error:
        typer.echo(f"hotline call: {error.reason}", err=True)
        raise typer.Exit(2 if error.status == 400 else 1) from error
    except KeyboardInterrupt:
        tell("interrupted, hung up")
        raise typer.Exit(130) from None


def _sip_address(target: str) -> None:
    """Raises ValueError with an example for what is no SIP address; a bare number would ask for a trunk."""
    try:
        if not target.startswith("sip:"):
            raise ValueError
        split_target(target)
    except ValueError:
        example = "sip:hotline@127.0.0.1:5060"
        raise ValueError(f"{target!r} is no SIP address; write sip:USER@HOST[:PORT], as {example}") from None


def _checked(target: str, codec: str, say: Path | None) -> bytes | None:
    """What is to be said. Ends the command for a call that cannot be made."""
    try:
        _sip_address(target)
        if codec.lower() not in CODECS:
            raise ValueError(f"--codec {codec}: pcma, pcmu or g722")
        return read_wav(say) if say is not None else None
    except (ValueError, WavError) as error:
        typer.echo(f"hotline call: {error}", err=True)
        raise typer.Exit(2) from error


def call(
    target: Annotated[str, typer.Argument(help="Whom to call: sip:USER@HOST[:PORT]")],
    say: Annotated[Path | None, typer.Option(help="WAV file to say (PCM, A-law or mu-law, any rate)")] = None,
    record: Annotated[Path | None, typer.Option(help="WAV file to write what is heard to")] = None,
    hang_after: Annotated[float | None, typer.Option(min=0, help="Hang up S seconds after the answer")] = None,
    cancel_after: Annotated[float | None, typer.Option(min=0.01, help="Give up after S seconds of ringing")] = None,
    caller: Annotated[str, typer.Option("--from", help="Caller's number")] = "",
    name: Annotated[str, typer.Option(help="Caller's display name")] = "",
    codec: Annotated[str, typer.Option(help="Codec to prefer: pcma, pcmu or g722")] = "pcma",
    timeout: Annotated[float, typer.Option(min=0.01, help="Give up after S seconds without an answer")] = 60.0,
    loop: Annotated[bool, typer.Option("--loop", help="Say the file again and again")] = False,
) -> None:
    """Call a line over real SIP and tell the story. Exit status 0: answered; 1: not; 2: wrong usage.

    Example: hotline call sip:hotline@127.0.0.1:5060 --say hello.wav --record heard.wav
    """
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING)
    )  # the story is the output
    audio = _checked(target, codec, say)
    started = time.monotonic()

    def tell(line: str) -> None:
        typer.echo(f"{time.monotonic() - started:7.2f} s  {line}")

    calling = place_call(
        target,
        say=audio,
        loop=loop,
        record=record,
        hang_after=hang_after,
        cancel_after=cancel_after,
        caller=caller,
        name=name,
        codec=codec.lower(),
        timeout=timeout,
        tell=tell,
    )
    report = _run(calling, tell)
    for line in story(report):
        tell(line)
    raise typer.Exit(report.exit_code)
