"""Sign-in: login and password, errors in place, and the choice to take over from another console."""

from typing import Protocol, runtime_checkable

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Input, Static

from console.errors import AlreadySignedIn, CodeNeeded, ConsoleError, TakenOver
from console.texts import Words
from console.widgets.flow import Flow, Line


@runtime_checkable
class Door(Protocol):
    """What this screen asks of the app."""

    def sign_in(self, login: str, password: str, code: str = "") -> None:
        """Sign in and enter; tells this screen what went wrong."""

    def enter(self, *, take_over: bool = False) -> None:
        """Open the console's connection and the main screen."""


class SignInScreen(Screen[None]):
    """Asks the app to sign in and shows why it did not work."""

    def __init__(
        self,
        words: Words,
        lang: str,
        address: str,
        login: str,
        problem: ConsoleError | None = None,
        title: str = "in.title",
    ) -> None:
        super().__init__()
        self._words = words
        self._lang = lang
        self._address = address
        self._login = login
        self._problem = problem
        self._busy = False
        self._title = title

    @property
    def door(self) -> Door:
        """The app, as far as this screen needs it."""
        assert isinstance(self.app, Door)
        return self.app

    def compose(self) -> ComposeResult:
        """One small card."""
        words = self._words
        with Vertical(id="sign-in"):
            yield Static(words(self._title), id="sign-in-title")
            yield Static(words("in.motto"), id="sign-in-motto")
            for name, password in (("login", False), ("password", True), ("code", False)):
                with Horizontal(classes="sign-in-row", id=f"row-{name}"):
                    yield Static(words(f"in.{name}"))
                    field = Input(id=name, compact=True, password=password)
                    field.cursor_blink = False
                    yield field
            yield Flow(id="sign-in-error")
            with Horizontal(id="sign-in-buttons"):
                yield Button(words("in.go"), id="go", variant="primary", compact=True)
                yield Button(words("in.take_over"), id="take-over", variant="warning", compact=True)
                yield Button(words("in.cancel"), id="cancel", compact=True)
            yield Static(f"{words('in.desk', desk=self._address)}\n{words('in.keys')}", classes="hint")

    def on_mount(self) -> None:
        """Ready to type."""
        self.query_one("#login", Input).value = self._login
        self.query_one("#password" if self._login else "#login").focus()
        self._offer_take_over(False)
        self.query_one("#row-code").display = False
        if self._problem is not None:
            self.refused(self._problem)

    def refused(self, error: ConsoleError) -> None:
        """Say why, in place; a second console may be taken over."""
        self._busy = False
        offered = isinstance(error, AlreadySignedIn)
        choice = self._words("in.again" if isinstance(error, TakenOver) else "in.choice") if offered else ""
        self._show(error.of(self._lang), choice, bad=True)
        self._offer_take_over(offered)
        if isinstance(error, CodeNeeded):
            self.query_one("#row-code").display = True
            code = self.query_one("#code", Input)
            code.clear()
            code.focus()

    def _show(self, text: str, more: str = "", *, bad: bool) -> None:
        lines = self.query_one("#sign-in-error", Flow)
        told = [Line(Content.assemble("✗ " if bad else "… ", text), hang=2)]
        lines.show([*told, Line(Content.styled(f"  {more}", "$text"), hang=2)] if more else told)
        lines.display = True

    def _offer_take_over(self, offered: bool) -> None:
        self.query_one("#take-over").display = offered
        self.query_one("#cancel").display = offered
        self.query_one("#go").display = not offered
        if offered:
            self.query_one("#take-over").focus()

    @on(Input.Submitted, "#login")
    def _login_done(self) -> None:
        self.query_one("#password").focus()

    @on(Input.Submitted, "#password")
    @on(Input.Submitted, "#code")
    @on(Button.Pressed, "#go")
    def _go(self) -> None:
        login = self.query_one("#login", Input).value.strip()
        password = self.query_one("#password", Input).value
        if not login or not password:
            self._show(self._words("in.empty"), bad=True)
            return
        if not self._busy:
            self._busy = True
            self._show(self._words("in.busy"), bad=False)
            self.door.sign_in(login, password, self.query_one("#code", Input).value.strip())

    @on(Button.Pressed, "#take-over")
    def _take_over(self) -> None:
        self._show(self._words("in.busy"), bad=False)
        self.door.enter(take_over=True)

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.query_one("#sign-in-error").display = False
        self._offer_take_over(False)
        self.query_one("#password").focus()
