"""Where the agent is in the call in hand: kept in the draft, so that a console that is opened again (a crash, a lost
network, a closed terminal) comes back to the same pane, field and half-typed answer. Part of the main screen."""

from textual import events, on
from textual.widgets import Input, TextArea

from console.agent.call_keys import CallKeys
from console.widgets.script_panel import ScriptPanel
from console.widgets.ticket_form import TicketForm


class Place(CallKeys):
    """Notes each move of the focus, and takes it back there."""

    _pane: str

    def action_pane(self, pane: str) -> None:
        """Show a pane; the main screen knows how."""
        raise NotImplementedError

    @on(events.DescendantFocus)
    def _moved(self, event: events.DescendantFocus) -> None:
        form = self.query_one(TicketForm)
        inside = form in event.widget.ancestors
        self.duty.at(self._pane, event.widget.id or "" if inside else "")

    @on(ScriptPanel.Typing)
    def _typing(self, event: ScriptPanel.Typing) -> None:
        self.duty.typing(event.text)

    def come_back(self) -> None:
        """To where the draft of the call in hand was left; nothing for a call that is new here."""
        work = self.duty.work
        if work is None or not work.restored or not work.draft.pane:
            return
        pane, field, typed = work.draft.pane, work.draft.field, work.draft.typed
        self.action_pane(pane)
        if typed:
            self.call_after_refresh(self._put_typed, typed)
        if field:
            self.call_after_refresh(self._focus_field, field)

    def _put_typed(self, text: str) -> None:
        answer = self.query_one("#script-answer", Input)
        if answer.display:
            answer.value = text
            answer.cursor_position = len(text)

    def _focus_field(self, name: str) -> None:
        for found in self.query_one(TicketForm).query(f"#{name}"):
            found.focus()
            match found:
                case Input():
                    found.cursor_position = len(found.value)
                case TextArea():
                    found.move_cursor(found.document.end)
