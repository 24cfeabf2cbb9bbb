"""From whom RTP is taken, and where ours goes: symmetric RTP (RFC 4961) that a stranger cannot hijack. Pure.

aiortp follows whoever sent last. Here the address of the SDP always wins; another one (a caller behind NAT) is
followed when it sends first, and kept until it falls silent.
"""

from dataclasses import dataclass

Address = tuple[str, int]
SILENT_S = 1.0
"""After so long without a packet from the followed address, another may take its place."""


@dataclass
class SourceLock:
    """`remote` is where the SDP asked for RTP; `followed` where packets really come from; `target` where to send."""

    remote: Address | None = None
    followed: Address | None = None
    target: Address | None = None
    strangers: int = 0
    _heard_at: float = 0.0

    def agree(self, remote: Address) -> None:
        """A new agreement names where the peer is."""
        if remote != self.remote:
            self.followed = None
        self.remote = remote
        self.target = self.followed or remote

    def admits(self, source: Address, now: float) -> bool:
        """Is a packet from `source` the peer's? Counts those that are not."""
        if source != self.followed:
            vacant = self.followed is None or now - self._heard_at > SILENT_S
            if not vacant and source != self.remote:
                self.strangers += 1
                return False
            self.followed = self.target = source
        self._heard_at = now
        return True
