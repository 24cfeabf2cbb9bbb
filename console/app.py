"""The console's app: signs in, opens the main screen, feeds it the desk's messages and the beat of its clocks.

Wires desk, headset, drafts and screens; clocks are handed in, so that tests and pictures hold them still.
"""

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import App
from textual.binding import BindingType

from api.schemas import HeadsetChanged, Snapshot
from console.agent.main import MainScreen
from console.board import Board
from console.desk import Desk, Message, SignedOff
from console.drafts import DraftStore
from console.duty import Duty
from console.entrance import CONFIRM_S, EntranceApp, Entry
from console.errors import ConsoleError
from console.headset import Headset
from console.keymap import APP_BINDINGS
from console.own_keys import OwnKeys
from console.tape import Tape
from scripts_lib.model import Rules

BEAT_S = 0.1


@dataclass
class Settings(Entry):
    """How this console was started. `beat_s` None leaves the clocks to the caller of `beat`."""

    drafts: Path = field(default_factory=Path)
    beat_s: float | None = BEAT_S
    wall: Callable[[], float] = time.time
    own_keys: OwnKeys = field(default_factory=OwnKeys)
    tape: Tape | None = None
    """Where the session is recorded."""
    play: Callable[[App[None]], Coroutine[None, None, None]] | None = None
    """What goes on once the main screen stands: the replay of a session."""


class ConsoleApp(EntranceApp):
    """`hotline agent`."""

    CSS_PATH = "console.tcss"
    TITLE = "三响"
    BINDINGS: ClassVar[list[BindingType]] = APP_BINDINGS

    def __init__(self, desk: Desk, headset: Headset, settings: Settings) -> None:
        super().__init__(desk, settings, settings.own_keys)
        self.desk = desk
        self.settings = settings
        self.set_keymap(settings.own_keys.keymap)
        self.main: MainScreen | None = None
        self._headset = headset
        self._leaving = False
        self._told_keys = False
        self._rules_version = ""

    async def on_mount(self) -> None:
        """Start what goes on by itself, and open the door."""
        settings = self.settings
        self._headset.start()
        self.desk.listen(self._told)
        if settings.beat_s is not None:
            self.set_interval(settings.beat_s, self.beat)
            self._heed_signals()
        await self.open_door()

    async def on_event(self, event: events.Event) -> None:
        """Keys of the main screen go onto the tape, when there is one; those of the sign-in never do."""
        tape = self.settings.tape
        if tape is not None and self.main is not None and not event.is_forwarded:
            if isinstance(event, events.Key):
                tape.key(event.key, event.character)
            elif isinstance(event, events.Paste):
                tape.text(event.text)
        await super().on_event(event)

    def _heed_signals(self) -> None:
        """A terminal that is closed (SIGHUP), a PC that shuts down (SIGTERM): what is typed goes to disk first."""
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)  # Windows has no SIGHUP, and no handlers in its event loop
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                if number is not None:
                    asyncio.get_running_loop().add_signal_handler(number, self._told_to_end)

    def _told_to_end(self) -> None:
        if self.main is not None:
            self.main.duty.keep(sync=True)
        self.exit()

    def beat(self) -> None:
        """Clocks, rings and levels move on."""
        if self.main is not None and self.stands(self.main):
            self.main.beat()

    # --- signing in and out ------------------------------------------------------------------------------------

    async def come_in(self, *, take_over: bool) -> None:
        """The console's connection, the rules, the main screen."""
        board = await self.desk.open(take_over=take_over)
        await self._open_main(board, await self.desk.rules())

    async def _open_main(self, board: Board, rules: Rules) -> None:
        settings = self.settings
        store = DraftStore(settings.drafts / board.me.agent_id)
        store.sweep(settings.wall())
        duty = Duty(self.desk, rules, store, settings.lang, now=settings.now, wall=settings.wall)
        self._rules_version = board.site.rules_version
        self._headset.use(board.headset)
        before, self.main = self.main, MainScreen(duty, self._headset, self.words, settings.now)
        if before is not None:  # new rules, the same shift
            self.main.shift = before.shift
        await self.switch_screen(self.main)
        self.inside()
        self._tell_own_keys(self.main)
        if settings.play is not None and before is None:
            self.run_worker(settings.play(self), exclusive=True, group="replay")

    def _tell_own_keys(self, main: MainScreen) -> None:
        """Faults of the keymap file are told once; the help goes on showing them."""
        faults = () if self._told_keys else self.own_keys.faults
        self._told_keys = True
        if faults:
            main.tell(self.words("keys.told", count=len(faults), first=faults[0].of(self.lang)), bad=True, seconds=20)

    async def _take_new_rules(self, board: Board) -> None:
        """The company's rules were changed: fetch them and open the screen anew; drafts carry what is typed."""
        try:
            rules = await self.desk.rules()
        except ConsoleError as error:
            if self.main is not None:
                self.main.tell(error.of(self.settings.lang), bad=True)
            return
        if self.main is not None:
            self.main.duty.keep()
        while len(self.screen_stack) > 2:
            await self.pop_screen()
        await self._open_main(board, rules)

    def _told(self, message: Message) -> None:
        if self._leaving:
            return
        if isinstance(message, Snapshot | HeadsetChanged):
            self._headset.use(message.headset)
        if isinstance(message, Snapshot) and self.main is not None:
            self._compare_rules(message)
        if isinstance(message, SignedOff):
            self._signed_off(message)
        elif self.main is not None and self.stands(self.main):
            self.main.told(message)

    def _compare_rules(self, snapshot: Snapshot) -> None:
        board = self.desk.board
        if board is not None and snapshot.site.rules_version != self._rules_version:
            self.run_worker(self._take_new_rules(board), exclusive=True, group="rules")

    def _signed_off(self, message: SignedOff) -> None:
        """The session is over: keep what is typed and ask for the password again."""
        if self.main is not None:
            self.main.duty.keep()
        self.main = None
        self._headset.use(None)
        self.show_out(message)

    # --- actions -----------------------------------------------------------------------------------------------

    async def action_leave(self, plain: bool = False) -> None:
        """Ctrl+Q: at once when nothing is open, else the second time. The plain `q` always asks: it may be the first
        letter of a word that an input method was to take."""
        main = self.main
        if main is not None and not self.leaves_anyway() and self._ask_to_stay(main, plain):
            return
        self._leaving = True
        if main is not None:
            main.duty.keep()
            await self._sign_out(main)
        await self.desk.close()
        self._headset.close()
        self.exit()

    def _ask_to_stay(self, main: MainScreen, plain: bool) -> bool:
        pending, said = len(main.duty.board.pending), []
        if main.in_call():
            said.append(self.words("say.confirm_quit_call"))
        elif pending:
            said.append(self.words("say.confirm_quit_pending", count=pending))
        if count := len(main.duty.reports.waiting):
            said.append(self.words("report.unsent", count=count))
        if main.note_to_remind_of():
            said.append(self.words("note.owed"))
        elif plain and not said:
            said.append(self.words("say.confirm_quit"))
        if said:
            main.tell(" ".join(said), bad=True, seconds=CONFIRM_S)
        return bool(said)

    async def _sign_out(self, main: MainScreen) -> None:
        """Leave the queue. In a call, or with the desk away, the desk sees the socket close instead."""
        if main.in_call() or not self.desk.linked:
            return
        try:
            await self.desk.sign_out()
        except ConsoleError as error:
            self.log(f"sign-out: {error}")
