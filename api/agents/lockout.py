"""Guesses at passwords are slowed down: ever longer, and for an account apart from a source of guesses. Pure.

Each guess counts as wrong until it proves right, so that guesses sent at once cannot overtake the count.
"""

import ipaddress

import msgspec

FORGOTTEN_S = 86_400.0
"""After a day without a wrong guess the count starts anew."""


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """So many wrong guesses are free; then `first_s`, doubled by each further one, at most `longest_s`."""

    free: int
    first_s: float
    longest_s: float


ACCOUNT = Limit(free=5, first_s=60.0, longest_s=3600.0)
SOURCE = Limit(free=30, first_s=60.0, longest_s=900.0)
"""Many agents may stand behind one address, so it takes more."""


class Guesses(msgspec.Struct, frozen=True, kw_only=True):
    """How often it was wrong in a row, when last, and until when nothing is heard."""

    wrong: int = 0
    last_at: float = 0.0
    locked_until: float = 0.0

    def wait_s(self, now: float) -> float:
        """How long from `now` nothing is heard; 0: it may be tried."""
        return max(0.0, self.locked_until - now)

    def counted(self, limit: Limit, now: float) -> "Guesses":
        """One more guess at `now`."""
        wrong = (0 if now - self.last_at > FORGOTTEN_S else self.wrong) + 1
        over = wrong - limit.free
        lock_s = min(limit.longest_s, limit.first_s * 2.0 ** min(over, 30)) if over >= 0 else 0.0
        return Guesses(wrong=wrong, last_at=now, locked_until=now + lock_s if lock_s else 0.0)


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """A guess that was counted: how many it makes for the account, and what is locked by it if it was wrong."""

    tries: int
    locks_account: bool = False
    locks_source: bool = False


def account_key(login: str) -> str:
    """What guesses at one account are counted by."""
    return f"account:{login.casefold()[:80]}"


def source_key(address: str) -> str:
    """What guesses from one source are counted by: an address, of IPv6 its network (/64). Empty for none known."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address):
        return f"source:{ipaddress.ip_network((int(found), 64), strict=False).network_address}"
    return f"source:{found}"
