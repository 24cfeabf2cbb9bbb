"""The search for a resident: one input, results as you type, arrows and Enter choose. Opened by the agent's key.

Asks the records only; the screen that opened it knows what a choice means. Typed and composed (IME) text both arrive
as the input's new value, so nothing here looks at single keys.
"""

from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from api.schemas import ResidentPage, ResidentView
from console.errors import ConsoleError, DeskAway, DeskUnreachable
from console.format import home, masked
from console.keymap import MAIN_KEYS
from console.records import Records
from console.texts import Words

DEBOUNCE_S = 0.12
"""The desk is asked once the typing rests for so long."""
LONGEST = 64


class ResidentSearch(ModalScreen[ResidentView | None]):
    """Returns the resident who was chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(key.binding() for key in MAIN_KEYS if key.id == "answer"),
        Binding("escape", "cancel", "取消", id="search.cancel", tooltip="取消 / cancel"),
        Binding("up", "move(-1)", "上", id="search.up", tooltip="上一位 / up", show=False),
        Binding("down", "move(1)", "下", id="search.down", tooltip="下一位 / down", show=False),
        Binding("pageup", "move(-8)", "上翻", id="search.page_up", tooltip="上翻 / page up", show=False),
        Binding("pagedown", "move(8)", "下翻", id="search.page_down", tooltip="下翻 / page down", show=False),
    ]

    def __init__(
        self, records: Records, words: Words, lang: str, answer: Callable[[], None], first: str = ""
    ) -> None:
        """`first` is searched for at once: a home that the caller said."""
        super().__init__()
        self._first = first
        self._answer = answer
        self._records = records
        self._words = words
        self._lang = lang
        self._turn = 0
        self._shown_for: str | None = None
        """The words that the list answers; None while it answers nothing."""
        self._found: tuple[ResidentView, ...] = ()
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Input, results, how it stands, how to choose."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = self._words("search.title")
            field = Input(
                self._first,
                id="search-words",
                compact=True,
                select_on_focus=False,
                placeholder=self._words("search.blank"),
                max_length=LONGEST,
            )
            field.cursor_blink = False
            yield field
            results = OptionList(id="search-results", compact=True)
            results.can_focus = False
            yield results
            yield Static(id="search-state")
            yield Static(self._words("search.hint"), classes="hint")

    def on_mount(self) -> None:
        """Ready to type, or to take who was found."""
        self.query_one(Input).focus()
        if self._first:
            self._ask()

    # --- asking ------------------------------------------------------------------------------------------------

    def _typed_words(self) -> str:
        return self.query_one(Input).value.strip()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._typed_words() == self._shown_for:
            return
        self._turn += 1  # an answer on its way is to older words
        self._stop_timer()
        if not self._typed_words():
            self._show((), "", None)
            return
        self._timer = self.set_timer(DEBOUNCE_S, self._ask)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _ask(self) -> None:
        self._stop_timer()
        self._turn += 1
        self._state(self._words("search.busy"))
        self.run_worker(self._search(self._turn, self._typed_words()), exclusive=False)

    async def _search(self, turn: int, words: str) -> None:
        try:
            page = await self._records.residents(words)
        except (DeskAway, DeskUnreachable):
            self._failed(turn, self._words("search.away"))
        except ConsoleError as error:
            self._failed(turn, self._words("search.failed", why=error.of(self._lang)))
        else:
            if turn == self._turn:
                self._show(page.items, self._counted(page, words), words)

    def _failed(self, turn: int, why: str) -> None:
        if turn == self._turn:
            self._show((), why, None, bad=True)

    def _counted(self, page: ResidentPage, words: str) -> str:
        if not page.items:
            return self._words("search.nothing", words=words)
        if page.page.total > len(page.items):
            return self._words("search.more", total=page.page.total, shown=len(page.items))
        return self._words("search.count", total=page.page.total)

    # --- showing -----------------------------------------------------------------------------------------------

    def _show(self, found: tuple[ResidentView, ...], state: str, shown_for: str | None, *, bad: bool = False) -> None:
        self._found, self._shown_for = found, shown_for
        results = self.query_one("#search-results", OptionList)
        results.clear_options()
        names = max((cell_len(one.name) for one in found), default=0)
        homes = max((cell_len(home(one, self._lang)) for one in found), default=0)
        results.add_options([Option(self._row(one, names, homes), id=one.resident_id) for one in found])
        results.highlighted = 0 if found else None
        self._state(state, bad=bad)

    def _row(self, one: ResidentView, names: int, homes: int) -> Content:
        """Name, home, numbers masked (SEC-1): enough to tell two of one name apart."""
        where = home(one, self._lang)
        return Content.assemble(
            one.name + " " * (names - cell_len(one.name) + 2),
            where + " " * (homes - cell_len(where) + 2),
            (" ".join(masked(number) for number in one.phones[:2]), "$text-muted"),
        )

    def _state(self, text: str, *, bad: bool = False) -> None:
        self.query_one("#search-state", Static).update(Content.styled(text, "$text-error" if bad else "$text-muted"))

    # --- choosing ----------------------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Arrows move in the results while the focus stays in the input."""
        results = self.query_one("#search-results", OptionList)
        if self._found:
            results.highlighted = min(max((results.highlighted or 0) + by, 0), len(self._found) - 1)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        """Enter takes the highlighted one; while the list answers older words, it asks at once instead."""
        event.stop()
        if not self._typed_words():
            return
        if self._shown_for != self._typed_words():
            self._ask()
            return
        place = self.query_one("#search-results", OptionList).highlighted
        if place is not None and place < len(self._found):
            self.dismiss(self._found[place])

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._found[event.option_index])

    def action_answer(self) -> None:
        """The key that answers: who rings is looked up while it rings, and that must cost no ring (LINE-1)."""
        self._answer()

    def action_cancel(self) -> None:
        """Esc: nothing changes."""
        self.dismiss(None)
