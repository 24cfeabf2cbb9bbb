"""The words of a segment, encrypted with the recordings' key: whoever may not hear a call cannot read it either.

    u8 length | key id | 16 bytes salt | 12 bytes nonce | AES-256-GCM ciphertext of JSON

The segment's own name is authenticated with it, so that words cannot be moved to another call.
"""

import os
from collections.abc import Mapping

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from api.schemas.transcripts import SuspectedPhrase
from telephony.errors import RecordingUnreadable
from telephony.recording.keys import Keys
from telephony.recording.sealed import KEY_BYTES, key_id

_INFO = b"sanxiang transcript 1"
SALT, NONCE = 16, 12


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What is sealed."""

    text: str
    readings: tuple[str, ...] = ()
    hits: tuple[SuspectedPhrase, ...] = ()


_WORDS = msgspec.json.Decoder(Words)


def seal(words: Words, name: str, keys: Keys) -> bytes:
    """The bytes to keep for the segment of this name."""
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    body = _cipher(keys.current, salt).encrypt(nonce, msgspec.json.encode(words), name.encode())
    named = key_id(keys.current).encode()
    return bytes([len(named)]) + named + salt + nonce + body


def unseal(sealed: bytes, name: str, known: Mapping[str, bytes]) -> Words:
    """The words again. Raises RecordingUnreadable where the key is not here, or they are not what was written."""
    size = sealed[0] if sealed else 0
    named, rest = sealed[1 : 1 + size], sealed[1 + size :]
    key = known.get(named.decode("ascii", "replace"))
    if key is None:
        raise RecordingUnreadable("the key of its transcript is not among those of this site")
    try:
        plain = _cipher(key, rest[:SALT]).decrypt(rest[SALT : SALT + NONCE], rest[SALT + NONCE :], name.encode())
    except (InvalidTag, ValueError) as error:
        raise RecordingUnreadable("its transcript is not what was written") from error
    words: Words = _WORDS.decode(plain)
    return words


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), KEY_BYTES, salt, _INFO).derive(key))
