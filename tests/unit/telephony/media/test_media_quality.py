"""The E-model against values of the ITU's own texts."""

import pytest

from telephony.media.quality import estimate, mos_of, rating


@pytest.mark.parametrize(
    ("r", "mos"), [(93.2, 4.41), (90, 4.34), (80, 4.02), (70, 3.60), (60, 3.10), (50, 2.58), (0, 1.0), (100, 4.5)]
)
def test_mos_of_a_rating_is_that_of_g107_annex_b(r: float, mos: float) -> None:
    assert mos_of(r) == pytest.approx(mos, abs=0.01)


@pytest.mark.parametrize(
    ("codec", "lost", "delay_ms", "r"),
    [
        ("PCMA", 0.0, 0.0, 93.2),  # G.107: every input at its default
        ("PCMU", 0.01, 0.0, 93.2 - 95 / 26.1),  # G.107 §7.5, G.113: Bpl 25.1
        ("PCMA", 0.05, 0.0, 93.2 - 95 * 5 / 30.1),
        ("PCMA", 0.0, 150.0, 89.6),  # Cole and Rosenbluth: 0.024 a millisecond
        ("PCMA", 0.0, 277.3, 93.2 - 6.6552 - 11.0),  # and 0.11 beyond 177.3 ms
        ("G722", 0.0, 0.0, 91.2),
        ("PCMA", 1.0, 400.0, 0.0),
    ],
)
def test_rating(codec: str, lost: float, delay_ms: float, r: float) -> None:
    assert rating(codec, lost, delay_ms) == pytest.approx(r, abs=0.001)


def test_a_call_is_worse_for_loss_and_for_delay() -> None:
    good = estimate("PCMA", 0.0, 10.0, 60.0)
    assert 4.3 < good < 4.41
    assert estimate("PCMA", 0.03, 10.0, 60.0) < good - 0.2
    assert estimate("PCMA", 0.0, 600.0, 60.0) < good - 0.5
    assert estimate("PCMA", 0.0, None, 60.0) >= good
