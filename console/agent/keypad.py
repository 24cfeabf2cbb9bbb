"""The keypad: each key that is pressed goes to the far end at once, in order (RFC 4733), as for a menu."""

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from console.errors import ConsoleError
from console.texts import Words

DIGITS = frozenset("0123456789*#ABCD")
PAD = "1  2  3\n4  5  6\n7  8  9\n*  0  #"


class KeypadScreen(ModalScreen[None]):
    """Stays open until Esc; shows what was sent and what was refused."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "关闭", id="keypad.close", tooltip="关闭按键盘 / close the keypad")
    ]

    def __init__(self, words: Words, lang: str, send: Callable[[str], Awaitable[None]]) -> None:
        super().__init__()
        self._words = words
        self._lang = lang
        self._send = send
        self._waiting = ""
        self._sent = ""
        self._sending = False

    def compose(self) -> ComposeResult:
        """What was sent, the pad, how to leave."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = self._words("keypad.title")
            yield Static(id="keypad-sent")
            yield Static(PAD, id="keypad-pad")
            yield Static(self._words("keypad.hint"), classes="hint")

    def on_mount(self) -> None:
        """Nothing sent yet."""
        self._show()

    def on_key(self, event: events.Key) -> None:
        """A digit is sent; everything else is left to others."""
        digit = (event.character or "").upper()
        if digit and digit in DIGITS:
            event.stop()
            self._waiting += digit
            if not self._sending:
                self._sending = True
                self.run_worker(self._send_all(), exclusive=False)

    async def _send_all(self) -> None:
        try:
            while self._waiting:
                digits, self._waiting = self._waiting, ""
                await self._send(digits)
                self._sent += digits
                self._show()
        except ConsoleError as error:
            self._waiting = ""
            self._show(error.of(self._lang))
        finally:
            self._sending = False

    def _show(self, fault: str = "") -> None:
        if self.is_mounted:
            said = f"✗ {fault}" if fault else self._words("keypad.sent", digits=self._sent or "—")
            self.query_one("#keypad-sent", Static).update(said)

    def action_close(self) -> None:
        """Esc."""
        self.dismiss(None)
