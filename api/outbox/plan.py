"""When something that did not go out is tried again, and when it is given up. Pure."""

DELAYS_S = (5.0, 30.0, 120.0, 600.0, 1800.0, 3600.0, 7200.0, 14_400.0, 21_600.0, 43_200.0)
"""Seconds after each failure in turn; about a day in all."""
LONGEST_ASKED_S = 3600.0
"""A receiver may ask for a pause (Retry-After), but not for longer than this."""


def next_try(failures: int, now: float, asked_s: float = 0.0) -> float | None:
    """When to try again after so many failures in a row (one or more), Unix seconds; None: it is given up.

    `asked_s` is the pause that the receiver asked for.
    """
    if failures > len(DELAYS_S):
        return None
    return now + max(DELAYS_S[failures - 1], min(asked_s, LONGEST_ASKED_S))
