"""What a supervisor does by key, each asked of the desk and told in one line. Part of the main screen.

The desk decides who may (own team only) and logs each act; what it refuses is shown in its own words. Calls of the
supervisor's own are in `own_call.py`.
"""

from collections.abc import Awaitable, Callable

from textual.screen import Screen

from api.schemas import AgentNow, AssignCall, MonitorCall, SetAgentState, StopMonitoring
from api.schemas import Board as MomentBoard
from console.agent.choose import ChooseScreen
from console.errors import ConsoleError
from console.supervisor.desk import SupervisorDesk
from console.texts import Words
from scripts_lib.model import Option
from telephony.events import AgentState, MonitorMode

PAUSE = "paused:"


class Acts(Screen[None]):
    """The acts; the screen that inherits says what is chosen."""

    desk: SupervisorDesk
    words: Words
    lang: str
    reasons: tuple[Option, ...]
    shown: MomentBoard | None

    # --- what the screen knows ---

    def chosen_call(self) -> str:
        """Id of the chosen waiting call; empty for none."""
        raise NotImplementedError

    def chosen_agent(self) -> AgentNow | None:
        """The chosen agent."""
        raise NotImplementedError

    def tell(self, text: str, *, bad: bool = False) -> None:
        """One line."""
        raise NotImplementedError

    def refuse(self, key: str, **values: object) -> None:
        """Nothing was done, and why."""
        self.tell(self.words("act.refused", why=self.words(key, **values)), bad=True)

    def ask(self, request: Awaitable[object], done: str) -> None:
        """Ask the desk; say that it is done, or why not."""
        self.run_worker(self._asked(request, done), exclusive=False)

    async def _asked(self, request: Awaitable[object], done: str) -> bool:
        """Whether the desk did it."""
        try:
            await request
        except ConsoleError as error:
            self.tell(self.words("act.refused", why=error.of(self.lang)), bad=True)
            return False
        self.tell(self.words("act.done", what=done))
        return True

    # --- calls ---

    def action_assign(self) -> None:
        """a: let the chosen call ring at an agent who is ready."""
        call_id, board = self.chosen_call(), self.shown
        if not call_id or board is None:
            self.refuse("act.no_call")
            return
        ready = [one for one in board.agents if one.state is AgentState.READY and not one.away]
        if not ready:
            self.refuse("act.nobody_ready")
            return
        names = {one.agent_id: one.name for one in ready}

        def taken(agent_id: str) -> None:
            asked = self.desk.ask(AssignCall, call_id=call_id, agent_id=agent_id)
            self.ask(asked, self.words("act.assigned", name=names[agent_id]))

        self.choose(self.words("act.assign_to"), list(names.items()), taken)

    def choose(self, title: str, rows: list[tuple[str, str]], taken: Callable[[str], None]) -> None:
        """Ask for a row."""

        def answered(value: str | None) -> None:
            if value is not None:
                taken(value)

        self.app.push_screen(ChooseScreen(title, rows, self.words("act.choose")), answered)

    # --- agents ---

    def action_state(self) -> None:
        """s: make the chosen agent ready, pause or sign out."""
        agent = self.chosen_agent()
        if agent is None:
            self.refuse("act.no_agent")
            return
        words = self.words
        pauses = [(PAUSE + one.value, words("act.pause_for", reason=one.label.of(self.lang))) for one in self.reasons]
        rows = [("ready", words("state.ready")), *pauses, ("signed_out", words("state.signed_out"))]

        def taken(value: str) -> None:
            state, _, reason = value.partition(":")
            asked = self.desk.ask(SetAgentState, agent_id=agent.agent_id, state=state, reason=reason)
            self.ask(asked, words("act.state_set", name=agent.name, state=words(f"state.{state}")))

        self.choose(words("act.state_of", name=agent.name), rows, taken)

    def action_monitor(self, mode: str) -> None:
        """l, w, b: listen, whisper, barge in, or change between them."""
        agent = self.chosen_agent()
        if agent is None:
            self.refuse("act.no_agent")
        elif agent.state is not AgentState.TALKING or not agent.call_id:
            self.refuse("act.not_talking", name=agent.name)
        else:
            self.run_worker(self._monitor(agent.call_id, MonitorMode(mode), agent.name), exclusive=False)

    async def _monitor(self, call_id: str, mode: MonitorMode, name: str) -> None:
        said = self.words(f"act.{mode}", name=name)
        if await self._asked(self.desk.ask(MonitorCall, call_id=call_id, mode=mode), said):
            self.watched, self.watching = call_id, said

    watched = ""
    """The call that is listened to, as far as the desk allowed it."""
    watching = ""
    """How, and whose call it is."""

    def forget_ended(self, board: MomentBoard) -> None:
        """The call that was listened to is over."""
        if self.watched and all(one.call_id != self.watched for one in board.agents):
            self.watched = ""

    def action_leave_call(self) -> None:
        """x: listen no longer."""
        if not self.watched:
            self.refuse("act.nothing_to_leave")
            return
        call_id, self.watched = self.watched, ""
        self.ask(self.desk.ask(StopMonitoring, call_id=call_id), self.words("act.left"))

    # --- alarms ---

    def action_acknowledge(self) -> None:
        """k: take care of the oldest alarm of which nobody does."""
        raised = self.shown.alarms if self.shown is not None else ()
        alarm = next((one for one in raised if not one.acknowledged_by), None)
        if alarm is None:
            self.refuse("act.no_alarm")
            return
        self.ask(self.desk.figures.acknowledge(alarm.alarm_id), self.words("act.acknowledged"))
