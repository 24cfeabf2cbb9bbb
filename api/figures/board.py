"""The board of this moment: what a supervisor and the wall see, made of the floor and the book of the day. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from msgspec.structs import replace

from api.figures.book import Book
from api.live.calls import LiveCall
from api.live.moment import Moment
from api.queues.sites import Seen
from api.schemas import AgentNow, AgentView, AlarmView, Board, MachineNow, QueueFigures, TicketsNow, WaitingNow
from api.schemas.incidents import IncidentNow
from telephony.acd import Kind
from telephony.acd.entry import Entry
from telephony.agent import Agent


@dataclass(frozen=True, slots=True)
class Beside:
    """What neither floor nor book know."""

    tickets: TicketsNow
    alarms: tuple[AlarmView, ...]
    teams: Mapping[str, str] = field(default_factory=dict)
    """Names of the teams by their keys."""
    machine: MachineNow = field(default_factory=MachineNow)
    incidents: tuple[IncidentNow, ...] = ()


def board_of(moment: Moment, book: Book, beside: Beside, now: float, wall: float) -> Board:
    """Everything at monotonic `now`, which is Unix time `wall`."""
    waiting = _waiting(moment, now)
    plan = moment.acd.plan.queues
    return Board(
        at=wall,
        since=book.since,
        today=book.figures(wall),
        waiting=waiting,
        agents=_agents(moment, book, beside.teams, now, wall),
        queues=tuple(
            QueueFigures(queue_id=one.queue_id, name=one.name, figures=book.queue(one.queue_id)) for one in plan
        )
        if len(plan) > 1
        else (),
        duty_open=moment.duty_of(""),
        callbacks_due=sum(one.callback for one in waiting),
        tickets=beside.tickets,
        alarms=beside.alarms,
        line_up=bool(moment.lines),
        machine=beside.machine,
        incidents=beside.incidents,
    )


def narrowed(board: Board, book: Book, seen: Seen, duty_open: int) -> Board:
    """The board for somebody who sees the calls of some queues: without rows, alarms and figures of others.

    Agents' time belongs to no queue, and agents serve several: they stay as they are. Incidents are of a site, and so
    is `duty_open`, the count of the duty list that this one sees.
    """
    if seen.site:
        board = replace(board, incidents=tuple(one for one in board.incidents if one.site in ("", seen.site)))
    if seen.queues is None:
        return board
    waiting = tuple(one for one in board.waiting if seen.shows(one.queue_id))
    hidden = {one.name for one in board.queues if not seen.shows(one.queue_id)}
    return replace(
        board,
        today=book.queues(seen.queues),
        waiting=waiting,
        queues=tuple(one for one in board.queues if seen.shows(one.queue_id)),
        duty_open=duty_open,
        callbacks_due=sum(one.callback for one in waiting),
        alarms=tuple(one for one in board.alarms if one.queue not in hidden),
    )


def _waiting(moment: Moment, now: float) -> tuple[WaitingNow, ...]:
    found = ((entry, moment.board.find(entry.call_id)) for entry in moment.acd.waiting)
    made = (_one_waiting(moment, entry, call, now) for entry, call in found if call is not None)
    return tuple(sorted(made, key=lambda one: (one.callback, -one.waited_ms)))


def _one_waiting(moment: Moment, entry: Entry, call: LiveCall, now: float) -> WaitingNow:
    waited_ms = max(0, round((now - call.anchor) * 1000))
    rings = entry.kind is Kind.RINGING
    return WaitingNow(
        call_id=entry.call_id,
        queue=entry.plan.name,
        queue_id=entry.plan.queue_id,
        rings=moment.settings.cadence.ring_of(waited_ms) if rings else 0,
        waited_ms=waited_ms,
        offered_to=_name(moment, entry.offered_to or ""),
        callback=entry.kind is Kind.CALLBACK,
    )


def _name(moment: Moment, agent_id: str) -> str:
    profile = moment.profiles.get(agent_id)
    return profile.name if profile is not None else agent_id


def _agents(moment: Moment, book: Book, teams: Mapping[str, str], now: float, wall: float) -> tuple[AgentNow, ...]:
    here = ((moment.profiles.get(one.agent_id), one) for one in moment.agents.values())
    made = (_one_agent(moment, book, teams, profile, one, now, wall) for profile, one in here if profile is not None)
    return tuple(sorted(made, key=lambda one: one.name))


def _one_agent(
    moment: Moment, book: Book, teams: Mapping[str, str], profile: AgentView, agent: Agent, now: float, wall: float
) -> AgentNow:
    day = book.agent(agent.agent_id, wall)
    return AgentNow(
        agent_id=agent.agent_id,
        name=profile.name,
        state=agent.state,
        state_ms=max(0, round((now - agent.since) * 1000)),
        team=teams.get(profile.team, profile.team),
        reason=agent.pause_reason or agent.pause_pending,
        call_id=agent.call_id,
        missed=agent.missed,
        answered=day.answered,
        met=day.rings.met,
        talk_ms=day.talk_ms,
        paused_ms=day.paused_ms,
        away=agent.agent_id in moment.away,
    )
