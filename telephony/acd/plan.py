"""What a site decides of its queues: who is asked first, how long, and what becomes of callers who wait. Data only.

Durations are seconds, rings already turned into seconds by whoever reads the plan. A priority level counts as having
called `ageing_s` earlier, so that higher levels go first and nobody waits for ever.
"""

from enum import StrEnum

import msgspec

from telephony.acd.hours import Span


class Order(StrEnum):
    """Which of the free agents a call is offered to."""

    LONGEST_IDLE = "longest_idle"
    ROUND_ROBIN = "round_robin"
    FEWEST_CALLS = "fewest_calls"
    RING_ALL = "ring_all"  # all at once, the first to pick up wins


class When(StrEnum):
    """What makes an overflow rule apply."""

    WAITING = "waiting"  # the call has waited for `after_s`
    NOBODY = "nobody"  # no agent of the queue is there, for `after_s`
    FULL = "full"  # the queue held `capacity` calls when it came
    CLOSED = "closed"  # the queue was closed when it came


class Where(StrEnum):
    """Where an overflow rule leads."""

    QUEUE = "queue"  # `to` names it; the call keeps its age
    NUMBER = "number"  # `to` is called, and the caller goes on waiting until it answers
    ANNOUNCE = "announce"  # the queue answers at once, says where the caller stands, and offers a callback if it may
    MESSAGE = "message"  # the caller may leave a message
    GOODBYE = "goodbye"  # the caller is told, and the call ends; 486 where it still rings


class Overflow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One overflow rule; each applies once to a call in a queue."""

    when: When
    where: Where
    to: str = ""
    after_s: float = 0.0


class QueuePlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One queue."""

    queue_id: str
    name: str
    numbers: tuple[str, ...] = ()
    """Called numbers (DID) that lead here."""
    site: str = ""
    """Key of the site whose calls these are; empty: of all."""
    order: Order = Order.LONGEST_IDLE
    skill: str = ""
    """What an agent must be able to do; empty: anybody."""
    level_wait_s: float = 15.0
    """How long a call waits for the best of those who can, before the next lower level is asked too."""
    priority: int = 0
    offer_s: float = 10.0
    """How long a call rings at one agent before it is offered to the next."""
    miss_limit: int = 3
    """Calls in a row that an agent lets ring in vain before the agent is marked (ring-no-answer); 0: never."""
    wrap_up_s: float = 0.0
    """After which wrap-up is ended for the agent; 0: by the agent alone."""
    hours: tuple[Span, ...] = ()
    """When it is open; none named: day and night (LINE-6)."""
    capacity: int = 0
    """Calls that may wait; 0: any number."""
    overflow: tuple[Overflow, ...] = ()
    answer_after_s: float = 0.0
    """After which the queue answers by machine and says where the caller stands; 0: never. The caller hears it ring
    until then (LINE-1)."""
    announce_every_s: float = 45.0
    callback: bool = False
    """May the caller ask to be rung back?"""
    callback_tries: int = 3
    callback_retry_s: float = 300.0

    def __post_init__(self) -> None:
        """Raises ValueError for a time that would come again without end."""
        for name in ("offer_s", "announce_every_s", "callback_tries", "callback_retry_s"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be more than 0")


class SitePlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All queues. A call whose called number leads nowhere goes to the first."""

    queues: tuple[QueuePlan, ...]
    ageing_s: float = 60.0
    """How many seconds of waiting one level of priority is worth."""

    def queue(self, queue_id: str) -> QueuePlan:
        """By its id. Raises KeyError."""
        for one in self.queues:
            if one.queue_id == queue_id:
                return one
        raise KeyError(queue_id)

    def of_number(self, called: str) -> QueuePlan:
        """The queue that a called number leads to."""
        return next((one for one in self.queues if called and called in one.numbers), self.queues[0])


def single_queue(offer_ms: float) -> SitePlan:
    """The plan of a site that has made none: everybody takes every call."""
    return SitePlan(queues=(QueuePlan(queue_id="hotline", name="投诉热线", offer_s=offer_ms / 1000),))


class AgentProfile(msgspec.Struct, frozen=True, kw_only=True):
    """What the queue knows of an agent: levels (1 and up) by skill, and the queues served; none named: all."""

    agent_id: str
    skills: dict[str, int] = {}
    queues: tuple[str, ...] = ()

    def level(self, plan: QueuePlan) -> int:
        """How well the agent suits a queue; 0: not at all."""
        if self.queues and plan.queue_id not in self.queues:
            return 0
        return self.skills.get(plan.skill, 0) if plan.skill else 1
