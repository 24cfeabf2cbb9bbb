"""The clocks of a ticket: what begins, stops, pauses and moves them (SLA-1..11), and what reopening makes of them."""

import pytest
from msgspec.structs import replace

from api.schemas import TicketState, TicketView
from api.tickets import clocks, events
from scripts_lib.model import Clock, ClockState, Nature, Stop, Text, Weight
from tests.unit.api import ticket_samples as sample
from tests.unit.api.ticket_samples import DAY, HOUR, NOON, after, clock, fact, fresh, until

S = TicketState
WHAT = Text("首次回复业主", "First reply")


def one(clock_id: str = "SLA-7:replied", due: float = 100.0, **fields: object) -> Clock:
    made = Clock(rule="SLA-7", what=WHAT, start=0.0, due=due, clock_id=clock_id, stop=Stop.REPLIED)
    return replace(made, **fields)


def states(ticket: TicketView) -> dict[str, ClockState]:
    return {one.clock_id: one.state for one in ticket.clocks}


def test_met_up_to_the_very_moment_and_missed_after_it() -> None:
    for at, state in ((99.0, ClockState.MET), (100.0, ClockState.MET), (100.001, ClockState.MISSED)):
        (ended,) = clocks.stopped((one(),), (Stop.REPLIED,), at)
        assert (ended.state, ended.stopped_at, ended.due) == (state, at, 100.0)


def test_what_has_ended_does_not_end_again() -> None:
    ended = clocks.stopped((one(),), (Stop.REPLIED,), 50.0)
    assert clocks.stopped(ended, (Stop.REPLIED,), 200.0) == ended
    assert clocks.all_stopped(ended, 200.0) == ended
    assert clocks.void(ended, lambda _: True, 200.0) == ended


def test_a_pause_moves_the_due_time_by_its_length() -> None:
    paused = clocks.paused((one(),), 40.0)
    assert (paused[0].state, paused[0].paused_at, clocks.next_due(paused)) == (ClockState.PAUSED, 40.0, None)
    assert clocks.paused(paused, 60.0) == paused
    (runs,) = clocks.resumed(paused, 90.0)
    assert (runs.state, runs.due, runs.paused_s, runs.paused_at) == (ClockState.RUNNING, 150.0, 50.0, None)
    (ended,) = clocks.stopped(paused, (Stop.REPLIED,), 130.0)
    assert (ended.state, ended.due) == (ClockState.MET, 190.0), "it stood from 40 to 130"


def test_a_second_of_its_kind_is_numbered_and_ends_the_first() -> None:
    first = clocks.begun((), (one(),), 0.0)
    second = clocks.begun(first, (one(due=300.0),), 50.0)
    assert [(each.clock_id, each.state) for each in second] == [
        ("SLA-7:replied#2", ClockState.RUNNING),
        ("SLA-7:replied", ClockState.VOID),
    ]
    third = clocks.begun(second, (one(due=400.0),), 60.0)
    assert [each.clock_id for each in clocks.running(third)] == ["SLA-7:replied#3"]


def test_running_ones_come_first_and_the_nearest_before_all() -> None:
    mixed = (
        one("a", 5.0, state=ClockState.MET),
        one("b", 9.0),
        one("c", 1.0, state=ClockState.PAUSED),
        one("d", 3.0),
    )
    assert [each.clock_id for each in clocks.in_order(mixed)] == ["d", "b", "c", "a"]


def test_more_time_holds_for_what_measures_the_same_end_and_has_nobody_to_grant_it() -> None:
    asked = one("SLA-5:done", 10.0, stop=Stop.DONE, extend_by="general_manager")
    beside = one("SLA-8:done", 10.0, stop=Stop.DONE)
    later = one("SLA-6:done", 99.0, stop=Stop.DONE)
    solved = one("SLA-11:solved", 20.0, stop=Stop.SOLVED)
    longer = {each.clock_id: each for each in clocks.extended((asked, beside, later, solved), "SLA-5:done", 50.0)}
    assert {name: each.due for name, each in longer.items()} == {
        "SLA-5:done": 50.0,
        "SLA-8:done": 50.0,
        "SLA-6:done": 99.0,
        "SLA-11:solved": 20.0,
    }
    assert (longer["SLA-5:done"].first_due, longer["SLA-6:done"].first_due) == (10.0, None)
    again = clocks.extended(tuple(longer.values()), "SLA-5:done", 70.0)
    assert {each.first_due for each in again if each.due == 70.0} == {10.0}, "as it was at first"
    assert clocks.extended((asked,), "SLA-9:told", 50.0) == (asked,)


@pytest.mark.parametrize(
    ("rule", "zh", "stop"),
    [
        ("SLA-1", "投诉单送达被投诉部门并签收", Stop.SIGNED),
        ("SLA-6", "重大投诉给业主明确答复", Stop.CLEAR_ANSWER),
        ("SLA-6", "重大投诉处理完毕", Stop.DONE),
        ("SLA-7", "首次回复业主", Stop.REPLIED),
        ("SLA-7", "提出解决方案", Stop.PROPOSED),
    ],
)
def test_a_clock_from_before_they_had_names_gets_its_own(rule: str, zh: str, stop: Stop) -> None:
    old = Clock(rule=rule, what=Text(zh, ""), start=0.0, due=10.0)
    assert (clocks.named(old).stop, clocks.named(old).clock_id) == (stop, f"{rule}:{stop}")
    (ended,) = clocks.stopped((old,), (stop,), 5.0)
    assert ended.state is ClockState.MET


# --- of a ticket ----------------------------------------------------------------------------------------------------


