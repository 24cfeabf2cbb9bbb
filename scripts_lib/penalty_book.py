"""Penalties by the day from which they count, so that a month is scored by what was in force when it began (PEN).

Pure: typed data in, typed data out. A site's penalties stand in place of the shipped ones from their day on.
"""

import datetime as dt
from dataclasses import dataclass

from scripts_lib.penalties import Penalties


@dataclass(frozen=True)
class Era:
    """Penalties that count from a day on."""

    since: dt.date
    from_site: bool
    penalties: Penalties


@dataclass(frozen=True)
class PenaltyBook:
    """All of them; the first is the shipped one, which counts wherever no other does."""

    eras: tuple[Era, ...]

    def on(self, day: dt.date) -> Penalties:
        """What is in force on this day: the site's latest of those that count by then, else the shipped ones."""
        begun = [era for era in self.eras if era.from_site and era.since <= day]
        return max(begun, key=lambda era: era.since).penalties if begun else self.eras[0].penalties

    def of_month(self, month: str) -> Penalties:
        """What `2026-11` is scored by: what was in force on its first day. Raises ValueError for what is no month."""
        return self.on(dt.date.fromisoformat(f"{month}-01"))
