"""A table that shows rows anew without losing its place: only what changed is drawn."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import DataTable

from console.supervisor.rows import Row


class Grid(DataTable[Content]):
    """Rows by key; the cursor stays on its row while rows come and go."""

    def __init__(self, *, id: str, columns: Sequence[str]) -> None:
        super().__init__(id=id, cursor_type="row", zebra_stripes=False, classes="panel", cell_padding=1)
        self._titles = columns
        self._shown: tuple[Row, ...] = ()
        self._widths: list[int] = []

    def on_mount(self) -> None:
        """The heads of the columns."""
        self._set_widths([cell_len(title) for title in self._titles])

    def _set_widths(self, widths: list[int]) -> None:
        """Columns of these widths in cells; all rows have to be shown anew."""
        self._widths = widths
        self.clear(columns=True)
        for title, width in zip(self._titles, widths, strict=True):
            self.add_column(title, key=title, width=width)

    @property
    def chosen(self) -> str:
        """The key of the row with the cursor; empty without rows."""
        if 0 <= self.cursor_row < len(self._shown):
            return self._shown[self.cursor_row].key
        return ""

    def show(self, rows: tuple[Row, ...]) -> None:
        """Show these rows."""
        before, self._shown = self._shown, rows
        if not self._widths:
            return
        widths = [max(wide, *(cell_len(one.cells[at]) for one in rows), 0) for at, wide in enumerate(self._widths)]
        if widths == self._widths and [one.key for one in before] == [one.key for one in rows]:
            for old, new in zip(before, rows, strict=True):
                self._update(old, new)
            return
        chosen = before[self.cursor_row].key if 0 <= self.cursor_row < len(before) else ""
        if widths == self._widths:
            self.clear()
        else:
            self._set_widths(widths)
        for row in rows:
            self.add_row(*_drawn(row), key=row.key)
        keys = [one.key for one in rows]
        if chosen in keys:
            self.move_cursor(row=keys.index(chosen))

    def _update(self, old: Row, new: Row) -> None:
        if old == new:
            return
        for title, before, after, drawn in zip(self._titles, old.cells, new.cells, _drawn(new), strict=True):
            if before != after or old.style != new.style:
                self.update_cell(new.key, title, drawn)


def _drawn(row: Row) -> list[Content]:
    return [Content.styled(cell, row.style) for cell in row.cells]
