"""A form over the screen: fields, one a line; Enter checks and shows what will be written, Enter again submits it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from math import inf, isfinite
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.events import DescendantFocus
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static

from console.texts import Words

SHOWN = 6
"""Choices that are shown at once."""
WHEN = "%Y-%m-%d %H:%M"


class Kind(Enum):
    """What a field takes."""

    TEXT = auto()
    NUMBER = auto()
    TIME = auto()


@dataclass(frozen=True)
class Field:
    """One line of the form. With `choices`, pairs of value and label, what is typed names exactly one of them."""

    name: str
    label: str
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = True
    kind: Kind = Kind.TEXT
    least: float = -inf
    most: float = inf
    """Of a number."""


def fitting(field: Field, typed: str) -> list[tuple[str, str]]:
    """The choices that what was typed may mean: the one of that value, else those whose label holds it."""
    wanted = typed.strip().casefold()
    exact = [one for one in field.choices if one[0].casefold() == wanted]
    return exact or [one for one in field.choices if wanted in f"{one[0]} {one[1]}".casefold()]


def fault_of(field: Field, typed: str) -> str:
    """The key of the text that says what is wrong; empty for nothing."""
    if not typed.strip():
        return "qa.form.required" if field.required else ""
    if field.choices:
        return "" if len(fitting(field, typed)) == 1 else "qa.form.choice"
    if field.kind is Kind.NUMBER:
        return "" if _is_number(typed, field) else "qa.form.number"
    return "qa.form.time" if field.kind is Kind.TIME and not _is_time(typed) else ""


def _is_number(typed: str, field: Field) -> bool:
    try:
        value = float(typed)
    except ValueError:
        return False
    return isfinite(value) and field.least <= value <= field.most


def _is_time(typed: str) -> bool:
    try:
        datetime.strptime(typed.strip(), WHEN)  # noqa: DTZ007  the caller knows the zone
    except ValueError:
        return False
    return True


class FormScreen(ModalScreen[Mapping[str, str] | None]):
    """Returns the values by name, or None. `told` says in one line what the values will write."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "取消", id="qa.form.cancel", tooltip="取消，什么也不写 / cancel")
    ]

    def __init__(
        self,
        words: Words,
        title: str,
        fields: Sequence[Field],
        told: Callable[[Mapping[str, str]], str],
        above: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self._words = words
        self._title = title
        self._fields = {one.name: one for one in fields}
        self._told = told
        self._above = tuple(above)
        self._armed = False

    def compose(self) -> ComposeResult:
        """What has to be known, the fields, the choices of the one that is typed in, what comes of Enter."""
        with VerticalScroll(classes="dialog", id="form") as dialog:
            dialog.border_title = self._title
            for line in self._above:
                yield Static(line, classes="form-above")
            for one in self._fields.values():
                with Horizontal(classes="form-row"):
                    yield Label(one.label, classes="form-label")
                    yield Input(one.value, id=f"field-{one.name}", compact=True)
            yield Static(id="form-choices", classes="hint")
            yield Static(id="form-said")
            yield Static(self._words("qa.form.keys"), classes="hint")

    def on_mount(self) -> None:
        """Ready to type where something is missing."""
        empty = next((one for one in self._fields.values() if not one.value), None)
        first = empty or next(iter(self._fields.values()))
        self.query_one(f"#field-{first.name}", Input).focus()

    @property
    def values(self) -> dict[str, str]:
        """What stands in the fields; of choices their values."""
        found = {}
        for name, field in self._fields.items():
            typed = self.query_one(f"#field-{name}", Input).value.strip()
            fits = fitting(field, typed) if field.choices and typed else []
            found[name] = fits[0][0] if len(fits) == 1 else typed
        return found

    @on(Input.Changed)
    def _changed(self) -> None:
        self._armed = False
        self.query_one("#form-said", Static).update("")
        self._offer()

    @on(DescendantFocus)
    def _offer(self) -> None:
        """The choices that fit what is typed in the focused field."""
        name = (self.focused.id or "").removeprefix("field-") if self.focused is not None else ""
        field = self._fields.get(name)
        lines: list[str] = []
        if field is not None and field.choices:
            fits = fitting(field, self.query_one(f"#field-{name}", Input).value)
            lines = [f"{value}  {label}" if label != value else value for value, label in fits[:SHOWN]]
            lines += ["…"] if len(fits) > SHOWN else []
        self.query_one("#form-choices", Static).update("\n".join(lines))

    @on(Input.Submitted)
    def _submitted(self) -> None:
        said = self.query_one("#form-said", Static)
        for name, field in self._fields.items():
            box = self.query_one(f"#field-{name}", Input)
            fault = fault_of(field, box.value)
            if fault:
                between = f"{field.least:g}～{field.most:g}" if isfinite(field.most) else ""
                said.update(f"✗ {self._words(fault, field=field.label)}{f'（{between}）' if between else ''}")
                box.focus()
                return
        if self._armed:
            self.dismiss(self.values)
            return
        self._armed = True
        said.update(self._words("qa.form.again", what=self._told(self.values)))

    def action_cancel(self) -> None:
        """Esc."""
        self.dismiss(None)
