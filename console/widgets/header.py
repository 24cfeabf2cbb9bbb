"""The top line: centre, agent and state with its time, connections, and how today goes (LINE-1)."""

from textual.content import Content
from textual.widgets import Static

from console.board import Board
from console.format import clock
from console.headset import HeadsetState
from console.texts import Words
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
WIDE_FROM = 110
MIDDLE_FROM = 96


class Header(Static):
    """One line. Leaves out what is least needed when it is narrow."""

    def __init__(self, words: Words) -> None:
        super().__init__(id="header")
        self._words = words

    def show(self, board: Board, now: float, *, linked: bool, sound: HeadsetState) -> None:
        """Draw the line for this moment."""
        words, width = self._words, self.size.width or 80
        sign, style = STATE_STYLES[board.me.state]
        left = Content.assemble(
            (f" {board.site.centre_name} ", "bold"),
            ("│ ", "$text-muted"),
            f"{board.me.name} ",
            (f"{sign} {words(f'state.{board.me.state.value}')}", style),
            f" {clock(board.state_ms(now))}",
        )
        right = self._right(board, width, linked=linked, sound=sound)
        gap = max(1, width - left.cell_length - right.cell_length)
        self.update(Content.assemble(left, " " * gap, right))

    def _right(self, board: Board, width: int, *, linked: bool, sound: HeadsetState) -> Content:
        words, floor = self._words, board.floor
        parts: list[Content] = []
        if width >= WIDE_FROM:
            staff = words("header.staff", ready=floor.ready, talking=floor.talking, paused=floor.paused)
            parts += [Content.styled(staff, "$text-muted"), Content.styled(" │ ", "$text-muted")]
        parts += [self._lamp("header.line", floor.line_up), Content(" "), self._lamp("header.desk", linked)]
        if width >= MIDDLE_FROM:
            up = sound in (HeadsetState.CONNECTED, HeadsetState.JOINED)
            parts += [Content(" "), self._lamp("header.sound", up)]
        parts.append(Content.styled(" │ ", "$text-muted"))
        parts.append(self._today(board))
        return Content.assemble(*parts, " ")

    def _today(self, board: Board) -> Content:
        floor = board.floor
        if not floor.today_answered:
            return Content.styled(self._words("header.none"), "$text-muted")
        rate = floor.today_met * 100 / floor.today_answered
        style = "bold $text-success" if rate >= 95 else "bold $text-warning"
        return Content.assemble(
            self._words("header.today") + " ",
            (f"{rate:.1f}%", style),
            f" ({floor.today_met}/{floor.today_answered})",
        )

    def _lamp(self, key: str, up: bool) -> Content:
        word = self._words("header.up" if up else "header.down")
        sign, style = ("●", "$text-success") if up else ("✕", "bold $text-error")
        return Content.assemble(self._words(key), (f"{sign}{word}", style))
