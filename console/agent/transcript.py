"""The transcript of the call before the agent, over the main screen (Ctrl+_): follows what is said until Esc.

A digit puts a number that the caller said into the form. Knows the board; asks nothing of the desk.
"""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from api.schemas import ListeningView, SpokenNumber, Transcript
from console.agent.beside import BesideScreen, Calls, also
from console.board import Board
from console.texts import Words
from console.widgets.transcript_panel import TranscriptPanel
from scripts_lib.model import RequiredPhrase
from telephony.events import AgentState


class TranscriptScreen(BesideScreen):
    """`take` gets the number that the agent chose."""

    BINDINGS: ClassVar[list[BindingType]] = [
        also("heard"),
        *(
            Binding(
                str(number),
                f"put({number})",
                "填入工单",
                id=f"heard.{name}",
                tooltip=f"把第 {number} 个号码填入工单 / put number {number} into the form",
            )
            for number, name in enumerate(("first", "second", "third", "fourth"), start=1)
        ),
    ]

    def __init__(
        self,
        words: Words,
        lang: str,
        board: Board,
        answer: Callable[[], None],
        take: Callable[[SpokenNumber], None],
        required: Sequence[RequiredPhrase] = (),
    ) -> None:
        super().__init__(words, lang, answer)
        self._board = board
        self._take = take
        self._required = required
        self._drawn: tuple[Transcript | None, ListeningView | None, bool] | None = None

    def compose(self) -> ComposeResult:
        """One page that scrolls."""
        with Vertical(classes="dialog -tall") as dialog:
            dialog.border_title = self._words("heard.title")
            dialog.border_subtitle = self._words("heard.hint")
            yield Calls(self._words)
            with VerticalScroll(id="transcript-scroll"):
                yield TranscriptPanel(self._words, self._lang, self._required)
            yield Static(self._words("heard.mark"), classes="hint")

    def on_mount(self) -> None:
        """Begin at the newest."""
        self._draw(self._board)
        self.query_one(VerticalScroll).focus()

    def follow(self, board: Board, now: float, wall: float) -> None:
        """See `BesideScreen`."""
        super().follow(board, now, wall)
        self._draw(board)

    def _draw(self, board: Board) -> None:
        self._board = board
        shown = (board.transcript, board.listening, board.me.state is AgentState.TALKING)
        if shown == self._drawn:
            return
        self._drawn = shown
        scroll = self.query_one(VerticalScroll)
        at_end = scroll.scroll_offset.y >= scroll.max_scroll_y - 1
        self.query_one(TranscriptPanel).draw(shown[0], shown[1], in_call=shown[2])
        if at_end:  # who has scrolled back stays there
            scroll.scroll_end(animate=False)

    def action_heard(self) -> None:
        """The key that opened it closes it."""
        self.action_close()

    def action_put(self, number: int) -> None:
        """A number that the caller said, into the form."""
        numbers = self._board.transcript.numbers if self._board.transcript is not None else ()
        if number <= len(numbers):
            self.action_close()
            self._take(numbers[number - 1])
