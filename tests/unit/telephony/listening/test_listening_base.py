"""What recognisers give can cross a process unchanged."""

import msgspec

from telephony.listening.base import Heard, Hypothesis


def test_heard_survives_the_wire() -> None:
    heard = Heard(segment=3, text="请稍等", start=1.5, end=2.25, final=True, n_best=(Hypothesis("请稍等", -0.2),))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(heard), type=Heard) == heard


def test_a_reading_without_a_score_counts_as_certain() -> None:
    assert Hypothesis("喂").score == 0.0
