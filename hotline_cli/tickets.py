"""`hotline tickets`: list and show complaints, and reckon their clocks anew after calendar or procedure changed."""

import datetime as dt
import time
from pathlib import Path
from typing import Annotated

import typer

from api.db import Database
from api.log import EventLog
from api.projector import Projector
from api.residents.book import ResidentBook
from api.schemas import AgentView, Role, TicketState, TicketView
from api.settings import DeskSettings
from api.tickets.machine import STATES
from api.tickets.reckoning import Change, Reckoning
from api.tickets.rules import ClockRules
from api.tickets.shelf import TicketFilter, TicketShelf
from hotline_cli.database import in_database
from hotline_cli.desk_settings import rules_of, settings_of
from hotline_cli.shell import quit_with
from scripts_lib.model import Clock, ClockState

Data = Annotated[Path | None, typer.Option(help="Data folder.", show_default="the user's data folder")]
ADMINISTRATOR = AgentView(agent_id="", login="", name="", surname="", role=Role.ADMIN)
"""Who has the data folder sees everything."""
WHO = "administrator"
MOST = 200

tickets_app = typer.Typer(help="Complaints: list, show, reckon clocks anew.", no_args_is_help=True)


@tickets_app.callback()
def tickets() -> None:
    """Complaints: list, show, reckon clocks anew."""


@tickets_app.command("list")
def list_tickets(
    state: Annotated[TicketState | None, typer.Option(help="Only in this state.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only with a due time that has passed.")] = False,
    q: Annotated[str, typer.Option(help="Part of the number, the name, the place or the matter.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="Rows at most.")] = 50,
    data: Data = None,
) -> None:
    """Tickets, nearest due first; without options those that are open."""
    which = TicketFilter(state=state, overdue=overdue, q=q, open=True if state is None and not q else None)
    settings = settings_of(data)

    async def work(database: Database) -> tuple[int, tuple[TicketView, ...]]:
        shelf = TicketShelf(database, _log(database, settings))
        return await shelf.page(which, ADMINISTRATOR, limit=limit, offset=0)

    total, found = in_database(data, work)
    for one in found:
        due = min((clock.due for clock in one.clocks if clock.state is ClockState.RUNNING), default=None)
        when = _when(due, settings) if due is not None else "-" * 16
        late = "!" if due is not None and due < time.time() else " "
        typer.echo(
            f"{one.number}  {late}{when}  {STATES[one.state].zh}  {one.complaint.place}  {one.complaint.matter}"
        )
    if total > len(found):
        typer.echo(f"{total - len(found)} more; --limit or --q shows others.")


@tickets_app.command("show")
def show(number: Annotated[str, typer.Argument(help="TS20261123-0001.")], data: Data = None) -> None:
    """One ticket: its clocks, and all that happened to it."""
    settings = settings_of(data)

    async def work(database: Database) -> tuple[TicketView, list[str]]:
        story = await TicketShelf(database, _log(database, settings)).story(number, ADMINISTRATOR)
        if story is None:
            quit_with(f"There is no ticket {number}; `hotline tickets list` names them.")
        await ResidentBook(database).opened(WHO, "ticket", number)
        lines = [f"{_when(one.at, settings)}  {one.kind:<20} {one.name}".rstrip() for one in story.lines]
        return story.ticket, lines

    ticket, lines = in_database(data, work)
    typer.echo(f"{ticket.number}  {_about(ticket)}")
    for line in _doubt(ticket):
        typer.echo(f"  {line}")
    for clock in ticket.clocks:
        typer.echo(f"  {_clock(clock, settings)}  {clock.clock_id:<20} {clock.what.zh}")
    for line in lines:
        typer.echo(f"  {line}")


@tickets_app.command("clocks")
def clocks(
    rules: Annotated[
        Path | None,
        typer.Option(help="Folder with the changed calendar or procedure.", show_default="the site's rules in force"),
    ] = None,
    closed: Annotated[bool, typer.Option("--closed", help="Closed and declined ones too.")] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Let them count from now on.")] = False,
    why: Annotated[str, typer.Option(help="The reason, kept in the log; needed with --apply.")] = "",
    data: Data = None,
) -> None:
    """Due times before and after, for tickets whose clocks another calendar or procedure would move."""
    if apply and not why.strip():
        quit_with("Say --why the clocks are reckoned anew; it is kept in the log.")
    settings = settings_of(data)
    library = rules_of(settings, rules)
    by = ClockRules(library.procedure, library.calendar, settings.timezone)

    async def work(database: Database) -> tuple[list[Change], int]:
        reckoning = Reckoning(database, _log(database, settings), by)
        changes = [one async for one in reckoning.changes(closed=closed)]
        return changes, await reckoning.apply(changes, why, time.time()) if apply else 0

    changes, applied = in_database(data, work)
    for change in changes:
        typer.echo(change.number)
        for one in change.moved:
            before, after = (_clock(each, settings) if each is not None else "-" for each in (one.before, one.after))
            typer.echo(f"  {one.clock_id:<20} {before}  ->  {after}")
    told = f"{applied} changed in the log." if apply else "Nothing was changed; --apply lets them count."
    typer.echo(f"{len(changes)} tickets differ. {told}" if changes else "No clock would move.")


def _about(ticket: TicketView) -> str:
    return f"{STATES[ticket.state].zh}  {ticket.complaint.place}  {ticket.complaint.matter}"


def _doubt(ticket: TicketView) -> tuple[str, ...]:
    """The question whether it is a case, and its answer (CASE-1)."""
    if ticket.doubt is None:
        return ()
    asked, said = ticket.doubt.asked, ticket.doubt.settled
    answer = f"{said.name}  {said.note}" if said is not None else "-"
    return f"?  {asked.name}  {asked.note}", f"!  {answer}"


def _log(database: Database, settings: DeskSettings) -> EventLog:
    return EventLog(database, Projector(settings.cadence))


def _when(at: float, settings: DeskSettings) -> str:
    return f"{dt.datetime.fromtimestamp(at, settings.zone):%Y-%m-%d %H:%M}"


def _clock(clock: Clock, settings: DeskSettings) -> str:
    return f"{_when(clock.due, settings)} {clock.state:<7}"
