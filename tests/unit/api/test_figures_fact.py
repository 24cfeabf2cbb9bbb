"""What one call adds to the figures, by how it went."""

from api.calls.fold import CallRecord, arrived, fold
from api.figures.fact import fact_of
from telephony import events as line
from telephony.cadence import CADENCES
from telephony.events import CallEvent, EndCause
from tests.unit.api import desk_samples as sample


def record(*events: CallEvent) -> CallRecord:
    made = arrived(sample.arrived(), "line-1")
    for event in events:
        made = fold(made, event, CADENCES["CN"])
    return made


def test_an_answered_call() -> None:
    held = line.CallHeld(at=0, call_id="c1", agent_id="a1", held_ms=10_000.0)
    resumed = line.CallResumed(at=0, call_id="c1", agent_id="a1", resumed_ms=14_500.0)
    got = fact_of(record(sample.answered(), held, resumed, sample.ended()), "lift", 2000.0)
    assert (got.wait_ms, got.talk_ms, got.held_ms, got.wrap_up_ms) == (8250.5, 60_000.0, 4500.0, 2000.0)
    assert (got.verdict, got.strict, got.agent_id, got.queue) == ("met", "met", "a1", "lift")
    assert {got.given_up, got.elsewhere, got.outgoing} == {False}


def test_one_that_nobody_answered_and_one_that_was_refused() -> None:
    gone = fact_of(record(sample.ended(cause=EndCause.ABANDONED, ended_ms=3000.0)))
    assert (gone.given_up, gone.turned_away, gone.ended_ms, gone.verdict) == (True, False, 3000.0, "")
    refused = fact_of(record(sample.ended(cause=EndCause.REJECTED)))
    assert (refused.given_up, refused.turned_away) == (True, True)


def test_one_that_went_elsewhere_is_not_given_up() -> None:
    for cause in (EndCause.CALLBACK, EndCause.VOICEMAIL):
        got = fact_of(record(sample.ended(cause=cause)))
        assert (got.elsewhere, got.given_up) == (True, False)
    joined = line.PartyJoined(at=sample.NOON + 30, call_id="c1", party_id="p", number="1", with_caller=True)
    assert fact_of(record(joined)).elsewhere


def test_one_that_waits_is_nothing_yet() -> None:
    got = fact_of(record())
    assert (got.given_up, got.elsewhere) == (False, False)
    assert (got.wait_ms, got.talk_ms) == (None, None)


def test_the_length_of_an_interrupted_call_is_not_known() -> None:
    assert fact_of(record(sample.answered(), sample.started())).talk_ms is None
