"""Links of questionnaires: a token that nobody guesses, and the digest by which it is known again. Pure."""

import hashlib
import secrets

TOKEN_BYTES = 24
"""192 bits, 32 characters."""


def new_token() -> str:
    """A fresh token for an address: letters, digits, dash and underline."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    """SHA-256 in hexadecimal. A token is random and long, so no salt is needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def path_of(token: str) -> str:
    """The page's path."""
    return f"/survey/{token}"
