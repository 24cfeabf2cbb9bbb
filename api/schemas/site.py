"""What every screen needs to know of the site, and whether the desk is well."""

import msgspec

from api.schemas.figures import MachineNow


class RingPlan(msgspec.Struct, frozen=True, kw_only=True):
    """How the country's ring is counted, in milliseconds; see `telephony.cadence`."""

    country: str
    ring_ms: int
    period_ms: int
    limit_ms: int
    """Before the fourth ring begins: the reading in force."""
    strict_ms: int
    """Before the third ring ends: shown beside it."""


class QueueName(msgspec.Struct, frozen=True, kw_only=True):
    """A queue that a caller can be handed to."""

    queue_id: str
    name: str


class SiteView(msgspec.Struct, frozen=True, kw_only=True):
    """What every screen needs to know of the site."""

    centre_name: str
    timezone: str
    ring_plan: RingPlan
    version: str
    rules_version: str
    """Changes when the scripts or phrases do; then fetch GET /api/rules (`scripts_lib.model.Rules`) again."""
    queues: tuple[QueueName, ...] = ()


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm of the machine, in words: its disk, a log that is not written, clocks."""

    kind: str
    zh: str
    en: str


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /health."""

    status: str
    version: str
    lines: int
    machine: MachineNow = msgspec.field(default_factory=MachineNow)
    troubles: tuple[Trouble, ...] = ()
    """What stands against desk and lines themselves, while it does; then `status` is `trouble`."""
