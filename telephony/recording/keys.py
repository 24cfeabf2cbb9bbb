"""The site's keys for recordings: `<data>/recording.key`, one a line, the first for new recordings. SEC-1.

A key is 32 random bytes in base64. To change it, put a new line on top: old recordings stay readable by the old one.
Whoever loses the file loses the recordings; whoever copies it can hear them.
"""

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from telephony.errors import SettingsError
from telephony.recording.sealed import KEY_BYTES, key_id
from telephony.secret_file import ensure_secret

FILE = "recording.key"


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """`current` seals new recordings; `known` opens old ones, by key id."""

    current: bytes
    known: Mapping[str, bytes]


def load_keys(data: Path, setting: str = "") -> Keys:
    """The keys of a data folder; the file is made where there is none. `setting` is a key that goes before them.

    Raises SettingsError for what is no key, OSError where the file can be neither read nor made.
    """
    path = data / FILE
    try:
        lines = ensure_secret(path, base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()).split()
    except UnicodeDecodeError as error:
        raise SettingsError(str(path), ["it holds no key in base64"]) from error
    keys = [_key(line, str(path)) for line in lines]
    if setting:
        keys.insert(0, _key(setting, "recording_key"))
    if not keys:
        raise SettingsError(str(path), ["it holds no key; put back the one it held, or recordings cannot be read"])
    return Keys(keys[0], {key_id(key): key for key in keys})


def _key(text: str, where: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise SettingsError(where, [f"a key is {KEY_BYTES} bytes in base64; this one is not"])
    return key
