"""The worklist on the agent's keys: what is owed, and the result to be noted after a call that was made for it. Part
of the main screen."""

from collections.abc import Callable

from api.schemas import DutyItem
from console.agent.beside import BesideScreen
from console.agent.call_keys import CallKeys
from console.agent.worklist import WorklistScreen, who
from console.board import over
from console.duty import Duty
from console.homes import Telling
from console.texts import Words
from console.worklist import by_a_time


class WorkKeys(CallKeys):
    """F11, and the line that says what is still to be noted."""

    def __init__(self, duty: Duty, words: Words, now: Callable[[], float]) -> None:
        super().__init__(duty, words, now)
        self._rung: tuple[DutyItem, str] | None = None
        """The item that was rung last from the list, and its call."""
        self._talked = False
        self._kind_names = {one.value: one.label.of(duty.lang) for one in duty.rules.catalogue.kinds}

    def follow_beside(self) -> None:
        """The board changed or a clock moved on: tell whatever stands before this screen."""
        board, now = self.duty.board, self._now()
        for screen in self.app.screen_stack:
            if isinstance(screen, BesideScreen) and screen.is_mounted:
                screen.follow(board, now, self.duty.wall())
        self._follow_rung()

    def _follow_rung(self) -> None:
        """Once the call for a promise or a follow-up is over and people talked, somebody says what came of it."""
        if self._rung is None:
            return
        (item, call_id), call = self._rung, self.duty.board.call
        live = call is not None and call.call_id == call_id and not over(call)
        if live and call is not None and call.talk_ms:
            self._talked = True
        elif not live and self._talked:
            self._talked = False
            if by_a_time(item):
                self.tell(self._words("work.say_result", who=who(item, self._words)), seconds=20)

    def telling(self) -> Telling:
        """How this screen tells times at this moment."""
        duty = self.duty
        return Telling(duty.wall(), duty.board.site.timezone, self._words, duty.lang, self._kind_names)

    def action_owed(self) -> None:
        """F11: callers nobody talked with, promised answers, follow-ups (LINE-8, SLA-10)."""

        def rung(item: DutyItem, call_id: str) -> None:
            self._rung, self._talked = (item, call_id), False
            self.tell(self._words("work.dialled", who=who(item, self._words)))

        screen = WorklistScreen(
            self.duty.desk,
            self._words,
            self.telling,
            answer=self.action_answer,
            rung=rung,
            chosen=self._rung[0].item_id if self._rung is not None else "",
        )
        self.app.push_screen(screen)
        self.call_after_refresh(self.follow_beside)
