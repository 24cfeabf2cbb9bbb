"""RTP port numbers: even ones of a range, lent out one after the other. Pure; does not bind anything."""

from collections import deque

from telephony.errors import NoMediaPort


class PortPool:
    """Lends even ports of which the odd successor (RTCP, RFC 3550 §11) lies in the range too.

    A port given back goes to the end of the row, so that late packets of the old call meet no new one.
    """

    def __init__(self, ports: range) -> None:
        first, last = ports.start + ports.start % 2, ports.stop
        self._free = deque(range(first, last - 1, 2))
        self._range = ports

    @property
    def free(self) -> int:
        """How many ports are left to lend."""
        return len(self._free)

    def take(self) -> int:
        """Borrow a port. Raises NoMediaPort when none is left."""
        if not self._free:
            raise NoMediaPort(f"all RTP ports of {self._range.start}-{self._range.stop - 1} are in use")
        return self._free.popleft()

    def give_back(self, port: int) -> None:
        """Return a borrowed port."""
        self._free.append(port)
