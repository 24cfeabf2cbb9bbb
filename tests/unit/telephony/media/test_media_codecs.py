"""G.711 and G.722 on 8 kHz frames."""

import math
import struct

import numpy as np
import pytest
from G722 import G722

from telephony.media.codecs import codec_named
from tests.sip_bench import level, tone


@pytest.mark.parametrize("name", ["PCMA", "PCMU", "G722"])
@pytest.mark.parametrize("frequency", [300, 1000, 3000])
def test_a_tone_goes_through(name: str, frequency: int) -> None:
    there, back = codec_named(name), codec_named(name)
    pcm = tone(frequency, 1.0)
    heard = b"".join(back.decode(there.encode(pcm[at : at + 320])) for at in range(0, len(pcm), 320))
    assert len(heard) == len(pcm)
    assert level(heard[3200:], frequency) == pytest.approx(8000, rel=0.03)


def test_twenty_milliseconds_of_g722_are_160_bytes() -> None:
    assert len(codec_named("G722").encode(bytes(320))) == 160
    assert len(codec_named("G722").decode(bytes(160))) == 320


def test_a_wideband_phone_is_heard_in_the_telephone_band() -> None:
    """16 kHz audio from a G.722 phone: what lies in our band is kept, what lies above does not fold into it."""
    times = np.arange(32_000) / 16_000
    low, high = 8000 * np.sin(2 * math.pi * 1000 * times), 8000 * np.sin(2 * math.pi * 5500 * times)
    payload = G722(16_000, 64_000).encode((low + high).astype(np.int16))
    heard = codec_named("G722").decode(payload)[3200:]
    assert level(heard, 1000) == pytest.approx(8000, rel=0.03)
    assert level(heard, 2500) < 200, "the image of 5500 Hz"


def test_each_direction_of_a_leg_has_its_own_g722() -> None:
    one, other = codec_named("G722"), codec_named("G722")
    one.encode(tone(700, 1.0))
    assert one.encode(bytes(320)) != other.encode(bytes(320)), "the first still remembers its tone"


def test_a_law_has_its_sign() -> None:
    assert struct.unpack("<h", codec_named("PCMA").decode(b"\xd5"))[0] == 8


def test_no_other_codec() -> None:
    with pytest.raises(KeyError):
        codec_named("G729")
