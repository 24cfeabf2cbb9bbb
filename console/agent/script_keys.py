"""The script of the call in hand: its kind, its questions and their answers. Part of the main screen."""

from textual import on

from console.agent.call_keys import CallKeys
from console.widgets.script_panel import ScriptPanel
from console.widgets.ticket_form import TicketForm


class ScriptKeys(CallKeys):
    """What is answered goes into the form too."""

    def action_pane(self, pane: str) -> None:
        """Show a pane; the main screen knows how."""
        raise NotImplementedError

    def action_next_question(self) -> None:
        """Ctrl+N: what was typed is the answer; nothing typed skips."""
        self.answer_question(self.query_one(ScriptPanel).typed())

    def action_previous_question(self) -> None:
        """Ctrl+P."""
        if self.duty.work is None or self.duty.work.run is None:
            return
        if not self.duty.back():
            self.tell(self._words("script.first"), bad=True)
        self._script_moved({})

    def action_choose_script(self) -> None:
        """Ctrl+R: back to the kinds."""
        if self.duty.work is not None:
            self.duty.leave_script()
            self.action_pane("script")
            self._script_moved({})

    def answer_question(self, value: str) -> None:
        """The answer to the present question; empty skips it."""
        if self.duty.work is not None and self.duty.work.run is not None:
            self._script_moved(self.duty.answer(value))

    def _script_moved(self, changed: dict[str, str]) -> None:
        self.query_one(TicketForm).put(changed)
        self.draw()

    @on(ScriptPanel.Answered)
    def _answered(self, event: ScriptPanel.Answered) -> None:
        self.answer_question(event.value)

    @on(ScriptPanel.KindChosen)
    def _kind_chosen(self, event: ScriptPanel.KindChosen) -> None:
        self.choose_kind(event.kind)

    def choose_kind(self, kind: str) -> None:
        """The call is of this kind: its script starts and the form is preset."""
        work = self.duty.work
        if work is None:
            return
        changed = self.duty.choose_kind(kind)
        if work.run is None:
            self.tell(self._words("script.none"))
            self.action_pane("form")
        self._script_moved(changed)
