"""The signature of a web hook, by the Standard Webhooks specification (standardwebhooks.com). Pure.

HMAC-SHA256 over `id.timestamp.body`, so that neither body nor time can be changed and an old request cannot be sent
again later; receivers check it with any of the specification's libraries.
"""

import base64
import hashlib
import hmac
import secrets

PREFIX = "whsec_"
KEY_BYTES = 32


def new_secret() -> str:
    """A fresh secret for one endpoint: `whsec_` and 32 random bytes in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def headers(secret: str, message_id: str, body: str, now: float) -> dict[str, str]:
    """The three headers of a request with this body, sent at `now` (Unix seconds)."""
    stamp = str(int(now))
    key = base64.b64decode(secret.removeprefix(PREFIX))
    digest = hmac.new(key, f"{message_id}.{stamp}.{body}".encode(), hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
