"""What is kept for a desk that is away, and what it hears first when it is back."""

import msgspec

from telephony.events import Side
from telephony.passing import KEPT, PassingBox
from telephony.speech_events import ListeningChanged, ListeningState, PassingEvent, SpeechHeard
from telephony.wire import LineToDesk, Passing


def speech(segment: int, *, final: bool) -> SpeechHeard:
    return SpeechHeard(
        at=1.0,
        call_id="c",
        side=Side.AGENT,
        agent_id="li",
        segment=segment,
        text="请稍等",
        readings=("请稍等",),
        start_ms=1000.0,
        end_ms=2000.0,
        offset_ms=0.0,
        final=final,
        engine="e",
        model="m",
    )


def state(which: ListeningState) -> ListeningChanged:
    return ListeningChanged(at=1.0, state=which)


def test_while_the_desk_is_there_everything_is_told_once() -> None:
    box = PassingBox()
    box.link_up()
    told: list[PassingEvent] = [state(ListeningState.ON), speech(0, final=False), speech(0, final=True)]
    for event in told:
        box.put(event)
    assert box.take() == told
    assert box.take() == []


def test_while_it_is_away_only_final_results_and_the_last_state_are_kept() -> None:
    box = PassingBox()
    box.put(state(ListeningState.STARTING))
    box.put(state(ListeningState.ON))
    box.put(speech(0, final=False))
    box.put(speech(0, final=True))
    box.link_up()
    assert box.take() == [state(ListeningState.ON), speech(0, final=True)]


def test_what_was_not_taken_when_the_link_broke_is_stale_but_for_final_results() -> None:
    box = PassingBox()
    box.link_up()
    box.put(speech(1, final=False))
    box.put(speech(0, final=True))
    box.put(state(ListeningState.BUSY))
    box.link_down()
    box.link_up()
    assert box.take() == [state(ListeningState.BUSY), speech(0, final=True)]


def test_a_long_absence_costs_the_oldest() -> None:
    box = PassingBox()
    for number in range(KEPT + 5):
        box.put(speech(number, final=True))
    first = box.take()[0]
    assert isinstance(first, SpeechHeard)
    assert first.segment == 5


def test_it_survives_the_wire() -> None:
    passing = Passing(event=speech(3, final=True))
    assert msgspec.json.decode(msgspec.json.encode(passing), type=LineToDesk) == passing
