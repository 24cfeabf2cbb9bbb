"""What the agent asks of the desk by key: answer, hang up, ready, pause. Part of the main screen."""

from collections.abc import Callable, Coroutine

from textual.screen import Screen

from api.schemas import CallState
from console.agent.pause import PauseScreen
from console.duty import Duty
from console.errors import ConsoleError
from console.texts import Words
from console.widgets.bars import Notice
from telephony.events import AgentState

CONFIRM_S = 5.0


class CallKeys(Screen[None]):
    """The keys of a call. Each request runs beside the screen; its answer is one line."""

    def __init__(self, duty: Duty, words: Words, now: Callable[[], float]) -> None:
        super().__init__(classes="-pane-lists")
        self.duty = duty
        self._words = words
        self._now = now
        self._hang_up_until = 0.0

    def draw(self) -> None:
        """Show the state as it is now."""
        raise NotImplementedError

    def tell(self, text: str, *, bad: bool = False, seconds: float = 6.0) -> None:
        """One line: done, or why not."""
        self.query_one(Notice).show(text, self._now(), bad=bad, seconds=seconds)

    def _run(self, request: Coroutine[None, None, None]) -> None:
        self.run_worker(request, exclusive=False)

    async def _ask(self, request: Coroutine[None, None, None], done: str = "") -> None:
        try:
            await request
        except ConsoleError as error:
            self.tell(error.of(self.duty.lang), bad=True)
        else:
            if done:
                self.tell(done)
        self.draw()

    def action_answer(self) -> None:
        """F2: my call, else the one that waits longest (LINE-4)."""
        board = self.duty.board
        if board.me.state is AgentState.TALKING:
            self.tell(self._words("say.in_call"), bad=True)
            return
        waiting = [call for call, _ in board.waiting(self._now())]
        offered = board.call is not None and board.call.state is CallState.OFFERED
        call = board.call if offered else next(iter(waiting), None)
        if call is None:
            self.tell(self._words("say.no_call"), bad=True)
            return
        self._run(self._ask(self.duty.desk.accept(call.call_id)))

    def action_hang_up(self) -> None:
        """F4, twice: the caller hangs up first; who has waited for that at the end needs one press (LINE-5)."""
        call = self.duty.board.call
        if call is not None and call.state is CallState.DIALLING:  # nobody is there yet
            self._run(self._ask(self.duty.desk.hang_up(call.call_id)))
            return
        if call is None or call.state is not CallState.TALKING:
            self.tell(self._words("say.no_talk"), bad=True)
            return
        ending = self.duty.ending()
        waited = ending is not None and ending.may_hang_up
        if not waited and self._now() > self._hang_up_until:
            self._hang_up_until = self._now() + CONFIRM_S
            self.tell(self._words("say.confirm_hangup", seconds=int(CONFIRM_S)), bad=True, seconds=CONFIRM_S)
            return
        self._hang_up_until = 0.0
        self._run(self._ask(self.duty.desk.hang_up(call.call_id)))

    def action_ready(self) -> None:
        """F5."""
        self._run(self._ask(self.duty.desk.ready(), self._words("say.ready")))

    def action_pause(self) -> None:
        """F6: with a reason."""
        reasons = self.duty.rules.catalogue.pause_reasons
        lang = self.duty.lang
        labels = {one.value: one.label.of(lang) for one in reasons}

        def chosen(reason: str | None) -> None:
            if reason is not None:
                self._run(self._ask(self.duty.desk.pause(reason), self._words("say.paused", reason=labels[reason])))

        self.app.push_screen(PauseScreen(self._words, list(labels.items())), chosen)
