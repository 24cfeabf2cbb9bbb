"""Hold, park, third parties, transfers, calls of ours, recording and audio in a call's fold; the three figures."""

import pytest

from api.calls.fold import CallRecord, arrived, fold, placed
from api.calls.views import clocked, view_of
from api.log_events import AnyEvent
from api.schemas import CallFigures, CallState, Direction, RecordingState, Span
from telephony import events as line
from telephony.cadence import CADENCES
from telephony.events import AudioFault, EndCause, Side, Verdict
from telephony.recording_events import (
    RecordingFailed,
    RecordingFinished,
    RecordingMasked,
    RecordingStarted,
    RecordingUnmasked,
)
from tests.unit.api import desk_samples as sample

NOON = sample.NOON
TALKING: list[AnyEvent] = [sample.ringing(), sample.answered()]
HELD = line.CallHeld(at=NOON, call_id="c1", agent_id="a1", held_ms=20_000)
RESUMED = line.CallResumed(at=NOON, call_id="c1", agent_id="a1", resumed_ms=26_000)
PARKED = line.CallParked(at=NOON, call_id="c1", agent_id="a1", parked_ms=30_000)
RETRIEVED = line.CallRetrieved(at=NOON, call_id="c1", agent_id="a2", retrieved_ms=41_000)
MACHINE = line.QueueAnswered(at=NOON, call_id="c1", ok_sent_ms=20_000)


def after(*events: AnyEvent, record: CallRecord | None = None) -> CallRecord:
    record = record or arrived(sample.arrived(), "line-1")
    for event in events:
        record = fold(record, event, CADENCES["CN"])
    return record


def joined(
    party_id: str = "p1", *, number: str = "", agent_id: str = "", with_caller: bool = False
) -> line.PartyJoined:
    return line.PartyJoined(
        at=NOON + 35, call_id="c1", party_id=party_id, number=number, agent_id=agent_id, with_caller=with_caller
    )


def transferred(party_id: str = "p1", number: str = "") -> line.CallTransferred:
    return line.CallTransferred(
        at=NOON, call_id="c1", agent_id="a1", party_id=party_id, number=number, transferred_ms=36_000
    )


# --- the three figures -------------------------------------------------------------------------------------------


def test_a_person_who_picks_up_a_ringing_call_ends_both_ring_time_and_wait() -> None:
    record = after(*TALKING)
    assert record.figures == CallFigures(ring_ms=8250.5, machine_ms=None, wait_ms=8250.5)


def test_a_machine_ends_the_ringing_and_only_a_person_the_wait() -> None:
    queued = after(sample.ringing(), MACHINE)
    assert queued.state is CallState.WAITING
    assert queued.ring is None
    assert queued.figures == CallFigures(ring_ms=20_000, machine_ms=20_000, wait_ms=None)
    taken = after(sample.answered(picked_up_ms=95_000), record=queued)
    assert taken.figures == CallFigures(ring_ms=20_000, machine_ms=20_000, wait_ms=95_000)


def test_the_verdict_of_a_call_that_a_machine_answered_in_time_is_the_persons() -> None:
    early = line.QueueAnswered(at=NOON, call_id="c1", ok_sent_ms=4000)
    ring = after(early, sample.answered(picked_up_ms=30_000)).ring
    assert ring is not None
    assert (ring.verdict, ring.ring_ms) == (Verdict.MISSED, 30_000)


@pytest.mark.parametrize(
    ("cause", "abandoned"),
    [
        (EndCause.ABANDONED, True),
        (EndCause.INTERRUPTED, True),
        (EndCause.CALLBACK, False),
        (EndCause.VOICEMAIL, False),
        (EndCause.TRANSFERRED, False),
    ],
)
def test_which_ends_without_a_person_are_abandoned(cause: EndCause, abandoned: bool) -> None:
    assert after(MACHINE, sample.ended(cause=cause)).abandoned is abandoned


