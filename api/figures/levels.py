"""The service level by the usual formulas, which read one day of calls so differently. Pure.

One day of 100 calls: 80 answered in time, 10 late, 6 given up in time, 4 late. The four formulas say 88.9, 86.0, 85.1
and 80.0 per cent. Which one is in force a site decides; all of them are shown.
"""

import msgspec

from api.schemas import LevelFormula, Ratio, ServiceLevel


class LevelRule(msgspec.Struct, frozen=True, kw_only=True):
    """How a site counts. Milliseconds."""

    target_ms: int = 15_000
    """GB/T 33358-2016 asks for 15 s, which are also three Chinese rings."""
    in_force: LevelFormula = LevelFormula.OFFERED
    short_ms: int = 5_000
    """Who gives up sooner has hardly waited; told apart among those who gave up."""
    limit_ms: int = 15_000
    """The three-ring limit, for callers who gave up after it."""
    strict_ms: int = 11_000


class InTime(msgspec.Struct, frozen=True, kw_only=True):
    """What the formulas are made of: calls."""

    answered: int = 0
    answered_in_time: int = 0
    given_up: int = 0
    given_up_in_time: int = 0


def service_level(counts: InTime, rule: LevelRule) -> ServiceLevel:
    """Every formula of these counts."""
    in_time, early = counts.answered_in_time, counts.given_up_in_time
    everybody = counts.answered + counts.given_up
    return ServiceLevel(
        target_ms=rule.target_ms,
        in_force=rule.in_force,
        values={
            LevelFormula.ANSWERED: Ratio(part=in_time, whole=counts.answered),
            LevelFormula.GIVEN_UP_COUNTED: Ratio(part=in_time + early, whole=everybody),
            LevelFormula.GIVEN_UP_LEFT_OUT: Ratio(part=in_time, whole=everybody - early),
            LevelFormula.OFFERED: Ratio(part=in_time, whole=everybody),
        },
    )
