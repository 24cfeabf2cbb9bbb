"""The dialog that puts people on a shift: a list to tick. The mark is a sign, not a colour alone."""

from collections.abc import Collection, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from api.schemas.shifts import CrewMember
from console.texts import Words


class CrewScreen(ModalScreen[tuple[str, ...] | None]):
    """Returns the ids of who is ticked, or None where nothing is to change."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "取消", id="crew.cancel", tooltip="取消 / cancel"),
        Binding("space", "tick", "勾选", id="crew.tick", tooltip="勾选或取消 / tick or not", priority=True),
        Binding("enter,ctrl+s", "save", "保存", id="crew.save", tooltip="保存 / save", priority=True),
    ]

    def __init__(self, title: str, staff: Sequence[CrewMember], here: Collection[str], words: Words) -> None:
        super().__init__()
        self._title = title
        self._staff = staff
        self._ticked = set(here) & {one.agent_id for one in staff}
        self._words = words

    def compose(self) -> ComposeResult:
        """The people, the keys."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = self._title
            yield OptionList(
                *(Option(self._row(one), id=one.agent_id) for one in self._staff), id="crew", compact=True
            )
            yield Static(self._words("shift.crew_hint" if self._staff else "shift.no_staff"), classes="hint")

    def on_mount(self) -> None:
        """Ready to tick."""
        crew = self.query_one("#crew", OptionList)
        crew.highlighted = 0 if self._staff else None
        crew.focus()

    def _row(self, one: CrewMember) -> Content:
        ticked = one.agent_id in self._ticked
        return Content.styled(f"{'[✓]' if ticked else '[ ]'} {one.name}", "bold $text-success" if ticked else "")

    def action_tick(self) -> None:
        """Space: on the shift, or not."""
        crew = self.query_one("#crew", OptionList)
        at = crew.highlighted
        if at is not None:
            self._ticked ^= {self._staff[at].agent_id}
            crew.replace_option_prompt_at_index(at, self._row(self._staff[at]))

    def action_save(self) -> None:
        """Enter: as it is ticked."""
        self.dismiss(tuple(one.agent_id for one in self._staff if one.agent_id in self._ticked))

    def action_cancel(self) -> None:
        """Esc: nothing changes."""
        self.dismiss(None)
