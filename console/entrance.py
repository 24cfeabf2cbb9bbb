"""What every app of the console is at its door: sign-in and its workers, themes, help, palette.

`hotline agent`, `hotline supervisor` and `hotline qa` inherit from it and say what stands behind it (`come_in`).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from textual.app import App
from textual.command import CommandPalette
from textual.screen import Screen
from textual.theme import Theme

from api.schemas import Session
from console.agent.catalogue import actions_on
from console.agent.help import HelpScreen
from console.agent.palette import AgentCommands
from console.agent.sign_in import SignInScreen
from console.desk import SignedOff
from console.errors import AlreadySignedIn, ConsoleError, SignInRefused, TakenOver
from console.own_keys import OwnKeys
from console.texts import words_in

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
ENDINGS: dict[str, type[AlreadySignedIn] | type[TakenOver]] = {
    "taken_over": TakenOver,
    "already_signed_in": AlreadySignedIn,
}
"""Why the desk ended a session; anything else is a sign-in that is no longer good."""


class Reception(Protocol):
    """What the door asks of a desk."""

    @property
    def address(self) -> str:
        """The desk's address, shown below the sign-in."""

    async def sign_in(self, login: str, password: str, code: str = "") -> Session:
        """Exchange login and password for a session. Raises SignInRefused, CodeNeeded or DeskUnreachable."""

    def use_token(self, token: str) -> None:
        """Use a session's token that was got elsewhere."""


@dataclass
class Entry:
    """Who comes to the door, and how the screens are to look."""

    lang: str = "zh"
    login: str = ""
    password: str = ""
    token: str = ""
    dark: bool = True
    now: Callable[[], float] = time.monotonic
    entered: Callable[[], None] | None = None
    """Called each time somebody is in: the desk's address proved right."""


class EntranceApp(App[None]):
    """The base of the three apps. What inherits calls `open_door` once it is mounted."""

    ENABLE_COMMAND_PALETTE = False
    SUSPENDED_SCREEN_CLASS = "-beneath"
    """A screen's, while a dialog lies over it: its key bar names keys that the dialog does not take."""
    DOOR = "in.title"
    """What stands over the sign-in."""

    def __init__(self, reception: Reception, entry: Entry, own_keys: OwnKeys | None = None) -> None:
        super().__init__()
        self.own_keys = own_keys if own_keys is not None else OwnKeys()
        """The keys of one's own; empty where an app takes none."""
        self.words = words_in(entry.lang, self.own_keys.labels())
        self.lang = entry.lang
        self._reception = reception
        self._entry = entry
        self._leave_until = 0.0
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = DARK.name if entry.dark else LIGHT.name

    def stands(self, screen: Screen[None]) -> bool:
        """May this screen be drawn on: it is there, and the app does not close (its parts go before it does)?"""
        return self.is_running and screen.is_mounted

    # --- what the app behind the door says ---------------------------------------------------------------------

    async def come_in(self, *, take_over: bool) -> None:
        """Fetch what the main screen needs and switch to it. What it raises of ConsoleError is shown at the door."""
        raise NotImplementedError

    # --- signing in --------------------------------------------------------------------------------------------

    async def open_door(self) -> None:
        """Sign in at once when everything is known, else ask."""
        entry = self._entry
        await self.push_screen(self._door())
        if entry.token:
            self._reception.use_token(entry.token)
            self.enter()
        elif entry.login and entry.password:
            self.sign_in(entry.login, entry.password)

    def sign_in(self, login: str, password: str, code: str = "") -> None:
        """Sign in and enter; what goes wrong is shown on the sign-in screen."""
        self.run_worker(self._sign_in(login, password, code), exclusive=True, group="sign-in")

    def enter(self, *, take_over: bool = False) -> None:
        """Open the connection and the main screen."""
        self.run_worker(self._enter(take_over), exclusive=True, group="sign-in")

    async def _sign_in(self, login: str, password: str, code: str) -> None:
        try:
            await self._reception.sign_in(login, password, code)
        except ConsoleError as error:
            self._refused(error)
            return
        await self._enter(False)

    async def _enter(self, take_over: bool) -> None:
        try:
            await self.come_in(take_over=take_over)
        except ConsoleError as error:
            self._refused(error)

    def inside(self) -> None:
        """The main screen stands: say so to whoever started the app."""
        if self._entry.entered is not None:
            self._entry.entered()

    def _refused(self, error: ConsoleError) -> None:
        if isinstance(self.screen, SignInScreen):
            self.screen.refused(error)

    def show_out(self, message: SignedOff) -> None:
        """The session is over: ask for the password again, and say why."""
        kind = ENDINGS.get(message.code, SignInRefused)
        while len(self.screen_stack) > 2:
            self.pop_screen()
        self.switch_screen(self._door(kind(message.zh, message.en)))

    def _door(self, problem: ConsoleError | None = None) -> SignInScreen:
        address, login = self._reception.address, self._entry.login
        return SignInScreen(self.words, self.lang, address, login, problem, self.DOOR)

    def leaves_anyway(self) -> bool:
        """Whether it was asked twice within some seconds; the first time counts as asked."""
        now = self._entry.now()
        if now <= self._leave_until:
            return True
        self._leave_until = now + CONFIRM_S
        return False

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
