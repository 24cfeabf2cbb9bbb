"""The encrypted file of a recording. Bytes in, bytes out; no audio, no folders.

    "SXR1" | u16 length | header (JSON) | chunk | chunk | ... | last chunk
    chunk: u32 length | AES-256-GCM ciphertext

Each file has its own key, by HKDF-SHA256 (RFC 5869) from the site's key and a random salt in the header. The nonce of
a chunk is its number (11 bytes) and whether it is the last (1 byte), and the header is authenticated with every
chunk, so that chunks which were changed, dropped, put in another order or cut off are found. A file without a last
chunk was cut off, or its call is still going on.
"""

import hashlib
import json
import os
import struct
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from telephony.errors import RecordingUnreadable

MAGIC = b"SXR1"
KEY_BYTES = 32
SALT_BYTES = 16
MOST_CHUNK = 16 * 1024 * 1024
_INFO = b"sanxiang recording 1"


def key_id(key: bytes) -> str:
    """Names a key without giving it away."""
    return hashlib.sha256(b"key id " + key).hexdigest()[:16]


def _file_key(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), KEY_BYTES, salt, _INFO).derive(key))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


class Sealer:
    """Makes the bytes of a file: `head` first, then chunks, the last one marked."""

    def __init__(self, key: bytes, facts: Mapping[str, Any]) -> None:
        salt = os.urandom(SALT_BYTES)
        header = json.dumps({**facts, "key": key_id(key), "salt": salt.hex()}, ensure_ascii=False).encode()
        self.head = MAGIC + struct.pack(">H", len(header)) + header
        self._cipher = _file_key(key, salt)
        self._number = 0

    def chunk(self, data: bytes, *, last: bool = False) -> bytes:
        """The next chunk."""
        sealed = self._cipher.encrypt(_nonce(self._number, last), data, self.head)
        self._number += 1
        return struct.pack(">I", len(sealed)) + sealed


def read_facts(file: BinaryIO) -> tuple[dict[str, Any], bytes]:
    """The header's facts (not yet proven to be genuine), and its bytes. Raises RecordingUnreadable."""
    start = file.read(len(MAGIC) + 2)
    if len(start) < len(MAGIC) + 2 or not start.startswith(MAGIC):
        raise RecordingUnreadable("it is no recording")
    header = file.read(struct.unpack(">H", start[len(MAGIC) :])[0])
    try:
        facts = json.loads(header)
        bytes.fromhex(facts["salt"])
    except (ValueError, KeyError, TypeError) as error:
        raise RecordingUnreadable(f"its header is broken: {error}") from error
    return facts, start + header


def unseal(file: BinaryIO, keys: Mapping[str, bytes], *, whole: bool = True) -> Iterator[bytes]:
    """The chunks of a file, each checked. `whole` asks for the last one; without it one that was cut off ends early.

    Raises RecordingUnreadable where the key is not known, or a chunk is not what was written.
    """
    facts, head = read_facts(file)
    key = keys.get(facts.get("key", ""))
    if key is None:
        raise RecordingUnreadable(f"its key {facts.get('key')} is not among those of this site")
    cipher = _file_key(key, bytes.fromhex(facts["salt"]))
    number, done = 0, False
    while not done:
        sealed = _next_chunk(file)
        if sealed is None:
            if whole:
                raise RecordingUnreadable("its end is missing")
            return
        data, done = _open(cipher, sealed, number, head)
        number += 1
        yield data
    if file.read(1):
        raise RecordingUnreadable("something was added to it")


def _next_chunk(file: BinaryIO) -> bytes | None:
    size = file.read(4)
    if len(size) < 4:
        return None
    length = struct.unpack(">I", size)[0]
    if length > MOST_CHUNK:
        raise RecordingUnreadable("a chunk of it is too long")
    sealed = file.read(length)
    return sealed if len(sealed) == length else None


def _open(cipher: AESGCM, sealed: bytes, number: int, head: bytes) -> tuple[bytes, bool]:
    for last in (False, True):
        try:
            return cipher.decrypt(_nonce(number, last), sealed, head), last
        except InvalidTag:
            continue
    raise RecordingUnreadable(f"chunk {number} is not what was written")
