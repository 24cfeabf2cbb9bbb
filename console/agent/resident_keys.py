"""The resident of the call in hand, on the agent's keys: asked for when a call comes, chosen, searched, linked.

Part of the main screen. The desk is asked beside the screen; whatever it says or fails to say is a line in the panel.
"""

from collections.abc import Callable

from textual import on
from textual.widget import Widget

from api.schemas import Disposition, ResidentView
from console.agent.call_keys import CallKeys
from console.agent.resident_search import ResidentSearch
from console.duty import Duty
from console.errors import ConsoleError, DeskAway, DeskUnreachable
from console.format import home
from console.homes import Finding, Found, Telling, answered, asked_again, chosen, failed, repeat
from console.texts import Words
from console.widgets.bars import PaneTabs
from console.widgets.repeat_choice import RepeatChoice
from console.widgets.resident_card import ResidentCard
from console.widgets.ticket_form import TicketForm


class ResidentKeys(CallKeys):
    """Who calls (FILE-1), and whether the home complains of the same again."""

    def __init__(self, duty: Duty, words: Words, now: Callable[[], float]) -> None:
        super().__init__(duty, words, now)
        self._finding: Finding | None = None
        self._came_from: Widget | None = None
        self._kinds = {one.value: one.label.of(duty.lang) for one in duty.rules.catalogue.kinds}

    def action_pane(self, pane: str) -> None:
        """Show a pane; the main screen knows how."""
        raise NotImplementedError

    # --- asking and drawing ------------------------------------------------------------------------------------

    def draw_resident(self) -> None:
        """The panel and the form's question as they stand; another call in hand is asked about first."""
        self._follow_resident()
        work, finding, duty = self.duty.work, self._finding, self.duty
        for beside in ("#queue", "#pending"):  # a class of the screen would style the whole of it anew
            self.query_one(beside).set_class(work is not None, "-in-hand")
        telling = Telling(duty.wall(), duty.board.site.timezone, self._words, duty.lang, self._kinds)
        number = work.call.number if work is not None else ""
        linked = work.draft.repeat_of if work is not None else ""
        shown = self.query_one(ResidentCard)
        shown.show(finding, telling, number=number, linked=linked)
        self.query_one(PaneTabs).mark("resident", shown.sign)
        asked = None
        if work is not None and work.draft.outcome is not Disposition.EXPLAINED:
            draft, card = work.draft, finding.card if finding is not None else None
            asked = repeat(card, draft.fields.get("kind", ""), draft.repeat_of, draft.not_repeat)
        self.query_one(RepeatChoice).ask(asked)

    def _follow_resident(self) -> None:
        work = self.duty.work
        if work is None:
            self._finding = None
        elif self._finding is None or self._finding.call_id != work.call.call_id:
            self._find(Finding(work.call.call_id, resident_id=work.draft.resident_id))

    def find_resident_again(self) -> None:
        """The desk is back, or the agent wants it tried again."""
        if self._finding is not None:
            self._find(asked_again(self._finding))

    def _find(self, finding: Finding) -> None:
        self._finding = finding
        self._run(self._find_out(finding.call_id, finding.turn, finding.resident_id))

    async def _find_out(self, call_id: str, turn: int, resident_id: str) -> None:
        """Ask the desk; by the time it answers another call may be in hand, whose finding is another one."""
        try:
            caller = await self.duty.desk.records.caller(call_id, resident_id)
        except (DeskAway, DeskUnreachable):
            self._take(call_id, lambda finding: failed(finding, turn, None))
        except ConsoleError as error:
            why = error.text
            self._take(call_id, lambda finding: failed(finding, turn, why))
        else:
            self._take(call_id, lambda finding: answered(finding, turn, caller))

    def _take(self, call_id: str, step: Callable[[Finding], Finding]) -> None:
        finding, work = self._finding, self.duty.work
        if finding is None or finding.call_id != call_id or work is None or not self.is_mounted:
            return
        self._finding = step(finding)
        resident = self._finding.resident
        if resident is not None and self._finding.found in (Found.ONE, Found.CHOSEN):
            self.query_one(TicketForm).put(work.know_resident(resident))
        self.draw()

    @property
    def resident_known(self) -> bool:
        """Whether it is known who calls."""
        return self._finding is not None and self._finding.resident is not None

    # --- keys --------------------------------------------------------------------------------------------------

    def action_resident(self) -> None:
        """Ctrl+D: the panel; from within it, or when nobody is known, the search."""
        if self._finding is None:
            self.tell(self._words("say.resident_no_call"), bad=True)
            return
        card, focused = self.query_one(ResidentCard), self.focused
        inside = focused is not None and card in focused.ancestors_with_self
        if not inside:
            self._came_from = focused
            if self.has_class("-narrow"):
                self.action_pane("resident")
            else:
                card.focus_first()
        if inside or self._finding.found is Found.UNKNOWN:
            self._search()

    @on(ResidentCard.SearchWanted)
    def _search(self) -> None:
        self.search_resident()

    def search_resident(self, first: str = "") -> None:
        """Look for who calls; with `first` as the first words to look for."""
        work = self.duty.work
        if work is None:
            return
        call_id = work.call.call_id

        def taken(resident: ResidentView | None) -> None:
            if resident is not None:
                self._choose(call_id, resident)

        search = ResidentSearch(self.duty.desk.records, self._words, self.duty.lang, self.action_answer, first)
        self.app.push_screen(search, taken)

    @on(ResidentCard.KeepWanted)
    def _keep_number(self, event: ResidentCard.KeepWanted) -> None:
        finding = self._finding
        if finding is not None:
            self._run(self._write_number(finding.call_id, finding.turn, event.resident_id))

    async def _write_number(self, call_id: str, turn: int, resident_id: str) -> None:
        """Refused or not reached, the panel stays as it is and says why."""
        try:
            caller = await self.duty.desk.records.keep_number(call_id, resident_id)
        except ConsoleError as error:
            self.tell(error.of(self.duty.lang), bad=True)
            return
        self._take(call_id, lambda finding: answered(finding, turn, caller))
        name = caller.card.resident.name if caller.card.resident is not None else ""
        self.tell(self._words("say.number_kept", name=name))

    @on(ResidentCard.RetryWanted)
    def _retry(self) -> None:
        self.find_resident_again()
        self.draw()

    @on(ResidentCard.ResidentChosen)
    def _one_of_several(self, event: ResidentCard.ResidentChosen) -> None:
        finding = self._finding
        if finding is not None:
            taken = [one for one in finding.matches if one.resident_id == event.resident_id]
            for resident in taken[:1]:  # none, when the desk's newer answer no longer has them
                self._choose(finding.call_id, resident)

    def _choose(self, call_id: str, resident: ResidentView) -> None:
        """The agent says who calls: into the draft and the form, and that home's card is fetched."""
        work, finding = self.duty.work, self._finding
        if work is None or finding is None or work.call.call_id != call_id:
            self.tell(self._words("say.resident_late"), bad=True)
            return
        self.query_one(TicketForm).put(work.choose_resident(resident))
        self.duty.changed()
        self._find(chosen(finding, resident.resident_id))
        self.tell(self._words("say.resident", name=resident.name, home=home(resident, self.duty.lang)))
        self._back()
        self.draw()

    def _back(self) -> None:
        """Back to where the agent was typing, if that is still to be seen."""
        before, self._came_from = self._came_from, None
        if before is not None and before.is_attached and before.can_focus and not self.has_class("-narrow"):
            self.set_focus(before)

    # --- repeated complaints -----------------------------------------------------------------------------------

    @on(TicketForm.FieldChanged)
    @on(TicketForm.OutcomeChosen)
    def _ask_anew(self) -> None:
        """Kind or outcome may have changed; the main screen puts them into the draft first."""
        self.call_later(self.draw_resident)

    @on(ResidentCard.TicketPicked)
    def _picked(self, event: ResidentCard.TicketPicked) -> None:
        work = self.duty.work
        if work is not None:
            self._link(event.number, same=work.draft.repeat_of != event.number)

    @on(RepeatChoice.Answered)
    def _answered_repeat(self, event: RepeatChoice.Answered) -> None:
        self._link(event.number, same=event.same)

    def _link(self, number: str, *, same: bool) -> None:
        work = self.duty.work
        if work is None:
            return
        if same:
            resident = self._finding.resident if self._finding is not None else None
            work.link(number, resident.resident_id if resident is not None else "")
        else:
            work.unlink(number)
        self.duty.changed()
        self.tell(self._words("say.linked" if same else "say.unlinked", number=number))
        self.draw()
