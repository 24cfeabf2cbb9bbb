"""The board of a moment: who waits with rings, who is signed in with state and time, in a supervisor's order."""

from msgspec.structs import replace

from api.figures.board import Beside, board_of, narrowed
from api.figures.book import Book
from api.figures.events import CallQueued
from api.figures.levels import LevelRule
from api.queues.sites import EVERYTHING, Seen
from api.schemas import AlarmView, Board, QueueFigures, TicketsNow, WaitingNow
from telephony.cadence import CADENCES
from telephony.events import AgentState
from tests.unit.api import desk_samples as sample
from tests.unit.api.floor_scene import NOON, Scene

CN = CADENCES["CN"]
RULE = LevelRule()
NONE = Beside(TicketsNow(open=3, near=1), ())


def board(on: Scene, beside: Beside = NONE) -> Board:
    return board_of(on.floor, Book(CN, RULE, NOON), beside, on.now, on.wall)


def test_a_caller_stands_with_rings_and_with_whom_it_rings() -> None:
    on = Scene("a")
    on.arrives("c1")
    on.now += 11
    on.arrives("c2")
    on.now += 1
    shown = board(on)
    assert [(one.call_id, one.waited_ms, one.rings) for one in shown.waiting] == [("c1", 12_000, 3), ("c2", 1_000, 1)]
    assert sum(bool(one.offered_to) for one in shown.waiting) == 1
    assert (shown.at, shown.line_up, shown.callbacks_due) == (on.wall, True, 0)
    assert shown.tickets == TicketsNow(open=3, near=1)


def test_agents_stand_by_name_with_state_reason_and_time() -> None:
    on = Scene("b", "a", line=False)
    on.pause("b")
    on.now += 30
    shown = board(on)
    assert [(one.name, one.state, one.reason) for one in shown.agents] == [
        ("李a", AgentState.READY, ""),
        ("李b", AgentState.PAUSED, "lunch"),
    ]
    assert shown.agents[1].state_ms == 30_000
    assert not shown.line_up
    on.gone("a")
    assert board(on).agents[0].away


def test_who_talks_waits_no_longer() -> None:
    on = Scene("a")
    on.arrives("c1")
    on.talks("a")
    shown = board(on)
    assert shown.waiting == ()
    assert (shown.agents[0].state, shown.agents[0].call_id) == (AgentState.TALKING, "c1")


def test_who_sees_the_calls_of_some_queues_sees_no_row_and_no_figure_of_others() -> None:
    book = Book(CN, RULE, NOON)
    for number, queue in enumerate("abb"):
        book.receive(sample.arrived(f"c{number}", NOON + number))
        book.receive(CallQueued(at=NOON + number, call_id=f"c{number}", queue=queue))
    waits = [WaitingNow(call_id=one, queue=one, queue_id=one, rings=1, waited_ms=1, callback=True) for one in "ab"]
    alarms = [
        AlarmView(alarm_id=one, kind="long_wait", queue=one, since=NOON, value=1, limit=1, zh="", en="")
        for one in ("", "a", "b")
    ]
    whole = replace(
        board(Scene(line=False)),
        today=book.figures(NOON),
        waiting=tuple(waits),
        queues=tuple(QueueFigures(queue_id=one, name=one, figures=book.queue(one)) for one in "ab"),
        alarms=tuple(alarms),
        callbacks_due=2,
    )
    assert narrowed(whole, book, EVERYTHING, 9) is whole
    shown = narrowed(whole, book, Seen("east", frozenset({"b"})), 4)
    assert ([one.queue_id for one in shown.waiting], shown.callbacks_due) == (["b"], 1)
    assert ([one.queue_id for one in shown.queues], shown.duty_open) == (["b"], 4)
    assert (whole.today.calls, shown.today.calls) == (3, 2)
    assert [one.queue for one in shown.alarms] == ["", "b"]


def test_a_team_stands_with_its_name() -> None:
    on = Scene("a")
    on.floor.profiles["a"] = replace(on.floor.profiles["a"], team="early")
    assert board(on).agents[0].team == "early"
    assert board(on, Beside(TicketsNow(), (), {"early": "早班"})).agents[0].team == "早班"
