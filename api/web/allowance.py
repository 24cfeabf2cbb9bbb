"""How often one source may send something: so many within a span, and so many from all. Pure; bounded memory."""

import ipaddress
from collections import OrderedDict, deque
from dataclasses import dataclass, field

ALL = ""


@dataclass(slots=True)
class Allowance:
    """`each` a source and `all_together`, within `span_s` seconds. `now` is in seconds of a clock that only grows."""

    each: int
    all_together: int
    span_s: float
    sources: int = 4096
    """Sources remembered; the one that sent longest ago is forgotten."""
    _sent: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict)

    def wait(self, source: str, now: float) -> float:
        """Seconds until this source may send again; 0: now."""
        return max(
            self._wait(self._sent.get(ALL), self.all_together, now),
            self._wait(self._sent.get(network(source)), self.each, now),
        )

    def sent(self, source: str, now: float) -> None:
        """It has sent something."""
        for name in (network(source), ALL):
            self._sent.setdefault(name, deque()).append(now)
            self._sent.move_to_end(name)
        while len(self._sent) > self.sources:
            self._sent.popitem(last=False)

    def _wait(self, times: deque[float] | None, most: int, now: float) -> float:
        if times is None:
            return 0.0
        while times and times[0] <= now - self.span_s:
            times.popleft()
        return 0.0 if len(times) < most else times[len(times) - most] + self.span_s - now


def network(address: str) -> str:
    """What counts as one source: an IPv4 address, the /64 that an IPv6 address lies in; anything else as it is."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address or "unknown"
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)
