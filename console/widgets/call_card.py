"""The call card on top of the screen at every size: three lines on a small terminal, else four and a large clock.

Its height never changes, so nothing below it jumps. What the clock shows is what matters now: the seconds to the
three-ring limit while it rings (LINE-1), then the talk time.
"""

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Digits

from api.schemas import CallState, CallView, Direction
from console.board import Board
from console.format import clock, tenths
from console.rings import count
from console.texts import Words
from console.widgets.card_lines import GAP, CardLines, Sound
from console.widgets.steady import Steady
from telephony.events import AgentState

RINGING = (CallState.OFFERED, CallState.WAITING)
VERDICT_MS = 4000
"""The verdict stands for so long after pick-up before something else may take its line."""
__all__ = ["CallCard", "Sound"]


class CallCard(Horizontal):
    """Each state has its word and its class; what has not changed is not drawn again."""

    def __init__(self, words: Words, lang: str, reasons: Mapping[str, str]) -> None:
        super().__init__(id="call-card")
        self._lines = CardLines(words, lang, reasons)
        self._words = words
        self._shown = Content("")

    def compose(self) -> ComposeResult:
        """Lines at the left, the clock at the right."""
        yield Steady(id="card-lines")
        yield Digits(id="card-clock")

    @property
    def content(self) -> Content:
        """The lines."""
        return self._shown

    def show(self, board: Board, call: CallView | None, now: float, sound: Sound, opening: str) -> None:
        """Draw `call` (the one in hand, which may be a past one) for this moment."""
        live = call is not None and board.call is not None and board.call.call_id == call.call_id
        shown = call  # not the board's own view of it: the agent may have said who calls
        elapsed = board.elapsed_ms(now) if live else 0
        ringing = shown is not None and shown.state in RINGING
        over = ringing and count(board.site.ring_plan, elapsed).over
        self.set_class(ringing, "-ringing")
        self.set_class(over, "-over")
        self.set_class(shown is not None and shown.state is CallState.TALKING, "-talking")
        narrow = self.screen.has_class("-narrow")
        if shown is None:
            self._put(self._lines.idle(board))
        else:
            lines = [self._lines.who(shown), self._lines.rings(board, shown, elapsed)]
            if ringing:
                lines.append(Content.assemble((self._words("words.opening"), "$text-muted"), "  ", (opening, "bold")))
            else:
                lines.append(self._lines.talk(shown, board.talk_ms(now) if live else shown.talk_ms, sound))
            self._put(self._with_besides(board, shown, lines, now, live=live, narrow=narrow))
        if not narrow:
            self._clock(board, shown, now, elapsed)

    def _with_besides(
        self, board: Board, call: CallView, lines: list[Content], now: float, *, live: bool, narrow: bool
    ) -> list[Content]:
        """With what else is so: a line of its own, or, on three lines, in place of the verdict that is past."""
        who, rings, third = lines
        besides = self._lines.besides(call, board.held_ms(now) if live else None)
        found = GAP.join([*besides, *self._lines.others(board, now)])
        if narrow:
            fresh = call.ring is not None and board.talk_ms(now) < VERDICT_MS
            return [who, rings if fresh or not found.plain else found, third]
        own = self._lines.own(board)
        if call.ring is not None and own.plain:
            rings = Content.assemble(rings, GAP, own)
        return [who, rings, third, found]

    def _put(self, lines: list[Content]) -> None:
        self._shown = Content("\n").join(lines)
        self.query_one("#card-lines", Steady).update(self._shown, layout=False)

    def _clock(self, board: Board, call: CallView | None, now: float, elapsed: int) -> None:
        """The large figures: seconds to the limit (+ beyond it), talk time, time in a pause."""
        text = ""
        if call is None:
            if board.me.state in (AgentState.PAUSED, AgentState.WRAP_UP):
                text = clock(board.state_ms(now))
        elif call.state in RINGING and call.direction is Direction.INCOMING and not call.callback:
            rings = count(board.site.ring_plan, elapsed)
            text = ("+" if rings.over else "") + tenths(rings.left_ms)
        elif call.state is CallState.TALKING:
            text = clock(board.talk_ms(now))
        digits = self.query_one("#card-clock", Digits)
        if digits.value != text:
            digits.update(text)
