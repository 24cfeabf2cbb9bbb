"""Drives the floor: tells it what happens, carries out its effects, owns the only timer. The live side's I/O."""

import asyncio
import contextlib
import time
import uuid
from collections.abc import Callable
from functools import partial
from typing import Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api.calls.record import CallRecord
from api.calls.views import CallViews
from api.duty.shelf import DutyShelf
from api.figures.live import LiveFigures
from api.live import showing, talk
from api.live.asked import asked
from api.live.chores import Chores
from api.live.effects import Effect, FindResident, Leave, Part, Record, Send, Show, ShowFloor, Tell
from api.live.floor import Floor
from api.live.hub import Connection, Hub
from api.live.machine import Machine
from api.live.screen import Screen
from api.live.spoken import Spoken
from api.live.tasks import Tasks
from api.live.words import Refusal
from api.live.writer import LineEntry, LogWriter
from api.log import EventLog
from api.log_events import DeskEvent
from api.queues.opening import Openings
from api.queues.plan_file import SiteQueues
from api.rights import Right, may
from api.schemas import AgentView, Done, Goodbye, Request, SignOn, SiteView
from api.settings import DeskSettings
from api.transcripts.live import LiveTranscripts
from api.transcripts.shelf import TranscriptShelf
from telephony.acd.hours import IsWorkday
from telephony.commands import Command
from telephony.events import CallAnswered, CallEnded, LineStarted, RemoteAnswered
from telephony.wire import Numbered

log = structlog.get_logger()
FLOOR_EVERY_S = 0.1
"""Everybody's view is sent at most ten times a second."""
HEADSET_EVERY_S = 600.0
"""Headset tokens are renewed this often; they last twice as long."""
WRITE_WAIT_S = 5.0
MOVES_DUTY = (CallAnswered, RemoteAnswered, CallEnded, LineStarted)
"""Events that may change the duty list."""


class Link(Protocol):
    """The connection of a line."""

    stream_id: str

    def command(self, command: Command) -> None:
        """Send a command; does not wait."""

    def replace(self) -> None:
        """Close: the line has linked anew."""


