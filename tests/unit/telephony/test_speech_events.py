"""What is told of speech has its own tags on the wire, and no place in the journal."""

from typing import get_args

import msgspec

from telephony.events import CallEvent
from telephony.speech_events import ListeningChanged, ListeningState, PassingEvent


def test_nothing_of_it_is_journaled() -> None:
    assert not set(get_args(PassingEvent)) & set(get_args(CallEvent))


def test_a_state_survives_the_wire() -> None:
    told = ListeningChanged(at=1.0, state=ListeningState.BUSY, behind_s=3.5, dropped=7)
    assert msgspec.json.decode(msgspec.json.encode(told), type=PassingEvent) == told
