"""A secret in a file that only its owner may read, made on first use."""

import contextlib
import os
import secrets
from pathlib import Path


def ensure_secret(path: Path, fresh: str) -> str:
    """The text of the file; `fresh` is written where there is none, readable by its owner only.

    Two processes that start at once agree on one secret. Raises OSError when the folder cannot be written,
    UnicodeDecodeError when the file is not ASCII.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        pass
    draft = path.parent / f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}"
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.write(fresh + "\n")
        with contextlib.suppress(FileExistsError):  # the other process was first: then its secret counts
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return path.read_text(encoding="ascii")
