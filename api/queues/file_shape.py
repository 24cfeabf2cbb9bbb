"""What may stand in `<data>/queues.yaml`: its words, their defaults and their limits. Data only.

Times that a caller hears are counted in rings, everything else in seconds. `plan_file.py` turns this into the queue's
own plan (`telephony.acd.plan`).
"""

import datetime as dt

import msgspec

from telephony.acd.plan import Order, When, Where
from telephony.cadence import RINGS_ALLOWED


class Hours(msgspec.Struct, frozen=True, kw_only=True):
    """Open from `start` to `end` on these days; see `telephony.acd.hours.Span`."""

    days: str
    start: str = "00:00"
    end: str = "24:00"


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One overflow rule."""

    when: When
    where: Where
    to: str | None = None
    after_s: float = 0.0


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """One queue. What is left out is as in `QueuePlan`; rings that are left out are the desk's `offer_rings`."""

    id: str
    name: str
    numbers: tuple[str, ...] = ()
    site: str = ""
    order: Order = Order.LONGEST_IDLE
    skill: str | None = None
    level_wait_s: float = 15.0
    priority: int = 0
    offer_rings: int | None = None
    miss_limit: int = 3
    wrap_up_s: float = 0.0
    hours: tuple[Hours, ...] = ()
    capacity: int = 0
    answer_after_rings: int = 0
    announce_every_s: float = 45.0
    callback: bool = False
    callback_tries: int = 3
    callback_retry_s: float = 300.0
    overflow: tuple[Rule, ...] = ()


class Agent(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent can do, by login."""

    skills: dict[str, int] = {}
    queues: tuple[str, ...] = ()


class File(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file."""

    queues: tuple[Queue, ...]
    agents: dict[str, Agent] = {}
    holidays: tuple[dt.date, ...] = ()
    """Days that are no working days here, beside those of the calendar."""
    ageing_s: float = 60.0


LIMITS: dict[str, tuple[float, float]] = {
    "level_wait_s": (0, 600),
    "priority": (0, 9),
    "offer_rings": (1, 20),
    "miss_limit": (0, 20),
    "wrap_up_s": (0, 3600),
    "capacity": (0, 1000),
    "announce_every_s": (10, 600),
    "callback_tries": (1, 10),
    "callback_retry_s": (30, 86_400),
}
"""Least and most of each number of a queue. An announcement takes some seconds to say; a retry some to be refused."""

FIRST_MACHINE_RING = RINGS_ALLOWED + 1
"""A machine may not answer while a person may still do so in time (LINE-1)."""
LAST_MACHINE_RING = 30
SKILL_LEVELS = (1, 9)
AGEING_S = (1.0, 3600.0)
AFTER_S = (0.0, 3600.0)
