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
from textual.command import CommandPalette
from textual.theme import Theme

from api.schemas import HeadsetChanged, Snapshot
from console.agent.catalogue import actions_on
from console.agent.help import HelpScreen
from console.agent.main import MainScreen
from console.agent.palette import AgentCommands
from console.agent.sign_in import SignInScreen
from console.board import Board
from console.desk import Desk, Message, SignedOff
from console.drafts import DraftStore
from console.duty import Duty
from console.errors import AlreadySignedIn, ConsoleError, SignInRefused, TakenOver
from console.headset import Headset
from console.keymap import APP_BINDINGS
from console.own_keys import OwnKeys
from console.tape import Tape
from console.texts import words_in
from scripts_lib.model import Rules

BEAT_S = 0.1
CONFIRM_S = 5.0
DARK = Theme(
    name="sanxiang-dark",
    primary="#5aa9e6",
    secondary="#7fb7be",
    accent="#c8a45d",
    success="#6cbf84",
    warning="#e0a84a",
    error="#e4675f",
    foreground="#d8dee4",
    background="#12181f",
    surface="#1a222b",
    panel="#232d38",
    dark=True,
)
LIGHT = Theme(
    name="sanxiang-light",
    primary="#1f6fb2",
    secondary="#3d7f88",
    accent="#8a6414",
    success="#23743f",
    warning="#9a5b00",
    error="#b3261e",
    foreground="#1d2733",
    background="#f6f7f8",
    surface="#ffffff",
    panel="#e4e9ee",
    dark=False,
)


@dataclass
class Settings:
    """How this console was started. `beat_s` None leaves the clocks to the caller of `beat`."""

    lang: str = "zh"
    login: str = ""
    password: str = ""
    token: str = ""
    drafts: Path = field(default_factory=Path)
    dark: bool = True
    beat_s: float | None = BEAT_S
    now: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    own_keys: OwnKeys = field(default_factory=OwnKeys)
    tape: Tape | None = None
    """Where the session is recorded."""
    play: Callable[[App[None]], Coroutine[None, None, None]] | None = None
    """What goes on once the main screen stands: the replay of a session."""
    entered: Callable[[], None] | None = None
    """Called each time the console is in: the desk's address proved right."""


class ConsoleApp(App[None]):
    """`hotline agent`."""

    CSS_PATH = "console.tcss"
    TITLE = "三响"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = APP_BINDINGS

    def __init__(self, desk: Desk, headset: Headset, settings: Settings) -> None:
        super().__init__()
        self.desk = desk
        self.settings = settings
        self.words = words_in(settings.lang, settings.own_keys.labels())
        self.set_keymap(settings.own_keys.keymap)
        self.main: MainScreen | None = None
        self._headset = headset
        self._leave_until = 0.0
        self._leaving = False
        self._told_keys = False
        self._rules_version = ""
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = DARK.name if settings.dark else LIGHT.name

    @property
    def lang(self) -> str:
        """The screen's language."""
        return self.settings.lang

    @property
    def own_keys(self) -> OwnKeys:
        """The agent's own keymap, or an empty one."""
        return self.settings.own_keys

    async def on_mount(self) -> None:
        """Sign in at once when everything is known, else ask."""
        settings = self.settings
        self._headset.start()
        self.desk.listen(self._told)
        if settings.beat_s is not None:
            self.set_interval(settings.beat_s, self.beat)
            self._heed_signals()
        await self.push_screen(SignInScreen(self.words, settings.lang, self.desk.address, settings.login))
        if settings.token:
            self.desk.use_token(settings.token)
            self.enter()
        elif settings.login and settings.password:
            self.sign_in(settings.login, settings.password)

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
        if self.main is not None and self.main.is_mounted:
            self.main.beat()

    # --- signing in and out ------------------------------------------------------------------------------------

    def sign_in(self, login: str, password: str, code: str = "") -> None:
        """Sign in and enter; what goes wrong is shown on the sign-in screen."""
        self.run_worker(self._sign_in(login, password, code), exclusive=True, group="sign-in")

    def enter(self, *, take_over: bool = False) -> None:
        """Open the console's connection and the main screen."""
        self.run_worker(self._enter(take_over), exclusive=True, group="sign-in")

    async def _sign_in(self, login: str, password: str, code: str) -> None:
        try:
            await self.desk.sign_in(login, password, code)
        except ConsoleError as error:
            self._refused(error)
            return
        await self._enter(False)

    async def _enter(self, take_over: bool) -> None:
        try:
            board = await self.desk.open(take_over=take_over)
            rules = await self.desk.rules()
        except ConsoleError as error:
            self._refused(error)
            return
        await self._open_main(board, rules)

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
        if settings.entered is not None:
            settings.entered()
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

    def _refused(self, error: ConsoleError) -> None:
        if isinstance(self.screen, SignInScreen):
            self.screen.refused(error)

    def _told(self, message: Message) -> None:
        if self._leaving:
            return
        if isinstance(message, Snapshot | HeadsetChanged):
            self._headset.use(message.headset)
        if isinstance(message, Snapshot) and self.main is not None:
            self._compare_rules(message)
        if isinstance(message, SignedOff):
            self._signed_off(message)
        elif self.main is not None and self.main.is_mounted:
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
        kind = {"taken_over": TakenOver, "already_signed_in": AlreadySignedIn}.get(message.code, SignInRefused)
        screen = SignInScreen(
            self.words, self.settings.lang, self.desk.address, self.settings.login, kind(message.zh, message.en)
        )
        while len(self.screen_stack) > 2:
            self.pop_screen()
        self.switch_screen(screen)

    # --- actions -----------------------------------------------------------------------------------------------

    def action_help(self) -> None:
        """F1 or ?: all keys of the screen that has the focus; again closes."""
        if isinstance(self.screen, HelpScreen):
            self.screen.dismiss()
            return
        self.push_screen(HelpScreen(self.words, self.lang, actions_on(self.screen), self.own_keys))

    def action_palette(self) -> None:
        """Ctrl+K: find an action by its name; again closes."""
        if isinstance(self.screen, CommandPalette):
            self.screen.dismiss()
        elif not isinstance(self.screen, HelpScreen):
            self.push_screen(CommandPalette([AgentCommands], placeholder=self.words("palette.hint")))

    def action_turn_theme(self) -> None:
        """Ctrl+T: dark or light."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name

    async def action_leave(self, plain: bool = False) -> None:
        """Ctrl+Q: at once when nothing is open, else the second time. The plain `q` always asks: it may be the first
        letter of a word that an input method was to take."""
        main = self.main
        if main is not None and self.settings.now() > self._leave_until and self._ask_to_stay(main, plain):
            self._leave_until = self.settings.now() + CONFIRM_S
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
