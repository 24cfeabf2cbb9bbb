"""When to dial the desk again, and which failures are worth a line in the log. Pure."""

FIRST_S = 0.1
LAST_S = 2.0
REFUSED_FIRST_S = 1.0
REFUSED_LAST_S = 10.0
SAY_AGAIN_S = 60.0


class Retry:
    """Delays that double: quick after a break, slow where the desk refused us. The caller adds the jitter."""

    def __init__(self) -> None:
        self._delay = 0.0
        self._refused = False
        self._said: tuple[str, float] | None = None

    def succeeded(self) -> None:
        """The link stood: begin with quick tries again."""
        self._delay = 0.0
        self._said = None

    def failed(self, *, refused: bool = False) -> float:
        """One more failure; seconds to wait."""
        first, last = (REFUSED_FIRST_S, REFUSED_LAST_S) if refused else (FIRST_S, LAST_S)
        if refused != self._refused:
            self._delay = 0.0
        self._refused = refused
        self._delay = min(max(first, self._delay * 2), last)
        return self._delay

    def worth_saying(self, why: str, now: float) -> bool:
        """Whether to log this reason: when it is new, and once a minute while it stays."""
        if self._said is not None and self._said[0] == why and now - self._said[1] < SAY_AGAIN_S:
            return False
        self._said = (why, now)
        return True
