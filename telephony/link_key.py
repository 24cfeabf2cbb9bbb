"""The link key: one secret in the data folder that line and desk share, made on first use."""

import secrets
from pathlib import Path

from telephony.errors import SettingsError
from telephony.secret_file import ensure_secret

NAME = "link.key"


def ensure_link_key(data: Path) -> str:
    """The key in `<data>/link.key`; a new one is made, readable only by its owner, when there is none.

    Raises OSError when the folder cannot be written, SettingsError when the file is there but holds no key: an empty
    key would let anybody in. Two processes that start at once agree on one key.
    """
    path = data / NAME
    try:
        key = ensure_secret(path, secrets.token_urlsafe(32)).strip()
    except UnicodeDecodeError as error:
        raise SettingsError(str(path), ["holds no key; delete it and a new one is made"]) from error
    if not key:
        raise SettingsError(str(path), ["is empty; delete it and a new key is made"])
    return key
