"""The demo without a screen: plays the agent over the console's own client, and checks that each call got where it
should: answered, heard on both sides, hung up by the caller, recorded, and a ticket with its clocks.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
import msgspec

from api.schemas import (
    CallDetail,
    CallState,
    CallView,
    Disposition,
    HeadsetChanged,
    Snapshot,
    TicketView,
)
from console.audio.ends import WavMicrophone, WavSpeaker
from console.board import Board
from console.client import DeskClient
from console.desk import Message
from console.errors import ConsoleError, DeskAway
from console.form import faults, outcome_of
from console.format import masked
from console.headset import Headset, HeadsetState
from console.work import Work
from hotline_cli.call import CallReport, place_call
from hotline_cli.demo.cast import AGENT_VOICE, VOICES, Caller, Cast
from hotline_cli.demo.stage import Stage
from hotline_cli.demo.story import story, tell
from hotline_cli.wav import peak, read_wav
from scripts_lib.model import Question, Rules
from telephony.errors import TelephonyError
from telephony.events import AgentState, EndCause, Side

PICK_UP_AFTER_MS = (1500, 5150, 2500)
"""In the first ring, in the second, in the first: call by call."""
QUESTION_EVERY_S = 1.5
WITHIN_S = 12.0
AUDIBLE = 1000
"""Loudest sample, of 32767, from which somebody was heard."""
T = TypeVar("T")


class CallFault(Exception):
    """A call of the demo did not get where it should. Says where it stopped."""


@dataclass
class Agent:
    """Who plays the agent: a signed-in client and a headset of sound files."""

    client: DeskClient
    headset: Headset
    rules: Rules
    heard: Path
    """The WAV file that the headset's speaker writes."""
    http: httpx.AsyncClient

    @property
    def board(self) -> Board:
        """What the desk shows this agent now."""
        board = self.client.board
        assert board is not None
        return board


def play_headless(on: Stage, cast: Cast, calls: int, lang: str, say: Callable[[str], None]) -> int:
    """Play that many calls and tell their stories; 0 when every one reached its record and its ticket, else 1."""
    return asyncio.run(_play(on, cast, calls, lang, say))


async def _play(on: Stage, cast: Cast, calls: int, lang: str, say: Callable[[str], None]) -> int:
    heard = on.folder / "demo-heard.wav"
    headset = Headset(WavMicrophone(VOICES / f"{AGENT_VOICE}.wav"), WavSpeaker(heard))
    client = DeskClient(on.desk)
    session = await client.sign_in(on.logins.agent, on.logins.agent_password)
    headers = {"Authorization": f"Bearer {session.token}"}
    async with httpx.AsyncClient(base_url=on.desk, headers=headers, trust_env=False, timeout=10) as http:
        try:
            headset.start()
            client.listen(lambda message: _follow(headset, message))
            await client.open()
            agent = Agent(client, headset, await client.rules(), heard, http)
            for number in range(calls):
                try:
                    await _one_call(agent, on, cast, number, lang, say)
                except (CallFault, ConsoleError, TelephonyError, httpx.HTTPError, msgspec.DecodeError) as fault:
                    why = fault.of(lang) if isinstance(fault, ConsoleError) else str(fault) or type(fault).__name__
                    say(tell("failed", lang, n=number + 1, why=why))
                    return 1
            with suppress(DeskAway):  # the desk may close before its answer is read
                await client.sign_out()
        finally:
            await client.close()
            headset.close()
    say(tell("all", lang, calls=calls))
    return 0


def _follow(headset: Headset, message: Message) -> None:
    if isinstance(message, Snapshot | HeadsetChanged):
        headset.use(message.headset)


async def _one_call(agent: Agent, on: Stage, cast: Cast, number: int, lang: str, say: Callable[[str], None]) -> None:
    started = time.monotonic()
    caller = cast.caller(number)
    resident = cast.resident_of(caller)
    await _until("the headset is connected", lambda: agent.headset.state is HeadsetState.CONNECTED or None)
    if agent.board.me.state is not AgentState.READY:
        await agent.client.ready()
    place = "-".join((resident.building, resident.unit, resident.room))
    phone = resident.phones[0]
    kind = next(one.label for one in agent.rules.catalogue.kinds if one.value == caller.kind)
    say(tell("head", lang, n=number + 1, name=resident.name, home=place, number=masked(phone), kind=kind.of(lang)))
    calling = asyncio.create_task(place_call(on.sip, say=read_wav(caller.wav), caller=phone, timeout=30))
    try:
        work = await _talk(agent, caller, calling, phone, PICK_UP_AFTER_MS[number % len(PICK_UP_AFTER_MS)], lang)
        report = await _within("the caller hangs up", calling)
    finally:
        calling.cancel()
        await asyncio.gather(calling, return_exceptions=True)
    detail, ticket = await _register(agent, caller, work, lang)
    _check(agent, report, detail, ticket, resident.name)
    weight = next(one.label for one in agent.rules.catalogue.weights if one.value == ticket.complaint.weight)
    site = agent.board.site
    told = {"weight": weight.of(lang), "agent": agent.board.me.name, "timezone": site.timezone, "lang": lang}
    for line in story(detail, ticket, **told):
        say(line)
    say(tell("took", lang, took=time.monotonic() - started))