class Live:
    """The live side of the desk. One instance a process; everything runs in its event loop."""

    def __init__(
        self,
        settings: DeskSettings,
        event_log: EventLog,
        views: CallViews,
        duty: DutyShelf,
        site: SiteView,
        *,
        queues: SiteQueues,
        is_workday: IsWorkday,
        figures: LiveFigures,
        transcripts: tuple[LiveTranscripts, TranscriptShelf],
    ) -> None:
        self._settings = settings
        self._log = event_log
        self._views = views
        self.floor = Floor(settings, lambda: str(uuid.uuid4()), queues)
        openings = Openings(queues.plan, settings.zone, queues.working_days(is_workday))
        self._floor_moved = asyncio.Event()
        self._chores = Chores(self.floor, views, duty, openings, self.carry_out, self._floor_moved.set)
        self.writer = LogWriter(event_log)
        self.machine = Machine(settings.data, self.writer)
        self.figures = figures
        self._screen = Screen(
            self.floor, site, settings.key(), HEADSET_EVERY_S * 2, transcripts[0], self.machine.ahead_s
        )
        self._hub = Hub(settings.zone)
        figures.subscribe(partial(showing.board, self._hub, self.floor, figures.book))
        self._links: dict[str, Link] = {}
        self._heard: dict[str, int] = {}
        """The last number of each stream that the floor was told of; the log may be behind."""
        self._tasks = Tasks()
        self.spoken = Spoken(*transcripts, self.floor.board.agent_of, self._hub, self._tasks.spawn)
        self._wake = asyncio.Event()
        self._was: dict[str, tuple[str, str]] = {}

    @property
    def key(self) -> str:
        """The link key that lines prove themselves with."""
        return self._settings.key()

    @property
    def lines_up(self) -> int:
        """How many lines are linked."""
        return len(self._links)

    # --- life ---

    async def start(self) -> None:
        """Take up what was going on before the desk stopped, and begin."""
        await self.figures.take_up(self.floor, self._record, self.machine.at)
        self._chores.look_at_hours()
        await self._restore()
        await self._chores.take_up_callbacks()
        endless = (self.writer.run, self._keep_time, self._show_floor, self._renew)
        self._tasks.endless(*endless, *self._chores.endless, *self.figures.endless)

    def say_goodbye(self) -> None:
        """The desk stops: tell the consoles, which come back by themselves."""
        for connection in self._hub.connected().values():
            connection.close(Goodbye(code="stopping", zh="服务端正在重启", en="the desk is restarting"))

    async def stop(self) -> None:
        """Write what waits, end the tasks."""
        if not await self.writer.flushed(WRITE_WAIT_S):
            log.error("desk_stopped_with_events_unwritten")
        await self._tasks.stop()

    async def _restore(self) -> None:
        now, wall = time.monotonic(), time.time()
        for record in [*await self._views.open_records(), *await self._views.unfinished()]:
            resident = await self._views.find_resident(record.number)
            self.floor.board.restore(record, resident, now, wall)
        self.floor.board.today = await self._views.today()
        self._was = await self._log.agent_states()
        self.floor.headset_urls = await self._log.headset_urls()
        self.carry_out(self.floor.take_up(now))

    # --- lines ---

    async def durable(self, stream_id: str) -> int:
        """The last event of this stream that is on disk, once what waits was written."""
        await self.writer.flushed(WRITE_WAIT_S)
        have = await self._log.have_seq(stream_id)
        self._heard.setdefault(stream_id, have)
        return have

    def stream_of(self, line_id: str) -> str | None:
        """The journal of the line that is linked under this name; None for none."""
        link = self._links.get(line_id)
        return link.stream_id if link is not None else None

    def link(self, line_id: str, link: Link) -> None:
        """A line linked: commands go there. Its headset socket is known from its LineStarted."""
        older, self._links[line_id] = self._links.get(line_id), link
        if older is not None:
            older.replace()
        url = self.floor.headset_urls.get(line_id, "")
        self.carry_out(self.floor.line_up(line_id, url))

    def unlink(self, line_id: str, link: Link) -> None:
        """That link broke."""
        if self._links.get(line_id) is link:
            del self._links[line_id]
            self.carry_out(self.floor.line_down(line_id))

    def heard(self, stream_id: str, line_id: str, numbered: Numbered, written: Callable[[int], None]) -> None:
        """An event of a line: act at once, write after. One that is sent again is acted on once."""
        self.writer.put(LineEntry(stream_id, line_id, numbered, written))
        if numbered.seq > self._heard.get(stream_id, 0):
            self._heard[stream_id] = numbered.seq
            self.figures.heard(numbered.event, stream_id, line_id)
            self.carry_out(self.floor.line_event(line_id, numbered.event, time.monotonic(), time.time()))
            if isinstance(numbered.event, MOVES_DUTY):
                self._chores.duty_moved()

    # --- consoles ---

    def connect(self, person: AgentView, sign_on: SignOn, connection: Connection) -> bool:
        """A console signed on. False when it was refused, with its goodbye sent."""
        stream = self._hub.take_seat(person, sign_on, connection)
        if stream is None:
            return False
        self._sign_in(person, resumes=sign_on.session != "")
        missed = stream.missed(sign_on)
        if missed is None:
            connection.send(self._screen.snapshot(person.agent_id, stream, time.monotonic()))
        else:
            for data in missed:
                connection.send_raw(data)
        stream.connection = connection
        connection.sees_board = sign_on.board and may(person, Right.SEE_FIGURES)
        if missed is not None:
            for part in (Part.ME, Part.CALL):  # their clocks have run on since the deltas were made
                self._show(person.agent_id, part)
            self._floor_moved.set()
        return True

    def _sign_in(self, person: AgentView, resumes: bool) -> None:
        """Sign in; a console that was open while the desk restarted finds its agent as before."""
        now, wall = time.monotonic(), time.time()
        self.carry_out(self.floor.sign_in(person, now, wall))
        state, reason = self._was.pop(person.agent_id, ("", ""))
        if not resumes:
            return
        with contextlib.suppress(Refusal):  # in a call already: then that is the state
            if state in ("ready", "reserved") or reason == "console_away":
                self.carry_out(self.floor.ready(person.agent_id, now, wall))
            elif state == "paused" and reason not in ("", "signed_in"):
                self.carry_out(self.floor.pause(person.agent_id, reason, now, wall))

    def disconnect(self, agent_id: str, connection: Connection) -> None:
        """The console's connection ended."""
        if self._hub.leave_seat(agent_id, connection):
            self.carry_out(self.floor.console_gone(agent_id, time.monotonic()))

    def request(self, agent_id: str, request: Request, connection: Connection) -> None:
        """Do what a console asks, or say why not. The answer comes after what it changed, and before a goodbye."""
        try:
            effects = asked(self.floor, agent_id, request, time.monotonic(), time.time())
        except Refusal as refusal:
            self.carry_out(self.floor.taken())
            connection.send(
                Done(request_id=request.request_id, ok=False, code=refusal.code, zh=refusal.zh, en=refusal.en)
            )
            return
        self.carry_out([effect for effect in effects if not isinstance(effect, Leave)])
        connection.send(Done(request_id=request.request_id, ok=True))
        self.carry_out([effect for effect in effects if isinstance(effect, Leave)])

    # --- REST ---

    def record(self, call_id: str) -> CallRecord | None:
        """A call that goes on, or was not finished, as it is at this moment; the log may be behind."""
        call = self.floor.board.find(call_id)
        return call.record if call is not None else None

    async def settled(self) -> None:
        """Wait until the log has what has happened, so that what is read next is not behind."""
        await self.writer.flushed(WRITE_WAIT_S)

    async def disposed(self, call_id: str) -> None:
        """A call's outcome was saved."""
        self.carry_out(self.floor.disposed(call_id))

    def dial(self, agent_id: str, number: str) -> str:
        """Call this number for the agent, whose console shows it. The call's id. Raises Refusal."""
        self.floor.wall = time.time()
        try:
            return talk.dial(self.floor, agent_id, number, time.monotonic())
        finally:
            self.carry_out(self.floor.taken())

    def duty_moved(self) -> None:
        """The duty list changed: count it again."""
        self._chores.duty_moved()

    def rules_changed(self, site: SiteView) -> None:
        """The site or its rules changed: every console begins anew with what holds now; what is typed stays."""
        self._screen.site = site
        for agent_id, stream in self._hub:
            if stream.connection is not None:
                stream.connection.send(self._screen.snapshot(agent_id, stream, time.monotonic()))

    def now_at(self, person: AgentView) -> AgentView:
        """The person with the state of the moment."""
        return self._screen.with_state(person, time.monotonic())

    def person_changed(self, person: AgentView) -> None:
        """An account was changed: whoever is here has the new phone from the next offer on."""
        if person.agent_id in self.floor.profiles:
            self.floor.profiles[person.agent_id] = person
            self._show(person.agent_id, Part.ME)

    def signed_on(self) -> dict[str, str]:
        """Whose console is here by which session: agents by the session's id."""
        return {one.session_id: agent_id for agent_id, one in self._hub.connected().items() if not one.closed}

    def put_out(self, agent_id: str, zh: str, en: str) -> None:
        """The person may not be here any more, and why: close the console. It is offered nothing, and is signed out
        when the grace time is over, or its call."""
        self._hub.close(agent_id, Goodbye(code="not_allowed", zh=zh, en=en))

    # --- effects ---

    def carry_out(self, effects: list[Effect]) -> None:
        """Do what the floor asks, each part of a screen once."""
        shown: dict[tuple[str, Part], None] = {}
        for effect in effects:
            match effect:
                case Send():
                    self._send(effect)
                case Record(event=event):
                    self._record(event)
                case Show():
                    shown[effect.agent_id, effect.part] = None
                case ShowFloor():
                    self._floor_moved.set()
                case FindResident():
                    self._tasks.spawn(self._find(effect))
                case Tell(agent_id=agent_id, code=code, zh=zh, en=en):
                    self._hub.push(agent_id, partial(showing.told, code, zh, en))
                case Leave(agent_id=agent_id, code=code, zh=zh, en=en):
                    self._hub.sign_out(agent_id, Goodbye(code=code, zh=zh, en=en))
        for agent_id, part in shown:
            self._show(agent_id, part)
        self._wake.set()

    def _record(self, event: DeskEvent) -> None:
        self.writer.put(event)
        self.figures.heard(event)

    def _send(self, effect: Send) -> None:
        link = self._links.get(effect.line_id)
        if link is None:  # sent again when the line is back (`under_way.py`)
            log.warning("command_waits_for_link", line_id=effect.line_id, call_id=effect.command.call_id)
        else:
            link.command(effect.command)

    def _show(self, agent_id: str, part: Part) -> None:
        if self._hub.find(agent_id) is not None:
            self._hub.push(agent_id, self._screen.delta(agent_id, part, time.monotonic()))

    async def _find(self, effect: FindResident) -> None:
        try:
            resident = await self._views.find_resident(effect.number)
        except SQLAlchemyError as error:
            log.error("resident_not_looked_up", why=str(error))
            return
        if resident is not None:
            self.carry_out(self.floor.resident_found(effect.call_id, resident))

    # --- time ---

    async def _keep_time(self) -> None:
        """The only timer of the floor: sleep until its next deadline, or until something happens."""
        while True:
            self._wake.clear()
            deadline = self.floor.next_deadline
            wait = None if deadline is None else max(0.0, deadline - time.monotonic())
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._wake.wait()
            if deadline is not None and deadline <= time.monotonic():
                self.carry_out(self.floor.on_time(time.monotonic(), time.time()))

    async def _show_floor(self) -> None:
        while True:
            await self._floor_moved.wait()
            self._floor_moved.clear()
            view = self._screen.floor(time.monotonic())
            for agent_id, stream in self._hub:
                stream.push(partial(showing.floor, self._screen.floor_of(agent_id, view)))
            self.figures.make()
            await asyncio.sleep(FLOOR_EVERY_S)

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(HEADSET_EVERY_S)
            for agent_id, stream in self._hub:
                stream.push(partial(showing.headset, self._screen.headset(agent_id)))
