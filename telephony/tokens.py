"""Headset tokens: the desk issues them, a line checks them without asking the desk.

Both hold the link key (a file that `hotline serve` makes, or settings). Tokens are JWTs (RFC 7519), HS256.
"""

import jwt

from telephony.errors import TokenError

AUDIENCE = "sanxiang-headset"


def issue_headset_token(key: str, agent_id: str, now: float, ttl_s: float) -> str:
    """A token that lets `agent_id` connect one headset until `now + ttl_s`, Unix seconds by the line's clock.

    It does not say when it was made: a line whose clock is behind would refuse it as one of the future.
    """
    claims = {"sub": agent_id, "aud": AUDIENCE, "exp": int(now + ttl_s)}
    return jwt.encode(claims, key, algorithm="HS256")


def verify_headset_token(key: str, token: str) -> str:
    """The agent id that the token was issued for. Raises TokenError when it is wrong or expired."""
    try:
        claims = jwt.decode(token, key, algorithms=["HS256"], audience=AUDIENCE, options={"require": ["exp", "sub"]})
    except jwt.PyJWTError as error:
        raise TokenError(f"headset token refused: {error}") from error
    return str(claims["sub"])