def test_a_call_that_a_person_took_is_not_abandoned() -> None:
    assert not after(*TALKING, sample.ended()).abandoned


# --- hold and park -----------------------------------------------------------------------------------------------


def test_hold_has_its_clock_and_is_kept() -> None:
    held = after(*TALKING, HELD)
    assert held.state is CallState.TALKING
    assert clocked(view_of(held, NOON), held, 23_000).held_ms == 3000
    resumed = after(RESUMED, record=held)
    assert resumed.held == (Span(from_ms=20_000, to_ms=26_000, agent_id="a1"),)
    assert view_of(resumed, NOON).held_ms is None


def test_a_parked_call_has_its_clock_and_keeps_who_parked_it_until_another_takes_it() -> None:
    parked = after(*TALKING, HELD, PARKED)
    assert parked.state is CallState.PARKED
    assert parked.on_hold is None
    view = clocked(view_of(parked, NOON), parked, 34_500)
    assert (view.parked_ms, view.parked_by, view.held_ms) == (4500, "a1", None)
    taken = after(RETRIEVED, record=parked)
    assert (taken.state, taken.agent_id, taken.agents) == (CallState.TALKING, "a2", ("a1", "a2"))
    assert taken.parked == (Span(from_ms=30_000, to_ms=41_000, agent_id="a1"),)
    assert taken.ring == parked.ring


def test_the_end_of_the_call_ends_what_lasts() -> None:
    record = after(*TALKING, PARKED, sample.ended(ended_ms=50_000))
    assert record.parked[0].to_ms == 50_000
    interrupted = after(*TALKING, HELD, sample.started(at=NOON + 60))
    assert interrupted.held[0].to_ms == 60_000


def test_what_comes_twice_or_too_late_changes_nothing() -> None:
    held = after(*TALKING, HELD)
    assert after(HELD, record=held) == held
    over = after(*TALKING, sample.ended())
    late: list[AnyEvent] = [HELD, RESUMED, PARKED, RETRIEVED, joined(), transferred()]
    late.append(line.PartyLeft(at=NOON, call_id="c1", party_id="p1"))
    late.append(line.AudioLost(at=NOON, call_id="c1", side=Side.CALLER, fault=AudioFault.SILENT, lost_ms=1))
    for event in late:
        assert after(event, record=over) == over


# --- third parties -----------------------------------------------------------------------------------------------


def test_a_transfer_to_a_colleague_puts_the_colleague_in_charge() -> None:
    consulting = after(*TALKING, HELD, joined(agent_id="a2"))
    assert [one.agent_id for one in consulting.present] == ["a2"]
    moved = after(joined(agent_id="a2", with_caller=True), transferred(), RETRIEVED, record=consulting)
    assert (moved.state, moved.agent_id, moved.handed_on) == (CallState.TALKING, "a2", False)
    assert [one.at_ms for one in moved.transfers] == [36_000]
    assert moved.on_hold is None


def test_a_transfer_to_a_number_leaves_the_agent_with_the_outcome_to_write() -> None:
    moved = after(*TALKING, joined(number="95598", with_caller=True), transferred(number="95598"))
    assert (moved.state, moved.agent_id, moved.done_with) == (CallState.HANDED_ON, "a1", True)
    over = after(sample.ended(by=Side.PARTY, cause=EndCause.TRANSFERRED), record=moved)
    assert (over.state, over.present, over.abandoned) == (CallState.ENDED, (), False)


def test_overflow_to_a_number_is_no_pick_up_and_no_abandoned_call() -> None:
    diverted = after(MACHINE, joined(number="95598", with_caller=True))
    assert (diverted.state, diverted.ring, diverted.agent_id) == (CallState.HANDED_ON, None, None)
    assert not diverted.done_with
    assert not after(sample.ended(cause=EndCause.TRANSFERRED), record=diverted).abandoned


