"""A call's story as a fold: each event that fits changes it once, each that does not leaves it as it is."""

import itertools

import pytest

from api.calls.fold import CallRecord, arrived, fold
from api.log_events import AnyEvent, CallExplained
from api.schemas import CallState, Disposition, Explained, ScriptStep
from api.tickets.events import TicketRegistered
from telephony.cadence import CADENCES
from telephony.events import CallEvent, EndCause, HeadsetLost, LineStarted, Side, Verdict
from tests.unit.api import desk_samples as sample

NEW = arrived(sample.arrived(), "line-1")


def after(*events: AnyEvent, record: CallRecord = NEW, country: str = "CN") -> CallRecord:
    for event in events:
        record = fold(record, event, CADENCES[country])
    return record


def explained(agent_id: str = "a1") -> CallExplained:
    steps = (ScriptStep(question_id="q1", shown_ms=1200, answer="卫生间"),)
    said = Explained(notes="已解释", script_id="water_leak", steps=steps)
    return CallExplained(at=sample.NOON + 90, call_id="c1", agent_id=agent_id, explained=said)


def ticket() -> TicketRegistered:
    return TicketRegistered(
        at=sample.NOON + 90,
        number="TS20261123-0001",
        call_id="c1",
        agent_id="a1",
        complaint=sample.complaint(notes="漏水", script_id="water_leak"),
        clocks=(),
        rules_version="v",
    )


def test_a_whole_call() -> None:
    record = after(*sample.whole_call()[1:])
    assert record.state is CallState.ENDED
    assert (record.ringing_ms, record.picked_up_ms, record.ok_sent_ms) == (3.5, 8250.5, 8251.5)
    assert (record.ack_ms, record.ended_ms, record.talk_ms) == (8260.0, 68250.5, 60000)
    assert (record.ended_by, record.cause) == (Side.CALLER, EndCause.COMPLETED)
    assert record.quality is not None
    assert record.quality.lost == 2


def test_the_states_on_the_way() -> None:
    states = [after(*sample.whole_call()[1:count]).state for count in range(1, 6)]
    expected = [CallState.WAITING, CallState.WAITING, CallState.TALKING, CallState.TALKING, CallState.ENDED]
    assert states == expected


@pytest.mark.parametrize(
    ("country", "picked_up_ms", "error_ms", "rings", "verdict", "strict"),
    [
        ("CN", 0.0, 0.0, 1, Verdict.MET, Verdict.MET),
        ("CN", 10_900.0, 50.0, 3, Verdict.MET, Verdict.MET),
        ("CN", 11_000.0, 20.0, 3, Verdict.MET, Verdict.CANNOT_TELL),
        ("CN", 14_900.0, 20.0, 3, Verdict.MET, Verdict.MISSED),
        ("CN", 14_990.0, 20.0, 3, Verdict.CANNOT_TELL, Verdict.MISSED),
        ("CN", 15_010.0, 20.0, 4, Verdict.CANNOT_TELL, Verdict.MISSED),
        ("CN", 15_100.0, 20.0, 4, Verdict.MISSED, Verdict.MISSED),
        ("JP", 9_100.0, 20.0, 4, Verdict.MISSED, Verdict.MISSED),
    ],
)
def test_the_verdict_in_both_readings(
    country: str, picked_up_ms: float, error_ms: float, rings: int, verdict: Verdict, strict: Verdict
) -> None:
    ring = after(sample.answered(picked_up_ms=picked_up_ms, error_ms=error_ms), country=country).ring
    assert ring is not None
    assert (ring.rings, ring.verdict, ring.strict) == (rings, verdict, strict)
    assert (ring.ring_ms, ring.error_ms) == (picked_up_ms, error_ms)


def test_a_call_nobody_answered_has_no_verdict_and_no_agent() -> None:
    record = after(sample.ringing(), sample.ended(cause=EndCause.ABANDONED, ended_ms=9000.0))
    assert (record.ring, record.agent_id, record.talk_ms) == (None, None, 0)
    assert record.cause is EndCause.ABANDONED


def test_a_line_that_died_interrupts_what_was_open() -> None:
    record = after(sample.answered(), sample.started(at=sample.NOON + 30))
    assert (record.cause, record.ended_by) == (EndCause.INTERRUPTED, Side.LINE)
    assert record.ended_ms == 30_000.0


def test_an_interruption_before_the_arrival_by_a_clock_set_back_has_no_negative_length() -> None:
    assert after(sample.started(at=sample.NOON - 3600)).ended_ms == 0.0


def test_the_first_answer_counts() -> None:
    """One person picked up; a second answer must change neither the person nor the measured time."""
    first = after(sample.answered(agent_id="a1", picked_up_ms=8000.0))
    assert after(sample.answered(agent_id="a2", picked_up_ms=20_000.0), record=first) == first


@pytest.mark.parametrize("again", sample.whole_call()[1:], ids=lambda event: type(event).__name__)
def test_the_same_event_twice_counts_once(again: CallEvent) -> None:
    once = after(*itertools.takewhile(lambda event: event is not again, sample.whole_call()[1:]), again)
    assert after(again, record=once) == once


@pytest.mark.parametrize(
    "late",
    [sample.ringing(), sample.answered(agent_id="a9"), sample.established(), sample.ended(by=Side.AGENT)],
    ids=lambda event: type(event).__name__,
)
def test_nothing_changes_after_the_end(late: CallEvent) -> None:
    over = after(*sample.whole_call()[1:])
    assert after(late, record=over) == over
    gone = after(sample.started(at=sample.NOON + 5))
    assert after(late, record=gone) == gone


def test_a_line_that_starts_leaves_a_call_that_is_over() -> None:
    over = after(*sample.whole_call()[1:])
    assert after(sample.started(at=sample.NOON + 500), record=over) == over


def test_an_explanation_is_kept_with_its_steps() -> None:
    record = after(*sample.whole_call()[1:], explained())
    assert (record.disposition, record.notes, record.script_id) == (Disposition.EXPLAINED, "已解释", "water_leak")
    assert record.steps[0].answer == "卫生间"


def test_a_complaint_names_its_ticket() -> None:
    record = after(*sample.whole_call()[1:], ticket())
    assert (record.disposition, record.ticket_number) == (Disposition.COMPLAINT, "TS20261123-0001")
    assert record.notes == "漏水"


def test_the_first_disposition_stands() -> None:
    settled = after(*sample.whole_call()[1:], explained())
    assert after(ticket(), record=settled) == settled
    registered = after(*sample.whole_call()[1:], ticket())
    assert after(explained(), record=registered) == registered


def test_whoever_saves_for_an_abandoned_call_becomes_its_agent_but_takes_none_from_another() -> None:
    abandoned = after(sample.ended(cause=EndCause.ABANDONED))
    assert after(explained("a7"), record=abandoned).agent_id == "a7"
    assert after(*sample.whole_call()[1:], explained("a7")).agent_id == "a1"


def test_events_that_tell_nothing_of_the_story_leave_it() -> None:
    lost = HeadsetLost(at=sample.NOON, call_id="c1", agent_id="a1")
    talking = after(sample.answered())
    assert after(lost, record=talking) == talking


def test_started_is_the_only_line_event_about_calls_it_does_not_name() -> None:
    assert "call_id" not in LineStarted.__struct_fields__
