"""A screen that stands before the main one while calls go on: its first line says who rings, F2 answers.

Nothing here takes the focus from what the agent types; the caller is answered by the same key as always (LINE-1).
"""

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen

from api.schemas import CallState
from console.board import Board
from console.errors import ConsoleError, DeskAway, DeskUnreachable
from console.format import caller, clock, masked
from console.keymap import MAIN_KEYS
from console.rings import count
from console.texts import Words
from console.widgets.steady import Steady
from telephony.events import AgentState

_KEYS = {key.id: key for key in MAIN_KEYS}


def also(key: str) -> Binding:
    """A key of the main screen that means here what it means there; the agent's own keymap holds here too."""
    return _KEYS[key].binding()


class BesideScreen(ModalScreen[None]):
    """Its subclass composes a `Calls` line. `follow` is told of every change of the board and every second."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "返回", id="beside.close", tooltip="返回 / close"),
        also("answer"),
    ]

    def __init__(self, words: Words, lang: str, answer: Callable[[], None]) -> None:
        super().__init__()
        self._words = words
        self._lang = lang
        self._answer = answer

    def follow(self, board: Board, now: float, wall: float) -> None:
        """The board changed or a second went by. `now` is monotonic, `wall` Unix seconds."""
        self.query_one(Calls).show(board, now)

    def said(self, error: ConsoleError) -> str:
        """What an error means to the agent here."""
        if isinstance(error, DeskAway | DeskUnreachable):
            return self._words("beside.away")
        return self._words("beside.refused", why=error.of(self._lang))

    def action_answer(self) -> None:
        """F2: this screen closes, the caller is answered."""
        self.action_close()
        self._answer()

    def action_close(self) -> None:
        """Back to the main screen."""
        self.dismiss(None)


class Calls(Steady):
    """One line that is always there: who rings here, how many wait, or how long I talk; empty while nobody calls."""

    def __init__(self, words: Words) -> None:
        super().__init__(id="beside-calls")
        self._words = words

    def show(self, board: Board, now: float) -> None:
        """Draw it for this moment."""
        words, call = self._words, board.call
        if call is not None and call.state is CallState.OFFERED:
            rings = count(board.site.ring_plan, board.elapsed_ms(now))
            who = caller(call) or masked(call.number) or words("call.no_number")
            said = words("beside.rings", ring=words("ring.now", number=rings.number), who=who)
            style = "bold reverse $text-error" if rings.over else "bold reverse $text-warning"
            self.update(Content.styled(said, style))
        elif board.me.state is AgentState.TALKING:
            self.update(Content.styled(words("beside.talks", time=clock(board.talk_ms(now))), "$text-primary"))
        elif board.floor.waiting:
            self.update(Content.styled(words("beside.waits", count=len(board.waiting(now))), "bold $text-warning"))
        else:
            self.update(Content(""))
