"""Which frames reach the recogniser, and with which times."""

import pytest

from telephony.connectors.base import FRAME_BYTES, SILENCE
from telephony.events import Side
from telephony.listening.ear import BATCH, FRAME_S, QUIET, CallEar, Deaf, Ear, Leg

FRAME = b"\x01" * FRAME_BYTES


class Heard:
    """An ear and what it sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[Side, float, bytes]] = []
        self.started: list[float] = []
        self.over = 0
        self.ear = CallEar(lambda *one: self.sent.append(one), self.started.append, self._end)

    def _end(self) -> None:
        self.over += 1

    def of(self, side: Side) -> bytes:
        return b"".join(pcm for one, _, pcm in self.sent if one is side)


def test_frames_go_in_batches_with_the_time_of_their_first() -> None:
    heard = Heard()
    heard.ear.begin(100.0)
    for place in range(2 * BATCH):
        heard.ear.agent_said("li", FRAME, 100.0 + place * FRAME_S)
    assert [(side, round(at, 3), len(pcm)) for side, at, pcm in heard.sent] == [
        (Side.AGENT, 0.0, BATCH * FRAME_BYTES),
        (Side.AGENT, 0.1, BATCH * FRAME_BYTES),
    ]


def test_who_spoke_is_known_after_another_has_taken_over() -> None:
    ear = Heard().ear
    ear.agent_said("wu", FRAME, 99.0)
    ear.begin(100.0)
    for agent_id, at in (("li", 101.0), ("li", 102.0), ("wang", 103.0)):
        ear.agent_said(agent_id, FRAME, at)
    assert [ear.agent_at(at) for at in (0.5, 1.0, 2.9, 3.0)] == ["", "li", "li", "wang"]


def test_nothing_is_heard_before_the_beginning_and_after_the_end() -> None:
    heard = Heard()
    heard.ear.caller_said(FRAME, 1.0)
    heard.ear.begin(2.0)
    heard.ear.begin(3.0)
    heard.ear.caller_said(FRAME, 2.0)
    heard.ear.finish(2.1)
    heard.ear.caller_said(FRAME, 2.2)
    heard.ear.finish(2.3)
    assert heard.started == [2.0]
    assert heard.over == 1
    assert heard.of(Side.CALLER) == FRAME, "the rest of a batch goes at the end"


def test_masked_speech_is_silence_for_both() -> None:
    heard = Heard()
    heard.ear.begin(0.0)
    heard.ear.mask(True)
    for place in range(BATCH):
        heard.ear.agent_said("li", FRAME, place * FRAME_S)
        heard.ear.caller_said(FRAME, place * FRAME_S)
    heard.ear.mask(False)
    for place in range(BATCH, 2 * BATCH):
        heard.ear.agent_said("li", FRAME, place * FRAME_S)
    assert heard.of(Side.AGENT) == SILENCE * BATCH + FRAME * BATCH
    assert heard.of(Side.CALLER) == SILENCE * BATCH


def test_a_voice_that_sends_nothing_is_said_to_be_silent_while_the_other_speaks() -> None:
    heard = Heard()
    heard.ear.begin(0.0)
    heard.ear.caller_said(FRAME, 0.0)
    for place in range(QUIET + 2):
        heard.ear.agent_said("li", FRAME, place * FRAME_S)
    callers = [(round(at, 2), pcm) for side, at, pcm in heard.sent if side is Side.CALLER]
    assert callers[0] == (0.0, FRAME)
    assert callers[1][1] == b""
    assert callers[1][0] == pytest.approx(QUIET * FRAME_S, abs=0.05)


def test_jitter_moves_nothing_and_a_hole_moves_what_follows() -> None:
    leg = Leg(0.0)
    batches = [leg.put(FRAME, place * FRAME_S + (0.08 if place % 2 else 0.0)) for place in range(10)]
    assert [round(one[0], 2) for one in batches if one] == [0.0, 0.1]
    leg.put(FRAME, 2.0)
    rest = leg.take()
    assert rest is not None
    assert rest[0] == pytest.approx(2.0)


def test_a_burst_that_comes_too_early_is_left_out() -> None:
    leg = Leg(0.0)
    sent = [leg.put(FRAME, 0.0) for _ in range(100)]
    assert sum(len(one[1]) for one in sent if one) <= 15 * FRAME_BYTES


def test_a_deaf_ear_takes_everything() -> None:
    ear: Ear = Deaf()
    ear.begin(0.0)
    ear.agent_said("li", FRAME, 0.0)
    ear.caller_said(FRAME, 0.0)
    ear.mask(True)
    ear.finish(1.0)
