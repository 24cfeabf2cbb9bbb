"""Report at once on the agent's keys (SEC-2): a key, a digit, one line, also while a call goes on. Part of the main
screen. A report that finds the desk away is kept (`console.reports`) and sent when it is back."""

from collections.abc import Callable
from typing import Any

from textual.app import App

from api.schemas.incidents import IncidentKind, NewIncident
from console.agent.call_keys import CallKeys
from console.agent.choose import ChooseScreen, LineScreen
from console.incidents import kind_name, kinds
from console.texts import Words

AWAY_S, DONE_S = 60.0, 6.0
Typed = Callable[[NewIncident], None]


def ask_report(app: App[Any], words: Words, lang: str, typed: Typed, *, call_id: str = "", ticket: str = "") -> None:
    """Ask what it is and in which words; `typed` is told of both, with the call and the ticket that it is about."""

    def chosen(kind: str | None) -> None:
        if kind is None:
            return

        def said(line: str | None) -> None:
            if line is not None:
                new = NewIncident(kind=IncidentKind(kind), words=line, call_id=call_id, ticket_number=ticket)
                typed(new)

        app.push_screen(LineScreen(words("report.words", kind=kind_name(kind, lang)), words("report.hint")), said)

    app.push_screen(ChooseScreen(words("report.title"), kinds(lang), words("talk.hint")), chosen)


class ReportKeys(CallKeys):
    """Ctrl+^."""

    def action_report(self) -> None:
        """Ctrl+^: the call in hand goes with it, and the ticket that it complains of again."""
        work = self.duty.work
        call_id = work.call.call_id if work is not None else ""
        ticket = work.draft.repeat_of if work is not None else ""

        def typed(new: NewIncident) -> None:
            self.duty.reports.keep(new)
            self._run(self.send_reports())

        ask_report(self.app, self._words, self.duty.lang, typed, call_id=call_id, ticket=ticket)

    async def send_reports(self) -> None:
        """Send what the desk has not got, of an earlier console too; say so, or that it is still to be told by
        telephone."""
        duty = self.duty
        for said, bad in await duty.reports.send(duty.desk.records, self._words, duty.lang):
            self.tell(said, bad=bad, seconds=AWAY_S if bad else DONE_S)