def test_overflow_of_a_parked_call_ends_its_park() -> None:
    diverted = after(*TALKING, PARKED, joined(number="95598", with_caller=True))
    assert diverted.parked[0].to_ms == 35_000


def test_a_third_party_who_was_never_reached_is_kept_with_the_reason() -> None:
    left = line.PartyLeft(at=NOON, call_id="c1", party_id="p1", sip_status=486)
    record = after(*TALKING, HELD, left)
    assert [(one.joined, one.left, one.sip_status) for one in record.parties] == [(False, True, 486)]
    assert record.on_hold is not None


# --- calls of ours -----------------------------------------------------------------------------------------------


def test_a_call_that_we_place() -> None:
    dialled = line.CallPlaced(
        at=NOON, call_id="c1", sip_call_id="x", agent_id="a1", number="13800001234", trunk="telecom"
    )
    record = placed(dialled, "line-1")
    assert (record.state, record.direction, record.agents) == (CallState.DIALLING, Direction.OUTGOING, ("a1",))
    record = after(line.RemoteRinging(at=NOON, call_id="c1", ringing_ms=900), record=record)
    record = after(line.RemoteAnswered(at=NOON, call_id="c1", answered_ms=6000), record=record)
    assert (record.state, record.ringing_ms) == (CallState.TALKING, 900)
    assert after(sample.answered(), record=record) == record
    over = after(sample.ended(ended_ms=36_000), record=record)
    assert (over.talk_ms, over.ring, over.abandoned, over.figures) == (30_000, None, False, CallFigures())


def test_a_call_of_ours_that_reached_nobody_is_not_abandoned() -> None:
    dialled = line.CallPlaced(at=NOON, call_id="c1", sip_call_id="x", agent_id="a1", number="1", trunk="")
    over = after(sample.ended(cause=EndCause.NOT_REACHED), record=placed(dialled, "line-1"))
    assert (over.talk_ms, over.abandoned, over.state) == (0, False, CallState.ENDED)


# --- recording and audio -----------------------------------------------------------------------------------------


def test_recording_masked_and_finished_after_the_end() -> None:
    record = after(*TALKING, RecordingStarted(at=NOON, call_id="c1", recording_id="r1", started_ms=8300))
    assert record.recording is RecordingState.ON
    record = after(RecordingMasked(at=NOON, call_id="c1", agent_id="a1", reason="id", masked_ms=9000), record=record)
    assert record.recording is RecordingState.MASKED
    record = after(RecordingUnmasked(at=NOON, call_id="c1", agent_id="a1", unmasked_ms=12_000), record=record)
    assert record.recording is RecordingState.ON
    assert record.masked == (Span(from_ms=9000, to_ms=12_000, agent_id="a1", reason="id"),)
    finished = RecordingFinished(
        at=NOON, call_id="c1", recording_id="r1", length_ms=60_000, size=9, sha256="00", voicemail=True
    )
    record = after(sample.ended(), finished, record=record)
    assert (record.recording, record.recordings, record.voicemail) == (RecordingState.FINISHED, ("r1",), True)


def test_a_recording_that_failed_is_shown_as_such() -> None:
    failed = RecordingFailed(at=NOON, call_id="c1", recording_id="r1", reason="disk full")
    assert after(*TALKING, failed).recording is RecordingState.FAILED


def test_one_way_audio_is_shown_per_side_until_it_is_back() -> None:
    lost = [
        line.AudioLost(at=NOON, call_id="c1", side=side, fault=AudioFault.SILENT, lost_ms=11_000)
        for side in (Side.CALLER, Side.AGENT)
    ]
    record = after(*TALKING, *lost)
    assert [one.side for one in view_of(record, NOON).audio] == [Side.CALLER, Side.AGENT]
    back = line.AudioBack(at=NOON, call_id="c1", side=Side.CALLER, back_ms=13_000)
    assert [one.side for one in after(back, record=record).audio] == [Side.AGENT]
