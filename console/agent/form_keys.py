"""The complaint form on the agent's keys: what is typed, proposed, and due (CMP-6). Part of the main screen."""

from collections.abc import Callable

from textual import on
from textual.timer import Timer

from api.schemas import ClocksAsked, ClocksShown, Disposition
from console.agent.resident_keys import ResidentKeys
from console.duty import Duty
from console.errors import ConsoleError
from console.format import moment
from console.texts import Words
from console.times import read_time
from console.widgets.ahead import Ahead
from console.widgets.ticket_form import TicketForm
from scripts_lib.advice import Suggestion, needed, suggest

ASK_AFTER_S = 0.3
"""After the last change, before the desk is asked for the clocks."""
ASK_AGAIN_S = 60.0
"""Clocks count from the moment of registration, so those shown grow old."""
TIMES = ("requested_by", "promise_by")


class FormKeys(ResidentKeys):
    """Keeps beside the form what it proposes and when things would be due."""

    def __init__(self, duty: Duty, words: Words, now: Callable[[], float]) -> None:
        super().__init__(duty, words, now)
        self._asked_for: ClocksAsked | None = None
        self._asked_at = 0.0
        self._clocks: ClocksShown | None = None
        self._clocks_stale = False
        self._ask_soon: Timer | None = None

    # --- drawing -----------------------------------------------------------------------------------------------

    def draw_form(self) -> None:
        """What the form shows beside what is typed; asks for the clocks when what they depend on has changed."""
        work, duty, form = self.duty.work, self.duty, self.query_one(TicketForm)
        if work is None:
            self._asked_for = self._clocks = None
            self.query_one(Ahead).draw((), {}, None, "", stale=False)
            return
        fields = work.draft.fields
        complaint = work.draft.outcome is Disposition.COMPLAINT
        form.require(needed(duty.rules.advice, fields.get("weight", "")))
        for name in TIMES:
            at = read_time(fields.get(name, ""), duty.board.site.timezone, duty.wall())
            form.echo(name, moment(at, duty.board.site.timezone, duty.lang) if at is not None else "")
        self._follow_clocks(duty.clocks_asked() if complaint else None)
        found = self._suggestions() if complaint else ()
        labels = form.labels()
        self.query_one(Ahead).draw(found, labels, self._clocks, duty.board.site.timezone, stale=self._clocks_stale)

    def _suggestions(self) -> tuple[Suggestion, ...]:
        work = self.duty.work
        if work is None:
            return ()
        draft = work.draft
        card = self._finding.card if self._finding is not None else None
        tickets = card.tickets if card is not None else ()
        overdue = any(one.number == draft.repeat_of and one.overdue for one in tickets)
        return suggest(
            self.duty.rules.advice, draft.fields, draft.notes, repeat=bool(draft.repeat_of), overdue=overdue
        )

    def _follow_clocks(self, wanted: ClocksAsked | None) -> None:
        if wanted is None:
            self._asked_for = self._clocks = None
            return
        if wanted == self._asked_for and self._now() - self._asked_at < ASK_AGAIN_S:
            return
        self._asked_for, self._asked_at = wanted, self._now()
        if self._ask_soon is not None:
            self._ask_soon.stop()
        self._ask_soon = self.set_timer(ASK_AFTER_S, lambda: self._run(self._ask_clocks(wanted)))

    async def _ask_clocks(self, wanted: ClocksAsked) -> None:
        try:
            shown = await self.duty.desk.records.clocks(wanted)
        except ConsoleError:
            # The due times are a help; that the desk is away is told in the banner.
            self._clocks_stale = self._clocks is not None
        else:
            if wanted != self._asked_for:
                return
            self._clocks, self._clocks_stale = shown, False
        self.draw_form()

    # --- keys --------------------------------------------------------------------------------------------------

    def action_adopt(self) -> None:
        """Ctrl+\\: take over what is proposed."""
        work = self.duty.work
        found = self._suggestions() if work is not None and work.draft.outcome is Disposition.COMPLAINT else ()
        if work is None or not found:
            self.tell(self._words("ahead.none"), bad=True)
            return
        for one in found:
            self.query_one(TicketForm).put(work.set_field(one.field, one.value))
        self.duty.changed()
        self.tell(self._words("ahead.adopted", count=len(found)))
        self.draw_form()

    @on(TicketForm.FieldChanged)
    def _filled(self, event: TicketForm.FieldChanged) -> None:
        if self.duty.work is None:
            return
        changed = self.duty.work.set_field(event.field, event.value)
        self.duty.changed()
        form = self.query_one(TicketForm)
        form.put({name: value for name, value in changed.items() if name != event.field})
        if event.field == "kind" and event.value and self.duty.work.draft.outcome is None:
            self.duty.decide(Disposition.COMPLAINT)
            form.put_outcome(Disposition.COMPLAINT)
        self.draw_form()

    @on(TicketForm.OutcomeChosen)
    def _decided(self, event: TicketForm.OutcomeChosen) -> None:
        self.duty.decide(event.outcome)
        self.draw_form()

    def fill_field(self, name: str, value: str) -> None:
        """Put a value into the form as if it were typed."""
        self.query_one(TicketForm).put({name: value})
        self._filled(TicketForm.FieldChanged(name, value))
