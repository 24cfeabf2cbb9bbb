"""Sealed files, keys, and what becomes of a spool."""

import io
import stat
from pathlib import Path

import numpy as np
import pytest
import soundfile

from telephony.errors import RecordingUnreadable, SettingsError
from telephony.recording.keys import FILE, load_keys
from telephony.recording.sealed import Sealer, key_id, unseal
from telephony.recording.store import Facts, Spool, finish, left_behind, path_of, read_whole
from telephony.recording.timeline import MaskSpan

FACTS = Facts(recording_id="r-1", call_id="c-1", began_at=1_700_000_000.0)
KEY = bytes(range(32))


def sealed(*chunks: bytes) -> bytes:
    sealer = Sealer(KEY, {"kind": "test"})
    return sealer.head + b"".join(sealer.chunk(one, last=one is chunks[-1]) for one in chunks)


def opened(data: bytes, *, whole: bool = True) -> list[bytes]:
    return list(unseal(io.BytesIO(data), {key_id(KEY): KEY}, whole=whole))


def test_what_was_sealed_is_read_and_nothing_of_it_is_seen() -> None:
    data = sealed(b"first secret", b"second secret")
    assert opened(data) == [b"first secret", b"second secret"]
    assert b"secret" not in data
    assert data != sealed(b"first secret", b"second secret")  # another salt


def test_every_changed_byte_is_found() -> None:
    data = sealed(b"first", b"second")
    for at in range(len(data)):
        broken = bytearray(data)
        broken[at] ^= 1
        with pytest.raises(RecordingUnreadable):
            opened(bytes(broken))


def test_a_cut_an_addition_and_another_order_are_found() -> None:
    sealer = Sealer(KEY, {"kind": "test"})
    one, two, last = sealer.chunk(b"one"), sealer.chunk(b"two"), sealer.chunk(b"last", last=True)
    for data in (one + two, one + two + last[:-1], two + one + last, one + last, one + two + last + b"x"):
        with pytest.raises(RecordingUnreadable):
            opened(sealer.head + data)
    assert opened(sealer.head + one + two + last[:-1], whole=False) == [b"one", b"two"]


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(RecordingUnreadable, match="not among"):
        list(unseal(io.BytesIO(sealed(b"x")), {}))


def test_the_key_file_is_made_for_its_owner_and_may_hold_older_keys(tmp_path: Path) -> None:
    first = load_keys(tmp_path)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert load_keys(tmp_path) == first
    other = load_keys(tmp_path / "other")
    (tmp_path / FILE).write_text((tmp_path / "other" / FILE).read_text() + (tmp_path / FILE).read_text())
    both = load_keys(tmp_path)
    assert both.current == other.current
    assert set(both.known) == {*first.known, *other.known}
    assert str(first.current) not in repr(first)


@pytest.mark.parametrize("text", ["", "not base64!", "c2hvcnQ="])
def test_what_is_no_key_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(SettingsError, match=r"recording\.key"):
        load_keys(tmp_path)


def tone(hertz: int, seconds: float) -> bytes:
    at = np.arange(int(8000 * seconds)) / 8000
    return bytes((np.sin(2 * np.pi * hertz * at) * 8000).astype("<i2").tobytes())


def spooled(folder: Path) -> Path:
    spool = Spool(folder, load_keys(folder), FACTS)
    spool.audio(tone(400, 1), tone(1000, 1))
    spool.masks((MaskSpan(0, 20, "id card", "li"),))
    spool.audio(tone(400, 1), tone(1000, 1))
    spool.close()
    return spool.path


def test_a_spool_becomes_flac_with_two_channels(tmp_path: Path) -> None:
    part = spooled(tmp_path)
    assert stat.S_IMODE(part.stat().st_mode) == 0o600
    keys = load_keys(tmp_path)
    done = finish(part, tmp_path, keys)
    assert not part.exists()
    assert done.path == path_of(tmp_path, FACTS)
    assert done.size == done.path.stat().st_size
    with done.path.open("rb") as file:
        facts, flac = read_whole(file, keys.known)
    assert facts == done.facts
    assert (facts.length_ms, facts.masks) == (2000, (MaskSpan(0, 20, "id card", "li"),))
    samples, rate = soundfile.read(io.BytesIO(flac), dtype="int16")
    assert (rate, samples.shape) == (8000, (16_000, 2))
    assert samples[:, 0].tobytes() == tone(400, 1) * 2
    assert samples[:, 1].tobytes() == tone(1000, 1) * 2


def test_a_spool_that_was_cut_off_gives_what_it_holds(tmp_path: Path) -> None:
    part = spooled(tmp_path)
    part.write_bytes(part.read_bytes()[:-7])
    assert left_behind(tmp_path) == [part]
    done = finish(part, tmp_path, load_keys(tmp_path), recovered=True)
    assert (done.facts.length_ms, done.facts.recovered) == (1000, True)
    assert left_behind(tmp_path) == []


def test_a_spool_that_was_changed_is_left_where_it_is(tmp_path: Path) -> None:
    part = spooled(tmp_path)
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)
    with pytest.raises(RecordingUnreadable):
        finish(part, tmp_path, load_keys(tmp_path))
    assert part.exists()
