"""The story of this console's connections: since when desk or line is away, what is tried, what came back by number.

Pure: `now` is monotonic seconds, `at` the local time as it is written, both handed in. Knows no socket and no screen.
"""

from dataclasses import dataclass, replace

from console.board import Board
from console.format import clock
from console.texts import Words

QUIET_S = 1.0
"""The desk has sent everything that was missed when it says nothing for so long."""
SHOWN_S = 10.0
"""How long it is told that something is back."""


@dataclass(frozen=True)
class Away:
    """Something is away since `since`; `at` is that moment for people, empty when it was away before we came."""

    since: float
    at: str
    session: str = ""
    number: int = 0
    attempt: int = 1
    retry_at: float = 0.0


@dataclass(frozen=True)
class Back:
    """Something is back after `lasted` seconds; `heard_at` is when the last of what was missed came."""

    what: str
    lasted: float
    heard_at: float
    session: str = ""
    number: int = 0
    missed: int | None = 0
    """Updates caught up; None when the whole state was sent anew."""


class Story:
    """Folds what is told of the connections, and tells it to people."""

    def __init__(self) -> None:
        self._desk: Away | None = None
        self._line: Away | None = None
        self._back: Back | None = None
        self._begun = False

    # --- what happens ------------------------------------------------------------------------------------------

    def lost(self, board: Board, attempt: int, retry_in: float, now: float, at: str) -> None:
        """The desk cannot be reached; the next attempt is in `retry_in` seconds."""
        if self._desk is None:
            self._desk = Away(now, at, board.session, board.number)
        self._desk = replace(self._desk, attempt=attempt, retry_at=now + retry_in)
        self._back = None

    def up(self, now: float) -> None:
        """The desk is back; what was missed comes after this."""
        away, self._desk = self._desk, None
        if away is not None:
            self._back = Back("desk", now - away.since, now, away.session, away.number)

    def heard(self, board: Board, now: float, at: str) -> None:
        """A message of the desk, already on the board."""
        self._line_is(board.floor.line_up, now, at)
        back = self._back
        if back is None or back.what != "desk" or now - back.heard_at > QUIET_S:
            return
        missed = board.number - back.number if board.session == back.session else None
        if missed != back.missed:
            self._back = replace(back, heard_at=now, missed=missed)

    def _line_is(self, up: bool, now: float, at: str) -> None:
        if not up and self._line is None:
            self._line = Away(now, at if self._begun else "")
        elif up and self._line is not None:
            self._back = self._back or Back("line", now - self._line.since, now)
            self._line = None
        self._begun = True

    # --- what is told ------------------------------------------------------------------------------------------

    def told(self, words: Words, now: float, *, linked: bool, unsent: int) -> tuple[str, str]:
        """A head in bold and what follows it; both empty when all is well. `unsent` saves wait for the desk."""
        if not linked:
            return self._desk_away(words, now), self._still(words, unsent)
        if self._line is not None:
            if not self._line.at:
                return words("line.down"), words("line.still")
            lasted = clock(round((now - self._line.since) * 1000))
            return words("line.lost", lasted=lasted, at=self._line.at), words("line.still")
        if self._back is not None and now - self._back.heard_at < SHOWN_S:
            return self._is_back(words, self._back)
        return "", ""

    @property
    def well(self) -> bool:
        """What is told is good news."""
        return self._desk is None and self._line is None

    def _desk_away(self, words: Words, now: float) -> str:
        away = self._desk
        if away is None:
            return words("away.trying")
        lasted = clock(round((now - away.since) * 1000))
        left = max(0, round(away.retry_at - now))
        key = "away.lost" if left else "away.now"
        return words(key, lasted=lasted, at=away.at, seconds=left, attempt=away.attempt)

    def _still(self, words: Words, unsent: int) -> str:
        kept = words("away.kept")
        return f"{kept} {words('away.unsent', count=unsent)}" if unsent else kept

    def _is_back(self, words: Words, back: Back) -> tuple[str, str]:
        lasted = clock(round(back.lasted * 1000))
        if back.what == "line":
            return words("line.back", lasted=lasted), ""
        if back.missed is None:
            return words("away.back", lasted=lasted), words("away.anew")
        if back.missed == 0:
            return words("away.back", lasted=lasted), words("away.nothing")
        first, last = back.number + 1, back.number + back.missed
        return words("away.back", lasted=lasted), words("away.caught", count=back.missed, first=first, last=last)
