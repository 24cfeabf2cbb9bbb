"""The dialog before a decision: the reason, and the points where they may be chosen."""

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from console.texts import Words


@dataclass(frozen=True)
class Said:
    """What was typed; `points` is None where none were asked for, or they stay as they were proposed."""

    reason: str
    points: int | None = None
    rule: str | None = None
    """None where none was asked for, or it stays as it was proposed."""


class AskScreen(ModalScreen[Said | None]):
    """Returns what was typed, or None. `points` and `rule`: the proposed ones; None: not asked for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "取消", id="qa.ask.cancel", tooltip="取消，什么也不改 / cancel")
    ]

    def __init__(
        self,
        words: Words,
        title: str,
        *,
        points: str | None = None,
        rule: str | None = None,
        reason_needed: bool = True,
    ) -> None:
        super().__init__()
        self._words = words
        self._title = title
        self._points = points
        self._rule = rule
        self._needed = reason_needed

    def compose(self) -> ComposeResult:
        """Points, reason, keys."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = self._title
            if self._rule is not None:
                yield Static(self._words("qa.ask.rule"))
                yield Input(self._rule, id="ask-rule", compact=True)
            if self._points is not None:
                yield Static(self._words("qa.ask.points"))
                yield Input(self._points, id="ask-points", compact=True)
            yield Static(self._words("qa.ask.reason"))
            yield Input(id="ask-reason", compact=True)
            yield Static(id="ask-fault")
            yield Static(self._words("qa.ask.keys"), classes="hint")

    def on_mount(self) -> None:
        """Ready to type."""
        self.query_one("#ask-reason", Input).focus()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        reason = self.query_one("#ask-reason", Input).value.strip()
        typed = self.query_one("#ask-points", Input).value.strip() if self._points is not None else ""
        fault = ""
        if typed and not typed.lstrip("-+").isdecimal():
            fault = "qa.ask.number"
        elif self._needed and not reason:
            fault = "qa.ask.need"
        if fault:
            self.query_one("#ask-fault", Static).update(f"✗ {self._words(fault)}")
        else:
            self.dismiss(Said(reason, int(typed) if typed else None, self._other_rule()))

    def _other_rule(self) -> str | None:
        """Another rule than the proposed one, where one was typed."""
        if self._rule is None:
            return None
        typed = self.query_one("#ask-rule", Input).value.strip().upper()
        return typed if typed and typed != self._rule else None

    def action_cancel(self) -> None:
        """Esc."""
        self.dismiss(None)
