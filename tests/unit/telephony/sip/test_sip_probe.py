"""A peer asked by OPTIONS: there, away, back, and the pauses between."""

import pytest

from telephony.errors import IllegalEvent
from telephony.sip.probe import Probe, State
from telephony.sip.registration import Ask, Changed, FlowLost, NoReply, Reply, Start, Stop, Tick

UP = Changed(True, "answers")


def answered(status: int = 200) -> Probe:
    probe = Probe(60.0)
    assert probe.receive(Start(), 0.0) == [Ask(0)]
    probe.receive(Reply(status, "x"), 0.1)
    return probe


@pytest.mark.parametrize("status", [200, 404, 405, 401, 407, 403, 500, 501])
def test_whoever_answers_is_there(status: int) -> None:
    probe = Probe(60.0)
    probe.receive(Start(), 0.0)
    assert probe.receive(Reply(status), 0.5) == [UP]
    assert probe.next_deadline == 60.5


@pytest.mark.parametrize("status", [408, 503])
def test_a_proxy_says_that_the_peer_is_away(status: int) -> None:
    probe = Probe(60.0)
    probe.receive(Start(), 0.0)
    assert probe.receive(Reply(status, "Away"), 0.5) == [Changed(False, f"{status} Away")]
    assert probe.next_deadline == 15.5


def test_away_and_back_are_said_once_each() -> None:
    probe = answered()
    assert probe.receive(Tick(), 59.0) == []
    assert probe.receive(Tick(), 60.1) == [Ask(0)]
    assert probe.receive(NoReply(), 92.1) == [Changed(False, "no reply")]
    assert probe.receive(Tick(), 107.1) == [Ask(0)]
    assert probe.receive(NoReply(), 139.1) == []
    assert probe.receive(Tick(), 154.1) == [Ask(0)]
    assert probe.receive(Reply(200), 154.2) == [UP]
    assert probe.receive(Tick(), 214.2) == [Ask(0)]
    assert probe.receive(Reply(200), 214.3) == []


def test_a_broken_connection_asks_at_once() -> None:
    probe = answered()
    assert probe.receive(FlowLost(), 1.0) == [Ask(0)]
    assert probe.receive(FlowLost(), 1.1) == []


def test_stop() -> None:
    for probe in (Probe(60.0), answered()):
        assert probe.receive(Stop(), 1.0) == []
        assert (probe.state, probe.next_deadline) == (State.OVER, None)
        assert probe.receive(NoReply(), 2.0) == []
        assert probe.receive(Stop(), 2.0) == []


@pytest.mark.parametrize("event", [Start(), Reply(200), NoReply()])
def test_an_illegal_event_changes_nothing(event: Start | Reply | NoReply) -> None:
    probe = answered()
    before = (probe.state, probe.next_deadline)
    with pytest.raises(IllegalEvent):
        probe.receive(event, 1.0)
    assert (probe.state, probe.next_deadline) == before
