"""Ring cadence by country, seconds into rings, and the three-ring verdict with its error bound (LINE-1). Pure.

A *period* is one ring with its pause, as the caller hears it; a double ring (0.4, 0.2, 0.4 s, pause 2 s) counts as
one. The reading in force: picked up before the fourth ring begins. The strict reading: before the third ring ends.
Sources of the figures: ITU-T E.180 Supplement 2, as gathered in the project's design.
"""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from telephony.events import Verdict

RINGS_ALLOWED = 3


class Cadence(msgspec.Struct, frozen=True, kw_only=True):
    """One country's ring: `ring_ms` from the first sound to the last of one ring, `period_ms` from ring to ring."""

    country: str
    ring_ms: int
    period_ms: int

    @property
    def limit_ms(self) -> int:
        """Milliseconds until the fourth ring begins."""
        return RINGS_ALLOWED * self.period_ms

    @property
    def strict_ms(self) -> int:
        """Milliseconds until the third ring ends."""
        return (RINGS_ALLOWED - 1) * self.period_ms + self.ring_ms

    def ring_of(self, ring_ms: float) -> int:
        """The number of the ring, from 1, in which or after which this moment lies."""
        return int(max(ring_ms, 0.0) // self.period_ms) + 1


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """Outcome for one pick-up: the ring it fell in, and both readings."""

    rings: int
    verdict: Verdict
    strict: Verdict


def _table() -> dict[str, Cadence]:
    pairs = {
        (1000, 5000): ("CN", "DE", "RU", "BR"),
        (2000, 6000): ("US",),
        (1000, 3000): ("GB", "AU", "IN", "SG", "JP", "TW"),
        (1500, 5000): ("FR",),
        (1500, 4500): ("ES",),
    }
    return {
        country: Cadence(country=country, ring_ms=ring, period_ms=period)
        for (ring, period), countries in pairs.items()
        for country in countries
    }


CADENCES: Mapping[str, Cadence] = MappingProxyType(_table())
"""By ISO 3166 country code."""

DEFAULT_COUNTRY = "CN"


def judge(cadence: Cadence, ring_ms: float, error_ms: float) -> Judgement:
    """Judge a pick-up `ring_ms` after the INVITE, measured to within `error_ms` either way.

    A time within the error bound of a limit is `CANNOT_TELL` for that limit.
    """
    return Judgement(
        rings=cadence.ring_of(ring_ms),
        verdict=_against(cadence.limit_ms, ring_ms, error_ms),
        strict=_against(cadence.strict_ms, ring_ms, error_ms),
    )


def _against(limit_ms: float, ring_ms: float, error_ms: float) -> Verdict:
    if abs(ring_ms - limit_ms) <= error_ms:
        return Verdict.CANNOT_TELL
    return Verdict.MET if ring_ms < limit_ms else Verdict.MISSED
