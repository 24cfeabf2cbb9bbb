"""How much one source may ask of us: token buckets by address and by network. Pure; bounded memory.

A flood must not take the time of calls that are there. So it is stopped before a message is parsed: by its first word
and the tag in To, a request outside any dialog is told from one within. What is within a dialog, and responses, have
a bucket of their own, ten times as deep. A source over its limit is told 503 with Retry-After a few times a second
(an honest peer waits), the rest is dropped. One line a minute and source in the log, without numbers.
"""

import ipaddress
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

_BEGINS = re.compile(rb"(INVITE|REGISTER|OPTIONS|SUBSCRIBE|NOTIFY|MESSAGE|PUBLISH|REFER|INFO|UPDATE|PRACK) ")
_GUESSES = (b"REGISTER ", b"SUBSCRIBE ")
_TO_TAG = re.compile(rb"\n(?:to|t)[ \t]*:[^\r\n]*;[ \t]*tag[ \t]*=", re.IGNORECASE)
_HEAD = 4096
"""Where a To is looked for: no honest request hides it further down."""


class Weight(Enum):
    """What a message is, for the limits."""

    OLD = "within a dialog, or a response"
    NEW = "outside any dialog"
    GUESS = "may try passwords"


class Verdict(Enum):
    """What becomes of it."""

    TAKE = "take"
    REFUSE = "refuse"  # 503
    DROP = "drop"


@dataclass(frozen=True)
class Limits:
    """Messages a second, for one address; a network (/24, /64) may do `network` times as much, a trunk `trusted`."""

    new: float = 150.0
    guesses: float = 5.0
    refusals: float = 5.0
    burst_s: float = 2.0
    """A bucket holds what this many seconds bring."""
    old: float = 1500.0
    network: float = 3.0
    trusted: float = 10.0
    sources: int = 4096
    """Addresses remembered; the one not heard of for longest is forgotten."""
    log_every_s: float = 60.0


@dataclass
class _Bucket:
    tokens: float
    at: float

    def take(self, rate: float, burst: float, now: float) -> bool:
        """Is there one left?"""
        self.tokens = min(burst, self.tokens + max(0.0, now - self.at) * rate)
        self.at = max(self.at, now)
        if self.tokens < 1.0:
            return False
        self.tokens -= 1.0
        return True


@dataclass
class _Source:
    buckets: dict[str, _Bucket] = field(default_factory=dict)
    dropped: int = 0
    logged: float | None = None


def weight_of(data: bytes) -> Weight:
    """What a message is, by its first word and the tag in To."""
    begins = _BEGINS.match(data)
    if begins is None or _TO_TAG.search(data, 0, _HEAD):
        return Weight.OLD
    return Weight.GUESS if data.startswith(_GUESSES) else Weight.NEW


class SourceLimits:
    """The buckets of every source."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._sources: OrderedDict[str, _Source] = OrderedDict()
        self.trusted: Callable[[str], bool] = lambda host: False
        """Is this address a trunk's?"""

    def __len__(self) -> int:
        return len(self._sources)

    def admit(self, data: bytes, host: str, now: float) -> Verdict:
        """May this message be taken, refused, or is it dropped?"""
        weight = weight_of(data)
        trusted = self.trusted(host)
        rate = self._rate(weight) * (self.limits.trusted if trusted else 1.0)
        source = self._source(host)
        kind = weight.name
        if self._take(source, kind, rate, now):
            network = None if trusted else _network(host)
            if network is None or self._take(self._source(network), kind, rate * self.limits.network, now):
                return Verdict.TAKE
        source.dropped += 1
        if weight is Weight.OLD or not self._take(source, "refusals", self.limits.refusals, now):
            return Verdict.DROP
        return Verdict.REFUSE

    def _rate(self, weight: Weight) -> float:
        match weight:
            case Weight.OLD:
                return self.limits.old
            case Weight.NEW:
                return self.limits.new
            case Weight.GUESS:
                return self.limits.guesses

    def report(self, host: str, now: float) -> int | None:
        """How many messages of this source were refused or dropped, when a line in the log is due; else None."""
        source = self._source(host)
        if source.logged is not None and now - source.logged < self.limits.log_every_s:
            return None
        source.logged = now
        count, source.dropped = source.dropped, 0
        return count

    def _source(self, name: str) -> _Source:
        source = self._sources.get(name)
        if source is None:
            source = self._sources[name] = _Source()
            if len(self._sources) > self.limits.sources:
                self._sources.popitem(last=False)
        else:
            self._sources.move_to_end(name)
        return source

    def _take(self, source: _Source, kind: str, rate: float, now: float) -> bool:
        burst = max(1.0, rate * self.limits.burst_s)
        bucket = source.buckets.get(kind)
        if bucket is None:
            bucket = source.buckets[kind] = _Bucket(burst, now)
        return bucket.take(rate, burst, now)


def _network(host: str) -> str | None:
    """The /24 or /64 of an address; None for loopback, where everything is one machine."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    if address.is_loopback:
        return None
    return str(ipaddress.ip_network((address, 24 if address.version == 4 else 64), strict=False))
