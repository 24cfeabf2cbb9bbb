"""How long recordings are kept. Pure.

A recording is evidence while anything about its call is open: nothing is deleted before the ticket is closed.
"""

import msgspec

DAY_S = 86_400.0


class Retention(msgspec.Struct, frozen=True, kw_only=True):
    """Days; 0: for ever. `keep_days` for a call without a ticket, `ticket_days` from the closing of a ticket on."""

    keep_days: int
    ticket_days: int


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What the rule looks at. `ticket_open` None: the call has no ticket. `ticket_at` is when it was registered."""

    began_at: float
    ticket_open: bool | None = None
    ticket_at: float = 0.0


def expired(rule: Retention, kept: Kept, now: float) -> bool:
    """May it be deleted?"""
    if kept.ticket_open:
        return False
    days = rule.keep_days if kept.ticket_open is None else rule.ticket_days
    if days <= 0:
        return False
    return now - max(kept.began_at, kept.ticket_at) > days * DAY_S
