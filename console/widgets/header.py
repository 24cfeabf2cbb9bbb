"""The top line: centre, agent and state with its time, connections, and how today goes (LINE-1)."""

from textual.content import Content

from api.schemas import ListeningState, ListeningView
from console.board import Board
from console.format import clock
from console.headset import HeadsetState
from console.texts import Words
from console.widgets.steady import Steady
from telephony.events import AgentState

STATE_STYLES = {
    AgentState.READY: ("●", "$text-success"),
    AgentState.RESERVED: ("◆", "bold $text-warning"),
    AgentState.TALKING: ("▶", "bold $text-primary"),
    AgentState.WRAP_UP: ("✎", "$text-accent"),
    AgentState.PAUSED: ("■", "$text-warning"),
    AgentState.SIGNED_OUT: ("○", "$text-muted"),
}
"""A sign and a colour for each state; the word stands beside both."""


class Header(Steady):
    """One line. Leaves out what is least needed when it is narrow."""

    def __init__(self, words: Words) -> None:
        super().__init__(id="header")
        self._words = words

    def show(self, board: Board, now: float, *, linked: bool, sound: HeadsetState, muted: bool = False) -> None:
        """Draw the line for this moment."""
        words, width = self._words, self.size.width or 80
        sign, style = STATE_STYLES[board.me.state]
        left = Content.assemble(
            (f" {board.site.centre_name} ", "bold"),
            ("│ ", "$text-muted"),
            f"{board.me.name} ",
            (f"{sign} {words(f'state.{board.me.state.value}')}", style),
            f" {clock(board.state_ms(now))}",
            (f" {words('mute.on')} ", "bold $text-warning reverse") if muted else "",
            self._listening(board.listening),
        )
        right = self._right(board, width - left.cell_length - 1, linked=linked, sound=sound)
        gap = max(1, width - left.cell_length - right.cell_length)
        self.update(Content.assemble(left, " " * gap, right))

    def _listening(self, told: ListeningView | None) -> Content:
        """Only where what is said is not heard as it should be."""
        if told is None or told.state is ListeningState.ON:
            return Content("")
        style = "$text-muted" if told.state is ListeningState.OFF else "$text-warning"
        return Content.styled(f" {self._words(f'listening.{told.state.value}')}", style)

    def _right(self, board: Board, room: int, *, linked: bool, sound: HeadsetState) -> Content:
        """As much as there is room for: first how today goes, then the lamps, then their words, then the staff."""
        words, floor = self._words, board.floor
        up = sound in (HeadsetState.CONNECTED, HeadsetState.JOINED)
        lamps = (("header.line", floor.line_up), ("header.desk", linked), ("header.sound", up))
        bar = Content.styled(" │ ", "$text-muted")
        short = Content(" ").join(self._lamp(key, lit, word=False) for key, lit in lamps)
        long = Content(" ").join(self._lamp(key, lit, word=True) for key, lit in lamps)
        down = [self._lamp(key, lit, word=True) for key, lit in lamps if not lit]
        brief = Content(" ").join(down) if down else Content.styled(f"●{words('header.fine')}", "$text-success")
        staff = Content.styled(
            words("header.staff", ready=floor.ready, talking=floor.talking, paused=floor.paused), "$text-muted"
        )
        today, rate = self._today(board, counts=True), self._today(board, counts=False)
        choices = (
            (staff, bar, long, bar, today),
            (long, bar, today),
            (short, bar, today),
            (short, bar, rate),
            (brief, bar, rate),
            (brief,),
        )
        made = [Content.assemble(*parts, " ") for parts in choices]
        return next((one for one in made if one.cell_length <= room), made[-1])

    def _today(self, board: Board, *, counts: bool) -> Content:
        floor = board.floor
        if not floor.today_answered:
            return Content.styled(self._words("header.none"), "$text-muted")
        rate = floor.today_met * 100 / floor.today_answered
        style = "bold $text-success" if rate >= 95 else "bold $text-warning"
        return Content.assemble(
            self._words("header.today") + " ",
            (f"{rate:.1f}%", style),
            f" ({floor.today_met}/{floor.today_answered})" if counts else "",
        )

    def _lamp(self, key: str, up: bool, *, word: bool) -> Content:
        said = self._words("header.up" if up else "header.down") if word or not up else ""
        sign, style = ("●", "$text-success") if up else ("✕", "bold $text-error")
        return Content.assemble(self._words(key), (f"{sign}{said}", style))
