"""Two lists: who waits on the hotline, and the agent's own calls that have no outcome yet."""

from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from api.schemas import CallState, CallView
from console.board import Board
from console.format import caller, clock, masked, moment
from console.rings import circled, count
from console.texts import Words
from console.widgets.steady import Steady


class QueueList(Steady):
    """Waiting calls, longest first, each with its ring and whom it rings at. Numbers are masked (SEC-1)."""

    def __init__(self, words: Words) -> None:
        super().__init__(id="queue", classes="panel")
        self._words = words
        self.border_title = words("queue.title")

    def show(self, board: Board, now: float) -> None:
        """Draw the queue for this moment."""
        rows = board.waiting(now)
        self.border_subtitle = str(len(rows)) if rows else ""
        if not rows:
            self.update(Content.styled(self._words("queue.none"), "$text-muted"))
            return
        self.update(Content("\n").join(self._row(board, call, elapsed) for call, elapsed in rows))

    def _row(self, board: Board, call: CallView, elapsed: int) -> Content:
        rings = count(board.site.ring_plan, elapsed)
        style = "bold $text-error" if rings.over else "bold $text-warning"
        where = self._words("queue.callback") if call.callback else ""
        if call.state is CallState.OFFERED:
            where = self._words("queue.mine" if call.offered_to == board.me.agent_id else "queue.other")
        sign = "!" if rings.over else " "
        return Content.assemble(
            (f"{circled(rings.number)} {sign}{clock(elapsed)}", style),
            f" {masked(call.number) or self._words('call.no_number')}",
            (f"\n   {caller(call)} {where}".rstrip() if caller(call) or where else "", "$text-muted"),
        )


class ParkedList(Steady):
    """Callers who were left to wait, each with its clock (LINE-4). Shown only while there is one."""

    def __init__(self, words: Words) -> None:
        super().__init__(id="parked", classes="panel")
        self._words = words
        self.border_title = words("parked.title")

    def show(self, board: Board, now: float) -> None:
        """Draw the parked callers for this moment; my own are marked."""
        rows = board.parked(now)
        self.display = bool(rows)
        self.border_subtitle = str(len(rows)) if rows else ""
        self.update(Content("\n").join(self._row(board, call, waited) for call, waited in rows))

    def _row(self, board: Board, call: CallView, waited: int) -> Content:
        mine = call.parked_by == board.me.agent_id
        who = caller(call) or masked(call.number) or self._words("call.no_number")
        return Content.assemble(
            (f"⏸ {clock(waited)}", "bold $text-warning"),
            f" {who}",
            (f" {self._words('parked.mine')}" if mine else "", "$text-muted"),
        )


class PendingList(OptionList):
    """Ended calls without a disposition; Enter opens one (a forgotten call does not exist)."""

    class Opened(Message):
        """The agent wants to finish this call."""

        def __init__(self, call_id: str) -> None:
            super().__init__()
            self.call_id = call_id

    def __init__(self, words: Words, lang: str) -> None:
        super().__init__(id="pending", classes="panel", compact=True)
        self._words = words
        self._lang = lang
        self._shown: tuple[object, ...] | None = None
        self.border_title = words("pending.title")

    def show(self, pending: tuple[CallView, ...], timezone: str, opened: str) -> None:
        """Draw the list; the call in hand is marked."""
        key = (pending, opened)
        if key == self._shown:
            return
        self._shown = key
        kept = self.highlighted
        self.clear_options()
        self.border_subtitle = str(len(pending)) if pending else ""
        for call in pending:
            mark = "▸" if call.call_id == opened else " "
            who = caller(call) or masked(call.number) or self._words("call.no_number")
            when = moment(call.arrived_at, timezone, self._lang).split(" ")[-1]
            self.add_option(Option(f"{mark}{when} {who} {clock(call.talk_ms)}", id=call.call_id))
        if not pending:
            self.add_option(Option(Content.styled(self._words("pending.none"), "$text-muted"), disabled=True))
        elif kept is not None or self.has_focus:
            self.highlighted = min(kept or 0, len(pending) - 1)

    def on_focus(self) -> None:
        """Enter opens the oldest at once; no arrow key is needed first."""
        if self.highlighted is None and self._shown is not None and self._shown[0]:
            self.highlighted = 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click."""
        event.stop()
        if event.option_id:
            self.post_message(self.Opened(event.option_id))
