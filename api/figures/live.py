"""The figures of the running day: fed with all that is logged, they make the board for screens, wall and alarms.

The book is taken up from the tables when the desk starts, and then told each event as it happens, before the disk has
it. A board is made when the floor moved, and every few seconds for the clocks in it.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from api.alarms.rules import OF_THE_MACHINE, AlarmRule
from api.alarms.watch import Watch
from api.db import Database
from api.figures.board import Beside, board_of, narrowed
from api.figures.book import Book
from api.figures.events import DeskStarted
from api.figures.history import History, Which
from api.incidents.visible import now_of
from api.incidents.waiting import Waiting
from api.live.moment import Moment
from api.log_events import AnyEvent, DeskEvent
from api.models import TeamRow, TicketRow
from api.queues.sites import Seen
from api.schemas import AlarmView, Board, MachineNow, TicketsNow
from telephony.cadence import Cadence

log = structlog.get_logger()
TICK_S = 2.0
TICKETS_EVERY_S = 15.0
NEAR_S = 3600.0

Reader = Callable[[Board], None]


class LiveFigures:
    """Book, alarms and the newest board."""

    def __init__(
        self,
        history: History,
        database: Database,
        cadence: Cadence,
        alarms: tuple[AlarmRule, ...],
        version: str,
        incidents: Waiting,
    ) -> None:
        self._history = history
        self._database = database
        self._version = version
        self.book = Book(cadence, history.rule, 0.0)
        self.watch = Watch(alarms)
        self.board: Board | None = None
        self._midnight = 0.0
        self._tickets = TicketsNow()
        self._teams: dict[str, str] = {}
        self._readers: list[Reader] = []
        self._record: Callable[[DeskEvent], None] | None = None
        self._moment: Moment | None = None
        self._machine: Callable[[float, float], MachineNow] = _well
        self.incidents = incidents
        incidents.subscribe(self.make)

    # --- the log, as it happens ---

    async def take_up(
        self, moment: Moment, record: Callable[[DeskEvent], None], machine: Callable[[float, float], MachineNow]
    ) -> None:
        """Begin with what the tables know of today; `record` logs what the alarms say, `machine` tells how desk and
        lines fare."""
        self._moment, self._record, self._machine = moment, record, machine
        await self._history.fill()
        wall = time.time()
        since = self._history.midnight(wall)
        self._midnight = self._history.next_midnight(wall)
        facts = [one async for one in self._history.facts(Which(since=since, until=wall + 86_400))]
        spans = await self._history.spans(since, wall + 86_400)
        self.book.since = since
        self.book.restore(await self._history.open_calls(), facts, spans)
        record(DeskStarted(at=wall, version=self._version, last_at=await self._history.last_at()))

    def heard(self, event: AnyEvent, stream_id: str = "", line_id: str = "") -> None:
        """Something was logged just now."""
        self.book.receive(event, stream_id, line_id)

    # --- the board ---

    def subscribe(self, reader: Reader) -> Callable[[], None]:
        """Tell `reader` each board from now on. Returns how to end that."""
        self._readers.append(reader)
        return lambda: self._readers.remove(reader)

    def make(self) -> Board | None:
        """The board of this moment, told to all who read. None before the day was taken up."""
        if self._moment is None:
            return None
        now, wall = time.monotonic(), time.time()
        if wall >= self._midnight:
            self.book.new_day(self._history.midnight(wall))
            self._midnight = self._history.next_midnight(wall)
        board = board_of(self._moment, self.book, self._beside(now, wall), now, wall)
        facts = self.watch.look(board, now)
        if facts:
            for fact in facts:
                self._log(fact)
            board = board_of(self._moment, self.book, self._beside(now, wall), now, wall)
        self.board = board
        for reader in list(self._readers):
            reader(board)
        return board

    def seen(self, seen: Seen) -> Board | None:
        """The newest board as far as somebody sees calls; None before the day was taken up."""
        if self.board is None or self._moment is None:
            return None
        return narrowed(self.board, self.book, seen, self._moment.duty_of(seen.site))

    def _beside(self, now: float, wall: float) -> Beside:
        incidents = tuple(now_of(one) for one in self.incidents.items)
        return Beside(self._tickets, self.watch.views(), self._teams, self._machine(now, wall), incidents)

    def troubles(self) -> tuple[AlarmView, ...]:
        """What is raised of the machine itself, oldest first."""
        return tuple(one for one in self.watch.views() if one.kind in OF_THE_MACHINE)

    def acknowledge(self, alarm_id: str, agent_id: str) -> bool:
        """A supervisor takes care of an alarm; False where it is not raised."""
        fact = self.watch.acknowledge(alarm_id, agent_id, time.time())
        if fact is not None:
            self._log(fact)
            self.make()
        return fact is not None

    def _log(self, fact: DeskEvent) -> None:
        if self._record is not None:
            self._record(fact)

    @property
    def endless(self) -> tuple[Callable[[], Coroutine[Any, Any, None]], ...]:
        """What runs for ever."""
        return (self.tick, self.count_tickets)

    async def tick(self) -> None:
        """Make a board now and then, for ever: waits grow while nothing happens."""
        while True:
            await asyncio.sleep(TICK_S)
            self.make()

    async def count_tickets(self) -> None:
        """Count the tickets near and past their limits, and read what teams are called, for ever."""
        while True:
            try:
                self._tickets, self._teams = await self._counted(), await self._named()
            except SQLAlchemyError as error:
                log.error("tickets_not_counted", why=str(error))
            await asyncio.sleep(TICKETS_EVERY_S)

    async def _named(self) -> dict[str, str]:
        async with self._database.reading() as session:
            rows = await session.execute(select(TeamRow.key, TeamRow.name))
            return {row.key: row.name for row in rows}

    async def _counted(self) -> TicketsNow:
        now = time.time()
        due = TicketRow.next_due
        async with self._database.reading() as session:
            query = select(func.count(due), func.count().filter(due < now + NEAR_S), func.count().filter(due < now))
            total, near, overdue = (await session.execute(query)).one()
        return TicketsNow(open=total, near=near - overdue, overdue=overdue)


def _well(_now: float, _wall: float) -> MachineNow:
    """Before the day was taken up nothing is known."""
    return MachineNow()
