"""LINE-1: seconds into rings, and the verdict with its error bound, country by country."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.cadence import CADENCES, DEFAULT_COUNTRY, judge
from telephony.events import Verdict

CHINA = CADENCES[DEFAULT_COUNTRY]


@pytest.mark.parametrize(
    ("country", "limit_ms", "strict_ms"),
    [
        ("CN", 15000, 11000),
        ("US", 18000, 14000),
        ("GB", 9000, 7000),
        ("JP", 9000, 7000),
        ("FR", 15000, 11500),
        ("ES", 13500, 10500),
    ],
)
def test_limits_by_country(country: str, limit_ms: int, strict_ms: int) -> None:
    assert (CADENCES[country].limit_ms, CADENCES[country].strict_ms) == (limit_ms, strict_ms)


@pytest.mark.parametrize(
    ("ring_ms", "rings", "verdict", "strict"),
    [
        (0.0, 1, Verdict.MET, Verdict.MET),
        (4999.9, 1, Verdict.MET, Verdict.MET),
        (5000.0, 2, Verdict.MET, Verdict.MET),
        (10999.0, 3, Verdict.MET, Verdict.CANNOT_TELL),
        (11500.0, 3, Verdict.MET, Verdict.MISSED),
        (14990.0, 3, Verdict.CANNOT_TELL, Verdict.MISSED),
        (15010.0, 4, Verdict.CANNOT_TELL, Verdict.MISSED),
        (15011.0, 4, Verdict.MISSED, Verdict.MISSED),
    ],
)
def test_verdicts_in_china(ring_ms: float, rings: int, verdict: Verdict, strict: Verdict) -> None:
    result = judge(CHINA, ring_ms, error_ms=10.0)
    assert (result.rings, result.verdict, result.strict) == (rings, verdict, strict)


def test_right_beside_the_limit_a_sharp_measurement_decides_and_no_time_is_before_the_first_ring() -> None:
    found = [judge(CHINA, CHINA.limit_ms + late, error_ms=0.25).verdict for late in (-0.5, -0.25, 0.0, 0.25, 0.5)]
    assert found == [Verdict.MET, *[Verdict.CANNOT_TELL] * 3, Verdict.MISSED]
    assert judge(CHINA, -0.4, error_ms=1.0).rings == 1, "a clock read a moment too early"


@given(st.sampled_from(sorted(CADENCES)), st.floats(0, 120_000), st.floats(0, 500))
def test_a_sure_verdict_stays_sure_anywhere_within_the_error(country: str, ring_ms: float, error_ms: float) -> None:
    cadence = CADENCES[country]
    result = judge(cadence, ring_ms, error_ms)
    if result.verdict is Verdict.MET:
        assert ring_ms + error_ms < cadence.limit_ms
    if result.verdict is Verdict.MISSED:
        assert ring_ms - error_ms > cadence.limit_ms
    if result.strict is Verdict.MET:
        assert result.verdict is not Verdict.MISSED
    assert (result.rings - 1) * cadence.period_ms <= ring_ms < result.rings * cadence.period_ms
