"""The supervisor's own calls: taken over, hung up, and what came of them written. Part of the main screen.

Whoever took a call out of a pause goes back to it afterwards: nothing is to ring at a board that nobody answers.
"""

from api.schemas import Accept, CallView, HangUpCall, Saved
from console.board import over
from console.desk import LinkUp, Message
from console.duty import Duty
from console.errors import ConsoleError
from console.format import caller, clock, spaced
from console.supervisor.acts import Acts
from console.supervisor.outcome import OutcomeScreen
from telephony.events import AgentState

SUPERVISING = "supervising"
"""The pause of whoever sits at the board."""
PASSING = ("", "signed_in", "listening_in")
"""Reasons of pauses that the desk gives for a moment: nobody goes back to one."""


class OwnCalls(Acts):
    """`duty` holds the call in hand and its draft; the app gives it."""

    duty: Duty
    _was: tuple[AgentState, str] = (AgentState.SIGNED_OUT, "")

    # --- what the desk tells -----------------------------------------------------------------------------------

    def sit_down(self) -> None:
        """Signed in just now: at the board, and offered no calls."""
        board = self.desk.board
        if board is not None and board.me.state is AgentState.PAUSED and board.me.pause_reason in PASSING:
            self.run_worker(self._quietly_pause(SUPERVISING), exclusive=False)

    def own_told(self, message: Message) -> None:
        """A message of the desk, after the board took it: what it means for the own call."""
        board = self.desk.board
        if board is None:
            return
        now = (board.me.state, board.me.pause_reason)
        if now[0] is AgentState.TALKING and self._was[0] is AgentState.PAUSED:
            reason = self._was[1] if self._was[1] not in PASSING else SUPERVISING
            self.run_worker(self._quietly_pause(reason), exclusive=False)
        self._was = now
        if isinstance(message, LinkUp) and self.duty.unsent:
            self.run_worker(self._send_unsent(), exclusive=False)
        for screen in self.app.screen_stack:  # the search for a resident may lie over it
            if isinstance(screen, OutcomeScreen):
                screen.follow()

    async def _quietly_pause(self, reason: str) -> None:
        try:
            await self.desk.pause(reason)
        except ConsoleError as error:
            self.tell(error.of(self.lang), bad=True)

    async def _send_unsent(self) -> None:
        try:
            saved = await self.duty.send_unsent()
        except ConsoleError as error:
            self.tell(self.words("act.refused", why=error.of(self.lang)), bad=True)
            return
        if saved is not None:
            await self._written(saved)

    def owed(self) -> tuple[CallView, ...]:
        """The own calls whose outcome is not written yet, the newest first."""
        board = self.desk.board
        if board is None:
            return ()
        mine = {one.call_id: one for one in board.pending}
        if board.call is not None and over(board.call) and board.call.disposition is None:
            mine[board.call.call_id] = board.call
        return tuple(sorted(mine.values(), key=lambda one: -one.arrived_at))

    # --- keys --------------------------------------------------------------------------------------------------

    def action_take(self) -> None:
        """F2: pick up the chosen waiting call, or the first."""
        call_id = self.chosen_call()
        if not call_id:
            self.refuse("act.no_call")
            return
        self.ask(self.desk.ask(Accept, call_id=call_id), self.words("act.taken"))

    def action_hang_up(self) -> None:
        """F4: end the call that the supervisor took."""
        board = self.desk.board
        if board is None or board.call is None or board.me.state is not AgentState.TALKING:
            self.refuse("act.not_in_call")
            return
        self.ask(self.desk.ask(HangUpCall, call_id=board.call.call_id), self.words("act.hung_up"))

    def action_outcome(self) -> None:
        """o: the form of the call that goes on, or of one that is over and waits for its outcome."""
        board = self.desk.board
        if board is None:
            return
        if board.call is not None and board.me.state is AgentState.TALKING:
            self.duty.follow()
            self._open()
            return
        owed = self.owed()
        if not owed:
            self.refuse("out.none")
        elif len(owed) == 1:
            self._open_owed(owed[0].call_id)
        else:
            rows = [(one.call_id, self._row(one)) for one in owed]
            self.choose(self.words("out.which"), rows, self._open_owed)

    def _row(self, call: CallView) -> str:
        who = (spaced(call.number) or self.words("call.no_number"), caller(call))
        return "  ".join((*(one for one in who if one), self.words("out.talked", time=clock(call.talk_ms))))

    def _open_owed(self, call_id: str) -> None:
        self.duty.follow()
        if self.duty.open_pending(call_id):
            self._open()
        else:
            self.refuse("say.other_call")

    def _open(self) -> None:
        if self.duty.work is None:
            self.refuse("out.none")
            return

        def answered(saved: Saved | None) -> None:
            if saved is not None:
                self.run_worker(self._written(saved), exclusive=False)

        self.app.push_screen(OutcomeScreen(self.duty, self.words, self.action_take), answered)

    async def _written(self, saved: Saved) -> None:
        """Say what the desk made of it; the last outcome ends wrap-up."""
        number = saved.ticket.number if saved.ticket is not None else ""
        key = "form.saved.ticket" if number else "form.saved.explained"
        self.tell(self.words("act.done", what=self.words(key, number=number)))
        board = self.desk.board
        left = [one for one in self.owed() if one.call_id != saved.call.call_id]
        if board is None or board.me.state is not AgentState.WRAP_UP or left:
            return
        try:
            await self.desk.ready()
        except ConsoleError as error:
            self.tell(self.words("act.refused", why=error.of(self.lang)), bad=True)
