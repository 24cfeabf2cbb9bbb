"""What a call sounded like, as one number: the E-model of ITU-T G.107, reduced to delay and loss. Pure.

R = R0 - Id - Ie,eff. R0 is 93.2, G.107's value with every other input at its default. Id is the usual two-line fit
of G.107's delay impairment without echo (Cole and Rosenbluth, ACM CCR 31(2), 2001). Ie,eff is G.107 §7.5 for random
loss, with Ie and Bpl from ITU-T G.113 Appendix I. MOS from R is G.107 Annex B. It estimates; it does not listen.
"""

from dataclasses import dataclass

R0 = 93.2
PACKET_MS = 20.0


@dataclass(frozen=True, slots=True)
class CodecImpairment:
    """Ie (equipment impairment) and Bpl (robustness against loss)."""

    ie: float
    bpl: float


IMPAIRMENT = {
    "PCMA": CodecImpairment(0.0, 25.1),
    "PCMU": CodecImpairment(0.0, 25.1),
    "G722": CodecImpairment(2.0, 25.1),
}
"""G.113 table I.2: G.711 with loss concealment by waveform (its Appendix I, which `conceal.py` follows) has Bpl 25.1.

G.722 is heard here in the telephone band, of which its lower band is 40 to 48 kbit/s ADPCM: Ie of G.726 at 40 kbit/s.
"""


def rating(codec: str, lost_share: float, one_way_ms: float) -> float:
    """R, 0 to 93.2. `lost_share` is 0 to 1 and counts what was late as lost; `one_way_ms` is mouth to ear."""
    impairment = IMPAIRMENT[codec]
    percent = 100 * min(1.0, max(0.0, lost_share))
    equipment = impairment.ie + (95 - impairment.ie) * percent / (percent + impairment.bpl)
    delay = 0.024 * one_way_ms + 0.11 * max(0.0, one_way_ms - 177.3)
    return max(0.0, R0 - delay - equipment)


def mos_of(r: float) -> float:
    """MOS of a rating (G.107 Annex B), 1 to 4.5."""
    if r <= 0:
        return 1.0
    if r >= 100:
        return 4.5
    return max(1.0, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6)


def estimate(codec: str, lost_share: float, round_trip_ms: float | None, playout_ms: float) -> float:
    """MOS of what we hear: half the round trip, one packet's length, and what waits in the playout buffer."""
    one_way = (round_trip_ms or 0.0) / 2 + PACKET_MS + playout_ms
    return round(mos_of(rating(codec, lost_share, one_way)), 2)
