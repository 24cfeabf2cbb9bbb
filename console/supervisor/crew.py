"""The dialog that puts people on a shift: a list to tick."""

from collections.abc import Collection, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import SelectionList, Static
from textual.widgets.selection_list import Selection

from api.schemas.shifts import CrewMember
from console.texts import Words


class CrewScreen(ModalScreen[tuple[str, ...] | None]):
    """Returns the ids of who is ticked, or None where nothing is to change."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "取消", id="crew.cancel", tooltip="取消 / cancel"),
        Binding("enter,ctrl+s", "save", "保存", id="crew.save", tooltip="保存 / save", priority=True),
    ]

    def __init__(self, title: str, staff: Sequence[CrewMember], here: Collection[str], words: Words) -> None:
        super().__init__()
        self._title = title
        self._staff = staff
        self._here = here
        self._words = words

    def compose(self) -> ComposeResult:
        """The people, the keys."""
        rows = [Selection(one.name, one.agent_id, one.agent_id in self._here) for one in self._staff]
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = self._title
            yield SelectionList[str](*rows, id="crew", compact=True)
            yield Static(self._words("shift.crew_hint" if rows else "shift.no_staff"), classes="hint")

    def on_mount(self) -> None:
        """Ready to tick."""
        self.query_one("#crew").focus()

    def action_save(self) -> None:
        """Enter: as it is ticked."""
        ticked = set(self.query_one("#crew", SelectionList).selected)
        self.dismiss(tuple(one.agent_id for one in self._staff if one.agent_id in ticked))

    def action_cancel(self) -> None:
        """Esc: nothing changes."""
        self.dismiss(None)
