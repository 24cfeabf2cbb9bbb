"""The link key: one secret in the data folder that line and desk share, made on first use."""

import os
import secrets
from pathlib import Path

NAME = "link.key"


def ensure_link_key(data: Path) -> str:
    """The key in `<data>/link.key`; a new one is made, readable only by its owner, when there is none.

    Raises OSError when the folder cannot be written. Two processes that start at once agree on one key.
    """
    path = data / NAME
    data.mkdir(parents=True, exist_ok=True)
    try:
        return _read(path)
    except FileNotFoundError:
        pass
    fresh = data / f".{NAME}.{os.getpid()}"
    fresh.write_text(secrets.token_urlsafe(32) + "\n", encoding="ascii")
    fresh.chmod(0o600)
    try:
        os.link(fresh, path)  # fails when the other process was first: then its key counts
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return _read(path)


def _read(path: Path) -> str:
    return path.read_text(encoding="ascii").strip()
