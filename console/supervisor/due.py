"""Open complaints by the clock that is nearest to its limit, and what waits for an approval (SLA-3, SLA-4, SLA-5).

The desk decides who may extend; a supervisor asks for more time and lays a complaint before those above.
"""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual.binding import Binding, BindingType

from api.schemas import ROLE_TITLES, Role, TicketView
from console.agent.choose import ChooseScreen, LineScreen
from console.supervisor.records import FigureRecords
from console.supervisor.rows import Row
from console.supervisor.sheet import Sheet
from console.texts import Words
from scripts_lib.model import Clock, ClockState

LONGEST_MATTER = 12
DAYS = (1, 2, 3, 5, 7, 14)
DAY = 86_400.0
NEAR = 4 * 3600.0
"""Seconds before a limit from which on a clock is shown as near."""


class DueScreen(Sheet):
    """The nearest limit first. `wall` tells the desk's time of day."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "extend", "申请延期", id="due.extend", tooltip="为选中的投诉申请延期 / ask for more time"),
        Binding("u", "pass_up", "上报", id="due.pass_up", tooltip="报上级：经理或总经理 / lay it before those above"),
        Binding("a", "answer", "答复请示", id="due.answer", tooltip="照此立项 / it is a case as it stands"),
    ]
    NAME = "due"
    COLUMNS: ClassVar[tuple[str, ...]] = ("left", "number", "weight", "matter", "waits", "clock", "due")
    SPARE = 2

    def __init__(
        self, records: FigureRecords, words: Words, lang: str, timezone: str, wall: Callable[[], float]
    ) -> None:
        super().__init__(records, words, lang, timezone)
        self._wall = wall
        self._tickets: tuple[TicketView, ...] = ()

    async def _fetch(self) -> None:
        self._tickets = (await self._records.open_tickets()).items

    def _draw(self) -> None:
        now = self._wall()
        self._rows.show(lines(self._tickets, now, self._zone, self._words, self._lang))
        self._say(summary(self._tickets, now, self._words))

    def _detail(self, key: str) -> str:
        ticket = self._chosen()
        return detail(ticket, self._zone, self._words, self._lang) if ticket is not None else ""

    # --- acts --------------------------------------------------------------------------------------------------

    def _chosen(self) -> TicketView | None:
        number = self._rows.chosen
        return next((one for one in self._tickets if one.number == number), None)

    def action_extend(self) -> None:
        """e: more time for the clock that somebody may extend."""
        ticket = self._chosen()
        clock = extendable(ticket) if ticket is not None else None
        if ticket is None or clock is None:
            self._say(self._words("due.not_extendable"), bad=True)
            return
        number, words = ticket.number, self._words
        rows = [(str(days), words("due.until", at=_at(clock.due + days * DAY, self._zone))) for days in DAYS]

        def why(days: str | None) -> None:
            if days is None:
                return

            def ask(reason: str | None) -> None:
                if reason is not None:
                    until = clock.due + int(days) * DAY
                    self._ask(self._records.ask_more_time(number, clock.clock_id, until, reason), "due.asked")

            self.app.push_screen(LineScreen(words("due.why", number=number), words("due.why_hint")), ask)

        self.app.push_screen(ChooseScreen(words("due.extend", number=number), rows, words("act.choose")), why)

    def action_pass_up(self) -> None:
        """u: lay it before the manager, a grave one before the general manager (SLA-2, SLA-3)."""
        ticket = self._chosen()
        if ticket is not None:
            self._ask(self._records.pass_up(ticket.number), "due.passed_up")

    def action_answer(self) -> None:
        """a: whoever registered it asked whether it is a case: it is, and why (CASE-1). Else it is judged anew or
        declined in the browser, which answers too."""
        ticket = self._chosen()
        if ticket is None or not asks(ticket):
            self._say(self._words("due.nothing_asked"), bad=True)
            return
        number, question = ticket.number, ticket.complaint.doubt

        def answered(note: str | None) -> None:
            if note is not None:
                self._ask(self._records.settle_doubt(number, note), "due.answered")

        words = self._words
        self.app.push_screen(LineScreen(words("due.doubt_of", asked=question), words("due.doubt_hint")), answered)


# --- in words -------------------------------------------------------------------------------------------------------


def nearest(ticket: TicketView) -> Clock | None:
    """The running clock that is due first."""
    running = (one for one in ticket.clocks if one.state is ClockState.RUNNING)
    return min(running, key=lambda one: one.due, default=None)


def asks(ticket: TicketView) -> bool:
    """Whether a question waits, if it is a case at all (CASE-1)."""
    return ticket.doubt is not None and ticket.doubt.settled is None


def extendable(ticket: TicketView) -> Clock | None:
    """The running clock that somebody may extend, and for which nothing is asked yet (SLA-4, SLA-5)."""
    asked = {one.clock_id for one in ticket.extensions if one.granted is None}
    running = (one for one in ticket.clocks if one.state is ClockState.RUNNING and one.extend_by is not None)
    return next((one for one in running if one.clock_id not in asked), None)


def summary(tickets: tuple[TicketView, ...], now: float, words: Words) -> str:
    """How many are open, near, past, and wait for an approval."""
    dues = [clock.due for one in tickets if (clock := nearest(one)) is not None]
    return words(
        "due.said",
        open=len(tickets),
        late=sum(due <= now for due in dues),
        near=sum(now < due <= now + NEAR for due in dues),
        doubts=sum(map(asks, tickets)),
        asked=sum(any(asked.granted is None for asked in one.extensions) for one in tickets),
    )


def lines(tickets: tuple[TicketView, ...], now: float, zone: ZoneInfo, words: Words, lang: str) -> tuple[Row, ...]:
    """A row for each, the nearest limit first."""
    far = float("inf")
    dues = {one.number: clock.due if (clock := nearest(one)) is not None else far for one in tickets}
    return tuple(_line(one, now, zone, words, lang) for one in sorted(tickets, key=lambda one: dues[one.number]))


def _line(ticket: TicketView, now: float, zone: ZoneInfo, words: Words, lang: str) -> Row:
    clock = nearest(ticket)
    matter = ticket.complaint.matter
    short = matter if len(matter) <= LONGEST_MATTER else f"{matter[: LONGEST_MATTER - 1]}…"
    cells = (
        _left(clock.due - now, words) if clock is not None else "",
        ticket.number,
        words(f"due.weight.{ticket.weight}"),
        short,
        _waits(ticket, zone, words, lang, "due.waits_short"),
        clock.what.of(lang) if clock is not None else words("due.no_clock"),
        _at(clock.due, zone) if clock is not None else "",
    )
    late = clock is not None and clock.due <= now
    near = clock is not None and clock.due <= now + NEAR
    return Row(ticket.number, cells, "bold $text-error" if late else "$text-warning" if near else "")


def detail(ticket: TicketView, zone: ZoneInfo, words: Words, lang: str) -> str:
    """What the row has no room for: where and what, whose it is, the limit and its time, what is asked."""
    clock, said = nearest(ticket), ticket.complaint
    limit = f"{clock.what.of(lang)} {_at(clock.due, zone)}" if clock is not None else words("due.no_clock")
    asked = next((one.why for one in ticket.extensions if one.granted is None), "")
    asked = said.doubt if asks(ticket) else asked
    parts = (said.place, said.matter, said.demand, limit, _waits(ticket, zone, words, lang), asked)
    return "  ".join(one for one in parts if one)


def _waits(ticket: TicketView, zone: ZoneInfo, words: Words, lang: str, asked_as: str = "due.waits") -> str:
    """A question that nobody answered; the extension that nobody has decided about, and whose it is; else how far up
    it is."""
    if asks(ticket):
        return words("due.doubt")
    asked = next((one for one in ticket.extensions if one.granted is None), None)
    if asked is not None:
        who = ROLE_TITLES[Role(asked.role)][lang != "zh"] if asked.role in list(Role) else asked.role
        return words(asked_as, until=f"{datetime.fromtimestamp(asked.until, zone):%m-%d}", who=who)
    return words("due.level", level=ticket.level) if ticket.level else ""


def _left(seconds: float, words: Words) -> str:
    minutes = round(abs(seconds) / 60)
    if minutes < 60:
        length = words("due.minutes", count=minutes)
    elif minutes < 48 * 60:
        length = words("due.hours", count=round(minutes / 60))
    else:
        length = words("due.days", count=round(minutes / 60 / 24))
    return words("due.over", length=length) if seconds <= 0 else words("due.left", length=length)


def _at(at: float, zone: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(at, zone):%m-%d %H:%M}"
