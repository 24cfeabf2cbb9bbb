"""Secrets of the desk in files of its folder, made on first use, readable by their owner only."""

import os
import secrets
from pathlib import Path


def secret_of(folder: Path, name: str) -> str:
    """The secret in this file: 32 random bytes in base64 for addresses, without padding."""
    path = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    try:
        kept = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        kept = ""
    return kept or _new_secret(path)


def _new_secret(path: Path) -> str:
    """Written whole or not at all: a file cut short would sign sessions with a secret that anyone can guess."""
    secret = secrets.token_urlsafe(32)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(secret + "\n", encoding="ascii")
    fresh.replace(path)
    return secret
