"""The site's keys for recordings: `<data>/recording.key`, one a line, the first for new recordings. SEC-1.

A key is 32 random bytes in base64. To change it, put a new line on top: old recordings stay readable by the old one.
Whoever loses the file loses the recordings; whoever copies it can hear them.
"""

import base64
import binascii
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from telephony.errors import SettingsError
from telephony.recording.sealed import KEY_BYTES, key_id

FILE = "recording.key"


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """`current` seals new recordings; `known` opens old ones, by key id."""

    current: bytes
    known: Mapping[str, bytes]


def load_keys(data: Path, setting: str = "") -> Keys:
    """The keys of a data folder; the file is made where there is none. `setting` is a key that goes before the file's.

    Raises SettingsError for what is no key, OSError where the file can be neither read nor made.
    """
    path = data / FILE
    if not path.exists():
        _make(path)
    lines = path.read_text(encoding="ascii", errors="replace").split()
    keys = [_key(line, str(path)) for line in lines]
    if setting:
        keys.insert(0, _key(setting, "recording_key"))
    if not keys:
        raise SettingsError(str(path), ["it holds no key; put back the one it held, or recordings cannot be read"])
    return Keys(keys[0], {key_id(key): key for key in keys})


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")


def _key(text: str, where: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise SettingsError(where, [f"a key is {KEY_BYTES} bytes in base64; this one is not"])
    return key
