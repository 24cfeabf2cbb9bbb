"""The link key: one secret in the data folder that line and desk share, made on first use."""

import contextlib
import os
import secrets
from pathlib import Path

from telephony.errors import SettingsError

NAME = "link.key"


def ensure_link_key(data: Path) -> str:
    """The key in `<data>/link.key`; a new one is made, readable only by its owner, when there is none.

    Raises OSError when the folder cannot be written, SettingsError when the file is there but holds no key: an empty
    key would let anybody in. Two processes that start at once agree on one key.
    """
    path = data / NAME
    data.mkdir(parents=True, exist_ok=True)
    try:
        return _read(path)
    except FileNotFoundError:
        pass
    fresh = data / f".{NAME}.{os.getpid()}.{secrets.token_hex(4)}"
    try:
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
        with contextlib.suppress(FileExistsError):  # the other process was first: then its key counts
            os.link(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
    return _read(path)


def _read(path: Path) -> str:
    try:
        key = path.read_text(encoding="ascii").strip()
    except UnicodeDecodeError as error:
        raise SettingsError(str(path), ["holds no key; delete it and a new one is made"]) from error
    if not key:
        raise SettingsError(str(path), ["is empty; delete it and a new key is made"])
    return key
