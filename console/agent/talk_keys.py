"""What the agent does with a caller by key beside answering: hold, park, transfer, dial. Part of the main
screen."""

from api.schemas import (
    CallState,
    CallView,
    CompleteCall,
    ConsultCall,
    DialNumber,
    DropFromCall,
    HangUpCall,
    HoldCall,
    JoinCall,
    ParkCall,
    ResumeCall,
    RetrieveCall,
    TransferCall,
)
from console.agent.call_keys import CallKeys
from console.agent.choose import ChooseScreen, LineScreen
from console.format import spaced
from telephony.events import AgentState

FREE = (AgentState.READY, AgentState.PAUSED, AgentState.WRAP_UP)
NUMBER = "number"
"""Value of the row that leads to typing a number; agents' ids are UUIDs."""
RING_BACK_MIN = (30, 10, 60, 120)
"""Minutes within which a second caller may be promised to be rung back, the usual first: right after the present call
(LINE-4)."""
OTHER_TIME = "other"
QUEUE = "queue:"
"""Before a queue's id, as the value of its row."""


class TalkKeys(CallKeys):
    """The keys, and the dialogs that they open."""

    def _talking(self) -> CallView | None:
        """My call, while I talk in it; says so when there is none."""
        call = self.duty.board.call
        if call is None or call.state is not CallState.TALKING:
            self.tell(self._words("say.not_talking"), bad=True)
            return None
        return call

    # --- hold and park -----------------------------------------------------------------------------------------

    def action_hold(self) -> None:
        """Ctrl+B: hold, and again to go on."""
        call = self._talking()
        if call is not None:
            request = HoldCall if call.held_ms is None else ResumeCall
            self._run(self._ask(self.duty.desk.ask(request, call_id=call.call_id)))

    def action_park(self) -> None:
        """Ctrl+G: park this caller and take the next (LINE-4); in no call, take back the one parked longest."""
        board = self.duty.board
        if board.me.state is not AgentState.TALKING:
            self._take_back()
            return
        call = self._talking()
        if call is None:
            return
        ringing = [one for one, _ in board.waiting(self._now()) if not one.callback]
        mine = [one for one, _ in board.parked(self._now()) if one.parked_by == board.me.agent_id]
        if mine:
            self._back_to(mine[0], call, ringing)
            return
        then = ringing[0].call_id if ringing else ""
        done = "" if then else self._words("say.parked")
        self._run(self._ask(self.duty.desk.ask(ParkCall, call_id=call.call_id, then=then), done))

    def _back_to(self, first: CallView, call: CallView, ringing: list[CallView]) -> None:
        """With a caller parked already: go back to that one, and what becomes of this one (LINE-4)."""
        words, desk = self._words, self.duty.desk
        rows = [("later", words("second.later")), ("swap", words("second.swap"))]
        if ringing:
            rows.append(("park", words("second.park")))

        def chosen(what: str | None) -> None:
            match what:
                case "later":
                    self._ring_back_later(first, call)
                case "swap" if self._still_parked(first):
                    self._run(self._ask(desk.ask(ParkCall, call_id=call.call_id, then=first.call_id)))
                case "park":
                    self._run(self._ask(desk.ask(ParkCall, call_id=call.call_id, then=ringing[0].call_id)))

        self.app.push_screen(ChooseScreen(words("second.title"), rows, words("talk.hint")), chosen)

    def _still_parked(self, first: CallView) -> bool:
        """Whether the first caller waits yet; says so when not: this one would be sent away for nobody."""
        waits = any(one.call_id == first.call_id for one, _ in self.duty.board.parked(self._now()))
        if not waits:
            self.tell(self._words("say.parked_gone"), bad=True)
        return waits

    def _ring_back_later(self, first: CallView, call: CallView) -> None:
        """Ask by when; without a word more it is the usual time."""
        if not self._still_parked(first):
            return
        words = self._words
        if not call.number:
            self.tell(words("say.later_failed"), bad=True)
            return
        times = {str(minutes): self.duty.soon(minutes * 60.0) for minutes in RING_BACK_MIN}
        rows = [(one, words("second.within", minutes=one, by=by)) for one, by in times.items()]
        rows.append((OTHER_TIME, words("second.other")))

        def chosen(what: str | None) -> None:
            if what == OTHER_TIME:
                screen = LineScreen(words("second.when"), words("second.hint"))
                self.app.push_screen(screen, lambda typed: self._promise_typed(first, call, typed))
            elif what is not None:
                self._promise(first, call, times[what])

        self.app.push_screen(ChooseScreen(words("second.when"), rows, words("talk.hint")), chosen)

    def _promise_typed(self, first: CallView, call: CallView, typed: str | None) -> None:
        if typed is None:
            return
        seconds = self.duty.seconds_to(typed)
        if seconds is None or seconds <= 0:
            self.tell(self._words("form.bad_time" if seconds is None else "form.past_time"), bad=True)
            return
        self._promise(first, call, self.duty.soon(seconds))

    def _promise(self, first: CallView, call: CallView, by: str) -> None:
        now = self._talking()
        if now is None or now.call_id != call.call_id or not self._still_parked(first):
            return
        self.duty.ring_back_later(by)
        asked = self.duty.desk.ask(HangUpCall, call_id=call.call_id, then=first.call_id)
        self._run(self._ask(asked, self._words("say.later")))

    def _take_back(self) -> None:
        board = self.duty.board
        parked = [call for call, _ in board.parked(self._now())]
        mine = [call for call in parked if call.parked_by == board.me.agent_id]
        chosen = next(iter([*mine, *parked]), None)
        if chosen is None:
            self.tell(self._words("say.no_parked"), bad=True)
            return
        self._run(self._ask(self.duty.desk.ask(RetrieveCall, call_id=chosen.call_id)))

    # --- transfer ----------------------------------------------------------------------------------------------

    def action_transfer(self) -> None:
        """F10: hand on or consult; with a third party there, what becomes of it."""
        call = self._talking()
        if call is None:
            return
        if call.parties:
            self._third_party(call)
            return
        words = self._words
        rows = [
            (one.agent_id, words("talk.colleague", name=one.name, state=words(f"state.{one.state.value}")))
            for one in self.duty.board.colleagues()
            if one.state in FREE
        ]
        queues = {f"{QUEUE}{one.queue_id}": one for one in self.duty.board.site.queues}
        rows += [(value, words("talk.queue", name=one.name)) for value, one in queues.items()]
        rows.append((NUMBER, words("talk.number")))

        def chosen(whom: str | None) -> None:
            if whom == NUMBER:
                self._number(call.call_id)
            elif whom in queues:
                asked = self.duty.desk.ask(TransferCall, call_id=call.call_id, queue=queues[whom].queue_id)
                self._run(self._ask(asked))
            elif whom is not None:
                self._how(call.call_id, colleague_id=whom)

        self.app.push_screen(ChooseScreen(words("talk.whom"), rows, words("talk.hint")), chosen)

    def _number(self, call_id: str) -> None:
        def typed(number: str | None) -> None:
            if number is not None:
                self._how(call_id, number=number)

        self.app.push_screen(LineScreen(self._words("number.title"), self._words("number.hint")), typed)

    def _how(self, call_id: str, *, number: str = "", colleague_id: str = "") -> None:
        """Attended first: a caller who is handed on unannounced tells the story twice."""
        words = self._words
        rows = [("consult", words("talk.consult")), ("blind", words("talk.blind"))]

        def chosen(how: str | None) -> None:
            if how is not None:
                request = ConsultCall if how == "consult" else TransferCall
                asked = self.duty.desk.ask(request, call_id=call_id, number=number, colleague_id=colleague_id)
                self._run(self._ask(asked))

        self.app.push_screen(ChooseScreen(words("talk.how"), rows, words("talk.hint")), chosen)

    def _third_party(self, call: CallView) -> None:
        words, party, desk = self._words, call.parties[0], self.duty.desk
        rows = [("drop", words("talk.drop"))]
        if party.joined:
            rows = [("complete", words("talk.complete")), ("join", words("talk.join")), *rows]

        def chosen(what: str | None) -> None:
            match what:
                case "complete":
                    self._run(self._ask(desk.ask(CompleteCall, call_id=call.call_id)))
                case "join":
                    self._run(self._ask(desk.ask(JoinCall, call_id=call.call_id)))
                case "drop":
                    dropped = desk.ask(DropFromCall, call_id=call.call_id, party_id=party.party_id)
                    self._run(self._ask(dropped))

        self.app.push_screen(ChooseScreen(words("talk.third"), rows, words("talk.hint")), chosen)

    # --- dial -------------------------------------------------------------------------------------------------

    def action_dial(self) -> None:
        """Ctrl+L: call a number."""

        def typed(number: str | None) -> None:
            if number is not None:
                self._dial(number)

        self.app.push_screen(LineScreen(self._words("dial.title"), self._words("dial.hint")), typed)

    def _dial(self, number: str) -> None:
        said = self._words("say.dialling", number=spaced(number))
        self._run(self._ask(self.duty.desk.ask(DialNumber, number=number), said))
