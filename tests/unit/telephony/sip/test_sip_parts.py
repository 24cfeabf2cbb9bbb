"""The small pure parts: ports, frames, whom to follow, counts, G.711."""

import itertools
import struct

import pytest

from telephony.errors import NoMediaPort
from telephony.sip import g711
from telephony.sip.counts import DropCounts
from telephony.sip.framing import Framer
from telephony.sip.ports import PortPool
from telephony.sip.source_lock import SourceLock

A, B = ("192.0.2.1", 4000), ("192.0.2.2", 4000)


def test_ports_are_even_lent_once_and_reused_last() -> None:
    pool = PortPool(range(20_001, 20_008))
    assert pool.free == 3
    assert [pool.take() for _ in range(3)] == [20_002, 20_004, 20_006]
    with pytest.raises(NoMediaPort):
        pool.take()
    pool.give_back(20_004)
    pool.give_back(20_002)
    assert pool.take() == 20_004


@pytest.mark.parametrize("samples", [80, 160, 240, 320, 480])
def test_packets_of_any_length_become_frames_on_the_grid(samples: int) -> None:
    framer, frames = Framer(), []
    for number in range(12):
        pcm = struct.pack("<h", number) * samples
        frames += framer.feed((0xFFFFFF00 + number * samples) % (1 << 32), pcm)
    assert len(frames) == 12 * samples // 160
    assert all(len(pcm) == 320 for _, pcm in frames)
    steps = {(after - before) % (1 << 32) for (before, _), (after, _) in itertools.pairwise(frames)}
    assert steps == {160}


def test_a_loss_discards_the_tail() -> None:
    framer = Framer()
    assert framer.feed(0, bytes(160)) == []
    assert framer.feed(400, bytes(320)) == [(400, bytes(320))]
    assert framer.feed(560, bytes(2 * 1601)) == []


def test_the_address_of_the_sdp_wins() -> None:
    lock = SourceLock()
    lock.agree(A)
    assert lock.target == A
    assert lock.admits(B, 1.0), "NAT: whoever speaks first"
    assert lock.target == B
    assert lock.admits(A, 1.1)
    assert lock.target == A
    assert not lock.admits(B, 1.2)
    assert lock.strangers == 1


def test_a_stranger_takes_over_only_from_the_silent() -> None:
    lock = SourceLock()
    lock.agree(A)
    lock.admits(A, 1.0)
    assert not lock.admits(B, 1.9)
    assert lock.admits(B, 2.5)
    lock.agree(("192.0.2.3", 1))
    assert lock.target == ("192.0.2.3", 1)


def test_a_flood_is_logged_now_and_then() -> None:
    counts = DropCounts(every=10)
    assert [counts.add("x", at) for at in (0.0, 1.0, 9.9, 10.0, 11.0)] == [True, False, False, True, False]
    assert counts.add("y", 11.0)
    assert counts.total["x"] == 5


def test_g711_is_what_itu_wrote() -> None:
    """Values of ITU-T G.711 tables 1 and 2, scaled to 16 bits: polarity included."""
    known = {"PCMA": {0xD5: 8, 0x55: -8, 0xAA: 32_256, 0x2A: -32_256}, "PCMU": {0xFF: 0, 0x80: 32_124, 0x00: -32_124}}
    for codec, values in known.items():
        for byte, sample in values.items():
            assert struct.unpack("<h", g711.decode(codec, bytes([byte])))[0] == sample
    for codec in known:
        every = bytes(range(256))
        again = g711.decode(codec, g711.encode(codec, g711.decode(codec, every)))
        assert again == g711.decode(codec, every)