async def _talk(
    agent: Agent, caller: Caller, calling: "asyncio.Task[CallReport]", phone: str, after_ms: int, lang: str
) -> Work:
    """Let it ring, pick up, ask and write down while the caller speaks. Ends with the call."""
    call = await _until("the call is offered", lambda: _offered(agent.board, phone))
    await asyncio.sleep(max(0, after_ms - call.elapsed_ms) / 1000)
    await agent.client.accept(call.call_id)
    call = await _until("the call is answered", lambda: _mine(agent.board, call.call_id, CallState.TALKING))
    picked_up = time.monotonic()

    def talk_ms() -> int:
        return round((time.monotonic() - picked_up) * 1000)

    work = Work(call, agent.rules, None, lang)
    while not calling.done():
        await asyncio.wait([calling], timeout=QUESTION_EVERY_S)
        if work.run is None:
            work.choose(caller.kind, talk_ms())
        elif work.run.current is not None:
            _answer(work, work.run.current, caller, talk_ms())
    return work


def _answer(work: Work, question: Question, caller: Caller, now_ms: int) -> None:
    """What the caller said goes into the field that the question fills; questions already answered are left out."""
    said = {"matter": caller.matter, "demand": caller.demand, "happened_at": caller.happened_at}
    known = said.get(question.fills or "", work.draft.fields.get(question.fills or "", ""))
    if known and not question.choices:
        work.answer(known, now_ms)
    else:
        work.skip(now_ms)


async def _register(agent: Agent, caller: Caller, work: Work, lang: str) -> tuple[CallDetail, TicketView]:
    """Save the complaint, and read back over REST what the desk keeps of call and ticket."""
    call_id = work.call.call_id
    ended = await _until("the call is on the list of those to finish", lambda: _pending(agent.board, call_id))
    work.update(ended)
    filled = {"matter": caller.matter, "demand": caller.demand, "happened_at": caller.happened_at}
    if work.run is None:
        work.choose(caller.kind, ended.talk_ms)
    for name, value in {**filled, "weight": caller.weight.value, "nature": caller.nature.value}.items():
        work.set_field(name, value)
    work.set_outcome(Disposition.COMPLAINT)
    now, timezone = time.time(), agent.board.site.timezone
    if lacking := faults(work.draft, timezone, now, agent.rules.advice):
        raise CallFault(f"the form is not complete: {', '.join(lacking)}")
    saved = await agent.client.dispose(call_id, outcome_of(work.draft, timezone, now))
    if saved.ticket is None:
        raise CallFault("the desk registered no ticket")
    await _until("the list of calls to finish is empty", lambda: None if _pending(agent.board, call_id) else True)
    response = await agent.http.get(f"/api/tickets/{saved.ticket.number}")
    response.raise_for_status()
    return await agent.client.call(call_id), msgspec.json.decode(response.content, type=TicketView)


def _check(agent: Agent, report: CallReport, detail: CallDetail, ticket: TicketView, resident: str) -> None:
    """Whether record and ticket say what happened. Raises CallFault for the first thing that is not so."""
    call = detail.call
    known = call.resident.name if call.resident is not None else ""
    for claim, so in (
        ("the caller was answered", report.ok),
        ("the record shows the call ended", call.state is CallState.ENDED and call.cause is EndCause.COMPLETED),
        ("the caller hung up first", call.ended_by is Side.CALLER),
        ("the rings were judged", call.ring is not None),
        ("the resident was recognised by the number", known == resident),
        ("the record names its ticket", call.ticket_number == ticket.number),
        ("the ticket names its call", ticket.call_id == call.call_id),
        ("the ticket has its clocks", bool(ticket.clocks)),
        ("the caller heard the agent", report.peak >= AUDIBLE),
        ("the agent heard the caller", agent.heard.exists() and _loudest(agent.heard) >= AUDIBLE),
    ):
        if not so:
            raise CallFault(f"not so: {claim}")


def _loudest(path: Path) -> int:
    return peak(read_wav(path))


# --- looking at the board -------------------------------------------------------------------------------------------


def _offered(board: Board, phone: str) -> CallView | None:
    call = board.call
    return call if call is not None and call.state is CallState.OFFERED and call.number == phone else None


def _mine(board: Board, call_id: str, state: CallState) -> CallView | None:
    call = board.call
    return call if call is not None and call.call_id == call_id and call.state is state else None


def _pending(board: Board, call_id: str) -> CallView | None:
    return next((call for call in board.pending if call.call_id == call_id), None)


async def _until(what: str, look: Callable[[], T | None]) -> T:
    """What `look` sees, as soon as it sees something. Raises CallFault after twelve seconds."""
    until = time.monotonic() + WITHIN_S
    while (seen := look()) is None:
        if time.monotonic() > until:
            raise CallFault(f"waited {WITHIN_S:.0f} s in vain until {what}")
        await asyncio.sleep(0.02)
    return seen


async def _within(what: str, waiting: "asyncio.Task[T] | Coroutine[Any, Any, T]") -> T:
    try:
        async with asyncio.timeout(WITHIN_S):
            return await waiting
    except TimeoutError as error:
        raise CallFault(f"waited {WITHIN_S:.0f} s in vain until {what}") from error