def test_each_step_ends_its_own_clock() -> None:
    ticket = fresh()
    assert set(states(ticket)) == {
        "SLA-1:signed",
        "SLA-2:passed_up",
        "SLA-5:done",
        "SLA-7:replied",
        "SLA-7:proposed",
        "SLA-8:done",
        "SLA-11:solved",
    }
    ticket = after(ticket, sample.sent(), sample.signed(NOON + 300))
    assert states(ticket)["SLA-1:signed"] is ClockState.MET
    ticket = after(ticket, fact(events.TicketPassedUp, NOON + 2 * HOUR, role="property_manager"))
    assert states(ticket)["SLA-2:passed_up"] is ClockState.MISSED
    ticket = after(ticket, fact(events.TicketProposed, NOON + 3 * HOUR, what="更换阀门"))
    assert states(ticket)["SLA-7:proposed"] is states(ticket)["SLA-7:replied"] is ClockState.MET


def test_the_work_is_judged_by_when_it_was_finished_and_the_form_by_that_day() -> None:
    """Finished in time on Thursday, the form is back on Friday (SLA-5 is met, SLA-9 is not)."""
    finished, back = NOON + 2.9 * DAY, NOON + 4 * DAY
    ticket = after(
        until(S.IN_HAND),
        sample.answered(back, finished),
        sample.settled(back + HOUR, finished),
        sample.told(back + HOUR),
    )
    found = states(ticket)
    assert (found["SLA-5:done"], found["SLA-8:done"], found["SLA-11:solved"]) == (ClockState.MET,) * 3
    assert (found["SLA-9:returned"], found["SLA-9:told"]) == (ClockState.MISSED,) * 2
    assert clock(ticket, "SLA-10:followed_up").due == finished + 3 * DAY
    assert found["SLA-10:followed_up"] is ClockState.RUNNING


def test_closing_leaves_nothing_running() -> None:
    closed = until(S.CLOSED)
    assert clocks.running(closed.clocks) == ()
    assert states(closed)["SLA-2:passed_up"] is ClockState.MISSED, "nobody passed it up"


def test_who_is_declined_was_replied_to_and_is_owed_nothing() -> None:
    found = states(after(fresh(), fact(events.TicketDeclined, NOON + 60, reason="不在合同范围")))
    assert found.pop("SLA-7:replied") is ClockState.MET
    assert set(found.values()) == {ClockState.VOID}


def test_another_weight_has_its_own_clocks_from_the_registration_but_the_managers_hour_from_now() -> None:
    changed = fact(events.TicketWeightChanged, NOON + 5 * HOUR, weight=Weight.GRAVE, reason="有人受伤")
    found = after(fresh(), changed)
    assert states(found)["SLA-5:done"] is states(found)["SLA-2:passed_up"] is ClockState.VOID
    assert clock(found, "SLA-6:done").due == NOON + 10 * DAY
    assert clock(found, "SLA-3:passed_up").start == NOON + 5 * HOUR
    assert states(found)["SLA-7:replied"] is ClockState.RUNNING, "it is asked for whatever the weight"


def test_a_communicative_complaint_that_turns_valid_has_its_month_from_the_registration() -> None:
    asking = fresh(nature=Nature.VENTING)
    assert "SLA-11:solved" not in states(asking)
    valid = after(asking, fact(events.TicketNatureChanged, NOON + DAY, nature=Nature.VALID, reason="处理不当"))
    assert clock(valid, "SLA-11:solved").start == NOON
    back = after(valid, fact(events.TicketNatureChanged, NOON + 2 * DAY, nature=Nature.ASKING, reason="弄错了"))
    assert states(back)["SLA-11:solved"] is ClockState.VOID


def test_another_department_signs_within_its_own_ten_minutes() -> None:
    refused = after(until(S.SIGNED), fact(events.TicketRefused, NOON + HOUR, reason="不属本部门"))
    moved = after(refused, sample.sent(NOON + 2 * HOUR, department="cleaning", reason="查明是保洁责任"))
    assert clock(moved, "SLA-1:signed").state is ClockState.MET
    assert clock(moved, "SLA-1:signed#2").due == NOON + 2 * HOUR + 600
    unsigned = after(fresh(), sample.sent(), fact(events.TicketRefused, NOON + 120, reason="不属本部门"))
    again = after(unsigned, sample.sent(NOON + 180, department="cleaning", reason="查明是保洁责任"))
    assert clock(again, "SLA-1:signed").state is ClockState.RUNNING, "nobody had signed: the first ten minutes run on"


def test_what_leaves_the_own_duty_has_the_departments_three_days() -> None:
    ours = fresh(own_duty=True)
    assert clock(ours, "SLA-8:done").due < NOON + DAY
    theirs = after(ours, sample.sent(reason="需要工程部"))
    assert clock(theirs, "SLA-8:done").state is ClockState.VOID
    assert clock(theirs, "SLA-8:done#2").due == NOON + 3 * DAY


def test_a_reopened_one_begins_anew() -> None:
    again = after(until(S.CLOSED), fact(events.TicketReopened, NOON + 3 * DAY, reason="又漏水了"))
    running = {each.clock_id for each in clocks.running(again.clocks)}
    assert running == {f"{each.clock_id}#2" for each in fresh().clocks}
    assert {each.start for each in clocks.running(again.clocks)} == {NOON + 3 * DAY}
    assert clock(again, "SLA-5:done").state is ClockState.MET, "as it was the first time"


def test_one_that_is_set_aside_stands_still() -> None:
    aside = after(until(S.IN_HAND), fact(events.TicketSuspended, NOON + DAY, reason="等开发商"))
    assert clocks.running(aside.clocks) == ()
    on = after(aside, fact(events.TicketResumed, NOON + 3 * DAY, reason="到了"))
    assert clock(on, "SLA-5:done").due == NOON + 5 * DAY
