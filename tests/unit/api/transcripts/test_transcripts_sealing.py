"""Words are readable with the site's key, under their own name, and not otherwise."""

from pathlib import Path

import pytest

from api.transcripts.sealing import Words, seal, unseal
from telephony.errors import RecordingUnreadable
from telephony.recording.keys import load_keys

WORDS = Words(text="我不知道", readings=("我不知道", "我不自道"))


def test_what_is_sealed_can_be_read_and_is_not_in_clear(tmp_path: Path) -> None:
    keys = load_keys(tmp_path)
    sealed = seal(WORDS, "call|agent|0", keys)
    assert unseal(sealed, "call|agent|0", keys.known) == WORDS
    assert "我不知道".encode() not in sealed
    assert seal(WORDS, "call|agent|0", keys) != sealed


def test_words_cannot_be_moved_changed_or_read_with_another_key(tmp_path: Path) -> None:
    keys = load_keys(tmp_path)
    sealed = seal(WORDS, "call|agent|0", keys)
    with pytest.raises(RecordingUnreadable, match="not what was written"):
        unseal(sealed, "other|agent|0", keys.known)
    with pytest.raises(RecordingUnreadable, match="not what was written"):
        unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), "call|agent|0", keys.known)
    with pytest.raises(RecordingUnreadable, match="key"):
        unseal(sealed, "call|agent|0", {})
    with pytest.raises(RecordingUnreadable, match="key"):
        unseal(b"", "call|agent|0", keys.known)
